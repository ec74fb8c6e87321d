"""A metric in a period as a card: a pure function of its score."""

from collections.abc import Sequence
from datetime import timedelta

from dash import dcc, html
from dash.development.base_component import Component

from charts.screen import sparkline
from dashboards import paths, reading, words
from dashboards.paired import against_year, pair_mark
from dashboards.view import View
from dashboards.visit import Visit
from metrics.change import Change, Direction
from metrics.comparison import Comparison, with_last_period, with_last_year
from metrics.goal import Verdict
from metrics.judgement import Judgement
from metrics.pace import Outlook
from metrics.period import Grain, Span
from metrics.query import NO_DATA, TOO_FEW
from metrics.scorecard import Answer, Score
from metrics.standing import is_speed
from metrics.text import Language, Text
from metrics.unit import Unit
from metrics.window import InPeriod
from reports.words import decided_by

SIGNS = {
    Direction.UP: "▲",
    Direction.DOWN: "▼",
    Direction.CANNOT_TELL: "≈",
    Direction.OVERLAPS: "≈",
    Direction.UNKNOWN: "–",
}
MARKS = {Verdict.MET: "✓", Verdict.NOT_MET: "✕", Verdict.TOO_EARLY: "…"}
TONES = {Verdict.MET: "good", Verdict.NOT_MET: "bad", Verdict.TOO_EARLY: "unsure"}


def cards(scores: Sequence[Score], visit: Visit) -> Component:
    """A card for each score; beside a speed what the same tickets' customers thought of it."""
    view, currency = visit.view, visit.house.currency
    pair = against_year(visit) if any(is_speed(score.metric) and score.beside for score in scores) else None
    marks = {score.metric: pair_mark(pair, visit) for score in scores if pair and is_speed(score.metric) and score.beside}
    items = [
        html.Li(card(score, view, currency, visit.records(score.metric), marks.get(score.metric)), className="card-place")
        for score in scores
    ]
    return html.Section(html.Ul(items, className="cards"), **{"aria-label": words.CARDS.of(view.language)})


def card(score: Score, view: View, currency: str, records: str | None = None, pair: Component | None = None) -> Component:
    """Value, how sure it is, what changed, the goal's verdict, and the way there.

    A click leads to its trend, one on the number to its `records`, one on the "i" to what it means. `pair` is what stands under a speed.
    """
    metric, language = score.metric, view.language
    link = dcc.Link(
        metric.label.of(language),
        id={"card": metric.name},
        href=f"{paths.TRENDS}{view.of_metric(metric).search}",
        className="card-name",
        title=words.SHOW_TREND.format(metric=metric.label.of(language)).of(language),
    )
    return html.Article(
        [
            html.Div([html.H2(link), reading.popover(metric, view)], className="card-head"),
            html.Div([html.Div(figure_of(score, language, currency, records)), _sparkline(score, language)], className="card-figure"),
            changes(score, view),
            html.Div([goal_verdict(score, language, currency), *_fresh(score, view)], className="card-goal"),
            *_pace(score, view, currency),
            *_beside(score, language, currency),
            *([pair] if pair else []),
        ],
        className="card",
    )


def sample(answer: Answer, score: Score, language: Language, currency: str) -> list[str]:
    """How many an answer rests on, and its interval: "표본 1,234" and "95% 구간 45.1% ~ 49.2%"."""
    said = [words.NUMBER_OF.format(n=f"{answer.n:,}").of(language)]
    if answer.low is not None and answer.high is not None:
        low, high = (score.metric.unit.show(bound, language, currency) for bound in (answer.low, answer.high))
        said.append(words.INTERVAL.format(low=low, high=high).of(language))
    else:
        said.append(words.NO_INTERVAL.of(language))
    if answer.is_grey:
        said.append(words.SMALL_SAMPLE.of(language))
    return said


def goal_verdict(score: Score, language: Language, currency: str) -> Component:
    """The goal and whether it is met, in words, with a mark and a colour."""
    judged = score.judgement
    if judged is None:
        return html.Div(words.NO_GOAL.of(language), className="goal muted")
    said = words.GOAL.format(sign=judged.goal.sign, value=score.metric.unit.show(judged.goal.value, language, currency)).of(language)
    if judged.shown_as is None:
        return html.Div(said, className="goal muted")
    mark = verdict_mark(judged, language, decided_by(words.DECIDES, score.decides_goal, language))
    return html.Div([html.Span(said), mark], className="goal")


def verdict_mark(judged: Judgement, language: Language, more: Sequence[str] = ()) -> Component | str:
    """A verdict as a word with its mark and colour, and what more is to be said; nothing where the answer is not known."""
    if judged.shown_as is None or judged.label is None:
        return ""
    said = " · ".join([judged.label.of(language), *more])
    return html.Span(
        [html.Span(MARKS[judged.shown_as], **{"aria-hidden": "true"}), " ", said], className=f"verdict {TONES[judged.shown_as]}"
    )


def change_tone(change: Change) -> str:
    """How a change is to be taken: good, bad, or unsure."""
    return {True: "good", False: "bad", None: "unsure"}[change.is_good]


def figure_of(score: Score, language: Language, currency: str, records: str | None = None) -> list[Component]:
    """The value with how many it rests on and its interval, or why there is none. It leads to its `records`."""
    now, metric = score.now, score.metric
    if now.state == NO_DATA:
        window = metric.window
        why = words.NO_DATA_ABOUT if isinstance(window, InPeriod) else words.NO_DATA_WINDOW.format(window=window.label.of(language))
        return [html.Div(words.NO_DATA.of(language), className="value is-missing"), html.Div(why.of(language), className="sample")]
    if now.state == TOO_FEW:
        return [
            html.Div(words.TOO_FEW.of(language), className="value is-missing"),
            html.Div(words.TOO_FEW_ABOUT.format(n=now.n).of(language), className="sample"),
        ]
    running = [html.Span(words.SO_FAR.of(language), className="running")] if score.is_running else []
    value = metric.unit.show(now.value, language, currency)
    shown: Component = html.Span(value, className="number")
    if records is not None:
        shown = dcc.Link(value, href=records, className="number is-link", title=words.SHOW_RECORDS.of(language))
    return [
        html.Div([shown, *running], className="value is-grey" if now.is_grey else "value"),
        html.Div([html.Span(said) for said in sample(now, score, language, currency)], className="sample"),
    ]


def _change(against: Text, compared: Comparison, unit: Unit, language: Language) -> Component:
    """One change: against what, by how much, and what can be said of it."""
    change, days = compared.change, f" ({compared.days.of(language)})" if compared.days else ""
    what = html.Span(f"{against.of(language)}{days}", className="against")
    if change.direction is Direction.UNKNOWN:
        return html.Div([what, html.Span(change.direction.label.of(language), className="muted")], className="change")
    tone = change_tone(change)
    said = [html.Span(SIGNS[change.direction], **{"aria-hidden": "true"}), f" {unit.show_change(change.amount, language)} "]
    if change.is_good is None:
        verdict = " · ".join([change.direction.label.of(language), *decided_by(words.DECIDES, compared.decides, language)])
    else:
        verdict = f"{change.direction.label.of(language)} · {(words.BETTER if change.is_good else words.WORSE).of(language)}"
    return html.Div([what, html.Strong(said, className=tone), html.Span(verdict, className=f"{tone} told")], className="change")


def changes(score: Score, view: View) -> Component:
    """The change against the period before and, where it can be compared, against the same period a year ago."""
    since = [(words.AGAINST[view.grain], with_last_period(score))]
    if (last_year := with_last_year(score)) is not None:
        since.append((words.A_YEAR_AGO, last_year))
    return html.Div([_change(against, compared, score.metric.unit, view.language) for against, compared in since], className="changes")


def _fresh(score: Score, view: View) -> list[Component]:
    """Up to which day its data reach, where that is less far than those of others."""
    if score.until is None or score.until >= min(view.choices.until, view.period.end):
        return []
    last = Grain.DAY.name_of(Span(score.until - timedelta(days=1), score.until), view.language)
    return [html.Span(words.DATA_UNTIL.format(last=last).of(view.language), className="fresh")]


def _pace(score: Score, view: View, currency: str) -> list[Component]:
    """Where the trend leads by the goal's deadline; nothing where that cannot be drawn."""
    pace = score.pace
    if pace is None or pace.value is None:
        return []
    due, value = view.grain.name_of(pace.due, view.language), score.metric.unit.show(pace.value, view.language, currency)
    tone = {Outlook.ON_PACE: "good", Outlook.OFF_PACE: "bad"}.get(pace.outlook, "unsure")
    said = words.PACE.format(due=due, value=value).of(view.language)
    return [html.Div([f"{said} · ", html.Span(pace.outlook.label.of(view.language), className=f"{tone} told")], className="pace")]


def _sparkline(score: Score, language: Language) -> Component:
    picture = sparkline(score.trend)
    if picture is None:
        return html.Div(className="sparkline is-empty")
    said = words.SPARKLINE.format(count=len(score.trend)).of(language)
    return html.Div(
        className="sparkline",
        style={"maskImage": f'url("{picture}")', "WebkitMaskImage": f'url("{picture}")'},
        role="img",
        **{"aria-label": said},
    )


def _beside(score: Score, language: Language, currency: str) -> list[Component]:
    """The metrics that are always shown next to this one: a speed never stands alone."""
    if not score.beside:
        return []
    lines = []
    for other in score.beside:
        shown = other.metric.unit.show(other.now.value, language, currency)
        sign = html.Span(
            f" {SIGNS[other.change.direction]}", className=change_tone(other.change), title=other.change.direction.label.of(language)
        )
        lines.append(html.Div([html.Dt(other.metric.label.of(language)), html.Dd([shown, sign])]))
    return [html.Dl(lines, className="beside")]
