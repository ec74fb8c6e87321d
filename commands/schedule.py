"""`dangol schedule`: which reports go to whom and when, and what to do about those that are held."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

import settings as configuration
import store.runs
import store.schedules
import store.users
from access.roles import Right, Role
from commands.console import out
from errors import UserError
from installation import Installation
from metrics.text import Text
from reports.kind import MONTHLY
from reports.timetable import Cadence, OnClosedDay
from store.runs import RunState
from store.schedules import Plan, Recipient, ScheduleState
from store.state import Session

if TYPE_CHECKING:
    from access.scheduling import Actor

app = typer.Typer(help="Reports that are sent by mail at set times.", no_args_is_help=True)

_ADDED = Text(
    ko="예약 {id}을(를) 만들었습니다. 'dangol schedule start {id}'로 시작해 주세요.",
    en="Schedule {id} is made. Start it with 'dangol schedule start {id}'.",
)
_NEXT = Text(ko="다음 발송: {times}", en="Next: {times}")
_TRIED = Text(
    ko="{address}(으)로 시험 메일을 보냅니다. 'dangol worker'가 실행 중이어야 합니다.",
    en="A trial goes to {address}, once 'dangol worker' runs.",
)
_HEAD = {
    "id": Text(ko="번호", en="No."),
    "name": Text(ko="이름", en="Name"),
    "state": Text(ko="상태", en="State"),
    "cadence": Text(ko="주기", en="How often"),
    "recipients": Text(ko="받는 사람", en="Recipients"),
    "next": Text(ko="다음 발송", en="Next"),
}
STATES = {
    ScheduleState.DRAFT: Text(ko="시작 전", en="Not started"),
    ScheduleState.ACTIVE: Text(ko="발송 중", en="Active"),
    ScheduleState.PAUSED: Text(ko="일시 중지", en="Paused"),
    ScheduleState.ENDED: Text(ko="종료", en="Ended"),
}
ById = Annotated[int, typer.Argument(help="The schedule's number, as 'dangol schedule list' shows it.")]
ByRun = Annotated[int, typer.Argument(help="The report's number, as 'dangol schedule held' shows it.")]


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="What the schedule is called.")],
    owner: Annotated[str, typer.Option(help="The login of the user who answers for it; it never sends more than they may see.")],
    to: Annotated[list[str], typer.Option(help="A user's login, or an address; may be given several times.")],
    every: Annotated[Cadence, typer.Option(help="How often.")] = Cadence.MONTHLY,
    day: Annotated[int, typer.Option(help="The weekday (1 is Monday) or the day of the month.")] = 1,
    at: Annotated[str, typer.Option(help="The time of day.")] = "08:00",
    zone: Annotated[str | None, typer.Option(help="The time zone; the company's if not given.")] = None,
    on_closed_day: Annotated[OnClosedDay, typer.Option(help="What to do on holidays and closed days.")] = OnClosedDay.AFTER,
    kind: Annotated[str, typer.Option(help="The kind of report.")] = MONTHLY.name,
    metrics: Annotated[list[str] | None, typer.Option("--metric", help="A metric; those of the Overview if not given.")] = None,
    team: Annotated[list[str] | None, typer.Option(help="Only this team; may be given several times.")] = None,
    language: Annotated[str, typer.Option(help="ko or en: for addresses; users have their own.")] = "ko",
    workbook: Annotated[bool, typer.Option("--workbook/--no-workbook", help="Attach the numbers as an Excel workbook.")] = True,
) -> None:
    """Make a schedule. It sends nothing until it is started."""
    from access import scheduling  # takes a second: matplotlib

    here = Installation.opened(configuration.read())
    teams = tuple(team) if team else None
    with here.state.read() as session:
        actor = _actor(session, owner)
        recipients = tuple(_recipient(session, each, teams if teams is not None else actor.teams, language) for each in to)
    plan = Plan(
        name=name,
        kind=kind,
        metrics=tuple(metrics or (each.name for each in here.overview)),
        teams=teams,
        cadence=every,
        at=at,
        zone=zone or here.settings.zone,
        day=day,
        on_closed_day=on_closed_day,
        attaches_workbook=workbook,
        recipients=recipients,
    )
    schedule = scheduling.add(here.office, plan, actor)
    _say(here, _ADDED.format(id=schedule.id))
    _say(here, _NEXT.format(times=_times(here, schedule)))


@app.command("list")
def list_() -> None:
    """The schedules, with the next time of each."""
    here = Installation.opened(configuration.read())
    language = here.settings.language
    table = Table(*(text.of(language) for text in _HEAD.values()))
    with here.state.read() as session:
        schedules = store.schedules.all_schedules(session)
    for each in schedules:
        state = ScheduleState(each.state)
        times = _times(here, each, 1) if state is ScheduleState.ACTIVE else "–"
        cadence = Cadence(each.cadence).label.of(language)
        table.add_row(str(each.id), each.name, STATES[state].of(language), cadence, str(len(each.recipients)), times)
    out.print(table)


@app.command("start")
def start(id: ById) -> None:
    """Start a schedule, or go on with a paused one."""
    _set_state(id, ScheduleState.ACTIVE)


@app.command("pause")
def pause(id: ById) -> None:
    """Send nothing until it is started again."""
    _set_state(id, ScheduleState.PAUSED)


@app.command("end")
def end(id: ById) -> None:
    """End a schedule for good. What it has sent stays in the archive."""
    _set_state(id, ScheduleState.ENDED)


@app.command("trial")
def trial(id: ById) -> None:
    """Send the schedule's last report to its owner alone."""
    from access import scheduling  # takes a second: matplotlib

    here = Installation.opened(configuration.read())
    with here.state.read() as session:
        actor = _owner(session, id)
    _say(here, _TRIED.format(address=scheduling.send_trial(here.office, id, actor)))


@app.command("held")
def held() -> None:
    """The reports that are held, and why."""
    here = Installation.opened(configuration.read())
    language = here.settings.language
    with here.state.read() as session:
        runs = store.runs.in_state(session, RunState.HELD)
        names = {each.id: each.name for each in store.schedules.all_schedules(session)}
    for run in runs:
        out.print(f"{run.id}  {names.get(run.schedule_id, '–')}  {run.period}", markup=False)
        for reason in run.reasons:
            out.print(f"    · {reason.ko if language == 'ko' else reason.en}", markup=False, soft_wrap=True)


@app.command("release")
def release(run: ByRun, reason: Annotated[str, typer.Option(prompt=True, help="Why it may go out all the same.")]) -> None:
    """Send a held report whatever its checks say."""
    _decide(run, RunState.DUE, reason, is_released=True)


@app.command("recheck")
def recheck(run: ByRun) -> None:
    """Check a held report again, after what was missing is there."""
    _decide(run, RunState.DUE, "")


@app.command("skip")
def skip(run: ByRun, reason: Annotated[str, typer.Option(prompt=True, help="Why it is left out.")]) -> None:
    """Never send a held report."""
    _decide(run, RunState.SKIPPED, reason)


def _set_state(id: int, state: ScheduleState) -> None:
    from access import scheduling  # takes a second: matplotlib

    here = Installation.opened(configuration.read())
    with here.state.read() as session:
        actor = _owner(session, id)
    scheduling.set_state(here.office, id, state, actor)
    with here.state.read() as session:
        schedule = store.schedules.find(session, id)
    if schedule is not None:
        _say(here, Text(ko=f"{schedule.name}: {STATES[state].ko}", en=f"{schedule.name}: {STATES[state].en}"))
        if state is ScheduleState.ACTIVE:
            _say(here, _NEXT.format(times=_times(here, schedule)))


def _decide(run_id: int, decision: RunState, reason: str, *, is_released: bool = False) -> None:
    from access import scheduling  # takes a second: matplotlib

    here = Installation.opened(configuration.read())
    with here.state.read() as session:
        run = store.runs.find(session, run_id)
        actor = _owner(session, run.schedule_id if run else 0)
    scheduling.decide_run(here.office, run_id, decision, actor, reason, is_released=is_released)


def _say(here: Installation, text: Text) -> None:
    out.print(text.of(here.settings.language), soft_wrap=True, markup=False)


def _times(here: Installation, plan: Plan, count: int = 3) -> str:
    from access import scheduling  # takes a second: matplotlib

    return ", ".join(f"{at:%Y-%m-%d %H:%M %Z}" for at in scheduling.next_times(here.office, plan, count))


def _actor(session: Session, login: str) -> "Actor":
    """The user as whose deed it counts."""
    from access.scheduling import Actor  # takes a second: matplotlib

    user = store.users.by_login(session, login)
    if user is None or not user.is_active:
        raise UserError(ko=f"'{login}'이라는 사용자가 없습니다.", en=f"There is no user '{login}'.")
    role = Role(user.role)  # type: ignore[call-arg]  # looked up by value; its __new__ is for the declaration
    return Actor(user_id=user.id, login=user.login, teams=user.teams, is_admin=role.may(Right.ADMINISTER))


def _owner(session: Session, id: int) -> "Actor":
    from access.scheduling import Actor  # takes a second: matplotlib

    schedule = store.schedules.find(session, id)
    owner = store.users.by_id(session, schedule.owner_id) if schedule else None
    if owner is None:
        raise UserError(ko="그 번호의 예약이나 보고서가 없습니다.", en="There is no schedule or report of that number.")
    return Actor(user_id=owner.id, login="cli", teams=owner.teams, is_admin=True)


def _recipient(session: Session, to: str, teams: tuple[str, ...] | None, language: str) -> Recipient:
    if "@" in to:
        return Recipient(address=to, teams=teams, language=language)
    user = store.users.by_login(session, to)
    if user is None:
        raise UserError(ko=f"'{to}'이라는 사용자가 없습니다.", en=f"There is no user '{to}'.")
    return Recipient(user_id=user.id, language=user.language)
