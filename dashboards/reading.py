"""How to read a metric: its definition, and what its number does and does not say. One click from every number."""

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboards import paths, words
from dashboards.opener import opener
from dashboards.view import View
from metrics.metric import Metric
from metrics.text import Language


def popover(metric: Metric, view: View) -> Component:
    """A button that opens the metric's explanation, which leads on to all that the glossary says."""
    language = view.language
    name = words.ABOUT_METRIC.format(metric=metric.label.of(language)).of(language)
    button = opener("i", look="about", name=name)
    more = dcc.Link(words.IN_GLOSSARY.of(language), href=f"{paths.GLOSSARY}{view.search}&q={metric.name}", className="behind")
    inside = html.Div([html.Strong(metric.label.of(language)), explanation(metric, language), more], className="popover")
    opened = dmc.PopoverDropdown(inside)
    return dmc.Popover([button, opened], width=340, position="bottom", withArrow=True, shadow="md", trapFocus=True, returnFocus=True)


def explanation(metric: Metric, language: Language) -> Component:
    """The metric in words."""
    said = [
        (words.DEFINITION, metric.definition.of(language)),
        (words.RISE_MAY_MEAN, metric.rise_may_mean.of(language)),
        (words.CHECK_FIRST, metric.check_first.of(language)),
        (words.DOES_NOT_PROVE, metric.does_not_prove.of(language)),
        (words.SOURCE, metric.source),
    ]
    lines = [html.Div([html.Dt(name.of(language)), html.Dd(text)]) for name, text in said]
    return html.Div([html.P(metric.about.of(language)), html.Dl(lines)], className="explanation")
