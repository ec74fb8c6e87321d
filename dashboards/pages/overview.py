"""The Overview: what moved and why, what needs attention, and the metrics that matter most, on one screen."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboards import paths, words
from dashboards.behind import comments_of
from dashboards.cards import cards, change_tone
from dashboards.page import EVERY_FILTER, Group, Page
from dashboards.visit import Visit
from metrics.catalog import METRICS
from metrics.comparison import feast_moved
from metrics.goal import Verdict
from metrics.period import Grain
from metrics.scorecard import Score
from metrics.standing import only_grows
from metrics.text import Text
from metrics.unit import Unit
from reports.movers import Mover
from reports.remarks import Kind, feasts_in
from reports.sentences import warnings

WHAT_MOVED = Text(ko="무엇이 왜 달라졌나", en="What moved, and why")
NOTHING_MOVED = Text(
    ko="이 기간에는 우연으로 보기 어려운 변화가 없습니다.", en="Nothing changed in this period by more than chance may explain."
)
ATTENTION = Text(ko="확인이 필요한 것", en="What needs attention")
NO_ATTENTION = Text(ko="지금 따로 확인할 것은 없습니다.", en="Nothing needs attention now.")
MISSED = Text(ko="목표 미달: {metrics}", en="Goal missed: {metrics}")
HELD = Text(
    ko="{metrics}: 목표에 닿았지만 같은 문의의 만족도가 떨어져 달성으로 보지 않습니다.",
    en="{metrics}: within its goal, but held because the satisfaction of the same tickets fell.",
)
NO_VALUE = Text(ko="이 기간의 값이 없음: {metrics}", en="No value in this period: {metrics}")
WARNING, TARGET, TEAM = "⚠", "◎", "◆"  # before each line, beside its words


def layout(visit: Visit) -> Component:
    """The sentences, and the cards under them."""
    scores = visit.scores
    return html.Div(
        [html.Div([_moved(visit), _attention(scores, visit)], className="brief"), cards(scores, visit)],
        className="overview",
    )


def _moved(visit: Visit) -> Component:
    language = visit.language
    lines = [html.Li(_mover(mover, visit)) for mover in visit.movers]
    said = html.Ul(lines) if lines else html.P(NOTHING_MOVED.of(language), className="muted")
    why = [*filter(None, dict.fromkeys(map(feast_moved, visit.scores))), *_feasts(visit)]
    notes = [html.P(each.of(language), className="note") for each in why]
    return html.Section([html.H2(WHAT_MOVED.of(language)), said, *notes], className="panel moved")


def _feasts(visit: Visit) -> list[Text]:
    """The feasts of the view's week, and by how much that fell short which most is counted of."""
    view = visit.view
    if view.grain is not Grain.WEEK or not feasts_in(view.grain, view.period, visit.house.answers.feasts):
        return []
    counted = [metric for metric in METRICS.values() if metric.unit is Unit.COUNT and only_grows(metric)]
    most = max(visit.scores_of(*counted), key=lambda score: score.now.value or 0.0)
    return [each.told for each in visit.remarks(most, [view.period]) if each.kind is Kind.FEAST]


def _mover(mover: Mover, visit: Visit) -> list[Component | str]:
    """The sentence, which leads to the trend divided by the segments that it names; of a score that fell also the way to its comments."""
    language, metric = visit.language, mover.score.metric
    by = mover.because.dimension if mover.because else None
    href = visit.of_view(paths.TRENDS, visit.view.of_metric(metric).broken_down(by))
    said = mover.sentence(visit.house.currency).of(language)
    base = html.Span(mover.base.of(language), className=f"base {change_tone(mover.compared.change)}")
    comments = comments_of(visit, metric) if mover.compared.change.is_good is False else None
    more = [dcc.Link(words.SHOW_COMMENTS.of(language), href=comments, className="way")] if comments else []
    return [base, " ", dcc.Link(said, href=href, className="told"), *more]


def _attention(scores: Sequence[Score], visit: Visit) -> Component:
    language, currency = visit.language, visit.house.currency
    lines: list[tuple[str, str, str]] = [(WARNING, said, "bad") for said in warnings(scores, visit.view.grain, language)]
    for told, named in (
        (HELD, [score for score in scores if score.judgement and score.judgement.guarded.is_held]),
        (MISSED, [score for score in scores if score.verdict is Verdict.NOT_MET]),
        (NO_VALUE, [score for score in scores if score.now.value is None]),
    ):
        if named:
            labels = ", ".join(score.metric.label.of(language) for score in named)
            lines.append((TARGET, told.format(metrics=labels).of(language), "bad" if told is not NO_VALUE else "unsure"))
    lines += [(TEAM, each.sentence(currency).of(language), "good" if each.is_ahead else "bad") for each in visit.standouts]
    said = [html.Li([html.Span(mark, className=tone, **{"aria-hidden": "true"}), " ", text]) for mark, text, tone in lines]
    inside = html.Ul(said) if said else html.P(NO_ATTENTION.of(language), className="muted")
    return html.Section([html.H2(ATTENTION.of(language)), inside], className="panel attention" if said else "panel attention is-calm")


PAGE = Page(
    path=paths.OVERVIEW, title=words.OVERVIEW, layout=layout, group=Group.NUMBERS, icon="overview", filters=EVERY_FILTER, has_report=True
)
