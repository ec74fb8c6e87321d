"""From a run that is due to mails that wait to be sent: its reports are made, checked and archived; or it is held, and its owner told."""

import logging
import secrets
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import store.deliveries
import store.loads
import store.runs
import store.schedules
import store.snapshots
from errors import QueryError, UserError
from metrics.text import Language, Text
from reports import gate, recipients
from reports.address import checked_address
from reports.archive import add_document
from reports.made import Made
from reports.office import Office
from reports.press import press
from reports.recipe import Recipe
from reports.recipients import Addressee, Teams
from reports.timetable import Cadence
from store.deliveries import DeliveryState, Draft, Purpose
from store.loads import Load
from store.runs import Reason, Run
from store.schedules import Schedule
from store.state import Session
from store.trends import Trends
from store.users import User

LOG = logging.getLogger("dangol")
LEASE = timedelta(minutes=10)  # renewed after every report
LOADS_LOOKED_AT = 200
NOT_DONE = frozenset({"received", "held"})

Groups = Mapping[tuple[Teams, Language], Sequence[Addressee]]


@dataclass(frozen=True)
class Period:
    """What a report is about, where no run was planned for it."""

    period: str
    period_start: date
    period_end: date


@dataclass(frozen=True)
class Printed:
    """One report with the fingerprints of its archived files."""

    recipe: Recipe
    made: Made
    pdf: str
    workbook: str | None


def prepare(office: Office, run: Run, schedule: Schedule, worker: str) -> bool:
    """Whether the run's mails wait to be sent now; else it is held, or another worker's."""
    with office.state.read() as session:
        owner = recipients.owner_of(session, schedule)
        people = recipients.addressees(session, schedule, owner, office.domains)
        latest = store.snapshots.latest(session)
        open_loads = [load for load in store.loads.history(session, LOADS_LOOKED_AT) if load.state in NOT_DONE]
    seen = latest.id if latest else None  # it is checked again only when there is a newer one
    refused = _unsendable(schedule, owner, people)
    if refused is not None:
        return _held(office, run, schedule, owner, worker, [Reason("recipients", refused.ko, refused.en)], seen)
    try:
        trends = office.trends()
    except QueryError as nothing:
        return _held(office, run, schedule, owner, worker, [Reason("fresh", nothing.ko, nothing.en)], seen)
    groups, printed, failed = recipients.groups(people), list[Printed](), list[Reason]()
    for recipe, made in _all_made(office, run, schedule, trends, groups):
        if not isinstance(made, Made):
            failed.append(_failure(recipe, made))
            break
        printed.append(_printed(office, recipe, made))
        with office.state.write() as session:
            if not store.runs.renew(session, run.id, worker, LEASE):
                return False
    found = failed or gate.reasons(_evidence(office, run, schedule, trends, printed, open_loads))
    if [reason for reason in found if not run.is_released or reason.check in gate.NEVER_SENT]:
        return _held(office, run, schedule, owner, worker, found, trends.snapshot.id)
    with office.state.write() as session:
        if not store.runs.start_sending(session, run.id, worker, trends.snapshot.id):
            return False
        now = datetime.now(UTC)
        for each in printed:
            document = _add(session, each, schedule.id, run.id, now)
            theirs = groups[each.recipe.teams, each.recipe.language]
            store.deliveries.put(session, [_draft(office, run, schedule, person, document) for person in theirs])
        without = [person for person in people if person.problem is not None]
        store.deliveries.put(session, [_draft(office, run, schedule, person, None) for person in without])
        if without:
            _notify(office, session, schedule, run, owner)
        office.record(session, "report-sent", _named(schedule, run), len(people) - len(without), run.decided_by or "")
    return True


def put_trial(office: Office, schedule: Schedule, run: Period, to: User) -> None:
    """Puts a trial of the schedule into the outbox, for whoever makes it: with their own rows, to their own address.

    Raises:
        UserError: no address is known for them, nothing is loaded, or the report cannot be made.
    """
    if to.email is None:
        raise UserError(
            ko="시험 메일을 받을 이메일 주소가 등록되어 있지 않습니다. 관리자에게 요청해 주세요.",
            en="No e-mail address is known for you. Ask your administrator to add it.",
        )
    address = checked_address(to.email, office.domains)
    trends = office.trends()
    spoken: Language = "en" if to.language == "en" else "ko"
    recipe = recipe_of(office, schedule, run, trends).of(recipients.common(to.teams, schedule.teams), spoken)
    with press(trends, office.workshop(), 0) as at:
        made = next(at.made([recipe]))
    if isinstance(made, UserError):
        raise made
    if not isinstance(made, Made):
        raise RuntimeError("The report could not be made.") from made
    printed = _printed(office, recipe, made)
    with office.state.write() as session:
        document = _add(session, printed, schedule.id, None, datetime.now(UTC))
        person = Addressee(key=f"user:{to.id}", user_id=to.id, name=to.name, address=address, teams=recipe.teams, language=spoken)
        occasion = store.deliveries.next_occasion(session, schedule.id, run.period, Purpose.TRIAL)
        store.deliveries.put(session, [_mail(office, schedule, run.period, person, Purpose.TRIAL, occasion, None, document)])


def recipe_of(office: Office, schedule: Schedule, run: Run | Period, trends: Trends) -> Recipe:
    """How the schedule's report about a period is made, for all teams and in the installation's language."""
    workshop = office.workshop()
    recipe = Recipe(
        kind=schedule.kind,
        metrics=schedule.metrics,
        start=run.period_start,
        end=run.period_end,
        grain=Cadence(schedule.cadence).grain,
        teams=None,
        language=office.language,
        paper=schedule.paper,
        company=office.company,
        currency=office.currency,
        zone=office.zone,
        snapshot_id=trends.snapshot.id,
        has_workbook=schedule.attaches_workbook,
        goals=len(workshop.goals.versions),
        taken_back=tuple(workshop.taken_back),
    )
    return recipe.noting(workshop.notes)


def _all_made(
    office: Office, run: Run, schedule: Schedule, trends: Trends, groups: Groups
) -> Iterator[tuple[Recipe, Made | BaseException]]:
    base = recipe_of(office, schedule, run, trends)
    recipes = [base.of(teams, spoken) for teams, spoken in groups]
    siblings = frozenset(teams[0] for teams, _ in groups if teams is not None and len(teams) == 1)
    with press(replace(trends, siblings=siblings), office.workshop(), min(office.processes, len(recipes)) - 1) as at:
        yield from zip(recipes, at.made(recipes), strict=True)


def _printed(office: Office, recipe: Recipe, made: Made) -> Printed:
    workbook = None if made.workbook is None else office.archive.keep(made.workbook)
    return Printed(recipe, made.without_files, office.archive.keep(made.pdf), workbook)


def _add(session: Session, printed: Printed, schedule_id: int, run_id: int | None, now: datetime) -> int:
    return add_document(
        session,
        printed.made,
        printed.recipe,
        pdf=printed.pdf,
        workbook=printed.workbook,
        schedule_id=schedule_id,
        run_id=run_id,
        now=now,
    ).id


def _evidence(
    office: Office, run: Run, schedule: Schedule, trends: Trends, printed: Sequence[Printed], open_loads: Sequence[Load]
) -> gate.Evidence:
    return gate.Evidence(
        recipe=recipe_of(office, schedule, run, trends),
        needed_until=run.needed_until,
        facts=trends.scanned,
        open_loads=open_loads,
        made=[each.made for each in printed],
        calendar=office.calendar,
        stale_after=office.stale_after,
    )


def _unsendable(schedule: Schedule, owner: User, people: Sequence[Addressee]) -> Text | None:
    """Why nothing of the schedule may be sent at all."""
    if not owner.is_active:
        return Text(
            ko=f"예약을 만든 {owner.name} 님의 계정이 중지되어 있습니다. 다른 사람이 새로 예약해 주세요.",
            en=f"{owner.name}, who owns this schedule, may no longer sign in. Somebody else has to make a new one.",
        )
    if schedule.teams is not None and not recipients.within(schedule.teams, owner.teams):  # None: each recipient's own teams
        return Text(
            ko=f"예약을 만든 {owner.name} 님이 더 이상 볼 수 없는 팀이 들어 있습니다. 팀을 다시 선택해 주세요.",
            en=f"The schedule covers teams that its owner {owner.name} may no longer see. Choose its teams anew.",
        )
    if all(person.problem is not None for person in people):
        said = [person.problem for person in people if person.problem is not None]
        return Text(
            ko=" ".join(["보낼 수 있는 받는 사람이 없습니다.", *(each.ko for each in said)]),
            en=" ".join(["There is nobody to send it to.", *(each.en for each in said)]),
        )
    return None


def _failure(recipe: Recipe, error: BaseException) -> Reason:
    """Why a report could not be made: what somebody can mend in its own words, anything else by a number to be found in the log."""
    if isinstance(error, UserError):
        return Reason("made", error.ko, error.en)
    reference = secrets.token_hex(4)
    LOG.error("report %s could not be made (%s):\n%s", recipe.kind, reference, "".join(traceback.format_exception(error)))
    return Reason(
        "made",
        f"보고서를 만드는 중에 오류가 발생했습니다. 운영자에게 오류 번호 {reference}를 알려 주세요.",
        f"Something went wrong while the report was made. Tell the operator the number {reference}.",
    )


def _held(
    office: Office, run: Run, schedule: Schedule, owner: User, worker: str, reasons: Sequence[Reason], snapshot_id: int | None
) -> bool:
    """Never True: the run is held for these reasons, and its owner is told, once."""
    with office.state.write() as session:
        held = store.runs.hold(session, run.id, worker, reasons, snapshot_id)
        if held is not None:
            if held.reasons != run.reasons:  # after the next load it may be the same again
                _notify(office, session, schedule, held, owner)
            office.record(session, "report-held", _named(schedule, run), 1, ", ".join(dict.fromkeys(each.check for each in reasons)))
    return False


def _named(schedule: Schedule, run: Run) -> str:
    return f"schedule {schedule.id} {run.period}"


def _notify(office: Office, session: Session, schedule: Schedule, run: Run, owner: User) -> None:
    """Puts a notice to the owner into the outbox, where an address is known; the page shows the same in any case."""
    if owner.email is None or not owner.is_active:
        return
    spoken: Language = "en" if owner.language == "en" else "ko"
    person = Addressee(key=f"user:{owner.id}", user_id=owner.id, name=owner.name, address=owner.email, teams=owner.teams, language=spoken)
    occasion = store.deliveries.next_occasion(session, schedule.id, run.period, Purpose.NOTICE)
    store.deliveries.put(session, [_mail(office, schedule, run.period, person, Purpose.NOTICE, occasion, run.id, None)])


def tell_of_unsent(office: Office, session: Session, run_id: int) -> None:
    """Puts a notice to the owner into the outbox, where a mail of a finished run did not come to its end or may not have."""
    run = store.runs.find(session, run_id)
    schedule = store.schedules.find(session, run.schedule_id) if run else None
    unsent = (DeliveryState.REFUSED, DeliveryState.GAVE_UP, DeliveryState.UNCERTAIN)
    theirs = store.deliveries.of_run(session, run_id)
    if run is not None and schedule is not None and any(each.state in unsent and each.purpose == Purpose.REPORT for each in theirs):
        _notify(office, session, schedule, run, recipients.owner_of(session, schedule))


def _draft(office: Office, run: Run, schedule: Schedule, person: Addressee, document_id: int | None) -> Draft:
    return _mail(office, schedule, run.period, person, Purpose.REPORT, 0, run.id, document_id)


def _mail(
    office: Office,
    schedule: Schedule,
    period: str,
    person: Addressee,
    purpose: Purpose,
    occasion: int,
    run_id: int | None,
    document_id: int | None,
) -> Draft:
    domain = office.sender.rpartition("@")[2] or "dangol.invalid"
    return Draft(
        schedule_id=schedule.id,
        period=period,
        recipient=person.key,
        purpose=purpose,
        occasion=occasion,
        run_id=run_id,
        document_id=document_id,
        user_id=person.user_id,
        name=person.name,
        address=person.address,
        language=person.language,
        message_id=f"<{secrets.token_hex(16)}@{domain}>",
        state=DeliveryState.WAITING if person.problem is None else DeliveryState.HELD,
        said_ko=person.problem.ko if person.problem else None,
        said_en=person.problem.en if person.problem else None,
    )
