"""A snapshot is one row that names the version of every fact table; readers open nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol

import polars as pl
from sqlalchemy import JSON, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from metrics.facts import FACTS, Fact, Facts, Loads, name_of
from store.facts import EMPTY
from store.schema import Base, Moment, value_of


class SnapshotRow(Base):
    __tablename__ = "snapshots"

    id: Mapped[int] = mapped_column(primary_key=True)
    published_at: Mapped[datetime] = mapped_column(Moment)
    versions: Mapped[dict[str, int]] = mapped_column(JSON)
    load_id: Mapped[int | None] = mapped_column(ForeignKey("loads.id"))
    until: Mapped[date | None]
    base_id: Mapped[int | None] = mapped_column(ForeignKey("snapshots.id"))


@dataclass(frozen=True)
class Snapshot:
    """One published version of all facts.

    `versions` gives each fact table's Delta version by the fact's name, `until` the first day not covered by the data,
    `load_id` the load that made it, `base_id` the snapshot which that load was built on.
    """

    id: int
    published_at: datetime
    versions: dict[str, int]
    load_id: int | None
    until: date | None
    base_id: int | None = None

    @property
    def name(self) -> str:
        """The snapshot's name in a URL and on paper: "S000012"."""
        return f"S{self.id:06d}"


def publish(session: Session, versions: Mapping[str, int], load_id: int | None, until: date | None) -> Snapshot:
    """The new latest snapshot; readers see it once the session commits."""
    base = latest(session)
    return _add(session, versions, load_id, until, base.id if base else None)


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
    """
    undone = latest(session)
    if undone is None:
        return None
    before = find(session, undone.base_id) if undone.base_id is not None else None
    if before is None:
        return None if undone.load_id is None else _add(session, dict.fromkeys(undone.versions, EMPTY), None, None, None)
    return _add(session, before.versions, before.load_id, before.until, before.base_id)


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


def _add(session: Session, versions: Mapping[str, int], load_id: int | None, until: date | None, base_id: int | None) -> Snapshot:
    row = SnapshotRow(published_at=datetime.now(UTC), versions=dict(versions), load_id=load_id, until=until, base_id=base_id)
    session.add(row)
    session.flush()
    return value_of(Snapshot, row)
