"""Trends: any metric over time, beside the period before, the year before or its goal, and broken down by what it can be."""

import dash_mantine_components as dmc
import polars as pl
from dash import Dash, dcc, html
from dash.development.base_component import Component

from charts.multiples import Multiples, Panel
from charts.points import from_first_seen
from dashboards import note_form, paths, words
from dashboards.behind import behind, comments_of, records_of
from dashboards.cards import changes, figure_of, goal_verdict
from dashboards.chart import chart, copy_button, on_both_grounds
from dashboards.menu import icon
from dashboards.note_list import note_list
from dashboards.own import chooser
from dashboards.page import EVERY_FILTER, Group, Page
from dashboards.reading import explanation
from dashboards.tables import segment_table, trend_table
from dashboards.trend import PLACE, trend_section
from dashboards.view import NO_BREAKDOWN, TEAM, Against
from dashboards.visit import Visit
from metrics.catalog import CATALOG
from metrics.drivers import segment_label
from metrics.facts import DIMENSIONS
from metrics.metric import Better
from metrics.scorecard import Answer, Score
from metrics.text import Text
from metrics.year_beside import year_beside
from reports.remarks import numbered
from store.state import State

MOST_PANELS = 12  # more segments stand in the table only

TITLE = Text(ko="추이", en="Trends")
METRIC = Text(ko="지표", en="Metric")
AGAINST = Text(ko="비교 기준", en="Compare with")
BY = Text(ko="나눠 보기", en="Break down by")
NOT_BROKEN_DOWN = Text(ko="나누지 않음", en="No breakdown")
BY_PERIOD = Text(ko="기간별 값", en="By period")
SEGMENTS = Text(ko="{dimension}별 {metric}", en="{metric} by {dimension}")
NOT_BY = Text(
    ko="이 지표는 {dimension}별로 나눌 수 없습니다. 나눌 수 있는 기준: {known}.",
    en="This metric cannot be broken down by {dimension}. It can by {known}.",
)
NOTHING = Text(ko="없음", en="none")
FIRST_PANELS = Text(
    ko="표본이 많은 {shown}개만 그렸습니다. 나머지 {rest}개는 표에 있습니다.",
    en="The {shown} with the largest samples are drawn. The other {rest} stand in the table.",
)
SEGMENTS_SAID = Text(
    ko="{period} 기준으로 가장 좋은 쪽은 {best}({best_value}), 가장 나쁜 쪽은 {worst}({worst_value})입니다.",
    en="In {period} the best is {best} ({best_value}), the worst {worst} ({worst_value}).",
)
SEGMENTS_RANGE = Text(
    ko="{period} 기준으로 가장 높은 쪽은 {best}({best_value}), 가장 낮은 쪽은 {worst}({worst_value})입니다.",
    en="In {period} the highest is {best} ({best_value}), the lowest {worst} ({worst_value}).",
)
ONE_SEGMENT = Text(ko="{period} 기준으로 {best}만 값이 있습니다({best_value}).", en="In {period} only {best} has a value ({best_value}).")
NO_SEGMENT = Text(ko="{period}에는 표시할 수 있는 값이 없습니다.", en="In {period} there is no value to show.")
EXCEL = Text(ko="엑셀 파일", en="Excel")
CSV = Text(ko="CSV 파일", en="CSV")
NOT_FILTERED = Text(
    ko="이 지표는 {dimensions} 기준으로 거를 수 없어, 이 필터는 적용하지 않았습니다.",
    en="This metric cannot be cut by {dimensions}, so that filter is not applied to it.",
)


def layout(visit: Visit) -> Component:
    """The chosen metric over time, its numbers, and its segments."""
    (score,) = visit.scores_of(visit.view.metric)
    parts = [_choices(visit), *_unfiltered(visit), html.Div(_over_time(score, visit), id=note_form.PLACE)]
    if visit.view.by is not None:
        parts.append(_segments(score, visit, visit.view.by))
    reading = [html.H2(words.READING.of(visit.language)), explanation(score.metric, visit.language)]
    parts.append(html.Section(reading, className="panel reading"))
    return html.Div(parts, className="trends")


def _choices(visit: Visit) -> Component:
    view, language = visit.view, visit.language
    metrics = [
        {
            "group": theme.label.of(language),
            "items": [{"value": metric.name, "label": metric.label.of(language)} for metric in theme.metrics],
        }
        for theme in CATALOG
    ]
    metric = dmc.Select(
        id=chooser("metric"),
        label=METRIC.of(language),
        data=metrics,
        value=view.metric.name,
        allowDeselect=False,
        searchable=True,
        nothingFoundMessage=words.NO_SUCH_CHOICE.of(language),
        maxDropdownHeight=420,
        className="choose-metric",
    )
    by = dmc.Select(
        id=chooser("by"),
        label=BY.of(language),
        data=[
            {"value": NO_BREAKDOWN, "label": NOT_BROKEN_DOWN.of(language)},
            *({"value": name, "label": DIMENSIONS[name].of(language)} for name in DIMENSIONS if name in view.metric.dimensions | {view.by}),
        ],
        value=view.by or NO_BREAKDOWN,
        allowDeselect=False,
        className="choose-by",
    )
    against = dmc.SegmentedControl(
        id=chooser("against"),
        data=[{"value": each.value, "label": each.label.of(language)} for each in Against],
        value=view.against.value,
        **{"aria-label": AGAINST.of(language)},
    )
    named = html.Div([html.Span(AGAINST.of(language), className="control-name"), against], className="control")
    return html.Div([metric, by, named], className="controls")


def _unfiltered(visit: Visit) -> list[Component]:
    ignored = [DIMENSIONS[name].of(visit.language) for name in visit.view.where if name not in visit.view.metric.dimensions]
    return [html.P(NOT_FILTERED.format(dimensions=", ".join(ignored)).of(visit.language), className="running-note")] if ignored else []


def _over_time(score: Score, visit: Visit) -> Component:
    view, language, currency = visit.view, visit.language, visit.house.currency
    beside = year_beside(score.metric, visit.series(score.metric), view.grain, score.until, visit.house.answers.feasts)
    now = html.Div([*figure_of(score, language, currency), *_behind(visit)])
    figures = html.Div([now, changes(score, view), goal_verdict(score, language, currency)], className="now")
    periods = [Answer.of(row).period for row in from_first_seen(score.trend).iter_rows(named=True)]
    told = visit.remarks(score, periods)
    numbers = numbered(told)
    noted = [*note_list(told, numbers, visit), note_form.form(visit, periods)]
    leads = {period: href for period in periods if (href := behind(visit, score.metric, period))}
    chart = trend_section(score, view, currency, beside, [_tools(visit), figures], noted, numbers, leads)
    table = html.Section(
        [html.H2(BY_PERIOD.of(language)), trend_table(score, view, currency, beside, leads)], className="panel numbers-panel"
    )
    return html.Div([chart, table], className="detail")


def _tools(visit: Visit) -> Component:
    links = [
        html.A([icon("download"), name.of(visit.language)], href=f"{paths.TRENDS}.{ending}{visit.view.search}", className="tool-link")
        for name, ending in ((EXCEL, "xlsx"), (CSV, "csv"))
    ]
    return html.Div([note_form.add_button(visit), copy_button(PLACE, visit.language), *links], className="tools")


def register(app: Dash, state: State) -> None:
    """The notes of the page: once one has changed, the trend is drawn anew."""

    def redrawn(visit: Visit) -> Component:
        (score,) = visit.scores_of(visit.view.metric)
        return _over_time(score, visit)

    note_form.register(app, state, redrawn)


def _behind(visit: Visit) -> list[Component]:
    """The ways from the number to what it was counted from, and to what was said by those who gave it."""
    metric, language = visit.view.metric, visit.language
    ways = ((words.SHOW_RECORDS, records_of(visit, metric)), (words.SHOW_COMMENTS, comments_of(visit, metric)))
    links = [dcc.Link(text.of(language), href=href, className="behind") for text, href in ways if href]
    return [html.Div(links, className="ways-behind")] if links else []


def _segments(score: Score, visit: Visit, by: str) -> Component:
    metric, language, currency = score.metric, visit.language, visit.house.currency
    dimension = DIMENSIONS[by]
    if by not in metric.dimensions:
        known = ", ".join(DIMENSIONS[name].of(language) for name in DIMENSIONS if name in metric.dimensions) or NOTHING.of(language)
        said = NOT_BY.format(dimension=dimension.of(language), known=known)
        return html.Section(html.P(said.of(language), className="muted"), className="panel segments")
    name = dimension.ko if language == "ko" else dimension.en.lower()
    title = html.H2(SEGMENTS.format(dimension=name, metric=metric.label.of(language)).of(language))
    frame = visit.broken_down(metric, by)
    periods = score.trend["period_start"].to_list()
    shown = frame.filter(pl.col("period_start").is_in(periods))
    now = shown.filter(pl.col("period_start") == visit.view.period.start, pl.col("n") > 0)
    judge = visit.judge if by == TEAM else lambda segment, answer: None

    def of_segment(segment: str) -> str:
        return visit.of_view(paths.TRENDS, visit.view.only(by, segment).broken_down(None))

    table = segment_table(now, by, metric, language, currency, judge, of_segment)
    names = now.sort("n", descending=True)[by].to_list()
    panels = [
        Panel(segment_label(segment, by).of(language), shown.filter(pl.col(by).eq_missing(segment)).sort("period_start"))
        for segment in names[:MOST_PANELS]
    ]
    if not panels:
        nothing = NO_SEGMENT.format(period=visit.view.period_name).of(language)
        return html.Section([title, html.P(nothing, className="muted")], className="panel segments")
    drawn = Multiples(metric, visit.view.grain, score.trend, panels)
    said = _segments_said(now, score, by, visit)
    rest = len(names) - len(panels)
    more = [html.P(FIRST_PANELS.format(shown=len(panels), rest=rest).of(language), className="summary")] if rest else []
    picture = chart(
        "segments",
        on_both_grounds(lambda palette: drawn.drawn(language=language, currency=currency, palette=palette)),
        said=said,
        language=language,
        height=drawn.height,
    )
    return html.Section([title, html.Div([html.Div([picture, *more]), table], className="segments-row")], className="panel segments")


def _segments_said(now: pl.DataFrame, score: Score, by: str, visit: Visit) -> str:
    """The segments in a sentence."""
    metric, language, currency = score.metric, visit.language, visit.house.currency
    known = now.filter(pl.col("value").is_not_null()).sort("value", by, descending=[metric.better is not Better.LOWER, False])
    if known.is_empty():
        return NO_SEGMENT.format(period=visit.view.period_name).of(language)
    (best, best_value), (worst, worst_value) = (known.select(by, "value").row(place) for place in (0, -1))
    several = SEGMENTS_RANGE if metric.better is Better.NEITHER else SEGMENTS_SAID
    told = several if known.height > 1 else ONE_SEGMENT
    return told.format(
        period=visit.view.period_name,
        best=segment_label(best, by).of(language),
        best_value=metric.unit.show(best_value, language, currency),
        worst=segment_label(worst, by).of(language),
        worst_value=metric.unit.show(worst_value, language, currency),
    ).of(language)


PAGE = Page(
    path=paths.TRENDS, title=TITLE, layout=layout, group=Group.NUMBERS, icon="trends", filters=EVERY_FILTER, has_report=True, lasts=False
)
