"""Schedules, held reports and deliveries as people decide about them: checked against who decides, and written to the audit."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import store.deliveries
import store.runs
import store.schedules
import store.users
from access.audit import Event, record
from errors import AccessError, UserError
from metrics.catalog import metric
from reports.address import checked_address, one_line
from reports.agenda import timing_of, upcoming
from reports.kind import PAPERS, kind
from reports.office import Office
from reports.preparation import Period, put_trial
from reports.recipients import within
from reports.timetable import Cadence
from store.deliveries import DeliveryState
from store.runs import Run, RunState
from store.schedules import Plan, Recipient, Schedule, ScheduleState
from store.state import Session
from store.users import User

LONGEST_NAME = 100
MOST_METRICS = 20
MOST_RECIPIENTS = 2000


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who decides. `teams` are those whose rows they may see, None for all; `is_admin` says that they may decide for others."""

    user_id: int
    login: str
    teams: tuple[str, ...] | None
    is_admin: bool
    address: str = ""

    def may_manage(self, schedule: Schedule) -> bool:
        """Whether the schedule is theirs to change."""
        return self.is_admin or schedule.owner_id == self.user_id

    def may_see(self, schedule: Schedule) -> bool:
        """Whether they may know of the schedule: their own, or any for those who see all teams."""
        return self.may_manage(schedule) or self.teams is None


def checked(plan: Plan, actor: Actor, office: Office, users: Iterable[User]) -> Plan:
    """The plan, where it can be kept: every name in it is known, and nobody would get rows that the actor may not see.

    Raises:
        UserError: something in it cannot be; says what.
    """
    name = one_line(plan.name)
    if not 1 <= len(name) <= LONGEST_NAME:
        raise UserError(
            ko=f"예약 이름을 {LONGEST_NAME}자 이내로 입력해 주세요.", en=f"Give the schedule a name of at most {LONGEST_NAME} characters."
        )
    if plan.paper not in kind(plan.kind).papers or plan.paper not in PAPERS:
        raise UserError(ko="이 보고서에 쓸 수 없는 용지입니다.", en="This kind of report cannot be set on that paper.")
    metrics = tuple(dict.fromkeys(metric(each).name for each in plan.metrics))
    if not 1 <= len(metrics) <= MOST_METRICS:
        raise UserError(ko=f"지표를 1개부터 {MOST_METRICS}개까지 선택해 주세요.", en=f"Choose one to {MOST_METRICS} metrics.")
    if plan.cadence not in list(Cadence):
        raise UserError(ko="보내는 주기를 선택해 주세요.", en="Choose how often it is sent.")
    at = _time(plan.at)
    _must_be_zone(plan.zone)
    timing_of(replace(plan, at=at))
    if plan.teams == () or (plan.teams is not None and not within(plan.teams, actor.teams)):
        raise AccessError(ko="볼 수 있는 팀만 선택해 주세요.", en="Choose only teams that you may see.")
    known = {user.id: user for user in users}
    recipients = {recipient.key: recipient for recipient in (_recipient(each, actor, office, known) for each in plan.recipients)}
    if not 1 <= len(recipients) <= MOST_RECIPIENTS:
        raise UserError(ko="받는 사람을 한 명 이상 추가해 주세요.", en="Add at least one recipient.")
    return replace(plan, name=name, metrics=metrics, at=at, recipients=tuple(recipients.values()))


def add(office: Office, plan: Plan, actor: Actor) -> Schedule:
    """A new schedule of the actor's, which sends nothing until it is started.

    Raises:
        UserError: it cannot be kept as it is.
    """
    with office.state.write() as session:
        sound = checked(plan, actor, office, store.users.all_users(session))
        schedule = store.schedules.add(session, sound, actor.user_id, datetime.now(UTC))
        _record(session, Event.SCHEDULE_MADE, actor, f"schedule {schedule.id}", len(sound.recipients))
    return schedule


def change(office: Office, id: int, plan: Plan, actor: Actor) -> Schedule:
    """The schedule with another plan.

    Raises:
        UserError: it is not the actor's, or cannot be kept as it is.
    """
    with office.state.write() as session:
        _managed(session, id, actor)
        sound = checked(plan, actor, office, store.users.all_users(session))
        schedule = store.schedules.change(session, id, sound, datetime.now(UTC))
        _record(session, Event.SCHEDULE_CHANGED, actor, f"schedule {id}", len(sound.recipients))
    return schedule


def set_state(office: Office, id: int, state: ScheduleState, actor: Actor) -> None:
    """Starts, pauses or ends the schedule.

    Raises:
        AccessError: it is not the actor's.
    """
    with office.state.write() as session:
        _managed(session, id, actor)
        store.schedules.set_state(session, id, state, datetime.now(UTC))
        _record(session, Event.SCHEDULE_CHANGED, actor, f"schedule {id}", 1, str(state))


def send_trial(office: Office, id: int, actor: Actor) -> str:
    """Puts a trial of the schedule into the outbox; the address that it goes to.

    Raises:
        UserError: the schedule is not the actor's, no address is known, or there is nothing to report of yet.
    """
    with office.state.read() as session:
        schedule, user = _managed(session, id, actor), store.users.by_id(session, actor.user_id)
    if user is None:
        raise LookupError(f"User {actor.user_id} is not in state.")
    put_trial(office, schedule, latest_period(office, schedule), user)
    with office.state.write() as session:
        _record(session, Event.SCHEDULE_TRIED, actor, f"schedule {id}", 1)
    return user.email or ""


def latest_period(office: Office, plan: Plan) -> Period:
    """The last period of the schedule's size that the data cover."""
    until, grain = office.trends().snapshot.until, Cadence(plan.cadence).grain
    if until is None:
        raise UserError(ko="이 스냅샷에는 데이터가 없습니다.", en="This snapshot holds no data.")
    period = grain.back(grain.period_of(until), 1)
    return Period(grain.code_of(period), period.start, period.end)


def next_times(office: Office, plan: Plan, count: int = 3) -> list[datetime]:
    """The next times at which it would be sent, in its own zone."""
    return [slot.at.astimezone(ZoneInfo(plan.zone)) for slot in upcoming(office, plan, count, datetime.now(UTC))]


def decide_run(office: Office, run_id: int, decision: RunState, actor: Actor, reason: str = "", *, is_released: bool = False) -> None:
    """A held report is checked again (DUE), sent whatever its checks say (DUE and released), or left out (SKIPPED).

    Raises:
        UserError: it is not the actor's, or is not held any more.
    """
    with office.state.write() as session:
        run = _run(session, run_id, actor)
        if not store.runs.decide(session, run_id, decision, actor.login, is_released=is_released):
            raise UserError(
                ko="이미 처리된 보고서입니다. 화면을 새로 고쳐 주세요.", en="This report has been decided already. Reload the page."
            )
        event = Event.REPORT_SKIPPED if decision is RunState.SKIPPED else Event.REPORT_RELEASED
        _record(session, event, actor, f"schedule {run.schedule_id} {run.period}", 1, one_line(reason)[:200])


def send_missed(office: Office, run_id: int, actor: Actor) -> None:
    """A report whose time was missed is made and sent after all.

    Raises:
        UserError: it is not the actor's, or was not missed.
    """
    with office.state.write() as session:
        run = _run(session, run_id, actor)
        if not store.runs.catch_up(session, run_id, actor.login):
            raise UserError(
                ko="이미 처리된 보고서입니다. 화면을 새로 고쳐 주세요.", en="This report has been decided already. Reload the page."
            )
        _record(session, Event.REPORT_RELEASED, actor, f"schedule {run.schedule_id} {run.period}", 1)


def decide_delivery(office: Office, delivery_id: int, decision: DeliveryState, actor: Actor) -> None:
    """A mail that waits for somebody is sent again (WAITING), known to have arrived (SENT), or left out (SKIPPED).

    Raises:
        UserError: it is not the actor's, or waits for nobody any more.
    """
    with office.state.write() as session:
        delivery = store.deliveries.find(session, delivery_id)
        schedule = store.schedules.find(session, delivery.schedule_id) if delivery else None
        if delivery is None or schedule is None or not actor.may_manage(schedule):
            raise _not_theirs()
        if not store.deliveries.decide(session, delivery_id, decision):
            raise UserError(
                ko="이미 처리된 메일입니다. 화면을 새로 고쳐 주세요.", en="This mail has been decided already. Reload the page."
            )
        _record(session, Event.DELIVERY_DECIDED, actor, f"delivery {delivery_id}", 1, str(decision))


def _recipient(recipient: Recipient, actor: Actor, office: Office, users: dict[int, User]) -> Recipient:
    if recipient.user_id is not None:
        user = users.get(recipient.user_id)
        if user is None or not user.is_active:
            raise UserError(
                ko="받는 사람 가운데 없거나 중지된 사용자가 있습니다.", en="A recipient is not a user, or may no longer sign in."
            )
        return Recipient(user_id=user.id, language=user.language)
    address = checked_address(recipient.address or "", office.domains)
    if recipient.teams == () or not within(recipient.teams, actor.teams):
        raise AccessError(
            ko=f"{address}: 본인이 볼 수 있는 팀 가운데에서 이 주소로 보낼 팀을 선택해 주세요.",
            en=f"{address}: choose, among the teams that you may see, those whose figures go to this address.",
        )
    if recipient.language not in ("ko", "en"):
        raise UserError(ko=f"{address}: 언어는 ko 또는 en입니다.", en=f"{address}: the language is ko or en.")
    return replace(recipient, address=address, name=one_line(recipient.name)[:LONGEST_NAME])


def _managed(session: Session, id: int, actor: Actor) -> Schedule:
    schedule = store.schedules.find(session, id)
    if schedule is None or not actor.may_manage(schedule):
        raise _not_theirs()
    return schedule


def _run(session: Session, run_id: int, actor: Actor) -> Run:
    run = store.runs.find(session, run_id)
    if run is None:
        raise _not_theirs()
    _managed(session, run.schedule_id, actor)
    return run


def _not_theirs() -> AccessError:
    return AccessError(ko="그런 예약이 없거나, 본인이 만든 예약이 아닙니다.", en="There is no such schedule, or it is not yours to change.")


def _record(session: Session, event: Event, actor: Actor, about: str, count: int, reason: str = "") -> None:
    record(session, event, actor=actor.login, address=actor.address, about=about, count=count, reason=reason)


def _time(text: str) -> str:
    try:
        at = time.fromisoformat(text.strip())
    except ValueError as wrong:
        raise UserError(ko="보내는 시각을 08:30처럼 입력해 주세요.", en="Write the time of sending as 08:30.") from wrong
    return f"{at:%H:%M}"


def _must_be_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        raise UserError(
            ko=f"'{one_line(name)[:40]}'라는 시간대가 없습니다. Asia/Seoul처럼 입력해 주세요.",
            en="There is no such time zone. Write it as Asia/Seoul.",
        ) from unknown
