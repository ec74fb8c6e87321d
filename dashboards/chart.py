"""A chart on a page: the picture on light and on dark ground, the same in a sentence.

A page may hold many, each under a name of its own:

    chart("dose", {"light": figure(LIGHT), "dark": figure(DARK)}, said="...", language=visit.language)
"""

from collections.abc import Callable, Mapping
from typing import Any

from dash import MATCH, ClientsideFunction, Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from charts.palette import DARK, LIGHT, Palette
from dashboards.theme import THEME
from metrics.text import Language

HEIGHT = 340
CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "doubleClick": False, "showTips": False}

Figures = Mapping[str, Any]  # by ground


def on_both_grounds(figure: Callable[[Palette], Any]) -> Figures:
    """A figure for light and for dark ground; the browser takes the one that fits."""
    return {"light": figure(LIGHT), "dark": figure(DARK)}


def chart(name: str, figures: Figures, *, said: str, language: Language, height: int = HEIGHT, title: str = "") -> Component:
    """A picture with its summary under it. `title` is what a copied picture is called."""
    graph = dcc.Graph(id={"part": "graph", "chart": name}, config=CONFIG, style={"height": f"{height}px"})
    return html.Div(
        [
            html.Div(graph, role="img", className="chart", **{"aria-label": said}),
            html.P(said, className="summary"),
            dcc.Store(id={"part": "figures", "chart": name}, data=dict(figures) | {"title": title or said}),
        ],
        className="chart-place",
    )


def register(app: Dash) -> None:
    """The browser takes the figure for the ground it shows, and copies it."""
    app.clientside_callback(
        ClientsideFunction("dangol", "figure"),
        Output({"part": "graph", "chart": MATCH}, "figure"),
        Input({"part": "figures", "chart": MATCH}, "data"),
        Input(THEME, "forceColorScheme"),
    )
