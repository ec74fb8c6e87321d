"""The workers that were seen, so that a screen can say when there is none."""

from datetime import datetime

from sqlalchemy import String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.clock import database_now
from store.schema import Base, Moment


class WorkerRow(Base):
    __tablename__ = "workers"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(Moment)


def seen(session: Session, name: str) -> None:
    """The worker is alive."""
    session.merge(WorkerRow(name=name, seen_at=database_now(session)))


def left(session: Session, name: str) -> None:
    """The worker has ended."""
    session.execute(delete(WorkerRow).where(WorkerRow.name == name))


def last_seen(session: Session) -> datetime | None:
    """When any worker was last seen; None where none is known."""
    return session.scalar(select(func.max(WorkerRow.seen_at)))


def sweep(session: Session, before: datetime) -> None:
    """Forget workers that have not been seen since."""
    session.execute(delete(WorkerRow).where(WorkerRow.seen_at < before))
