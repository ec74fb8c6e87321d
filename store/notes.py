"""What people noted about a period, in their own words, until they change or remove it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from metrics.period import Grain, Span
from metrics.query import Scope
from store.revision import SHOWN
from store.schema import Base, Moment, value_of


class NoteRow(Base):
    __tablename__ = "notes"
    __table_args__ = SHOWN | {"sqlite_autoincrement": True}  # a number that the records name is never given again

    id: Mapped[int] = mapped_column(primary_key=True)
    grain: Mapped[str] = mapped_column(String(10))
    begins_on: Mapped[date]
    metric: Mapped[str | None] = mapped_column(String(100))
    team: Mapped[str | None] = mapped_column(Text)
    said: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(Text)
    written_by: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime | None] = mapped_column(Moment)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A note before it is kept: about a period, of one metric or with None of all, for a team or with None for the whole company."""

    period: Span
    grain: Grain
    metric: str | None
    team: str | None
    said: str

    def is_for(self, scope: Scope) -> bool:
        """Whether it is one for those who see these rows: of the company, or of one of their teams."""
        return self.team is None or scope.teams is None or self.team in scope.teams


@dataclass(frozen=True, kw_only=True)
class Note(Draft):
    """A note as it is kept: its number, by whom (a name and a login), and when."""

    id: int
    author: str
    written_by: str
    written_at: datetime
    changed_at: datetime | None


def add(session: Session, draft: Draft, *, author: str, by: str, now: datetime) -> Note:
    """A new note."""
    row = NoteRow(
        grain=str(draft.grain),
        begins_on=draft.period.start,
        metric=draft.metric,
        team=draft.team,
        said=draft.said,
        author=author,
        written_by=by,
        written_at=now.astimezone(UTC),
    )
    session.add(row)
    session.flush()
    return _value(row)


def change(session: Session, id: int, said: str, *, now: datetime) -> Note:
    """The note in other words; what it is about stays."""
    row = session.get_one(NoteRow, id)
    row.said, row.changed_at = said, now.astimezone(UTC)
    session.flush()
    return _value(row)


def remove(session: Session, id: int) -> None:
    """Takes a note away."""
    session.delete(session.get_one(NoteRow, id))


def find(session: Session, id: int) -> Note | None:
    """The note with that number."""
    row = session.get(NoteRow, id)
    return _value(row) if row else None


def all_notes(session: Session) -> list[Note]:
    """Every note, by the time that it is about."""
    return [_value(row) for row in session.scalars(select(NoteRow).order_by(NoteRow.begins_on, NoteRow.id))]


def _value(row: NoteRow) -> Note:
    grain = Grain(row.grain)
    return value_of(Note, row, grain=grain, period=grain.period_of(row.begins_on))
