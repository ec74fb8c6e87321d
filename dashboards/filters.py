"""What a page looks at, chosen above it: the period, the teams, and the other dimensions. The address keeps all of it."""

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, NoUpdate, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from access.roles import Right
from dashboards import words
from dashboards.faults import guarded
from dashboards.menu import icon
from dashboards.opener import opener
from dashboards.own import Own, asked, chooser
from dashboards.page import PERIOD
from dashboards.view import GRAINS, TEAM, View
from dashboards.visit import Desk, Visit
from metrics.facts import DIMENSIONS, value_label
from metrics.text import Text

ADDRESS, FAULT = "address", "fault"
REPORTS = "/reports"
SEARCHED_FROM = 12  # choices; a shorter list is read faster than typed into


def filters(visit: Visit) -> list[Component]:
    """The bar of filters that the page uses; none where it uses none."""
    used = visit.page.filters
    parts = [*([_grains(visit), _periods(visit)] if PERIOD in used else []), *([_teams(visit)] if TEAM in used else []), *_others(visit)]
    if visit.page.has_report and visit.reader.role.may(Right.SCHEDULE) and visit.may_open(REPORTS):
        planned = visit.href(REPORTS, schedule="new")
        parts.append(dcc.Link([icon("reports"), html.Span(words.SCHEDULE_REPORT.of(visit.language))], href=planned, className="report"))
    if visit.page.has_report:
        report = [icon("download"), html.Span(words.REPORT.of(visit.language))]
        parts.append(html.A(report, href=f"/report.pdf{visit.view.search}", className="report"))
    return [html.Div(parts, className="filters")] if parts else []


def moved(desk: Desk, chosen: Sequence[tuple[str, object]]) -> str | NoUpdate:
    """The query string of the page when something else is chosen on it."""
    given = asked(desk.search + desk.own.search) | dict(chosen)
    own = Own.of(given, desk.page.own)
    if not isinstance(desk, Visit):
        return no_update if own == desk.own else f"{desk.search}{own.search}"
    view, _ = View.of(given, desk.view.choices)
    return no_update if (view, own) == (desk.view, desk.own) else f"{view.search}{own.search}"


def register(app: Dash) -> None:
    """One callback for all inputs that have a `chooser` for their id, wherever on a page they stand."""

    def chosen(values: list[object], ids: list[dict[str, str]], path: str, search: str) -> tuple[object, object]:
        names = [str(one.get("choose", "")) for one in ids]
        return moved(Desk.at(path, search or ""), list(zip(names, values, strict=False))), None

    app.callback(
        Output(ADDRESS, "search"),
        Output(FAULT, "children"),
        Input(chooser(ALL), "value"),
        State(chooser(ALL), "id"),
        State(ADDRESS, "pathname"),
        State(ADDRESS, "search"),
        prevent_initial_call=True,
    )(guarded(chosen, otherwise=lambda said: (no_update, said)))


def _grains(visit: Visit) -> Component:
    view = visit.view
    links = [
        html.Span(grain.label.of(view.language), className="choice is-current", **{"aria-current": "true"})
        if grain is view.grain
        else dcc.Link(grain.label.of(view.language), href=visit.here(view.by_grain(grain)), className="choice")
        for grain in GRAINS
    ]
    return html.Nav(links, className="choices", **{"aria-label": words.GRAIN.of(view.language)})


def _periods(visit: Visit) -> Component:
    view, language, grain = visit.view, visit.language, visit.view.grain
    names = []
    for period in reversed(view.choices.periods(grain)):
        name = grain.name_of(period, language)
        is_running = period.end > view.choices.until
        names.append({"value": grain.code_of(period), "label": f"{name} · {words.SO_FAR.of(language)}" if is_running else name})
    select = dmc.Select(
        id=chooser(PERIOD),
        data=names,
        value=grain.code_of(view.period),
        allowDeselect=False,
        searchable=len(names) > SEARCHED_FROM,
        nothingFoundMessage=words.NO_SUCH_CHOICE.of(language),
        className="period",
        maxDropdownHeight=320,
        **{"aria-label": words.PERIOD.of(language)},
    )
    steps = (_step(view.earlier, words.EARLIER, "before", visit), select, _step(view.later, words.LATER, "after", visit))
    return html.Div(list(steps), className="periods")


def _step(to: View | None, name: Text, picture: str, visit: Visit) -> Component:
    said = name.of(visit.language)
    inside = [icon(picture), html.Span(said, className="unseen")]
    if to is None:
        return html.Span(inside, className="step is-off", **{"aria-disabled": "true"})
    return dcc.Link(inside, href=visit.here(to), className="step", title=f"{said}: {to.period_name}")


def _teams(visit: Visit) -> Component:
    everything = words.ALL_TEAMS if visit.reader.scope.teams is None else words.OWN_TEAMS
    return _several(visit, TEAM, visit.view.choices.teams, visit.view.teams, everything, className="teams")


def _others(visit: Visit) -> list[Component]:
    """The other dimensions, behind a button that says how many of them are in use."""
    view, language = visit.view, visit.language
    offered = [(name, view.choices.values.get(name, ())) for name in visit.page.filters if name in DIMENSIONS and name != TEAM]
    offered = [(name, values) for name, values in offered if len(values) > 1 or name in dict(view.filters)]
    if not offered:
        return []
    chosen = dict(view.filters)
    in_use = [name for name, _ in offered if name in chosen]
    said = words.FILTERS_CHOSEN.format(count=len(in_use)) if in_use else words.FILTERS
    look = "more-filters is-in-use" if in_use else "more-filters"
    button = opener([icon("filter"), html.Span(said.of(language))], look=look)
    inputs = [
        _several(visit, name, values, chosen.get(name, ()), words.ANY_VALUE, label=DIMENSIONS[name].of(language))
        for name, values in offered
    ]
    inside = html.Div(inputs, className="more")
    popover = [button, dmc.PopoverDropdown(inside)]
    return [dmc.Popover(popover, width=340, position="bottom-start", withArrow=True, shadow="md", trapFocus=True, returnFocus=True)]


def _several(visit: Visit, name: str, values: Sequence[str], chosen: Sequence[str], everything: Text, **look: str) -> Component:
    return dmc.MultiSelect(
        id=chooser(name),
        data=[{"value": value, "label": value_label(name, value).of(visit.language)} for value in values],
        value=list(chosen),
        placeholder="" if chosen else everything.of(visit.language),
        clearable=True,
        searchable=len(values) > SEARCHED_FROM,
        nothingFoundMessage=words.NO_SUCH_CHOICE.of(visit.language),
        comboboxProps={"withinPortal": False} if name != TEAM else {},
        **({} if "label" in look else {"aria-label": DIMENSIONS[name].of(visit.language)}),
        **look,
    )
