"""What stands above every page: brand, language, colours and account."""

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from access.paths import SIGN_OUT
from dashboards import menu, words
from dashboards.opener import opener
from dashboards.visit import Desk
from metrics.text import LANGUAGES, Language

SCHEMES = {"light": words.LIGHT, "dark": words.DARK, "auto": words.AUTO}


def header(desk: Desk, account: Component) -> Component:
    """The bar at the top, with the reader's account at its end."""
    language = desk.language
    company = [html.Span(desk.house.company, className="company")] if desk.house.company else []
    home = dcc.Link(words.BRAND.of(language), href=desk.home, className="brand", title=words.HOME.of(language))
    names = html.Div([home, *company], className="names")
    return html.Div([menu.button(desk), names, _languages(desk), _colours(language), account], className="top")


def account(desk: Desk) -> Component:
    """Who has signed in, and what he sees."""
    language, reader = desk.language, desk.reader
    teams = reader.scope.teams
    sees = words.SEES_ALL if teams is None else words.SEES.format(teams=", ".join(sorted(teams)) or "–")
    inside = [
        html.Span((reader.name or reader.login)[:1].upper(), className="initial", **{"aria-hidden": "true"}),
        html.Span(reader.name or reader.login, className="reader"),
    ]
    button = opener(inside, look="account", name=f"{words.ACCOUNT.of(language)}: {reader.name or reader.login}")
    who = html.Div(
        [html.Strong(reader.name or reader.login), html.Div(reader.role.label.of(language)), html.Div(sees.of(language))], className="who"
    )
    inside = dmc.PopoverDropdown([who, sign_out(language)], p=4)  # no menu: its first part can only be read
    return dmc.Popover([button, inside], position="bottom-end", width=260, trapFocus=True, returnFocus=True, shadow="md")


def sign_out(language: Language) -> Component:
    """The button that ends the session: a form, since a link could be followed by accident or from elsewhere."""
    return html.Form(html.Button(words.SIGN_OUT.of(language), type="submit", className="entry-line"), action=SIGN_OUT, method="post")


def _languages(desk: Desk) -> Component:
    links = [
        html.Span(words.LANGUAGE_NAMES[code], className="choice is-current", **{"aria-current": "true"})
        if code == desk.language
        else dcc.Link(words.LANGUAGE_NAMES[code], href=desk.spoken(code), className="choice")
        for code in LANGUAGES
    ]
    return html.Nav(links, className="choices", **{"aria-label": words.LANGUAGE.of(desk.language)})


def _colours(language: Language) -> Component:
    name = words.COLOURS.of(language)
    button = opener(menu.icon("contrast"), look="tool", name=name)
    schemes = [
        html.Button(text.of(language), id={"colours": scheme}, n_clicks=0, className="entry-line") for scheme, text in SCHEMES.items()
    ]
    inside = dmc.PopoverDropdown(schemes, p=4)
    return dmc.Popover([button, inside], position="bottom-end", width=200, trapFocus=True, returnFocus=True, keepMounted=True, shadow="md")
