"""A panel of a page: its title, what it shows, and the same as a table that is folded away."""

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboards import words
from metrics.text import Language

DEEPEST = 46  # per cent of the accent in a cell's ground: more, and its number could not be read


def panel(title: str, *inside: Component, class_name: str = "") -> Component:
    """A titled part of a page."""
    return html.Section([html.H2(title), *inside], className=f"panel {class_name}".strip())


def folded(table: Component, language: Language) -> Component:
    """A table that opens on a click: the numbers of the picture above it."""
    item = dmc.AccordionItem([dmc.AccordionControl(words.NUMBERS.of(language)), dmc.AccordionPanel(table)], value="table")
    return dmc.Accordion([item], variant="filled", className="fold")


def bar(share: float) -> Component:
    """A share as the length of a bar; it says nothing that its number does not."""
    return html.Span(html.Span(style={"width": f"{100 * share:.1f}%"}), className="length", **{"aria-hidden": "true"})


def range_bar(low: float, value: float, high: float, most: float) -> Component:
    """A value in its range, on a scale from 0 to `most` that all rows of a table share."""

    def place(level: float) -> float:
        return 100 * min(max(level / (most or 1.0), 0.0), 1.0)

    reach = html.Span(className="reach-bar", style={"left": f"{place(low):.1f}%", "width": f"{place(high) - place(low):.1f}%"})
    dot = html.Span(className="reach-value", style={"left": f"{place(value):.1f}%"})
    return html.Span([reach, dot], className="reach", **{"aria-hidden": "true"})
