"""A panel of a page: its title, what it shows, and the same as a table that is folded away."""

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboards import words
from metrics.text import Language


def panel(title: str, *inside: Component, class_name: str = "") -> Component:
    """A titled part of a page."""
    return html.Section([html.H2(title), *inside], className=f"panel {class_name}".strip())


def folded(table: Component, language: Language) -> Component:
    """A table that opens on a click: the numbers of the picture above it."""
    item = dmc.AccordionItem([dmc.AccordionControl(words.NUMBERS.of(language)), dmc.AccordionPanel(table)], value="table")
    return dmc.Accordion([item], variant="filled", className="fold")
