"""What the Data page's ledger knows for one reader: the loads, who ran them, what waits, and what of it the reader may see."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeVar
from zoneinfo import ZoneInfo

import store.loads
import store.merges
import store.rejects
import store.snapshots
import store.users
from dashboards import ledger_words as words
from dashboards.feed import Feed, current_feed
from dashboards.feed_address import BEFORE, LOAD, PATH
from dashboards.visit import Desk
from errors import QueryError
from etl.effect import Effect
from etl.source import OF, Source
from etl.sources import SOURCES
from metrics.holdings import Holding, records_of
from metrics.text import Text
from store.loads import Load
from store.merges import Merge
from store.rejects import Reject
from store.snapshots import Snapshot
from store.state import Session

T = TypeVar("T")

PAGE_LENGTH = 20
SHOWN_REJECTS = 20
MERGES_OF_LOAD, MERGES_OF_ALL = 50, 5


@dataclass(frozen=True)
class LedgerDesk:
    """The ledger of one visit."""

    desk: Desk
    feed: Feed

    @classmethod
    def of(cls, desk: Desk) -> "LedgerDesk":
        return cls(desk, current_feed())

    @property
    def sees_all(self) -> bool:
        """Whether the reader sees the rows of all teams: a load, its rejects and its effect are of all of them."""
        return self.desk.reader.scope.teams is None

    @cached_property
    def loads(self) -> list[Load]:
        """One page of the ledger, newest first, and one more where there are earlier ones."""
        before = self.desk.own.one(BEFORE)
        return self._read(lambda session: store.loads.history(session, PAGE_LENGTH + 1, int(before) if before.isdecimal() else None))

    @cached_property
    def waiting(self) -> list[Load]:
        """The held loads that somebody has to decide about."""
        return self._read(store.loads.waiting)

    @cached_property
    def snapshot(self) -> Snapshot | None:
        """What readers see now."""
        return self._read(store.snapshots.latest)

    @property
    def last(self) -> int | None:
        """The load that can be taken back."""
        return self.snapshot.load_id if self.snapshot else None

    def load(self) -> Load:
        """The load that the address names.

        Raises:
            QueryError: there is none of that number.
        """
        asked = self.desk.own.one(LOAD)
        found = self._read(lambda session: store.loads.find(session, int(asked))) if asked.isdecimal() else None
        if found is None:
            raise QueryError(ko=words.NO_LOAD.ko, en=words.NO_LOAD.en)
        return found

    def state_of(self, load: Load) -> str:
        """What a load's state comes to, as STATES names it."""
        if load.state != "held":
            return load.state
        return "dropped" if load.dropped_by else "waiting" if load.id in {each.id for each in self.waiting} else "held"

    @cached_property
    def kept_sources(self) -> tuple[Source, ...]:
        """The sources that the installation keeps for itself."""
        return self.feed.kept_sources()

    @cached_property
    def holdings(self) -> tuple[Holding, ...]:
        """What is held of each source now."""
        answers, snapshot = self.desk.house.answers, self.snapshot
        return self.feed.holdings(snapshot, answers.facts(snapshot)) if snapshot and snapshot.until else ()

    @cached_property
    def to_mend(self) -> dict[str, int]:
        """How many rejected rows of each source wait to be mended."""
        return self._read(store.rejects.outstanding_counts)

    def effect(self, load: Load) -> tuple[Effect, ...] | None:
        """What a load did to the KPIs; nothing where it published nothing, None where the data before it are gone."""

        def sides(session: Session) -> tuple[Snapshot | None, Snapshot | None]:
            made = store.snapshots.made_by(session, load.id)
            return made, store.snapshots.find(session, made.base_id) if made and made.base_id else None

        made, base = self._read(sides)
        if made is None:
            return ()
        if made.purged_at is not None or (base is not None and base.purged_at is not None):
            return None
        return self.feed.effect(made, base)

    def reasons(self, load: Load) -> list[tuple[str, int, int]]:
        """Why rows of a load were rejected: (code, count, how many of them are mended)."""
        return self._read(lambda session: store.rejects.by_code(session, load.id))

    def rejects(self, load: Load) -> list[Reject]:
        """The first rejected rows of a load."""
        return self._read(lambda session: store.rejects.of_load(session, load.id, SHOWN_REJECTS))

    def merges(self, load: Load | None) -> tuple[list[Merge], int]:
        """The latest merges, of a load or of all, and how many there are."""
        of, most = (load.id, MERGES_OF_LOAD) if load else (None, MERGES_OF_ALL)
        return self._read(lambda session: (store.merges.history(session, most, of), store.merges.count(session, of)))

    def records_of(self, merges: list[Merge]) -> dict[int, int]:
        """How many records there are of each of the customers that were merged."""
        if self.snapshot is None or not merges:
            return {}
        facts = self.desk.house.answers.facts(self.snapshot)
        return records_of(facts, {key for each in merges for key in (each.own_key, each.known_key)})

    def who(self, load: Load) -> str:
        """Who ran a load, by name."""
        return self.named(load.loaded_by or "")

    def named(self, by: str) -> str:
        """Somebody's name, or what else it was that did something."""
        return words.ACTORS[by].of(self.desk.language) if by in words.ACTORS else self._names.get(by, by)

    def when(self, moment: datetime) -> str:
        """A moment as the company's clocks show it."""
        return f"{moment.astimezone(ZoneInfo(self.desk.house.zone)):%Y-%m-%d %H:%M}"

    def source(self, name: str) -> str:
        """What a source is called."""
        kind, _, instance = name.partition(OF)
        label: Text | None = next((each.label for each in (*self.kept_sources, *SOURCES) if each.name == kind), None)
        said = label.of(self.desk.language) if label else kind
        return f"{said} ({instance})" if instance else said

    def href(self, **own: str) -> str:
        """An address of this page."""
        return self.desk.href(PATH, **own)

    @cached_property
    def _names(self) -> dict[str, str]:
        return {user.login: user.name for user in self._read(store.users.all_users)}

    def _read(self, asked: Callable[[Session], T]) -> T:
        with self.feed.state.read() as session:
            return asked(session)
