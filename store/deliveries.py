"""A delivery is one mail to one person. Its state is written before and after the mail server takes it, so that a crash never sends twice.

Each has one Message-ID for all its tries. A worker leases deliveries by a conditional update; whatever a worker that died has left is
taken over when its lease ends: what it had not begun to hand over is tried again, what it was just handing over is uncertain.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, exists, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.clock import database_now
from store.runs import RunRow, RunState
from store.schema import Base, Moment, is_postgresql, value_of


class Purpose(StrEnum):
    """Why a mail is sent: a report to its recipients, a trial to whoever makes the schedule, a notice to its owner."""

    REPORT = "report"
    TRIAL = "trial"
    NOTICE = "notice"


class DeliveryState(StrEnum):
    """Where a delivery stands. WAITING, CLAIMED and SENDING are on their way; of the others only UNCERTAIN and HELD wait for somebody."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    GAVE_UP = "gave_up"
    UNCERTAIN = "uncertain"
    HELD = "held"
    SKIPPED = "skipped"


class DeliveryRow(Base):
    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("schedule_id", "period", "recipient", "purpose", "occasion"),
        CheckConstraint(f"state IN {tuple(map(str, DeliveryState))}", name="state"),
        Index("ix_deliveries_state_next_at", "state", "next_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedules.id"))
    period: Mapped[str] = mapped_column(String(20))
    recipient: Mapped[str] = mapped_column(String(260))
    purpose: Mapped[str] = mapped_column(String(10))
    occasion: Mapped[int]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"), index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id", ondelete="SET NULL"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    message_id: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Moment)
    next_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    said_ko: Mapped[str | None] = mapped_column(Text)
    said_en: Mapped[str | None] = mapped_column(Text)
    worker: Mapped[str | None] = mapped_column(String(100))
    leased_until: Mapped[datetime | None] = mapped_column(Moment)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A mail that is to be sent, as whoever plans it knows it."""

    schedule_id: int
    period: str
    recipient: str
    purpose: Purpose
    occasion: int
    run_id: int | None
    document_id: int | None
    user_id: int | None
    name: str
    address: str
    language: str
    message_id: str
    state: DeliveryState = DeliveryState.WAITING
    said_ko: str | None = None
    said_en: str | None = None


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One mail to one person. `said_ko` and `said_en` say why it is where it is, where that must be said."""

    id: int
    schedule_id: int
    period: str
    recipient: str
    purpose: str
    occasion: int
    run_id: int | None
    document_id: int | None
    user_id: int | None
    name: str
    address: str
    language: str
    message_id: str
    state: str
    attempts: int
    created_at: datetime
    next_at: datetime
    finished_at: datetime | None
    said_ko: str | None
    said_en: str | None


def put(session: Session, drafts: Sequence[Draft]) -> int:
    """How many of these deliveries are new. One that is there already stays as it is."""
    if not drafts:
        return 0
    now = database_now(session)
    dialect = postgresql if is_postgresql(session) else sqlite
    rows = [vars(draft) | {"attempts": 0, "created_at": now, "next_at": now} for draft in drafts]
    added = session.execute(dialect.insert(DeliveryRow).on_conflict_do_nothing().returning(DeliveryRow.id), rows)
    return len(added.all())


def recover(session: Session) -> tuple[int, int]:
    """Takes over what workers left whose lease has ended: how many wait again, and how many are uncertain."""
    now = database_now(session)
    left = update(DeliveryRow).where(DeliveryRow.leased_until < now)
    again = left.where(DeliveryRow.state == DeliveryState.CLAIMED).values(state=str(DeliveryState.WAITING), leased_until=None)
    unsure = left.where(DeliveryRow.state == DeliveryState.SENDING).values(
        state=str(DeliveryState.UNCERTAIN), leased_until=None, finished_at=now, said_ko=_DIED_KO, said_en=_DIED_EN
    )
    counted = [len(session.execute(each.returning(DeliveryRow.id)).all()) for each in (again, unsure)]
    return counted[0], counted[1]


def claim(session: Session, worker: str, count: int, lease: timedelta) -> list[Delivery]:
    """Up to `count` deliveries that are due and that nobody else has, leased to the worker."""
    now = database_now(session)
    is_due = (DeliveryRow.state == DeliveryState.WAITING, DeliveryRow.next_at <= now)
    first = select(DeliveryRow.id).where(*is_due).order_by(DeliveryRow.next_at, DeliveryRow.id).limit(count)
    taken = (
        update(DeliveryRow)
        .where(DeliveryRow.id.in_(first.scalar_subquery()), *is_due)
        .values(state=str(DeliveryState.CLAIMED), worker=worker, leased_until=now + lease)
        .returning(DeliveryRow)
    )
    return sorted((value_of(Delivery, row) for row in session.scalars(taken)), key=lambda delivery: delivery.id)


def begin(session: Session, id: int, worker: str, lease: timedelta) -> bool:
    """Whether the delivery still is the worker's; then the mail server is about to take it, and nobody may send it besides."""
    begun = update(DeliveryRow).where(DeliveryRow.id == id, DeliveryRow.worker == worker, DeliveryRow.state == DeliveryState.CLAIMED)
    values = {"state": str(DeliveryState.SENDING), "attempts": DeliveryRow.attempts + 1, "leased_until": database_now(session) + lease}
    return bool(session.execute(begun.values(**values)).rowcount)  # type: ignore[attr-defined]


def settle(session: Session, id: int, worker: str, state: DeliveryState, said_ko: str | None = None, said_en: str | None = None) -> bool:
    """Whether the worker's delivery ended in this state. What another called uncertain meanwhile is known now, and set right."""
    own = update(DeliveryRow).where(
        DeliveryRow.id == id,
        DeliveryRow.worker == worker,
        DeliveryRow.state.in_((DeliveryState.CLAIMED, DeliveryState.SENDING, DeliveryState.UNCERTAIN)),
    )
    ended = {"state": str(state), "finished_at": database_now(session), "leased_until": None, "said_ko": said_ko, "said_en": said_en}
    return bool(session.execute(own.values(**ended)).rowcount)  # type: ignore[attr-defined]


def put_off(session: Session, id: int, worker: str, wait: timedelta, *, counts: bool, said_ko: str, said_en: str) -> bool:
    """Whether the worker's delivery waits for another try; `counts` where no server was asked about it yet in this one."""
    own = update(DeliveryRow).where(
        DeliveryRow.id == id, DeliveryRow.worker == worker, DeliveryRow.state.in_((DeliveryState.CLAIMED, DeliveryState.SENDING))
    )
    values = {
        "state": str(DeliveryState.WAITING),
        "attempts": DeliveryRow.attempts + int(counts),
        "next_at": database_now(session) + wait,
        "leased_until": None,
        "said_ko": said_ko,
        "said_en": said_en,
    }
    return bool(session.execute(own.values(**values)).rowcount)  # type: ignore[attr-defined]


def give_back(session: Session, ids: Sequence[int], worker: str) -> None:
    """Lets the next worker take at once what this one has not begun."""
    own = update(DeliveryRow).where(DeliveryRow.id.in_(ids), DeliveryRow.worker == worker, DeliveryRow.state == DeliveryState.CLAIMED)
    session.execute(own.values(state=str(DeliveryState.WAITING), leased_until=None))


def decide(session: Session, id: int, state: DeliveryState) -> bool:
    """Whether the delivery waited for somebody's decision, who has now said that it is sent, sent again, or left out."""
    now = database_now(session)
    asked = (DeliveryState.UNCERTAIN, DeliveryState.HELD, DeliveryState.REFUSED, DeliveryState.GAVE_UP)
    decided = update(DeliveryRow).where(DeliveryRow.id == id, DeliveryRow.state.in_(asked))
    values: dict[str, Any] = {"state": str(state), "finished_at": now}
    if state is DeliveryState.WAITING:
        values |= {"finished_at": None, "next_at": now, "created_at": now, "attempts": 0}
        reopened = select(DeliveryRow.run_id).where(DeliveryRow.id == id).scalar_subquery()
        session.execute(update(RunRow).where(RunRow.id == reopened, RunRow.state == RunState.DONE).values(state=str(RunState.SENDING)))
    return bool(session.execute(decided.values(**values)).rowcount)  # type: ignore[attr-defined]


def next_occasion(session: Session, schedule_id: int, period: str, purpose: Purpose) -> int:
    """The number of the next mail of that purpose."""
    own = (DeliveryRow.schedule_id == schedule_id, DeliveryRow.period == period, DeliveryRow.purpose == purpose)
    last = session.scalar(select(func.max(DeliveryRow.occasion)).where(*own))
    return 0 if last is None else last + 1


def find(session: Session, id: int) -> Delivery | None:
    """The delivery with that id."""
    row = session.get(DeliveryRow, id, populate_existing=True)
    return value_of(Delivery, row) if row else None


def of_run(session: Session, run_id: int) -> list[Delivery]:
    """The deliveries of a run, in order."""
    return [
        value_of(Delivery, row) for row in session.scalars(select(DeliveryRow).where(DeliveryRow.run_id == run_id).order_by(DeliveryRow.id))
    ]


def of_document(session: Session, document_id: int) -> list[Delivery]:
    """To whom a document goes, in order."""
    own = select(DeliveryRow).where(DeliveryRow.document_id == document_id).order_by(DeliveryRow.id)
    return [value_of(Delivery, row) for row in session.scalars(own)]


def in_state(session: Session, *states: DeliveryState, limit: int = 500) -> list[Delivery]:
    """The deliveries in these states, the latest first."""
    rows = select(DeliveryRow).where(DeliveryRow.state.in_(states)).order_by(DeliveryRow.id.desc()).limit(limit)
    return [value_of(Delivery, row) for row in session.scalars(rows)]


def counts(session: Session, purpose: Purpose = Purpose.REPORT) -> dict[str, int]:
    """How many deliveries are in each state."""
    grouped = select(DeliveryRow.state, func.count()).where(DeliveryRow.purpose == purpose).group_by(DeliveryRow.state)
    return dict(session.execute(grouped).all())


def finished_runs(session: Session) -> list[int]:
    """The runs that are sending and have nothing on its way any more."""
    on_its_way = (DeliveryState.WAITING, DeliveryState.CLAIMED, DeliveryState.SENDING)
    is_open = exists().where(DeliveryRow.run_id == RunRow.id, DeliveryRow.purpose == Purpose.REPORT, DeliveryRow.state.in_(on_its_way))
    return list(session.scalars(select(RunRow.id).where(RunRow.state == RunState.SENDING, ~is_open)))


_DIED_KO = "메일 서버에 넘기는 도중에 발송 프로그램이 멈췄습니다. 도착했는지 확인해 주세요."
_DIED_EN = "The worker stopped while it was handing the mail over. Check whether it has arrived."
