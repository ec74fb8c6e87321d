"""A reject is one row of a file that did not become a fact, with its line and its reason."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String, Text, column, delete, func, insert, select, table, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.schema import Base, value_of


class RejectRow(Base):
    __tablename__ = "rejects"
    __table_args__ = (Index(None, "load_id", "line"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    load_id: Mapped[int] = mapped_column(ForeignKey("loads.id"))
    line: Mapped[int] = mapped_column(BigInteger)
    reason_code: Mapped[str] = mapped_column(String(100))
    reason_ko: Mapped[str] = mapped_column(Text)
    reason_en: Mapped[str] = mapped_column(Text)
    column: Mapped[str | None] = mapped_column(Text)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    row_key: Mapped[str | None] = mapped_column(Text)
    ref_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    cleared_by: Mapped[int | None]


_LOADS = table("loads", column("id"), column("source"), column("file_name"), column("state"))  # `store.loads` imports this module


@dataclass(frozen=True)
class Reject:
    """One row that was turned away. `line` is what an editor or Excel shows; `fields` are masked by whoever made it.

    `row_key` is the row's own id in its source, where it has one: a later file that has it clears the reject (`cleared_by`, a load).
    `ref_hash` is the keyed hash of its customer's ref, by which the reject is found when that person is forgotten.
    """

    load_id: int
    line: int
    reason_code: str
    reason_ko: str
    reason_en: str
    column: str | None
    fields: Mapping[str, Any]
    row_key: str | None = None
    ref_hash: bytes | None = None
    cleared_by: int | None = None


def add_many(session: Session, load_id: int, rejects: Iterable[Reject]) -> None:
    """Keep the rejects of a load, whatever load they name."""
    rows = [{**asdict(reject), "load_id": load_id} for reject in rejects]
    if rows:
        session.execute(insert(RejectRow), rows)


def of_load(session: Session, load_id: int, limit: int) -> list[Reject]:
    """The first rejects of a load, in the order of the file."""
    rows = select(RejectRow).where(RejectRow.load_id == load_id).order_by(RejectRow.line, RejectRow.id).limit(limit)
    return [value_of(Reject, row) for row in session.scalars(rows)]


def counts(session: Session, load_id: int) -> list[tuple[str, str, str, int]]:
    """How many rows of a load were rejected for which reason, the commonest first: (code, ko, en, count)."""
    reason = (RejectRow.reason_code, RejectRow.reason_ko, RejectRow.reason_en)
    number = func.count()
    rows = select(*reason, number).where(RejectRow.load_id == load_id).group_by(*reason).order_by(number.desc(), RejectRow.reason_code)
    return [(code, ko, en, count) for code, ko, en, count in session.execute(rows)]


# Rows that need no mending: another line of their file brought them.
DOUBLE = ("repeats_line", "superseded_by_line")


_WAITS = (_LOADS.c.state.in_(("done", "replaced")), RejectRow.cleared_by.is_(None), RejectRow.reason_code.not_in(DOUBLE))


def outstanding(session: Session, source: str | None, limit: int, load_id: int | None = None) -> list[tuple[str, str, Reject]]:
    """Rejects of loads that count that no later file has mended, newest load first: (source, file name, reject) each.

    Args:
        source: whose; of all sources if None.
        load_id: of which load; of all if None.
    """
    rows = select(RejectRow, _LOADS.c.source, _LOADS.c.file_name).join(_LOADS, _LOADS.c.id == RejectRow.load_id).where(*_WAITS)
    rows = rows if source is None else rows.where(_LOADS.c.source == source)
    rows = rows if load_id is None else rows.where(RejectRow.load_id == load_id)
    found = session.execute(rows.order_by(RejectRow.load_id.desc(), RejectRow.line).limit(limit))
    return [(of, file, value_of(Reject, row)) for row, of, file in found]


def outstanding_counts(session: Session) -> dict[str, int]:
    """How many such rejects each source has; of a source with none it says nothing."""
    rows = select(_LOADS.c.source, func.count()).select_from(RejectRow).join(_LOADS, _LOADS.c.id == RejectRow.load_id).where(*_WAITS)
    return {source: count for source, count in session.execute(rows.group_by(_LOADS.c.source))}  # noqa: C416  as in store.merges


def by_code(session: Session, load_id: int) -> list[tuple[str, int, int]]:
    """How many rows of a load were rejected for which reason, the commonest first: (code, count, how many of them are mended)."""
    number = func.count()
    rows = select(RejectRow.reason_code, number, func.count(RejectRow.cleared_by)).where(RejectRow.load_id == load_id)
    ordered = rows.group_by(RejectRow.reason_code).order_by(number.desc(), RejectRow.reason_code)
    return [(code, count, mended) for code, count, mended in session.execute(ordered)]


def outstanding_keys(session: Session, source: str, before: int) -> list[tuple[int, str]]:
    """The id of each reject of a source's loads before one that is not mended, with the id of its row in the source."""
    rows = (
        select(RejectRow.id, RejectRow.row_key)
        .join(_LOADS, _LOADS.c.id == RejectRow.load_id)
        .where(_LOADS.c.source == source, _LOADS.c.id < before, RejectRow.cleared_by.is_(None), RejectRow.row_key.is_not(None))
    )
    return [(id, key) for id, key in session.execute(rows) if key is not None]


def clear(session: Session, ids: Sequence[int], load_id: int) -> None:
    """Says of these rejects that a load has brought their rows."""
    if ids:
        session.execute(update(RejectRow), [{"id": id, "cleared_by": load_id} for id in ids])


def reopen(session: Session, load_id: int) -> None:
    """Says of the rejects that a load cleared that they are not: the load was taken back."""
    session.execute(update(RejectRow).where(RejectRow.cleared_by == load_id).values(cleared_by=None))


def forget(session: Session, hashes: Sequence[bytes]) -> int:
    """Removes the rejected rows of a customer, known by the hashes of their refs; how many there were."""
    gone = session.execute(delete(RejectRow).where(RejectRow.ref_hash.in_(hashes)).returning(RejectRow.id))
    return len(gone.all())
