"""The way from page to page: beside them on a desk, behind a button on a phone. It shows what the reader may open, and nothing else."""

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, html
from dash.development.base_component import Component

from dashboards import words
from dashboards.page import Group, Page
from dashboards.still import WITHIN
from dashboards.visit import Desk

BUTTON, DRAWER = "menu-button", "menu-drawer"


def menu(desk: Desk) -> Component:
    """The pages, group by group; the one that is open is marked."""
    groups = [(group, [page for page in desk.menu if page.group is group]) for group in Group]
    parts = [
        html.Div([html.P(group.value.of(desk.language), className="menu-group"), html.Ul([_entry(page, desk) for page in pages])])
        for group, pages in groups
        if pages
    ]
    return html.Nav(parts, className="menu", **{"aria-label": words.MENU.of(desk.language)})


def drawer(desk: Desk) -> Component:
    """The same for narrow screens."""
    close = {"aria-label": words.CLOSE.of(desk.language)}
    return dmc.Drawer(
        menu(desk), id=DRAWER, opened=False, size=264, padding="sm", closeButtonProps=close, title=words.MENU.of(desk.language)
    )


def button(desk: Desk) -> Component:
    """What opens the drawer."""
    name = words.OPEN_MENU.of(desk.language)
    return dmc.ActionIcon(
        icon("menu"), id=BUTTON, variant="subtle", size="lg", className="tool menu-button", n_clicks=0, **{"aria-label": name}
    )


def icon(name: str) -> Component:
    """A small picture that says nothing to those who do not see it; assets/dangol.css has it."""
    return html.Span(className=f"icon icon-{name}", **{"aria-hidden": "true"})


def register(app: Dash) -> None:
    """The browser opens the drawer by itself."""
    app.clientside_callback(
        ClientsideFunction("dangol", "opened"), Output(DRAWER, "opened"), Input(BUTTON, "n_clicks"), prevent_initial_call=True
    )


def _entry(page: Page, desk: Desk) -> Component:
    is_open = page is desk.page
    link = html.A(
        [icon(page.icon), html.Span(page.title.of(desk.language))],
        href=desk.href(page.path),
        className="menu-link is-current" if is_open else "menu-link",
        **WITHIN | ({"aria-current": "page"} if is_open else {}),
    )
    return html.Li(link)
