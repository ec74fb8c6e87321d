"""The way of the chosen metric: chart, the same in a sentence, and the same as a table."""

from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from charts import screen
from charts.palette import DARK, LIGHT
from dashboards import words
from dashboards.tables import trend_table
from dashboards.theme import THEME
from dashboards.view import View
from metrics.query import KNOWN, TOO_FEW
from metrics.scorecard import Answer, Score

FIGURES, GRAPH = "trend-figures", "trend-graph"
HEIGHT = 340
CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "doubleClick": False, "showTips": False}


def trend_section(score: Score, view: View, currency: str) -> Component:
    """The trend of one metric up to the view's period."""
    language = view.language
    title = words.TREND.format(metric=score.metric.label.of(language)).of(language)
    if not (score.trend["state"] == KNOWN).any():
        inside: list[Component] = [html.P(words.NOTHING_TO_DRAW.of(language), className="nothing")]
    else:
        said = summary(score, view, currency)
        graph = dcc.Graph(id=GRAPH, config=CONFIG, style={"height": f"{HEIGHT}px"})
        inside = [
            _legend(score, view, currency),
            html.Div(graph, role="img", className="chart", **{"aria-label": said}),
            html.P(said, className="summary"),
            dcc.Store(id=FIGURES, data=figures(score, view, currency)),
        ]
    table = dmc.AccordionItem(
        [dmc.AccordionControl(words.NUMBERS.of(language)), dmc.AccordionPanel(trend_table(score, view.grain, language, currency))],
        value="table",
    )
    return html.Section([html.H2(title), *inside, dmc.Accordion([table], variant="filled", className="fold")], className="panel trend")


def figures(score: Score, view: View, currency: str) -> dict[str, Any]:
    """The chart on light and on dark ground; the browser takes the one that fits."""
    return {
        ground: screen.trend(
            score.trend,
            score.metric,
            view.grain,
            language=view.language,
            currency=currency,
            palette=palette,
            is_running=score.is_running,
            goals=score.goals,
        )
        for ground, palette in (("light", LIGHT), ("dark", DARK))
    }


def summary(score: Score, view: View, currency: str) -> str:
    """The trend in a sentence, for those who do not see the chart and those who have no time for it."""
    language, unit, grain = view.language, score.metric.unit, view.grain
    known = [answer for answer in (Answer.of(row) for row in score.trend.iter_rows(named=True)) if answer.value is not None]
    highest, lowest = max(known, key=_level), min(known, key=_level)
    said = words.SUMMARY if len(known) > 1 else words.SUMMARY_OF_ONE
    return said.format(
        metric=score.metric.label.of(language),
        last=grain.name_of(known[-1].period, language),
        value=unit.show(known[-1].value, language, currency),
        span=f"{grain.name_of(known[0].period, language)} – {grain.name_of(known[-1].period, language)}",
        high_period=grain.name_of(highest.period, language),
        high=unit.show(highest.value, language, currency),
        low_period=grain.name_of(lowest.period, language),
        low=unit.show(lowest.value, language, currency),
    ).of(language)


def register(app: Dash) -> None:
    """The browser takes the figure for the ground it shows."""
    app.clientside_callback(
        ClientsideFunction("dangol", "figure"), Output(GRAPH, "figure"), Input(FIGURES, "data"), Input(THEME, "forceColorScheme")
    )


def _legend(score: Score, view: View, currency: str) -> Component:
    language, goal = view.language, score.goal
    shown = [("line", words.LEGEND_LINE), ("band", words.LEGEND_BAND)]
    if goal is not None:
        shown.append(("goal", words.GOAL.format(sign=goal.sign, value=score.metric.unit.show(goal.value, language, currency))))
    if score.is_running:
        shown.append(("dashed", words.LEGEND_RUNNING))
    if (score.trend["state"] == TOO_FEW).any():
        shown.append(("few", words.LEGEND_FEW))
    keys = [html.Span([html.Span(className=f"key key-{kind}"), text.of(language)]) for kind, text in shown]
    return html.Div(keys, className="legend")


def _level(answer: Answer) -> float:
    return answer.value or 0.0
