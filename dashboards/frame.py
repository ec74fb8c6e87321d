"""A page in its frame: the bar at the top, the menu beside it, the filters and the heading above it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboards import menu, welcome, words
from dashboards.faults import guarded
from dashboards.filters import ADDRESS, FAULT, filters
from dashboards.header import account, header
from dashboards.house import current_house
from dashboards.kept_pages import PLACE, Asked, LaidOut
from dashboards.page import PERIOD, Page
from dashboards.visit import Desk, Visit
from metrics.period import Grain, Span
from metrics.text import Language

TOP, MENU_WIDTH, DESK_FROM = 52, 208, "62em"  # pixels, pixels, and the width from which the menu stands beside the page


def opened(page: Page, **given: Any) -> Component | LaidOut:
    """A page as the running request's reader may see it; `given` is the query string."""
    return guarded(_opened)(page, given)  # type: ignore[no-any-return]


def _opened(page: Page, given: dict[str, Any]) -> LaidOut:
    house = current_house()
    revision = house.answers.revision()  # before anything else is read
    desk = Desk.of(page, given)
    if page.needs_data and not isinstance(desk, Visit):
        return LaidOut.of(framed(welcome.first_steps(desk), desk, account(desk)))
    if not page.lasts:
        return LaidOut.of(framed(page.layout(desk), desk, account(desk)))
    asked = Asked(desk.address, desk.reader.role, desk.reader.scope, desk.language, desk.refused_words)
    nobody = replace(desk, reader=replace(desk.reader, user_id=0, login="", name=""))
    return house.kept.page(revision, asked, lambda: framed(page.layout(nobody), nobody, PLACE), account(desk))


def framed(content: Component, desk: Desk, account: Component) -> Component:
    """A page's content in its frame."""
    above = [*filters(desk), _heading(desk), *_notices(desk)] if isinstance(desk, Visit) else [_title(desk)]
    main = html.Main([*above, html.Div(id=FAULT), content], id="content", className="page")
    shell = dmc.AppShell(
        [
            dmc.AppShellHeader(header(desk, account), className="masthead"),
            dmc.AppShellNavbar(menu.menu(desk), className="side"),
            # Not the shell's own <main>: paper and tests want one that is ours.
            html.Div(main, className="beside-menu"),
        ],
        header={"height": TOP},
        navbar={"width": MENU_WIDTH, "breakpoint": DESK_FROM, "collapsed": {"mobile": True}},
        transitionDuration=0,
        padding=0,
    )
    skip = html.A(words.TO_CONTENT.of(desk.language), href="#content", className="skip")
    return html.Div([dcc.Location(id=ADDRESS, refresh="callback-nav"), skip, shell, menu.drawer(desk)], lang=desk.language)


def _title(desk: Desk) -> Component:
    return html.Div(html.H1(html.Span(desk.page.title.of(desk.language))), className="heading")


def _heading(visit: Visit) -> Component:
    view, language = visit.view, visit.language
    title = [html.Span(visit.page.title.of(language))]
    made_from = []
    if PERIOD in visit.page.filters:
        title.append(html.Span(view.period_name, className="when"))
        last = view.choices.until - timedelta(days=1)
        as_of = words.AS_OF.format(last=Grain.DAY.name_of(Span(last, view.choices.until), language)).of(language)
        # Nobody knows weeks by their numbers.
        days = [html.Span(_days(view.period, language))] if view.grain is Grain.WEEK else []
        made_from = [*days, html.Span(as_of), html.Span(words.SNAPSHOT.format(name=visit.snapshot.name).of(language))]
    return html.Div([html.H1(title), html.Div(made_from, className="made-from")], className="heading")


def _days(period: Span, language: Language) -> str:
    first, last = (Grain.DAY.name_of(Span(day, day + timedelta(days=1)), language) for day in (period.start, period.last))
    return words.DAYS.format(first=first, last=last).of(language)


def _notices(visit: Visit) -> list[Component]:
    language = visit.language
    notices = []
    if visit.refused_words:
        names = ", ".join(text.of(language) for text in visit.refused_words)
        notices.append(
            dmc.Alert(words.NOT_SHOWN_AS_ASKED.format(names=names).of(language), color="yellow", variant="light", className="notice")
        )
    if not visit.view.choices.teams and visit.reader.scope.teams is not None:
        notices.append(dmc.Alert(words.NO_SCOPE.of(language), color="yellow", variant="light", className="notice"))
    if visit.view.is_running and PERIOD in visit.page.filters:
        notices.append(html.P([html.Strong(words.SO_FAR.of(language)), " ", words.SO_FAR_ABOUT.of(language)], className="running-note"))
    return notices
