"""A kept source is a mapping that somebody made on screen, or brought as a file, under a name of its own."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.schema import Base, Moment, value_of


class KeptSourceRow(Base):
    __tablename__ = "kept_sources"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    label: Mapped[str] = mapped_column(Text)
    definition: Mapped[str] = mapped_column(Text)
    kept_by: Mapped[str] = mapped_column(String(200))
    kept_at: Mapped[datetime] = mapped_column(Moment)


@dataclass(frozen=True)
class KeptSource:
    """A source as it is kept: `definition` is its text, as `etl.source_file` writes and reads it."""

    id: int
    name: str
    label: str
    definition: str
    kept_by: str
    kept_at: datetime


def keep(session: Session, name: str, label: str, definition: str, by: str) -> KeptSource:
    """Keeps a source, in place of the one of its name where there is one."""
    row = session.scalars(select(KeptSourceRow).where(KeptSourceRow.name == name)).first() or KeptSourceRow(name=name)
    row.label, row.definition, row.kept_by, row.kept_at = label, definition, by, datetime.now(UTC)
    session.add(row)
    session.flush()
    return value_of(KeptSource, row)


def all_kept(session: Session) -> list[KeptSource]:
    """Every kept source, by name."""
    return [value_of(KeptSource, row) for row in session.scalars(select(KeptSourceRow).order_by(KeptSourceRow.name))]


def find(session: Session, id: int) -> KeptSource | None:
    """The kept source with that id."""
    row = session.get(KeptSourceRow, id)
    return value_of(KeptSource, row) if row else None


def drop(session: Session, id: int) -> KeptSource | None:
    """A kept source that is kept no longer; None where there was none."""
    found = find(session, id)
    session.execute(delete(KeptSourceRow).where(KeptSourceRow.id == id))
    return found
