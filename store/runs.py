"""A run is one report of one schedule about one period. There is one for each, whoever plans it and however often."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.clock import database_now
from store.schema import Base, Moment, is_postgresql, value_of


class RunState(StrEnum):
    """Where a run stands.

    DUE until its report was made and checked; then SENDING, and DONE once every delivery is decided; or HELD until its owner decides.
    MISSED is a time that had passed when a later one was due already. SKIPPED was held, and somebody decided against it.
    """

    DUE = "due"
    HELD = "held"
    SENDING = "sending"
    DONE = "done"
    MISSED = "missed"
    SKIPPED = "skipped"


class RunRow(Base):
    __tablename__ = "runs"
    __table_args__ = (
        UniqueConstraint("schedule_id", "period"),
        CheckConstraint(f"state IN {tuple(map(str, RunState))}", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedules.id"))
    period: Mapped[str] = mapped_column(String(20))
    period_start: Mapped[date]
    period_end: Mapped[date]
    needed_until: Mapped[date]
    due_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(10), index=True)
    reasons: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("snapshots.id"))
    is_released: Mapped[bool]
    times_held: Mapped[int]
    decided_by: Mapped[str | None] = mapped_column(String(200))
    worker: Mapped[str | None] = mapped_column(String(100))
    leased_until: Mapped[datetime | None] = mapped_column(Moment)


@dataclass(frozen=True)
class Reason:
    """Why a report is held: the check that failed, and what to say about it."""

    check: str
    ko: str
    en: str


@dataclass(frozen=True)
class Run:
    """One report of a schedule. `reasons` are why it is, or last was, held; `snapshot_id` is what it was last made from.

    `is_released` says that somebody decided to send it whatever its checks say.
    """

    id: int
    schedule_id: int
    period: str
    period_start: date
    period_end: date
    needed_until: date
    due_at: datetime
    state: str
    reasons: tuple[Reason, ...]
    snapshot_id: int | None
    is_released: bool
    times_held: int
    decided_by: str | None


def plan(
    session: Session, schedule_id: int, *, period: str, start: date, end: date, needed_until: date, due_at: datetime, is_missed: bool
) -> bool:
    """A run of that schedule and period; whether it is new. The database itself refuses a second one."""
    values: dict[str, Any] = {
        "schedule_id": schedule_id,
        "period": period,
        "period_start": start,
        "period_end": end,
        "needed_until": needed_until,
        "due_at": due_at,
        "state": str(RunState.MISSED if is_missed else RunState.DUE),
        "reasons": [],
        "is_released": False,
        "times_held": 0,
    }
    dialect = postgresql if is_postgresql(session) else sqlite
    planned = session.execute(dialect.insert(RunRow).values(values).on_conflict_do_nothing().returning(RunRow.id))
    return planned.first() is not None


def claim(session: Session, worker: str, lease: timedelta) -> Run | None:
    """The run that has been due for longest and that nobody else is making, leased to the worker; None where there is none."""
    now = database_now(session)
    is_free = or_(RunRow.leased_until.is_(None), RunRow.leased_until < now)
    first = select(RunRow.id).where(RunRow.state == RunState.DUE, RunRow.due_at <= now, is_free).order_by(RunRow.due_at).limit(1)
    taken = (
        update(RunRow)
        .where(RunRow.id == first.scalar_subquery(), RunRow.state == RunState.DUE, is_free)
        .values(worker=worker, leased_until=now + lease)
        .returning(RunRow)
    )
    row = session.scalars(taken).first()
    return _value(row) if row else None


def renew(session: Session, run_id: int, worker: str, lease: timedelta) -> bool:
    """Whether the run still is the worker's; then for another while."""
    return _changed(session, run_id, worker, leased_until=database_now(session) + lease)


def start_sending(session: Session, run_id: int, worker: str, snapshot_id: int) -> bool:
    """Whether the run still is the worker's; then its report is made, and its deliveries may go out."""
    return _changed(session, run_id, worker, state=str(RunState.SENDING), snapshot_id=snapshot_id, leased_until=None)


def hold(session: Session, run_id: int, worker: str, reasons: Sequence[Reason], snapshot_id: int | None) -> Run | None:
    """The run, held for these reasons; None where it is another worker's by now."""
    said = [{"check": reason.check, "ko": reason.ko, "en": reason.en} for reason in reasons]
    held = {"state": str(RunState.HELD), "reasons": said, "times_held": RunRow.times_held + 1, "leased_until": None}
    if not _changed(session, run_id, worker, snapshot_id=snapshot_id, **held):
        return None
    return find(session, run_id)


def give_back(session: Session, run_id: int, worker: str) -> None:
    """Lets the next worker take the run at once."""
    _changed(session, run_id, worker, leased_until=None)


def decide(session: Session, run_id: int, state: RunState, by: str, *, is_released: bool = False) -> bool:
    """Whether the run was held; then it is due again, released or skipped as somebody decided."""
    decided = update(RunRow).where(RunRow.id == run_id, RunRow.state == RunState.HELD)
    return _any(session.execute(decided.values(state=str(state), decided_by=by, is_released=is_released)))


def check_again(session: Session, snapshot_id: int) -> int:
    """How many held runs are due again since there is a newer snapshot than the one they were made from."""
    stale = or_(RunRow.snapshot_id.is_(None), RunRow.snapshot_id != snapshot_id)
    again = update(RunRow).where(RunRow.state == RunState.HELD, stale).values(state=str(RunState.DUE))
    return len(session.execute(again.returning(RunRow.id)).all())


def catch_up(session: Session, run_id: int, by: str) -> bool:
    """Whether the run was missed; then it is due now after all."""
    due = update(RunRow).where(RunRow.id == run_id, RunRow.state == RunState.MISSED)
    return _any(session.execute(due.values(state=str(RunState.DUE), decided_by=by)))


def finish(session: Session, run_ids: Sequence[int]) -> None:
    """These runs have nothing left to send."""
    session.execute(update(RunRow).where(RunRow.id.in_(run_ids), RunRow.state == RunState.SENDING).values(state=str(RunState.DONE)))


def find(session: Session, id: int) -> Run | None:
    """The run with that id."""
    row = session.get(RunRow, id, populate_existing=True)
    return _value(row) if row else None


def in_state(session: Session, *states: RunState, limit: int = 500) -> list[Run]:
    """The runs in these states, the latest first."""
    rows = select(RunRow).where(RunRow.state.in_(states)).order_by(RunRow.due_at.desc(), RunRow.id.desc()).limit(limit)
    return [_value(row) for row in session.scalars(rows)]


def of_schedule(session: Session, schedule_id: int) -> list[Run]:
    """All runs of a schedule, in order."""
    return [_value(row) for row in session.scalars(select(RunRow).where(RunRow.schedule_id == schedule_id).order_by(RunRow.due_at))]


def counts(session: Session) -> dict[str, int]:
    """How many runs are in each state."""
    return dict(session.execute(select(RunRow.state, func.count()).group_by(RunRow.state)).all())


def _changed(session: Session, run_id: int, worker: str, **values: Any) -> bool:
    own = update(RunRow).where(RunRow.id == run_id, RunRow.worker == worker, RunRow.state == RunState.DUE)
    return _any(session.execute(own.values(**values)))


def _any(result: Any) -> bool:
    return bool(result.rowcount)


def _value(row: RunRow) -> Run:
    return value_of(Run, row, reasons=tuple(Reason(**each) for each in row.reasons))
