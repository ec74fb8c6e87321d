"""The form of a schedule, and what was entered in it."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from access.scheduling import next_times
from dashboards import report_words as words
from dashboards.report_desk import ReportDesk
from errors import QueryError, UserError
from metrics.period import Grain
from metrics.text import Language
from reports.kind import KINDS, PAPERS
from reports.timetable import Cadence, OnClosedDay
from store.schedules import Plan, Recipient

PREFIX = "schedule"
FIELDS = (
    "name",
    "kind",
    "metrics",
    "teams",
    "paper",
    "cadence",
    "weekday",
    "day",
    "at",
    "zone",
    "closed",
    "workbook",
    "users",
    "addresses",
    "shown",
    "language",
)
TIMES = ("cadence", "weekday", "day", "at", "zone", "closed")
TIMES_AT, SAVE, MESSAGE = "schedule-times", "schedule-save", "schedule-message"
NO_DAY = "-"
_CADENCES = {Grain.WEEK: Cadence.WEEKLY, Grain.MONTH: Cadence.MONTHLY, Grain.QUARTER: Cadence.QUARTERLY}


def field(name: str) -> str:
    """The id of a field."""
    return f"{PREFIX}-{name}"


def value_of(name: str) -> str:
    """The property of a field that holds what was entered."""
    return "checked" if name == "workbook" else "value"


def form(desk: ReportDesk) -> Component:
    """The form of the schedule that the address names, or of a new one about what was looked at before."""
    visit, language, kept = desk.visit, desk.visit.language, desk.chosen
    plan = kept or _proposed(desk)
    labels = {name: text.of(language) for name, text in words.FORM.items()}
    teams = list(visit.view.choices.teams)
    own = [each for each in plan.recipients if each.address is not None]
    users = [each for each in desk.users.values() if each.is_active]
    listed = [
        {"value": str(each.id), "label": each.name if each.email else words.FORM["no_email"].format(name=each.name).of(language)}
        for each in users
    ]
    domains = ", ".join(desk.office.domains) or "–"
    fields: dict[str, Component] = {
        "name": dmc.TextInput(id=field("name"), label=labels["name"], value=plan.name, required=True),
        "kind": _select("kind", labels["kind"], {each.name: each.label.of(language) for each in KINDS.values()}, plan.kind),
        "teams": dmc.MultiSelect(
            id=field("teams"),
            label=labels["teams"],
            description=labels["teams_about"],
            data=teams,
            value=list(plan.teams or ()),
            clearable=True,
        ),
        "paper": _select("paper", labels["paper"], {name: text.of(language) for name, text in PAPERS.items()}, plan.paper),
        "metrics": dmc.MultiSelect(
            id=field("metrics"),
            label=labels["metrics"],
            data=[{"value": each.name, "label": each.label.of(language)} for each in visit.view.choices.metrics],
            value=list(plan.metrics),
            searchable=True,
            hidePickedOptions=True,
            maxValues=20,
            style={"gridColumn": "1 / -1"},  # eight names need the whole width
        ),
        "cadence": _select("cadence", labels["cadence"], {each.value: each.label.of(language) for each in Cadence}, plan.cadence),
        "weekday": html.Div(
            _select(
                "weekday", labels["weekday"], {str(at): day.of(language) for at, day in enumerate(words.WEEKDAYS, 1)}, str(min(plan.day, 7))
            ),
            id="schedule-weekday-place",
            hidden=plan.cadence != Cadence.WEEKLY,
        ),
        "day": html.Div(
            _select("day", labels["day"], _days(language), str(plan.day)),
            id="schedule-day-place",
            hidden=plan.cadence not in (Cadence.MONTHLY, Cadence.QUARTERLY),
        ),
        "at": dmc.TimeInput(id=field("at"), label=labels["at"], value=plan.at),
        "zone": dmc.Select(
            id=field("zone"),
            label=labels["zone"],
            data=sorted(available_timezones()),
            value=plan.zone,
            searchable=True,
            limit=50,
            allowDeselect=False,
        ),
        "closed": _select("closed", labels["closed"], {each.value: each.label.of(language) for each in OnClosedDay}, plan.on_closed_day),
        "workbook": dmc.Checkbox(id=field("workbook"), label=labels["workbook"], checked=plan.attaches_workbook),
        "users": dmc.MultiSelect(
            id=field("users"),
            label=labels["users"],
            description=labels["users_about"],
            data=listed,
            value=[str(each.user_id) for each in plan.recipients if each.user_id is not None],
            searchable=True,
        ),
        "addresses": dmc.TagsInput(
            id=field("addresses"),
            label=labels["addresses"],
            description=words.FORM["addresses_about"].format(domains=domains).of(language),
            value=[each.address for each in own],
            splitChars=[",", ";", " "],
        ),
        "shown": dmc.MultiSelect(
            id=field("shown"),
            label=labels["shown"],
            data=teams,
            value=list((own[0].teams if own else None) or ()),
            placeholder=words.ALL_TEAMS.of(language) if visit.reader.scope.teams is None else "",
            clearable=True,
        ),
        "language": _select(
            "language",
            labels["language"],
            {code: text.of(language) for code, text in words.LANGUAGES.items()},
            own[0].language if own else language,
        ),
    }
    times = html.Div(
        [html.Strong(labels["times"]), html.Div(times_of(desk, plan), id=TIMES_AT, **{"aria-live": "polite"})], className="times"
    )
    buttons = html.Div(
        [dmc.Button(labels["save"], id=SAVE, n_clicks=0), dcc.Link(labels["cancel"], href=visit.href(visit.page.path), className="choice")],
        className="buttons",
    )
    first = [html.P(labels["first"], className="muted")] if kept is None else []
    title = html.H2(kept.name if kept else words.NEW.of(language))
    grid = html.Div(list(fields.values()), className="form-grid")
    return html.Section([title, *first, grid, times, html.Div(id=MESSAGE, role="alert"), buttons], className="panel schedule-form")


def times_of(desk: ReportDesk, plan: Plan) -> list[Component]:
    """The next three times of sending, or why there are none."""
    try:
        times = next_times(desk.office, plan)
    except (QueryError, ValueError) as wrong:
        said = wrong.message(desk.visit.language) if isinstance(wrong, UserError) else "–"
        return [html.Span(said, className="bad")]
    language = desk.visit.language
    return [html.Span(f"{at:%Y-%m-%d} ({words.WEEKDAYS[at.weekday()].of(language)}) {at:%H:%M %Z}", className="time") for at in times]


def entered(values: Mapping[str, Any]) -> Plan:
    """What was entered, as it would be kept. Nothing of it is checked yet but its form.

    Raises:
        UserError: it is not what the form sends.
    """
    cadence = _text(values["cadence"])
    day = values["weekday"] if cadence == Cadence.WEEKLY else values["day"]
    shown = tuple(_texts(values["shown"])) or None
    people = [Recipient(user_id=int(each)) for each in _texts(values["users"]) if each.isdecimal() and len(each) < 10]
    people += [Recipient(address=each, teams=shown, language=_text(values["language"])) for each in _texts(values["addresses"])]
    return Plan(
        name=_text(values["name"]),
        kind=_text(values["kind"]),
        metrics=tuple(_texts(values["metrics"])),
        teams=tuple(_texts(values["teams"])) or None,
        paper=_text(values["paper"]),
        cadence=cadence,
        at=_text(values["at"]),
        zone=_text(values["zone"]),
        day=int(day) if isinstance(day, str) and day.isdecimal() and len(day) < 3 else 1,
        on_closed_day=_text(values["closed"]),
        attaches_workbook=values["workbook"] is True,
        recipients=tuple(people),
    )


def _proposed(desk: ReportDesk) -> Plan:
    """A schedule of what the reader was looking at."""
    visit, view = desk.visit, desk.visit.view
    metrics = [each.name for each in visit.house.metrics]
    looked_at = [] if view.metric.name in metrics else [view.metric.name]
    return Plan(
        name="",
        kind=next(iter(KINDS)),
        metrics=(*metrics, *looked_at),
        teams=view.teams or None,
        cadence=_CADENCES.get(view.grain, Cadence.MONTHLY),
        at="08:00",
        zone=visit.house.zone,
        day=1,
        on_closed_day=OnClosedDay.AFTER,
        recipients=(Recipient(user_id=visit.reader.user_id),),
    )


def _days(language: Language) -> dict[str, str]:
    return {str(day): words.DAY_OF.format(day=day).of(language) for day in range(1, 31)} | {"31": words.LAST_DAY.of(language)}


def _select(name: str, label: str, choices: Mapping[str, str], value: str) -> Component:
    data = [{"value": code, "label": said} for code, said in choices.items()]
    return dmc.Select(id=field(name), label=label, data=data, value=value, allowDeselect=False)


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 300:
        raise UserError(ko="입력한 내용을 읽을 수 없습니다. 페이지를 새로 고쳐 주세요.", en="The form cannot be read. Reload the page.")
    return value


def _texts(value: Any) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > 2000:
        raise UserError(ko="입력한 내용을 읽을 수 없습니다. 페이지를 새로 고쳐 주세요.", en="The form cannot be read. Reload the page.")
    return [_text(each) for each in value]
