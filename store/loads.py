"""A load is one run of one file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, String, Text, select, text, update
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from metrics.facts import Loads
from store import merges, rejects, snapshots
from store.revision import SHOWN
from store.schema import Base, Moment, value_of

STATES = ("received", "held", "done", "failed", "replaced", "undone")


class LoadRow(Base):
    __tablename__ = "loads"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        # One file counts once: the database itself refuses a second run of the same bytes.
        Index(
            "uq_loads_done", "source", "sha256", unique=True, sqlite_where=text("state = 'done'"), postgresql_where=text("state = 'done'")
        ),
        SHOWN,
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
    outdated: Mapped[int | None] = mapped_column(BigInteger)
    merged: Mapped[int | None] = mapped_column(BigInteger)
    dates: Mapped[str | None] = mapped_column(String(20))
    replaced_by: Mapped[int | None]
    profile: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    findings: Mapped[list[dict[str, str]] | None] = mapped_column(JSON(none_as_null=True))
    message_ko: Mapped[str | None] = mapped_column(Text)
    message_en: Mapped[str | None] = mapped_column(Text)
    snapshot_id: Mapped[int | None]
    loaded_by: Mapped[str | None] = mapped_column(String(200))
    dropped_by: Mapped[str | None] = mapped_column(String(200))


@dataclass(frozen=True)
class Load:
    """One run of one file.

    `state` is "received" while it runs (or when it was killed), then "done" or "failed"; "held" where it waits for somebody to confirm
    its `findings` (the gate, and what it says in both languages); "replaced" when the same file was loaded once more; "undone" when
    it was taken back. `profile` is what the file was like, by which the next one is judged.
    Rows of the file are accepted, rejected or grouped into another; rows of the facts inserted, updated, unchanged, or outdated by
    what was known of them already; `merged` are rows of earlier loads that became another customer's.
    The counts are None until it is done, the messages until it has failed. `loaded_by` is who ran it, `dropped_by` who decided that a
    held file is not to be loaded.
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
    outdated: int | None
    merged: int | None
    dates: str | None
    replaced_by: int | None
    profile: Mapping[str, Any] | None
    findings: Sequence[Mapping[str, str]] | None
    message_ko: str | None
    message_en: str | None
    snapshot_id: int | None
    loaded_by: str | None
    dropped_by: str | None


def begin(session: Session, source: str, file_name: str, sha256: str, size_bytes: int, dates: str | None = None, by: str = "") -> Load:
    """A new load, received and not yet done. `dates` is how its dates were said to be meant, `by` who runs it."""
    row = LoadRow(source=source, file_name=file_name, sha256=sha256, size_bytes=size_bytes, state="received", dates=dates)
    row.started_at, row.loaded_by = datetime.now(UTC), by or None
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
    outdated: int = 0,
    merged: int = 0,
    profile: Mapping[str, Any] | None = None,
) -> Load:
    """The load, done. Called in the transaction that publishes its snapshot, so that both are true or neither."""
    row = _row(session, load_id)
    row.state, row.finished_at, row.snapshot_id = "done", datetime.now(UTC), snapshot_id
    row.rows_in_file, row.accepted, row.rejected, row.grouped = rows_in_file, accepted, rejected, grouped
    row.inserted, row.updated, row.unchanged = inserted, updated, unchanged
    row.outdated, row.merged, row.profile = outdated, merged, dict(profile) if profile is not None else None
    session.flush()
    return value_of(Load, row)


def replace(session: Session, load_id: int) -> None:
    """Says of a load of the same bytes that it is replaced by this one, which is about to be done: one file counts once."""
    row = _row(session, load_id)
    same = (LoadRow.source == row.source, LoadRow.sha256 == row.sha256, LoadRow.state == "done")
    session.execute(update(LoadRow).where(*same).values(state="replaced", replaced_by=load_id))


def fail(session: Session, load_id: int, message_ko: str, message_en: str) -> Load:
    """The load, failed, with what to say about it."""
    row = _row(session, load_id)
    row.state, row.finished_at = "failed", datetime.now(UTC)
    row.message_ko, row.message_en = message_ko, message_en
    session.flush()
    return value_of(Load, row)


def hold(session: Session, load_id: int, findings: Iterable[Mapping[str, str]]) -> Load:
    """The load, held until somebody confirms the findings: nothing of it is in the facts."""
    row = _row(session, load_id)
    row.state, row.finished_at, row.findings = "held", datetime.now(UTC), [dict(finding) for finding in findings]
    session.flush()
    return value_of(Load, row)


def done_before(session: Session, source: str, sha256: str, dates: str | None = None) -> Load | None:
    """The load that brought the same bytes, read in the same way, into the facts that readers see now."""
    same = (LoadRow.source == source, LoadRow.sha256 == sha256, LoadRow.state == "done")
    return next((load for load in _values(session.scalars(select(LoadRow).where(*same))) if dates in (None, load.dates)), None)


def earlier(session: Session, source: str, limit: int) -> list[Load]:
    """The last loads of a source whose rows readers see, newest first: by them a new file is judged."""
    rows = select(LoadRow).where(LoadRow.source == source, LoadRow.state == "done").order_by(LoadRow.id.desc()).limit(limit)
    return _values(session.scalars(rows))


def find(session: Session, id: int) -> Load | None:
    """The load with that id."""
    row = session.get(LoadRow, id)
    return value_of(Load, row) if row else None


def unfinished(session: Session) -> list[Load]:
    """Loads that neither ended well nor badly: one is running, the others were killed."""
    return _values(session.scalars(select(LoadRow).where(LoadRow.state == "received").order_by(LoadRow.id)))


def history(session: Session, limit: int, before: int | None = None) -> list[Load]:
    """The last loads, newest first; those before a load where one is given."""
    rows = select(LoadRow).order_by(LoadRow.id.desc()).limit(limit)
    return _values(session.scalars(rows if before is None else rows.where(LoadRow.id < before)))


def waiting(session: Session) -> list[Load]:
    """The held loads that somebody has to decide about, newest first: not dropped, and their file not judged again since."""
    later = aliased(LoadRow)
    judged_again = (
        select(later.id)
        .where(later.source == LoadRow.source, later.sha256 == LoadRow.sha256, later.id > LoadRow.id)
        .where(later.state.in_(("held", "done", "replaced", "undone")))
    )
    held = select(LoadRow).where(LoadRow.state == "held", LoadRow.dropped_by.is_(None), ~judged_again.exists())
    return _values(session.scalars(held.order_by(LoadRow.id.desc())))


def drop(session: Session, load_id: int, by: str) -> Load | None:
    """A held load of which somebody decided that its file is not to be loaded; None where it does not wait."""
    held = update(LoadRow).where(LoadRow.id == load_id, LoadRow.state == "held", LoadRow.dropped_by.is_(None))
    dropped = session.execute(held.values(dropped_by=by).returning(LoadRow.id)).first()
    return find(session, load_id) if dropped else None


def dates_of(session: Session, source: str) -> str | None:
    """How the dates of a source were said to be meant when a file of it was last loaded with such an answer; None where never."""
    answered = select(LoadRow.dates).where(LoadRow.source == source, LoadRow.state.in_(("done", "replaced")), LoadRow.dates.is_not(None))
    return session.scalars(answered.order_by(LoadRow.id.desc()).limit(1)).first()


def ledger(session: Session, snapshot: snapshots.Snapshot, zone: str) -> pl.DataFrame:
    """The loads whose rows a snapshot holds, as rows of `Loads`; each on the company's day on which it ended, in its `zone`."""
    held = snapshots.loads_of(session, snapshot)
    counts = select(LoadRow.id, LoadRow.source, LoadRow.finished_at, LoadRow.accepted, LoadRow.rejected, LoadRow.replaced_by)
    rows = [
        {
            Loads.source.name: source,
            Loads.load_id.name: id,
            Loads.loaded_on.name: finished_at.astimezone(ZoneInfo(zone)).date(),
            Loads.accepted.name: accepted,
            Loads.rejected.name: rejected,
            Loads.judged.name: accepted + rejected,
        }
        for id, source, finished_at, accepted, rejected, replaced_by in session.execute(counts.order_by(LoadRow.id))
        if id in held and replaced_by not in held and finished_at is not None and accepted is not None and rejected is not None
    ]
    return Loads.validate(pl.DataFrame(rows, schema=Loads.create_empty().schema))


def taken_back(session: Session) -> list[tuple[Load, datetime]]:
    """The loads that were undone, and when: the snapshot that was published next after their last one."""
    found = []
    for load in _values(session.scalars(select(LoadRow).where(LoadRow.state == "undone").order_by(LoadRow.id))):
        at = snapshots.left_at(session, load.id)
        if at is not None:
            found.append((load, at))
    return found


def undo(session: Session) -> Load | None:
    """Takes the last load back: publishes what it was built on. None where no load is left to take back.

    The same file can be loaded again afterwards. What the load cleared and merged is as it was before.
    """
    undone = snapshots.latest(session)
    if undone is None or undone.load_id is None or snapshots.step_back(session) is None:
        return None
    row = session.get_one(LoadRow, undone.load_id)
    row.state = "undone"
    session.flush()
    session.execute(
        update(LoadRow).where(LoadRow.replaced_by == row.id, LoadRow.state == "replaced").values(state="done", replaced_by=None)
    )
    rejects.reopen(session, row.id)
    merges.remove(session, row.id)
    return value_of(Load, row)


def _row(session: Session, load_id: int) -> LoadRow:
    row = session.get(LoadRow, load_id)
    if row is None or row.state != "received":
        raise ValueError(f"Load {load_id} is not under way.")
    return row


def _values(rows: Iterable[LoadRow]) -> list[Load]:
    return [value_of(Load, row) for row in rows]
