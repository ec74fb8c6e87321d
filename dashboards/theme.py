"""How the screens look, on light and on dark ground, and the HTML page that they are put into."""

from dataclasses import asdict
from typing import Any

import dash
import dash_mantine_components as dmc
from dash import ALL, ClientsideFunction, Dash, Input, Output, html
from dash.development.base_component import Component
from flask import g, request

from access.typeface import stylesheet_address
from charts.palette import DARK, LIGHT, Palette
from charts.screen import FONTS

THEME = "theme"
COOKIE = "dangol-colours"
GROUNDS = ("light", "dark")

# The charts' accent in the ten shades that Mantine wants, light to dark.
BLUES = ["#eaf2fc", "#d3e4f8", "#a9c8ef", "#7db4f5", "#4f8fdc", "#2f74c6", "#1f5fae", "#1b5296", "#16437b", "#0f3058"]
# Mantine's greys on dark ground, in the hue of `charts.palette.DARK`: text first, the ground of inputs 6th, of pages 7th.
GREYS = ["#e8eef4", "#c3d0dc", "#9fb0c0", "#73869a", "#3a4a5b", "#2b3947", "#1c2834", "#16202b", "#0f1720", "#0a1017"]


class Screens(Dash):
    """Dash with our own HTML page: its language is the reader's, and its ground right from the first paint."""

    def interpolate_index(self, **parts: Any) -> str:
        ground = chosen_ground()
        scheme = f' data-mantine-color-scheme="{ground}"' if ground else ""
        return (
            f'<!DOCTYPE html>\n<html lang="{g.get("language", "ko")}"{scheme}>\n<head>{parts["metas"]}'
            '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">'
            f"<title>{parts['title']}</title>{parts['favicon']}<link rel='stylesheet' href='{stylesheet_address()}'>"
            f"<style>{stylesheet()}</style>{parts['css']}</head>\n"
            f"<body>{parts['app_entry']}<footer>{parts['config']}{parts['scripts']}{parts['renderer']}</footer></body>\n</html>"
        )


def stylesheet() -> str:
    """The palettes as CSS variables, so that they are declared once, in `charts.palette`."""
    dark = _variables(DARK)
    return (
        f":root{{{_variables(LIGHT)}--fonts:{FONTS}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-mantine-color-scheme=light]){{{dark}}}}}"  # paper is light
        f"@media screen{{:root[data-mantine-color-scheme=dark]{{{dark}}}}}"
        ":root{background:var(--floor);color:var(--ink);font-family:var(--fonts)}"
    )


def frame() -> Component:
    """What every page is put into. It asks nothing of the database, so it is there whatever happens."""
    return dmc.MantineProvider(
        html.Div(dash.page_container),
        id=THEME,
        forceColorScheme=chosen_ground(),
        defaultColorScheme="auto",
        theme={
            "fontFamily": FONTS,
            "headings": {"fontFamily": FONTS},
            "colors": {"blues": BLUES, "dark": GREYS},
            "primaryColor": "blues",
            "defaultRadius": "md",
            "respectReducedMotion": True,
            # The choices of a closed list are not on the page: hundreds of elements that every page would wait for.
            "components": {"Combobox": {"defaultProps": {"keepMounted": False}}},
        },
    )


def chosen_ground() -> str | None:
    """The ground that the reader chose in this browser; None where the system decides."""
    chosen = request.cookies.get(COOKIE)
    return chosen if chosen in GROUNDS else None


def register(app: Dash) -> None:
    """The browser changes its colours by itself, and keeps the choice in a cookie."""
    app.clientside_callback(
        ClientsideFunction("dangol", "colours"),
        Output(THEME, "forceColorScheme"),
        Input({"colours": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )


def _variables(palette: Palette) -> str:
    floor = "#f4f6f9" if palette is LIGHT else "#0f1720"
    return "".join(f"--{name}:{colour};" for name, colour in {**asdict(palette), "floor": floor}.items())
