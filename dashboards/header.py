"""What stands around every page: brand, filters, language, colours, account, and what the numbers are made from."""

from datetime import timedelta

import dash_mantine_components as dmc
from dash import Dash, Input, NoUpdate, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from access.paths import SIGN_OUT
from dashboards import words
from dashboards.faults import guarded
from dashboards.view import GRAINS, View, asked
from dashboards.visit import Visit
from metrics.period import Grain, Span
from metrics.text import LANGUAGES, Language, Text

ADDRESS, PERIOD, TEAMS, FAULT = "address", "period", "teams", "fault"
SCHEMES = {"light": words.LIGHT, "dark": words.DARK, "auto": words.AUTO}


def framed(content: Component, visit: Visit, title: Text) -> Component:
    """A page's content in its frame."""
    view = visit.view
    return html.Div(
        [
            dcc.Location(id=ADDRESS, refresh="callback-nav"),
            html.A(words.TO_CONTENT.of(view.language), href="#content", className="skip"),
            html.Header([_top(visit), _filters(visit)], className="header"),
            html.Main([_heading(visit, title), *_notices(visit), html.Div(id=FAULT), content], id="content", className="page"),
        ],
        lang=view.language,
    )


def moved(visit: Visit, period: object, teams: object) -> str | NoUpdate:
    """Where the page goes when another period or other teams are chosen."""
    view, _ = View.of(asked(visit.view.search) | {"period": period, "team": teams}, visit.view.choices)
    return no_update if view == visit.view else view.search


def register(app: Dash) -> None:
    """The callback of the filters that are no links."""

    def chosen(period: object, teams: object, search: str) -> tuple[object, object]:
        visit = Visit.of(asked(search))
        return (moved(visit, period, teams) if visit else no_update), None

    app.callback(
        Output(ADDRESS, "search"),
        Output(FAULT, "children"),
        Input(PERIOD, "value"),
        Input(TEAMS, "value"),
        State(ADDRESS, "search"),
        prevent_initial_call=True,
    )(guarded(chosen, otherwise=lambda said: (no_update, said)))


def _top(visit: Visit) -> Component:
    language = visit.view.language
    company = [html.Span(visit.house.company, className="company")] if visit.house.company else []
    home = dcc.Link(words.BRAND.of(language), href="/", className="brand", title=words.HOME.of(language))
    return html.Div(
        [html.Div([home, *company], className="names"), _languages(visit.view), _colours(visit), _account(visit)], className="top"
    )


def _languages(view: View) -> Component:
    links = [
        html.Span(words.LANGUAGE_NAMES[code], className="choice is-current", **{"aria-current": "true"})
        if code == view.language
        else dcc.Link(words.LANGUAGE_NAMES[code], href=f"/{view.in_language(code).search}", className="choice")
        for code in LANGUAGES
    ]
    return html.Nav(links, className="choices", **{"aria-label": words.LANGUAGE.of(view.language)})


def _colours(visit: Visit) -> Component:
    language = visit.view.language
    name = words.COLOURS.of(language)
    button = dmc.ActionIcon(_icon("contrast"), variant="subtle", size="lg", className="tool", **{"aria-label": name})
    items = [dmc.MenuItem(text.of(language), id={"colours": scheme}, n_clicks=0) for scheme, text in SCHEMES.items()]
    return dmc.Menu([dmc.MenuTarget(button), dmc.MenuDropdown([dmc.MenuLabel(name), *items])], position="bottom-end", keepMounted=True)


def sign_out(language: Language) -> Component:
    """The button that ends the session: a form, since a link could be followed by accident or from elsewhere."""
    return html.Form(html.Button(words.SIGN_OUT.of(language), type="submit", className="sign-out"), action=SIGN_OUT, method="post")


def _account(visit: Visit) -> Component:
    language, reader = visit.view.language, visit.reader
    teams = reader.scope.teams
    sees = words.SEES_ALL if teams is None else words.SEES.format(teams=", ".join(sorted(teams)) or "–")
    button = dmc.UnstyledButton(
        [
            html.Span((reader.name or reader.login)[:1].upper(), className="initial", **{"aria-hidden": "true"}),
            html.Span(reader.name or reader.login, className="reader"),
        ],
        className="account",
        **{"aria-label": f"{words.ACCOUNT.of(language)}: {reader.name or reader.login}"},
    )
    who = html.Div(
        [html.Strong(reader.name or reader.login), html.Div(reader.role.label.of(language)), html.Div(sees.of(language))], className="who"
    )
    return dmc.Menu(
        [dmc.MenuTarget(button), dmc.MenuDropdown([who, dmc.MenuDivider(), sign_out(language)])], position="bottom-end", width=260
    )


def _filters(visit: Visit) -> Component:
    view, language = visit.view, visit.view.language
    report = html.A([_icon("download"), html.Span(words.REPORT.of(language))], href=f"/report.pdf{view.search}", className="report")
    return html.Div([_grains(view), _periods(view), _teams(visit), report], className="filters")


def _grains(view: View) -> Component:
    links = [
        html.Span(grain.label.of(view.language), className="choice is-current", **{"aria-current": "true"})
        if grain is view.grain
        else dcc.Link(grain.label.of(view.language), href=f"/{view.by(grain).search}", className="choice")
        for grain in GRAINS
    ]
    return html.Nav(links, className="choices", **{"aria-label": words.GRAIN.of(view.language)})


def _periods(view: View) -> Component:
    language, grain = view.language, view.grain
    names = []
    for period in reversed(view.choices.periods(grain)):
        name = grain.name_of(period, language)
        is_running = period.end > view.choices.until
        names.append({"value": grain.code_of(period), "label": f"{name} · {words.SO_FAR.of(language)}" if is_running else name})
    select = dmc.Select(
        id=PERIOD,
        data=names,
        value=grain.code_of(view.period),
        allowDeselect=False,
        searchable=len(names) > 12,
        nothingFoundMessage=words.NO_SUCH_CHOICE.of(language),
        className="period",
        maxDropdownHeight=320,
        **{"aria-label": words.PERIOD.of(language)},
    )
    return html.Div(
        [_step(view.earlier, words.EARLIER, "before", view), select, _step(view.later, words.LATER, "after", view)], className="periods"
    )


def _step(to: View | None, name: Text, icon: str, view: View) -> Component:
    said = name.of(view.language)
    inside = [_icon(icon), dmc.VisuallyHidden(said)]
    if to is None:
        return html.Span(inside, className="step is-off", **{"aria-disabled": "true"})
    return dcc.Link(inside, href=f"/{to.search}", className="step", title=f"{said}: {to.period_name}")


def _teams(visit: Visit) -> Component:
    view, language = visit.view, visit.view.language
    everything = words.ALL_TEAMS if visit.reader.scope.teams is None else words.OWN_TEAMS
    return dmc.MultiSelect(
        id=TEAMS,
        data=list(view.choices.teams),
        value=list(view.teams),
        placeholder="" if view.teams else everything.of(language),
        clearable=True,
        className="teams",
        nothingFoundMessage=words.NO_SUCH_CHOICE.of(language),
        **{"aria-label": words.TEAMS.of(language)},
    )


def _heading(visit: Visit, title: Text) -> Component:
    view, language = visit.view, visit.view.language
    last = view.choices.until - timedelta(days=1)
    as_of = words.AS_OF.format(last=Grain.DAY.name_of(Span(last, view.choices.until), language)).of(language)
    # Nobody knows weeks by their numbers.
    days = [html.Span(_days(view.period, language))] if view.grain is Grain.WEEK else []
    return html.Div(
        [
            html.H1([html.Span(title.of(language)), html.Span(view.period_name, className="when")]),
            html.Div(
                [
                    *days,
                    html.Span(as_of),
                    html.Span(words.SNAPSHOT.format(name=visit.snapshot.name).of(language)),
                ],
                className="made-from",
            ),
        ],
        className="heading",
    )


def _days(period: Span, language: Language) -> str:
    first, last = (Grain.DAY.name_of(Span(day, day + timedelta(days=1)), language) for day in (period.start, period.last))
    return words.DAYS.format(first=first, last=last).of(language)


def _notices(visit: Visit) -> list[Component]:
    language = visit.view.language
    notices = []
    if visit.refused:
        names = ", ".join(words.ASKED[name].of(language) for name in visit.refused)
        notices.append(
            dmc.Alert(words.NOT_SHOWN_AS_ASKED.format(names=names).of(language), color="yellow", variant="light", className="notice")
        )
    if not visit.view.choices.teams and visit.reader.scope.teams is not None:
        notices.append(dmc.Alert(words.NO_SCOPE.of(language), color="yellow", variant="light", className="notice"))
    if visit.view.is_running:
        notices.append(html.P([html.Strong(words.SO_FAR.of(language)), " ", words.SO_FAR_ABOUT.of(language)], className="running-note"))
    return notices


def _icon(name: str) -> Component:
    return html.Span(className=f"icon icon-{name}", **{"aria-hidden": "true"})
