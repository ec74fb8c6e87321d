"""Scores as rows: each metric with its value, its doubt, its change, and what it was a year before."""

from collections.abc import Sequence

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboards.behind import behind
from dashboards.cards import SIGNS, change_tone
from dashboards.reading import popover
from dashboards.tables import Cell, linked, numbers, table
from dashboards.visit import Visit
from metrics.query import KNOWN
from metrics.scorecard import Answer, Score
from metrics.text import Text

METRIC, COUNTED = Text(ko="지표", en="Metric"), Text(ko="값", en="Value")
INTERVAL, SAMPLE = Text(ko="95% 구간", en="95% interval"), Text(ko="표본", en="n")
CHANGE, A_YEAR_BEFORE = Text(ko="직전 기간 대비", en="Since the period before"), Text(ko="1년 전", en="Year before")
LAST_KNOWN = Text(ko="가장 최근 값: {period} {value}", en="Latest value: {period} {value}")


def score_table(scores: Sequence[Score], visit: Visit, *, with_about: bool = False) -> Component:
    """The scores in the order given; with what each counts where its name alone would not tell them apart."""
    language, currency = visit.language, visit.house.currency
    told = [numbers(score.now, score.metric, language, currency) for score in scores]
    rows = [
        [
            _name(score, visit, with_about=with_about),
            linked(value, behind(visit, score.metric, visit.view.period) if score.now.state == KNOWN else None),
            *doubt,
            _change(score, visit),
            _year(score, visit),
        ]
        for score, (value, *doubt) in zip(scores, told, strict=True)
    ]
    return table((METRIC, COUNTED, INTERVAL, SAMPLE, CHANGE, A_YEAR_BEFORE), rows, language, left=(0,))


def _name(score: Score, visit: Visit, *, with_about: bool) -> Component:
    metric, language = score.metric, visit.language
    about = [html.Div(metric.about.of(language), className="muted small")] if with_about else []
    return html.Div(
        [
            html.Div([html.Strong(metric.label.of(language)), popover(metric, visit.view)], className="named"),
            *about,
            *_last_known(score, visit),
        ],
        className="variant" if with_about else "",
    )


def _last_known(score: Score, visit: Visit) -> list[Component]:
    """What was known last, where the period has no value yet: some ways of counting have to wait."""
    known = score.trend.filter(pl.col("value").is_not_null())
    if score.now.value is not None or known.is_empty():
        return []
    last = Answer.of(known.row(-1, named=True))
    period = visit.view.grain.name_of(last.period, visit.language)
    value = score.metric.unit.show(last.value, visit.language, visit.house.currency)
    return [html.Div(LAST_KNOWN.format(period=period, value=value).of(visit.language), className="small")]


def _change(score: Score, visit: Visit) -> Cell:
    change, language = score.change, visit.language
    if change.amount is None:
        return html.Span("–", className="muted")
    said = f"{SIGNS[change.direction]} {score.metric.unit.show_change(change.amount, language)}"
    told = "" if change.is_good is not None else f" · {change.direction.label.of(language)}"
    return html.Span(said + told, className=change_tone(change) if change.is_good is not None else "muted")


def _year(score: Score, visit: Visit) -> Cell:
    if score.year is None or score.year.before is None or score.year.before.value is None:
        return html.Span("–", className="muted")
    return score.metric.unit.show(score.year.before.value, visit.language, visit.house.currency)
