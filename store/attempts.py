"""Failed sign-ins, counted per account and per address by a hash that names neither."""

from datetime import datetime

from sqlalchemy import String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.schema import Base, Moment


class AttemptRow(Base):
    __tablename__ = "attempts"

    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(Moment, index=True)


def record_failure(session: Session, key: str, now: datetime) -> None:
    """One more failure."""
    row = session.get(AttemptRow, key)
    if row is None:
        session.add(AttemptRow(key=key, count=1, last_at=now))
    else:
        row.count, row.last_at = row.count + 1, now


def failures(session: Session, key: str) -> tuple[int, datetime | None]:
    """How many failures in a row, and when the last one was."""
    row = session.get(AttemptRow, key)
    return (row.count, row.last_at) if row else (0, None)


def clear(session: Session, key: str) -> None:
    """Forget the failures: it was the right password."""
    session.execute(delete(AttemptRow).where(AttemptRow.key == key))


def sweep(session: Session, before: datetime) -> None:
    """Forget failures older than `before`."""
    session.execute(delete(AttemptRow).where(AttemptRow.last_at < before))
