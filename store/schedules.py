"""A schedule says which report goes to whom and when; its recipients are users, or addresses with a scope of their own."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.schema import Base, Moment, value_of


class ScheduleState(StrEnum):
    """Whether a schedule sends: not before it is started, not while it is paused, never again once it has ended."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class ScheduleRow(Base):
    __tablename__ = "schedules"
    __table_args__ = (CheckConstraint(f"state IN {tuple(map(str, ScheduleState))}", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(50))
    metrics: Mapped[list[str]] = mapped_column(JSON)
    teams: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    paper: Mapped[str] = mapped_column(String(20))
    cadence: Mapped[str] = mapped_column(String(20))
    at: Mapped[str] = mapped_column(String(5))
    zone: Mapped[str] = mapped_column(String(64))
    day: Mapped[int]
    on_closed_day: Mapped[str] = mapped_column(String(10))
    attaches_workbook: Mapped[bool]
    state: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(Moment)
    planned_until: Mapped[datetime] = mapped_column(Moment)


class RecipientRow(Base):
    __tablename__ = "recipients"
    __table_args__ = (CheckConstraint("(user_id IS NULL) <> (address IS NULL)", name="one_of_two"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedules.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    address: Mapped[str | None] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(Text)
    teams: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    language: Mapped[str] = mapped_column(String(2))


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Somebody who gets a report: a user, with the user's own address, scope and language, or an address with those given here.

    `teams` None means all teams; of a user it says nothing.
    """

    user_id: int | None = None
    address: str | None = None
    name: str = ""
    teams: tuple[str, ...] | None = None
    language: str = "ko"

    @property
    def key(self) -> str:
        """What tells the recipients of a schedule apart."""
        return f"user:{self.user_id}" if self.user_id is not None else str(self.address)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What somebody decides of a schedule. `teams` narrow what its recipients get; None leaves them all that they may see.

    `at` is the local time of day ("08:00"), `day` the weekday or the day of the month that the cadence asks for.
    """

    name: str
    kind: str
    metrics: tuple[str, ...]
    teams: tuple[str, ...] | None = None
    paper: str = "a4"
    cadence: str
    at: str
    zone: str
    day: int
    on_closed_day: str
    attaches_workbook: bool = True
    recipients: tuple[Recipient, ...] = field(default=())


@dataclass(frozen=True, kw_only=True)
class Schedule(Plan):
    """A kept schedule. Its slots after `planned_until` are still to be planned."""

    id: int
    owner_id: int
    state: str
    created_at: datetime
    planned_until: datetime


def add(session: Session, plan: Plan, owner_id: int, now: datetime) -> Schedule:
    """A new schedule, as a draft that sends nothing yet."""
    row = ScheduleRow(owner_id=owner_id, state=ScheduleState.DRAFT, created_at=now, planned_until=now, **_columns(plan))
    session.add(row)
    session.flush()
    _keep_recipients(session, row.id, plan.recipients)
    return _value(session, row)


def change(session: Session, id: int, plan: Plan, now: datetime) -> Schedule:
    """The schedule with another plan. What was due by the old one stays planned; nothing of the time before `now` becomes due."""
    row = session.get_one(ScheduleRow, id)
    for name, value in _columns(plan).items():
        setattr(row, name, value)
    row.planned_until = max(row.planned_until, now)
    session.execute(delete(RecipientRow).where(RecipientRow.schedule_id == id))
    _keep_recipients(session, id, plan.recipients)
    session.flush()
    return _value(session, row)


def find(session: Session, id: int) -> Schedule | None:
    """The schedule with that id."""
    row = session.get(ScheduleRow, id)
    return _value(session, row) if row else None


def all_schedules(session: Session) -> list[Schedule]:
    """Every schedule that has not ended, in the order in which they were made."""
    rows = select(ScheduleRow).where(ScheduleRow.state != ScheduleState.ENDED).order_by(ScheduleRow.id)
    return [_value(session, row) for row in session.scalars(rows)]


def active(session: Session) -> list[Schedule]:
    """The schedules that send."""
    return [schedule for schedule in all_schedules(session) if schedule.state == ScheduleState.ACTIVE]


def set_state(session: Session, id: int, state: ScheduleState, now: datetime) -> None:
    """Start, pause or end the schedule. What would have been due before it was started is not caught up."""
    changed = {"state": str(state)} | ({"planned_until": now} if state is ScheduleState.ACTIVE else {})
    session.execute(update(ScheduleRow).where(ScheduleRow.id == id, ScheduleRow.state != ScheduleState.ENDED).values(**changed))


def set_planned(session: Session, id: int, until: datetime) -> None:
    """The slots up to `until` are planned."""
    session.execute(update(ScheduleRow).where(ScheduleRow.id == id, ScheduleRow.planned_until < until).values(planned_until=until))


def _columns(plan: Plan) -> dict[str, object]:
    kept = {name: value for name, value in asdict(plan).items() if name in Plan.__dataclass_fields__ and name != "recipients"}
    return kept | {"metrics": list(plan.metrics), "teams": _listed(plan.teams)}


def _keep_recipients(session: Session, schedule_id: int, recipients: Sequence[Recipient]) -> None:
    session.add_all(
        RecipientRow(schedule_id=schedule_id, **asdict(recipient) | {"teams": _listed(recipient.teams)}) for recipient in recipients
    )
    session.flush()


def _listed(teams: Iterable[str] | None) -> list[str] | None:
    return None if teams is None else list(teams)


def _value(session: Session, row: ScheduleRow) -> Schedule:
    own = select(RecipientRow).where(RecipientRow.schedule_id == row.id).order_by(RecipientRow.id)
    recipients = tuple(value_of(Recipient, each, teams=None if each.teams is None else tuple(each.teams)) for each in session.scalars(own))
    teams = None if row.teams is None else tuple(row.teams)
    return value_of(Schedule, row, metrics=tuple(row.metrics), teams=teams, recipients=recipients)
