"""A reject is one row of a file that did not become a fact, with its line and its reason."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, func, insert, select
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


@dataclass(frozen=True)
class Reject:
    """One row that was turned away. `line` is what an editor or Excel shows; `fields` are masked by whoever made it."""

    load_id: int
    line: int
    reason_code: str
    reason_ko: str
    reason_en: str
    column: str | None
    fields: Mapping[str, Any]


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
