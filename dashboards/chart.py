"""A chart on a page: the picture on light and on dark ground, the same in a sentence, and what can be done with it.

A page may hold many, each under a name of its own:

    chart("dose", {"light": figure(LIGHT), "dark": figure(DARK)}, said="...", language=visit.language)
"""

from collections.abc import Callable, Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, MATCH, ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from charts.palette import DARK, LIGHT, Palette
from dashboards import words
from dashboards.filters import ADDRESS
from dashboards.menu import icon
from dashboards.theme import THEME
from metrics.text import Language

HEIGHT = 340
CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "doubleClick": False, "showTips": False}

Figures = Mapping[str, Any]  # by ground


def on_both_grounds(figure: Callable[[Palette], Any]) -> Figures:
    """A figure for light and for dark ground; the browser takes the one that fits."""
    return {"light": figure(LIGHT), "dark": figure(DARK)}


def chart(
    name: str, figures: Figures, *, said: str, language: Language, height: int = HEIGHT, title: str = "", leads: bool = False
) -> Component:
    """A picture with its summary under it. `title` is what a copied picture is called.

    `leads` says that a click on a point opens the address that it has as its `customdata`. The table beside a picture holds the same
    links for whoever uses no mouse.
    """
    graph = dcc.Graph(id=_part("picture", name), config=CONFIG, style={"height": f"{height}px"})
    return html.Div(
        [
            html.Div(graph, role="img", className="chart leads" if leads else "chart", **{"aria-label": said}),
            html.P(said, className="summary"),
            dcc.Store(id=_part("figures", name), data=dict(figures) | {"title": title or said}),
        ],
        className="chart-place",
    )


def copy_button(name: str, language: Language) -> Component:
    """Puts the picture of a chart on the clipboard, or among the downloads where the browser has none for pictures."""
    return dmc.Button(
        words.COPY_IMAGE.of(language),
        id=_part("copy", name),
        leftSection=icon("copy"),
        variant="default",
        size="xs",
        n_clicks=0,
        className="copy",
        **{"data-done": words.COPIED.of(language), "data-saved": words.SAVED_IMAGE.of(language)},
    )


def _part(part: str, name: Any) -> dict[str, Any]:
    """The id of a part of the chart called `name`."""
    return {"chart": name, "part": part}


def register(app: Dash) -> None:
    """The browser takes the figure for the ground it shows, and copies it."""
    app.clientside_callback(
        ClientsideFunction("dangol", "figure"),
        Output(_part("picture", MATCH), "figure"),
        Input(_part("figures", MATCH), "data"),
        Input(THEME, "forceColorScheme"),
    )
    app.clientside_callback(
        ClientsideFunction("dangol", "followed"),
        Output(ADDRESS, "href", allow_duplicate=True),
        Input(_part("picture", ALL), "clickData"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("dangol", "copied"),
        Output(_part("copy", MATCH), "children"),
        Input(_part("copy", MATCH), "n_clicks"),
        State(_part("figures", MATCH), "data"),
        State(_part("copy", MATCH), "children"),
        prevent_initial_call=True,
    )
