"""Speed beside satisfaction in a view, for pages that show a speed among other numbers: it never stands alone."""

from dash import dcc, html
from dash.development.base_component import Component

from dashboards import paths
from dashboards.visit import Visit
from metrics.pair import Pair, Verdict
from metrics.pair_trend import PairTrend
from metrics.period import Grain, Span
from metrics.text import Text
from store.studies import PAIR

FILTERS = ("team", "channel", "category")  # what tickets can be cut by, and their ratings with them
MARKS = {True: "▲", False: "▼", None: "≈"}
SAID = Text(ko="속도와 만족도: {verdict}", en="Speed and satisfaction: {verdict}")
OPEN = Text(ko="같은 문의의 속도와 만족도를 1년 전과 비교해 보기", en="Speed and satisfaction of the same tickets against a year ago")


def trend_of(visit: Visit) -> PairTrend:
    """The sides of the pair in all periods of the view's grain."""
    periods = visit.view.choices.periods(visit.view.grain)
    where = tuple((dimension, values) for dimension, values in visit.view.kept if dimension in FILTERS)
    span = Span(periods[0].start, periods[-1].end)
    found = visit.house.answers.studied(visit.snapshot, visit.reader.scope, PAIR, where, span=span, grain=visit.view.grain)
    return PairTrend(found, visit.view.grain)


def year_before(grain: Grain, period: Span) -> Span:
    """The period that is a year earlier: for weeks 52 of them, so that it holds the same weekdays."""
    return grain.back(period, {Grain.WEEK: 52, Grain.MONTH: 12, Grain.QUARTER: 4}.get(grain, 1))


def against_year(visit: Visit) -> Pair | None:
    """The pair of the view's period and the year before; None while the period runs, and where a filter is no ticket's."""
    view = visit.view
    if view.is_running or any(dimension not in FILTERS for dimension, _ in view.filters if dimension != "team"):
        return None
    return trend_of(visit).against(view.period, year_before(view.grain, view.period))


def pair_mark(pair: Pair, visit: Visit) -> Component | None:
    """The verdict on a card, which leads to its page; None where nothing can be told or there is no such page."""
    if pair.verdict is Verdict.CANNOT_TELL or not visit.may_open(paths.PAIR):
        return None
    language, tone = visit.language, {True: "good", False: "bad", None: "unsure"}[pair.verdict.is_good]
    said = SAID.format(verdict=pair.verdict.label.of(language)).of(language)
    mark = html.Span(f"{MARKS[pair.verdict.is_good]} ", **{"aria-hidden": "true"})
    return dcc.Link([mark, said], href=f"{paths.PAIR}{visit.search}", className=f"pair-mark {tone}", title=OPEN.of(language))
