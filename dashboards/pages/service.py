"""Service: how soon and how well tickets are handled, who waits now, and what customers complain about."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import polars as pl
from dash import html
from dash.development.base_component import Component

from charts.lines import Line, Picture, is_drawable
from charts.points import points_of
from dashboards.behind import behind
from dashboards.chart import chart, on_both_grounds
from dashboards.own import Parameter
from dashboards.page import PERIOD, Group, Page
from dashboards.pages import service_words as words
from dashboards.pages.service_complaints import CHARTED, CONTROL, complaints, control
from dashboards.panel import folded, panel
from dashboards.score_table import score_table
from dashboards.tables import Cell, numbers, table
from dashboards.visit import Visit
from metrics.catalog.service import Service
from metrics.metric import Metric
from metrics.period import Grain
from metrics.scorecard import Answer, Score
from metrics.tally import Oldest, Stock
from metrics.unit import Unit
from metrics.waiting import AGES
from store.studies import WAITING

CHOSEN = Parameter(CONTROL, words.CONTROL_METRIC, values=tuple(metric.name for metric in CHARTED))
OLD = AGES[-1]


def layout(visit: Visit) -> Component:
    """The numbers, how they came about, who waits, and the complaints."""
    return html.Div(
        [
            _handled(visit),
            _waiting(visit),
            html.Div([_over_time(head, visit) for head in _heads()], className="halves"),
            html.Div(complaints(visit), className="halves"),
            control(visit),
        ],
        className="stack",
    )


def _handled(visit: Visit) -> Component:
    """The theme's metrics of which anything is known, but those of who waits."""
    scores = visit.scores_of(*(metric for metric in Service.metrics if not isinstance(metric.formula, Stock | Oldest)))
    known = [score for score in scores if score.trend["value"].is_not_null().any()]
    title = words.TABLE.of(visit.language)
    if not known:
        return panel(title, html.P(words.NO_LINE.of(visit.language), className="nothing"))
    return panel(title, score_table(known, visit), class_name="rows")


def _heads() -> list[Metric]:
    """The times of the theme that others stand beside or are variants of."""
    times = [metric for metric in Service.metrics if metric.unit is Unit.MINUTES and metric.variant_of is None]
    return [metric for metric in times if len(_together(metric)) > 1]


def _together(head: Metric) -> list[Metric]:
    """A time, what stands beside it in the same unit, and its variants: the same by another clock."""
    beside = [other for other in head.beside if other.unit is head.unit]
    return [head, *beside, *(other for other in Service.metrics if other.variant_of is head)]


def _over_time(head: Metric, visit: Visit) -> Component:
    language, currency, grain = visit.language, visit.house.currency, visit.view.grain
    scores = visit.scores_of(*_together(head))
    title = words.OVER_TIME.format(metric=head.label.of(language)).of(language)
    lines = [Line(score.metric.label, score.metric.unit, score.trend) for score in scores]
    if not is_drawable(lines):
        return panel(title, html.P(words.NO_LINE.of(language), className="nothing"))
    leads = {point.period: href for point in points_of(lines[0].frame) if (href := behind(visit, head, point.period))}
    picture = Picture([[line] for line in lines], grain, is_running=visit.view.is_running, leads=leads)
    figures = on_both_grounds(lambda palette: picture.drawn(language=language, currency=currency, palette=palette))
    return panel(
        title,
        chart(f"service-{head.name}", figures, said=_clocks(scores, visit), language=language, height=420, title=title, leads=True),
        folded(_numbers(scores, visit), language),
    )


def _numbers(scores: Sequence[Score], visit: Visit) -> Component:
    """The values of all lines, the newest first."""
    language, currency = visit.language, visit.house.currency
    answers = [[Answer.of(row) for row in score.trend.iter_rows(named=True)] for score in scores]
    rows: list[list[Cell]] = []
    for together in reversed([*zip(*answers, strict=True)]):
        cells: list[Cell] = [visit.view.grain.name_of(together[0].period, language)]
        for score, answer in zip(scores, together, strict=True):
            cells += numbers(answer, score.metric, language, currency)[:1]
        rows.append([*cells, f"{together[0].n:,}"])
    return table((words.PERIOD, *(score.metric.label for score in scores), words.SAMPLE), rows, language, left=(0,))


def _clocks(scores: Sequence[Score], visit: Visit) -> str:
    """The time in both clocks, where both are known."""
    language, head = visit.language, scores[0]
    calendar = next((score for score in scores if score.metric.variant_of is head.metric), None)
    business = head.metric.unit.show(head.now.value, language)
    shown = {"metric": head.metric.label.of(language), "business": business, "value": business}
    if calendar is None or calendar.now.value is None:
        return words.ONE_CLOCK.format(**shown).of(language)
    return words.TWO_CLOCKS.format(**shown, calendar=calendar.metric.unit.show(calendar.now.value, language)).of(language)


def _waiting(visit: Visit) -> Component:
    """Who waits at the end of the data, by team and age."""
    language, until = visit.language, visit.view.choices.until
    oldest = next(metric for metric in Service.metrics if isinstance(metric.formula, Oldest))
    found = visit.studied(WAITING, metric=oldest.name, end=until, by=("team",))
    title, day = words.WAITING.of(language), Grain.DAY.name_of(Grain.DAY.period_of(until - timedelta(days=1)), language)
    above = html.P(words.WAITING_AS_OF.format(day=day).of(language), className="muted small")
    waiting, old = int(found["n"].sum()), int(found.filter(age=OLD.name)["n"].sum())
    if not waiting:
        return panel(title, above, html.P(words.NOBODY_WAITS.of(language), className="nothing"))
    said = words.WAITING_SAID.format(n=f"{waiting:,}", old=f"{old:,}", days=OLD.over - 1, oldest=_oldest(oldest, visit))
    rows = [
        _row(team or words.NO_TEAM.of(language), own) for (team,), own in found.group_by(["team"], maintain_order=True) if own["n"].sum()
    ]
    rows.append(_row(words.ALL.of(language), found.group_by("age", maintain_order=True).agg(pl.col("n").sum())))
    heads = (words.TEAM, *(age.label for age in AGES), words.ALL)
    return panel(title, above, html.P(said.of(language), className="summary"), table(heads, rows, language, left=(0,)), class_name="rows")


def _row(name: object, ages: pl.DataFrame) -> list[Cell]:
    counts = dict(ages.select("age", "n").iter_rows())
    return [str(name), *(f"{counts.get(age.name, 0):,}" if counts.get(age.name) else "–" for age in AGES), f"{sum(counts.values()):,}"]


def _oldest(metric: Metric, visit: Visit) -> str:
    """How long the oldest waits, in the latest period that the data touch."""
    last = visit.view.choices.until - timedelta(days=1)
    latest = replace(visit, view=visit.view.at(visit.view.grain.period_of(last))).scores_of(metric)[0]
    return metric.unit.show(latest.now.value, visit.language)


PAGE = Page(
    path="/service",
    title=words.TITLE,
    layout=layout,
    group=Group.NUMBERS,
    icon="service",
    filters=(PERIOD, "team", "channel", "category"),
    own=(CHOSEN,),
)
