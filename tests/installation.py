"""An installation in a folder, as the tests of the loader open it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from etl.company import Company
from etl.load import Loaded, load
from metrics.calendar import BusinessCalendar
from metrics.facts import Facts
from store import loads, snapshots
from store.facts import FactTables
from store.rejects import Reject, of_load
from store.state import State

WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-18:00")


@dataclass
class Installation:
    """A state, fact tables and a company in one folder."""

    folder: Path
    zone: str = "Asia/Seoul"
    currency: str = "KRW"
    stages: list[tuple[str, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state = State(f"sqlite:///{self.folder / 'state.sqlite3'}")
        self.state.migrate()
        self.tables = FactTables(str(self.folder / "facts"))
        self.tables.create()
        calendar = BusinessCalendar.of(self.zone, WEEK, "KR")
        self.company = Company(self.zone, self.currency, calendar, b"0123456789abcdef0123456789abcdef-test")

    def load(self, file: Path, **given: Any) -> Loaded:
        return load(
            file,
            state=self.state,
            tables=self.tables,
            company=self.company,
            progress=lambda stage, share: self.stages.append((stage, share)),
            **given,
        )

    def latest(self) -> Facts:
        """The facts of the latest snapshot."""
        with self.state.read() as session:
            snapshot = snapshots.latest(session)
        assert snapshot is not None
        return snapshots.open_facts(snapshot, self.tables)

    def write(self, name: str, text: str, encoding: str = "utf-8") -> Path:
        file = self.folder / name
        file.write_bytes(text.encode(encoding))
        return file

    def facts(self) -> dict[str, pl.DataFrame]:
        return {name: frame.collect() for name, frame in self.latest().frames.items()}

    def rejects(self, load_id: int) -> list[Reject]:
        with self.state.read() as session:
            return of_load(session, load_id, 10_000)

    def history(self) -> list[loads.Load]:
        with self.state.read() as session:
            return loads.history(session, 100)

    def is_unpublished(self) -> bool:
        """True while readers see nothing."""
        with self.state.read() as session:
            return snapshots.latest(session) is None

    def is_untouched(self) -> bool:
        """True while no snapshot was ever published and no table holds a row."""
        return self.is_unpublished() and set(self.tables.versions().values()) == {0}
