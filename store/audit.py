"""The audit: who did what, when and from where. Only ever added to, and chained, so that a change shows.

Triggers in the database refuse to change or delete a record. Each record also carries the hash of the one before it: whoever
goes around the triggers breaks the chain at that place. A cut-off end shows only against a copy of the last hash kept elsewhere.
"""

import hashlib
import json
from contextlib import closing
from dataclasses import dataclass, fields
from datetime import UTC, datetime

from sqlalchemy import LargeBinary, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.schema import Base, Moment, value_of

FIRST_HASH = bytes(32)


class AuditRow(Base):
    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(100))
    object_: Mapped[str] = mapped_column("object", Text)
    count: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(Text)
    chain_hash: Mapped[bytes] = mapped_column(LargeBinary(32))


@dataclass(frozen=True)
class Record:
    """One thing that somebody did. `count` is how many rows it was about, `reason` what they gave as theirs."""

    id: int
    at: datetime
    actor: str
    address: str
    action: str
    object_: str
    count: int | None
    reason: str | None


def append(
    session: Session,
    at: datetime,
    actor: str,
    address: str,
    action: str,
    object_: str,
    count: int | None = None,
    reason: str | None = None,
) -> Record:
    """One more record, in the transaction of what it records; a write session, since records follow one another."""
    last = session.execute(select(AuditRow.id, AuditRow.chain_hash).order_by(AuditRow.id.desc()).limit(1)).first()
    record = Record((last.id if last else 0) + 1, at.astimezone(UTC), actor, address, action, object_, count, reason)
    chain_hash = _chain_hash(last.chain_hash if last else FIRST_HASH, record)
    session.add(AuditRow(**{field.name: getattr(record, field.name) for field in fields(record)}, chain_hash=chain_hash))
    session.flush()
    return record


def history(session: Session, limit: int) -> list[Record]:
    """The last records, newest first."""
    return [value_of(Record, row) for row in session.scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(limit))]


def happened(session: Session, *actions: str) -> bool:
    """Whether any of the actions was ever recorded."""
    return session.scalar(select(AuditRow.id).where(AuditRow.action.in_(actions)).limit(1)) is not None


def verify(session: Session) -> int | None:
    """The id of the first record that is not what was written, or is missing; None where the chain holds."""
    before, wanted = FIRST_HASH, 1
    with closing(session.scalars(select(AuditRow).order_by(AuditRow.id).execution_options(yield_per=1000))) as rows:
        for row in rows:
            if row.id != wanted or row.chain_hash != _chain_hash(before, value_of(Record, row)):
                return wanted
            before, wanted = row.chain_hash, wanted + 1
    return None


def _chain_hash(before: bytes, record: Record) -> bytes:
    said = [record.at.isoformat() if field.name == "at" else getattr(record, field.name) for field in fields(record)]
    return hashlib.sha256(before + json.dumps(said, ensure_ascii=False).encode()).digest()
