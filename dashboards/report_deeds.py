"""What is done on the page Reports: a schedule saved, started or tried, a held report released or skipped, a mail decided about."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, no_update
from dash.development.base_component import Component
from flask import request

from access import scheduling
from access.audit import Event, record
from access.faults import address
from access.roles import Right
from dashboards.faults import guarded
from dashboards.filters import ADDRESS, FAULT
from dashboards.own import query
from dashboards.report_desk import DOCUMENT, DONE, SCHEDULE, ReportDesk
from dashboards.schedule_form import FIELDS, MESSAGE, SAVE, TIMES, TIMES_AT, entered, field, times_of, value_of
from dashboards.visit import Desk, Visit
from errors import UserError
from reports.archive import again
from reports.timetable import Cadence
from store.deliveries import DeliveryState
from store.runs import RunState
from store.schedules import ScheduleState

DEED = "deed"
STATES = {"start": ScheduleState.ACTIVE, "pause": ScheduleState.PAUSED, "end": ScheduleState.ENDED}
RUNS = {"release": (RunState.DUE, True), "recheck": (RunState.DUE, False), "skip": (RunState.SKIPPED, False)}
MAILS = {"again": DeliveryState.WAITING, "arrived": DeliveryState.SENT, "leave": DeliveryState.SKIPPED}


def deed(name: str, of: int) -> dict[str, str]:
    """The id of a button that does something to a schedule, a report or a mail."""
    return {DEED: name, "of": str(of)}


def register(app: Dash) -> None:
    """The callbacks of the page."""
    place = (State(ADDRESS, "pathname"), State(ADDRESS, "search"))

    def times(*given: Any) -> tuple[list[Component], bool, bool]:
        desk, values = _desk(given[-2:]), dict(zip(TIMES, given, strict=False))
        blank = {name: None for name in FIELDS if name not in TIMES} | {
            "name": "-",
            "kind": "",
            "paper": "",
            "language": desk.visit.language,
        }
        plan = entered(blank | values)
        no_weekday, no_day = plan.cadence != Cadence.WEEKLY, plan.cadence not in (Cadence.MONTHLY, Cadence.QUARTERLY)
        return times_of(desk, plan), no_weekday, no_day

    app.callback(
        Output(TIMES_AT, "children"),
        Output("schedule-weekday-place", "hidden"),
        Output("schedule-day-place", "hidden"),
        *(Input(field(name), "value") for name in TIMES),
        *place,
        prevent_initial_call=True,
    )(guarded(times, otherwise=lambda said: ([said], no_update, no_update)))

    def save(_: int, *given: Any) -> tuple[Any, Any]:
        desk = _desk(given[-2:])
        return _saved(desk, dict(zip(FIELDS, given, strict=False))), None

    app.callback(
        Output(ADDRESS, "search", allow_duplicate=True),
        Output(MESSAGE, "children"),
        Input(SAVE, "n_clicks"),
        *(State(field(name), value_of(name)) for name in FIELDS),
        *place,
        prevent_initial_call=True,
    )(guarded(save, otherwise=lambda said: (no_update, said)))

    def do(clicks: list[int | None], path: str, search: str) -> tuple[Any, Any]:
        asked = ctx.triggered_id
        if not any(clicks) or asked is None or not str(asked["of"]).isdecimal():
            return no_update, None
        return _done(_desk((path, search)), str(asked[DEED]), int(asked["of"])), None

    app.callback(
        Output(ADDRESS, "search", allow_duplicate=True),
        Output(FAULT, "children", allow_duplicate=True),
        Input({DEED: ALL, "of": ALL}, "n_clicks"),
        *place,
        prevent_initial_call=True,
    )(guarded(do, otherwise=lambda said: (no_update, said)))


def _desk(place: tuple[Any, ...]) -> ReportDesk:
    path, search = (each if isinstance(each, str) else "" for each in place)
    visit = Desk.at(path, search)
    if not isinstance(visit, Visit):
        raise UserError(ko="아직 불러온 데이터가 없습니다.", en="Nothing has been loaded yet.")
    visit.reader.must(Right.BROWSE)
    return ReportDesk.of(visit)


def _saved(desk: ReportDesk, values: Mapping[str, Any]) -> str:
    desk.visit.reader.must(Right.SCHEDULE)
    plan, kept = entered(values), desk.chosen
    schedule = scheduling.add(desk.office, plan, desk.actor) if kept is None else scheduling.change(desk.office, kept.id, plan, desk.actor)
    return _address(desk, "save", schedule.id, **{SCHEDULE.name: str(schedule.id)})


def _done(desk: ReportDesk, name: str, of: int) -> str:
    """Does it, and says where the page goes then."""
    office, actor = desk.office, desk.actor
    if name == "compare":
        return _compared(desk, of)
    desk.visit.reader.must(Right.SCHEDULE)
    deeds: dict[str, Callable[[], object]] = {
        **{each: lambda state=state: scheduling.set_state(office, of, state, actor) for each, state in STATES.items()},
        **{
            each: lambda state=state, released=released: scheduling.decide_run(office, of, state, actor, is_released=released)
            for each, (state, released) in RUNS.items()
        },
        **{each: lambda state=state: scheduling.decide_delivery(office, of, state, actor) for each, state in MAILS.items()},
        "trial": lambda: scheduling.send_trial(office, of, actor),
        "missed": lambda: scheduling.send_missed(office, of, actor),
    }
    if name not in deeds:
        raise UserError(ko="그런 동작은 없습니다. 페이지를 새로 고쳐 주세요.", en="There is no such action. Reload the page.")
    deeds[name]()
    own = {SCHEDULE.name: str(of)} if name == "trial" and desk.chosen is not None else {}
    return _address(desk, name, of, **own)


def _compared(desk: ReportDesk, of: int) -> str:
    """Makes a document once more, and says whether it has the same bytes."""
    document = desk.document(str(of))
    is_same = again(document, desk.office.trends_of(document.snapshot_id), desk.office.workshop()).is_same
    with desk.office.state.write() as session:
        about = f"document {document.id}"
        record(session, Event.REPORT_MADE_AGAIN, actor=desk.actor.login, address=address(request), about=about, reason=str(is_same))
    return _address(desk, "same" if is_same else "other", of, **{DOCUMENT.name: str(of)})


def _address(desk: ReportDesk, done: str, of: int, **own: str) -> str:
    # The time makes each address another one: the same deed done twice shows its outcome twice.
    told = {DONE.name: f"{done}-{of}-{datetime.now(UTC):%H%M%S}"}
    return f"{desk.visit.search}{query((own | told).items())}"
