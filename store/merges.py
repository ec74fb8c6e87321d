"""A merge says that two customer keys are one person, by what, since which load, and whether somebody took it back.

Every ref keeps the key that it got first, its own. A merge points from a person's key to the one that is kept, so that the person
of any own key is found by following merges to their end, and is another again when a merge is taken back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import BigInteger, ForeignKey, String, delete, func, insert, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.schema import Base, Moment, value_of


class MergeRow(Base):
    __tablename__ = "merges"

    id: Mapped[int] = mapped_column(primary_key=True)
    load_id: Mapped[int] = mapped_column(ForeignKey("loads.id"), index=True)
    merged_at: Mapped[datetime] = mapped_column(Moment)
    handle: Mapped[str] = mapped_column(String(20))
    merged_key: Mapped[int] = mapped_column(BigInteger)
    kept_key: Mapped[int] = mapped_column(BigInteger)
    own_key: Mapped[int] = mapped_column(BigInteger)
    known_key: Mapped[int] = mapped_column(BigInteger)
    undone_at: Mapped[datetime | None] = mapped_column(Moment)


@dataclass(frozen=True)
class Merge:
    """Two customers found to be one person.

    `merged_key` became `kept_key`, because the ref with `own_key` has the same `handle` (phone, email, member) as `known_key`.
    """

    id: int
    load_id: int
    merged_at: datetime
    handle: str
    merged_key: int
    kept_key: int
    own_key: int
    known_key: int
    undone_at: datetime | None


def add_many(session: Session, load_id: int, found: Iterable[tuple[str, int, int, int, int]]) -> None:
    """Keep the merges of a load: (handle, merged_key, kept_key, own_key, known_key) each."""
    now = datetime.now(UTC)
    names = ("handle", "merged_key", "kept_key", "own_key", "known_key")
    rows = [{"load_id": load_id, "merged_at": now, **dict(zip(names, each, strict=True))} for each in found]
    if rows:
        session.execute(insert(MergeRow), rows)


def pointers(session: Session) -> dict[int, int]:
    """For each key that was merged and is not undone, the key it points to."""
    rows = select(MergeRow.merged_key, MergeRow.kept_key).where(MergeRow.undone_at.is_(None))
    return {merged: kept for merged, kept in session.execute(rows)}  # noqa: C416  rows are no pairs to the type checker


def refused(session: Session) -> set[tuple[int, int]]:
    """The pairs (own_key, known_key) of which somebody said that they are not one person."""
    rows = select(MergeRow.own_key, MergeRow.known_key).where(MergeRow.undone_at.is_not(None))
    return {(own, known) for own, known in session.execute(rows)}


def history(session: Session, limit: int, load_id: int | None = None) -> list[Merge]:
    """The last merges, newest first; those that a load brought where one is given."""
    rows = select(MergeRow).order_by(MergeRow.id.desc()).limit(limit)
    return [value_of(Merge, row) for row in session.scalars(rows if load_id is None else rows.where(MergeRow.load_id == load_id))]


def count(session: Session, load_id: int | None = None) -> int:
    """How many merges there are, taken back or not; those that a load brought where one is given."""
    rows = select(func.count()).select_from(MergeRow)
    return session.execute(rows if load_id is None else rows.where(MergeRow.load_id == load_id)).scalar_one()


def find(session: Session, id: int) -> Merge | None:
    """The merge with that id."""
    row = session.get(MergeRow, id)
    return value_of(Merge, row) if row else None


def undo(session: Session, id: int) -> None:
    """Says of a merge that the two are not one person. Later files do not merge them again."""
    session.get_one(MergeRow, id).undone_at = datetime.now(UTC)


def undone_since(session: Session, moment: datetime) -> list[Merge]:
    """The merges that were taken back after a moment."""
    rows = select(MergeRow).where(MergeRow.undone_at > moment).order_by(MergeRow.id)
    return [value_of(Merge, row) for row in session.scalars(rows)]


def remove(session: Session, load_id: int) -> None:
    """Removes the merges that a load made: it was taken back, and they never were."""
    session.execute(delete(MergeRow).where(MergeRow.load_id == load_id))


def forget(session: Session, keys: Iterable[int]) -> int:
    """Removes every merge that one of these keys is part of; how many there were."""
    mine, columns = list(keys), (MergeRow.merged_key, MergeRow.kept_key, MergeRow.own_key, MergeRow.known_key)
    gone = session.execute(delete(MergeRow).where(or_(*(column.in_(mine) for column in columns))).returning(MergeRow.id))
    return len(gone.all())
