"""A load is one run of one file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import polars as pl
from sqlalchemy import BigInteger, CheckConstraint, Index, String, Text, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from metrics.facts import Loads
from store import snapshots
from store.schema import Base, Moment, value_of

STATES = ("received", "done", "failed", "undone")


class LoadRow(Base):
    __tablename__ = "loads"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        # One file counts once: the database itself refuses a second run of the same bytes.
        Index(
            "uq_loads_done", "source", "sha256", unique=True, sqlite_where=text("state = 'done'"), postgresql_where=text("state = 'done'")
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(100))
    file_name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(10))
    started_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    rows_in_file: Mapped[int | None] = mapped_column(BigInteger)
    accepted: Mapped[int | None] = mapped_column(BigInteger)
    rejected: Mapped[int | None] = mapped_column(BigInteger)
    grouped: Mapped[int | None] = mapped_column(BigInteger)
    inserted: Mapped[int | None] = mapped_column(BigInteger)
    updated: Mapped[int | None] = mapped_column(BigInteger)
    unchanged: Mapped[int | None] = mapped_column(BigInteger)
    message_ko: Mapped[str | None] = mapped_column(Text)
    message_en: Mapped[str | None] = mapped_column(Text)
    snapshot_id: Mapped[int | None]


@dataclass(frozen=True)
class Load:
    """One run of one file.

    `state` is "received" while it runs (or when it was killed), then "done" or "failed"; "undone" when it was taken back.
    Rows of the file are accepted, rejected or grouped into another; rows of the facts inserted, updated or unchanged.
    The counts are None until it is done, the messages until it has failed.
    """

    id: int
    source: str
    file_name: str
    sha256: str
    size_bytes: int
    state: str
    started_at: datetime
    finished_at: datetime | None
    rows_in_file: int | None
    accepted: int | None
    rejected: int | None
    grouped: int | None
    inserted: int | None
    updated: int | None
    unchanged: int | None
    message_ko: str | None
    message_en: str | None
    snapshot_id: int | None


def begin(session: Session, source: str, file_name: str, sha256: str, size_bytes: int) -> Load:
    """A new load, received and not yet done."""
    row = LoadRow(source=source, file_name=file_name, sha256=sha256, size_bytes=size_bytes, state="received", started_at=datetime.now(UTC))
    session.add(row)
    session.flush()
    return value_of(Load, row)


def finish(
    session: Session,
    load_id: int,
    *,
    rows_in_file: int,
    accepted: int,
    rejected: int,
    grouped: int,
    inserted: int,
    updated: int,
    unchanged: int,
    snapshot_id: int | None,
) -> Load:
    """The load, done. Called in the transaction that publishes its snapshot, so that both are true or neither."""
    row = _row(session, load_id)
    row.state, row.finished_at, row.snapshot_id = "done", datetime.now(UTC), snapshot_id
    row.rows_in_file, row.accepted, row.rejected, row.grouped = rows_in_file, accepted, rejected, grouped
    row.inserted, row.updated, row.unchanged = inserted, updated, unchanged
    session.flush()
    return value_of(Load, row)


def fail(session: Session, load_id: int, message_ko: str, message_en: str) -> Load:
    """The load, failed, with what to say about it."""
    row = _row(session, load_id)
    row.state, row.finished_at = "failed", datetime.now(UTC)
    row.message_ko, row.message_en = message_ko, message_en
    session.flush()
    return value_of(Load, row)


def done_before(session: Session, source: str, sha256: str) -> Load | None:
    """The load that brought the same bytes into the facts that readers see now."""
    return _first(session.scalars(select(LoadRow).where(LoadRow.source == source, LoadRow.sha256 == sha256, LoadRow.state == "done")))


def find(session: Session, id: int) -> Load | None:
    """The load with that id."""
    row = session.get(LoadRow, id)
    return value_of(Load, row) if row else None


def unfinished(session: Session) -> list[Load]:
    """Loads that neither ended well nor badly: one is running, the others were killed."""
    return _values(session.scalars(select(LoadRow).where(LoadRow.state == "received").order_by(LoadRow.id)))


def history(session: Session, limit: int) -> list[Load]:
    """The last loads, newest first."""
    return _values(session.scalars(select(LoadRow).order_by(LoadRow.id.desc()).limit(limit)))


def ledger(session: Session, snapshot: snapshots.Snapshot, zone: str) -> pl.DataFrame:
    """The loads whose rows a snapshot holds, as rows of `Loads`; each on the company's day on which it ended, in its `zone`."""
    held = snapshots.loads_of(session, snapshot)
    counts = select(LoadRow.id, LoadRow.source, LoadRow.finished_at, LoadRow.accepted, LoadRow.rejected)
    rows = [
        {
            Loads.source.name: source,
            Loads.load_id.name: id,
            Loads.loaded_on.name: finished_at.astimezone(ZoneInfo(zone)).date(),
            Loads.accepted.name: accepted,
            Loads.rejected.name: rejected,
            Loads.judged.name: accepted + rejected,
        }
        for id, source, finished_at, accepted, rejected in session.execute(counts.order_by(LoadRow.id))
        if id in held and finished_at is not None and accepted is not None and rejected is not None
    ]
    return Loads.validate(pl.DataFrame(rows, schema=Loads.create_empty().schema))


def undo(session: Session) -> snapshots.Snapshot | None:
    """Takes the last load back: publishes what it was built on. None where no load is left to take back.

    The same file can be loaded again afterwards.
    """
    undone = snapshots.latest(session)
    published = snapshots.step_back(session)
    if undone is not None and published is not None:
        session.execute(update(LoadRow).where(LoadRow.id == undone.load_id).values(state="undone"))
    return published


def _row(session: Session, load_id: int) -> LoadRow:
    row = session.get(LoadRow, load_id)
    if row is None or row.state != "received":
        raise ValueError(f"Load {load_id} is not under way.")
    return row


def _first(rows: Iterable[LoadRow]) -> Load | None:
    return next(iter(_values(rows)), None)


def _values(rows: Iterable[LoadRow]) -> list[Load]:
    return [value_of(Load, row) for row in rows]
