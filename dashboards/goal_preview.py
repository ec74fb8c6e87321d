"""What an entered goal would mean: in a sentence, and as the line that it makes after the last answers."""

from dash import html
from dash.development.base_component import Component

from dashboards.bars import bars
from dashboards.goal_board import answers_of
from dashboards.goal_entry import unknown
from dashboards.visit import Visit
from metrics.goal_version import GoalVersion
from metrics.metric import Metric
from metrics.text import Text
from reports.goal_words import bound, terms_in_words

SHOWN_BEFORE, SHOWN_AHEAD = 8, 12  # periods

WHOLE_COMPANY = Text(ko="회사 전체", en="Whole company")
SUMMARY = Text(ko="{whose} · {metric}: {begins}부터 {terms}", en="{whose} · {metric}: from {begins} {terms}")
INSTEAD = Text(
    ko="지금 목표({goal})를 대신합니다. 지난 기간의 판정은 바뀌지 않습니다.", en="Takes the place of {goal}. Verdicts on past periods stay."
)


def preview(visit: Visit, metric: Metric, version: GoalVersion) -> list[Component]:
    """What the version says, what it takes the place of, and the line it makes after the last answers."""
    language, currency, grain = visit.language, visit.house.currency, visit.view.grain
    begins = grain.name_of(version.first_period, language)
    terms = terms_in_words(version, metric, language, currency)
    said = SUMMARY.format(whose=version.team or WHOLE_COMPANY.of(language), metric=metric.label.of(language), begins=begins, terms=terms)
    book = visit.goals
    teams = (version.team,) if version.team else None
    now = book.wanted(metric, grain, version.first_period, teams)
    lines: list[Component] = [html.P(html.Strong(said.of(language)))]
    if now is not None:
        lines.append(html.P(INSTEAD.format(goal=bound(now.goal, metric, language, currency)).of(language), className="muted"))
    if version.terms is None:
        return lines
    answers = answers_of(visit, metric, version.team)
    past = [each for each in answers.values() if each.period < version.first_period][-SHOWN_BEFORE:]
    wanted = [book.wanted(metric, grain, each.period, teams) for each in past]
    coming = [version.first_period]
    while len(coming) < SHOWN_AHEAD and (version.due_period is None or coming[-1] < version.due_period):
        coming.append(grain.period_of(coming[-1].end))
    shown = [(answer, each.goal if each else None) for answer, each in zip(past, wanted, strict=True)]
    shown += [(answers.get(period, unknown(period)), version.goal_of(period)) for period in coming]
    steps = [
        f"{grain.name_of(period, language)} {bound(goal, metric, language, currency)}"
        for period in coming
        if (goal := version.goal_of(period))
    ]
    lines.append(bars(shown, metric, grain, language, currency))
    if version.terms.ramp is not None:
        lines.append(html.P(" · ".join(steps), className="sure"))
    return lines
