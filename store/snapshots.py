"""A snapshot is one row that names the version of every fact table; readers open nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol

import polars as pl
from sqlalchemy import JSON, ForeignKey, String, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from errors import StateError
from metrics.facts import FACTS, Fact, Facts, Loads, name_of
from store.facts import EMPTY
from store.revision import SHOWN
from store.schema import Base, Moment, value_of


class SnapshotRow(Base):
    __tablename__ = "snapshots"
    __table_args__ = SHOWN

    id: Mapped[int] = mapped_column(primary_key=True)
    published_at: Mapped[datetime] = mapped_column(Moment)
    versions: Mapped[dict[str, int]] = mapped_column(JSON)
    load_id: Mapped[int | None] = mapped_column(ForeignKey("loads.id"))
    until: Mapped[date | None]
    base_id: Mapped[int | None] = mapped_column(ForeignKey("snapshots.id"))
    purged_at: Mapped[datetime | None] = mapped_column(Moment)
    calendar: Mapped[str | None] = mapped_column(String(64))


@dataclass(frozen=True)
class Snapshot:
    """One published version of all facts.

    `versions` gives each fact table's Delta version by the fact's name, `until` the first day not covered by the data,
    `load_id` the load that made it, `base_id` the snapshot which that load was built on. `calendar` is the mark of the business
    calendar by which its durations were counted. Of a purged snapshot the files are gone: a person was erased from them.
    """

    id: int
    published_at: datetime
    versions: dict[str, int]
    load_id: int | None
    until: date | None
    base_id: int | None = None
    purged_at: datetime | None = None
    calendar: str | None = None

    @property
    def name(self) -> str:
        """The snapshot's name in a URL and on paper: "S000012"."""
        return f"S{self.id:06d}"


def publish(
    session: Session, versions: Mapping[str, int], load_id: int | None, until: date | None, calendar: str | None = None
) -> Snapshot:
    """The new latest snapshot; readers see it once the session commits."""
    base = latest(session)
    return _add(session, versions, load_id, until, base.id if base else None, calendar)


def amend(session: Session, versions: Mapping[str, int], calendar: str | None = None) -> Snapshot:
    """The latest snapshot in other versions: the same loads, differently keyed or counted. It stands for the one before in every way."""
    before = latest(session)
    if before is None:
        raise ValueError("There is no snapshot to amend.")
    return _add(session, versions, before.load_id, before.until, before.base_id, calendar or before.calendar)


def purge(session: Session) -> None:
    """Says of every snapshot but the latest that its files are gone."""
    now = latest(session)
    if now is not None:
        older = update(SnapshotRow).where(SnapshotRow.id != now.id, SnapshotRow.purged_at.is_(None))
        session.execute(older.values(purged_at=datetime.now(UTC)))


def made_by(session: Session, load_id: int) -> Snapshot | None:
    """The snapshot that a load published, whatever was amended in it later."""
    row = session.scalars(select(SnapshotRow).where(SnapshotRow.load_id == load_id).order_by(SnapshotRow.id).limit(1)).first()
    return value_of(Snapshot, row) if row else None


def left_at(session: Session, load_id: int) -> datetime | None:
    """When another snapshot took the place of the last one that a load made; None where none did, or it made none."""
    own = select(func.max(SnapshotRow.id)).where(SnapshotRow.load_id == load_id).scalar_subquery()
    return session.scalar(select(SnapshotRow.published_at).where(SnapshotRow.id > own).order_by(SnapshotRow.id).limit(1))


def latest(session: Session) -> Snapshot | None:
    """What readers see now; None before the first load."""
    row = session.scalars(select(SnapshotRow).order_by(SnapshotRow.id.desc()).limit(1)).first()
    return value_of(Snapshot, row) if row else None


def find(session: Session, id: int) -> Snapshot | None:
    """The snapshot with that id."""
    row = session.get(SnapshotRow, id)
    return value_of(Snapshot, row) if row else None


def base_versions(session: Session) -> dict[str, int]:
    """The versions that the next load builds on: the latest snapshot's, and of a table that it does not name, the empty one.

    Never the tables' heads: a load that was killed before it could publish, or that was undone, may stand there.
    """
    snapshot = latest(session)
    return dict.fromkeys(map(name_of, FACTS), EMPTY) | (snapshot.versions if snapshot else {})


def step_back(session: Session) -> Snapshot | None:
    """Publishes again what the latest snapshot was built on; None where there is nothing to go back from.

    The new snapshot stands for the old one in every way, so that another step goes one further back.

    Raises:
        StateError: a person was erased since, from that snapshot too: its files are gone.
    """
    undone = latest(session)
    if undone is None:
        return None
    before = find(session, undone.base_id) if undone.base_id is not None else None
    if before is None:
        return None if undone.load_id is None else _add(session, dict.fromkeys(undone.versions, EMPTY), None, None, None)
    if before.purged_at is not None:
        raise StateError.purged()
    return _add(session, before.versions, before.load_id, before.until, before.base_id, before.calendar)


class Tables(Protocol):
    """Fact tables as one engine reads them: `FactTables` for Polars, `SparkTables` for Spark."""

    def scan(self, fact: type[Fact], version: int) -> Any:
        """The rows of one version, as a lazy frame of the engine."""


def loads_of(session: Session, snapshot: Snapshot) -> frozenset[int]:
    """The loads whose rows a snapshot holds: its own, and those of what it was built on. Of what was taken back it holds none."""
    links = select(SnapshotRow.id, SnapshotRow.load_id, SnapshotRow.base_id)
    made = {id: (load_id, base_id) for id, load_id, base_id in session.execute(links)}
    held, at = set[int](), (snapshot.load_id, snapshot.base_id)
    while at[0] is not None:
        held.add(at[0])
        at = made[at[1]] if at[1] is not None else (None, None)
    return frozenset(held)


def open_facts(snapshot: Snapshot, tables: Tables, ledger: pl.DataFrame | None = None) -> Facts:
    """The snapshot's facts: frames that are read when they are asked for, at exactly its versions.

    Args:
        ledger: its loads (`store.loads.ledger`), which are in Polars whatever engine reads the tables.
    """
    versions = dict.fromkeys(map(name_of, FACTS), EMPTY) | snapshot.versions
    frames = {name_of(fact): tables.scan(fact, versions[name_of(fact)]) for fact in FACTS}
    return Facts(frames if ledger is None else {**frames, name_of(Loads): ledger.lazy()}, until=snapshot.until)


def _add(
    session: Session, versions: Mapping[str, int], load_id: int | None, until: date | None, base_id: int | None, calendar: str | None = None
) -> Snapshot:
    now = datetime.now(UTC)
    row = SnapshotRow(published_at=now, versions=dict(versions), load_id=load_id, until=until, base_id=base_id, calendar=calendar)
    session.add(row)
    session.flush()
    return value_of(Snapshot, row)
