"""Loyalty: do customers come back, who are they, what may be expected of them, and whom to look after first."""

from collections.abc import Sequence

import dash_mantine_components as dmc
import polars as pl
from dash import Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from dashboards.customer_rows import VALUE
from dashboards.faults import guarded
from dashboards.own import Parameter
from dashboards.page import PERIOD, Group, Page
from dashboards.pages import loyalty_words as words
from dashboards.pages.loyalty_cohorts import cohorts
from dashboards.pages.loyalty_outlook import outlook
from dashboards.pages.loyalty_segments import customers_by_segment
from dashboards.panel import panel
from dashboards.score_table import score_table
from dashboards.visit import Desk, Visit
from metrics.catalog.loyalty import Loyalty
from metrics.cohort import CohortValue
from metrics.metric import Better, Metric
from metrics.particles import with_particle

SHOWN = Parameter(VALUE, words.COHORT_VALUE, values=tuple(CohortValue))
ASKED, OUTLOOK = "loyalty-asked", "loyalty-outlook"


def layout(visit: Visit) -> Component:
    """What has happened; what is only expected comes when it has been worked out."""
    waiting = html.Div(
        [html.P(words.WAITING.of(visit.language), className="muted"), *(dmc.Skeleton(height=height) for height in (28, 220))],
        className="panel stack",
    )
    return html.Div(
        [
            *(_family(family, visit) for family in _families()),
            cohorts(visit),
            customers_by_segment(visit),
            dcc.Store(id=ASKED, data=visit.search + visit.own.search),
            html.Div(waiting, id=OUTLOOK, **{"aria-live": "polite"}),
        ],
        className="stack",
    )


def _families() -> list[tuple[Metric, ...]]:
    """The metrics of the theme that ask one question in more than one way."""
    heads = list(dict.fromkeys(metric.family for metric in Loyalty.metrics))
    families = [tuple(metric for metric in Loyalty.metrics if metric.family is head) for head in heads]
    return [family for family in families if len(family) > 1]


def _family(family: Sequence[Metric], visit: Visit) -> Component:
    label = family[0].family.label.of(visit.language)
    return panel(
        label,
        html.P(words.VARIANTS_SAID.format(label=label).of(visit.language), className="summary"),
        score_table(visit.scores_of(*family), visit, with_about=True),
        *_leader(family[0].family, visit),
        class_name="rows",
    )


def _leader(metric: Metric, visit: Visit) -> list[Component]:
    """Which team is ahead, and whether that can be told from chance; nothing where there are not two to compare."""
    if "team" not in metric.dimensions or metric.better is Better.NEITHER:
        return []
    rows = visit.broken_down(metric, "team").filter(pl.col("period_start") == visit.view.period.start).drop_nulls(["team", "low", "high"])
    if rows.height < 2:
        return []
    is_higher_better = metric.better is Better.HIGHER
    first, second = rows.sort("value", descending=is_higher_better).head(2).iter_rows(named=True)
    is_clear = first["low"] > second["high"] if is_higher_better else first["high"] < second["low"]
    language, currency = visit.language, visit.house.currency
    shown = {
        "team": first["team"],
        "value": metric.unit.show(first["value"], language, currency),
        "leading": with_particle(first["team"], "이/가"),
        "at": with_particle(metric.unit.show(first["value"], language, currency), "으로/로"),
        "second": second["team"],
        "second_value": metric.unit.show(second["value"], language, currency),
    }
    return [html.P((words.LEADS if is_clear else words.NO_LEADER).format(**shown).of(language), className="leader")]


def register(app: Dash) -> None:
    """The callback that brings what is expected, once it has been worked out."""

    def expected(asked: object) -> Component:
        desk = Desk.at(PAGE.path, asked if isinstance(asked, str) else "")
        return outlook(desk) if isinstance(desk, Visit) else html.Div()

    app.callback(Output(OUTLOOK, "children"), Input(ASKED, "data"))(guarded(expected))


PAGE = Page(
    path="/loyalty",
    title=words.TITLE,
    layout=layout,
    group=Group.NUMBERS,
    icon="loyalty",
    filters=(PERIOD, "team", "channel"),
    own=(SHOWN,),
)
