"""The answers that screens show, kept for as long as they can be asked for again.

Every key holds the snapshot and the reader's scope, so nothing ever needs to be thrown away for being out of date, and nobody
is given what was kept for somebody else.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import polars as pl

import store.snapshots
from metrics.catalog import METRICS
from metrics.facts import Facts, Orders, Responses, Tickets, name_of, values_of
from metrics.metric import Metric
from metrics.period import Grain, Span, months_later
from metrics.query import Query, Scope, measure
from metrics.scorecard import TREND_PERIODS, Score, scorecard
from store.facts import FactTables
from store.snapshots import Snapshot
from store.state import State

KEPT_SNAPSHOTS = 2  # the one being read, and the one before while a load is being published
KEPT_ANSWERS = 512
MOST_YEARS = 20  # one row with a wrong date must not make a thousand years of periods
LARGEST_IN_MEMORY = 5_000_000  # rows of all facts; larger ones are read anew from their files for each answer
DATES = {Orders: "ordered_on", Tickets: "opened_on", Responses: "answered_on"}  # when something happened

Filters = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Question:
    """What a page asks in one go: the metrics that it shows, in one period, for the chosen teams."""

    metrics: tuple[str, ...]
    grain: Grain
    period: Span
    teams: tuple[str, ...]

    @property
    def where(self) -> dict[str, tuple[str, ...]]:
        return {"team": self.teams} if self.teams else {}


class Answers:
    """The numbers of one installation, as its published snapshots have them."""

    def __init__(self, state: State, tables: FactTables) -> None:
        self._state = state
        self._tables = tables
        self._opened = lru_cache(KEPT_SNAPSHOTS)(self._open)
        self._scored = lru_cache(KEPT_ANSWERS)(self._score)
        self._measured = lru_cache(KEPT_ANSWERS)(self._measure)
        self._listed = lru_cache(KEPT_ANSWERS)(self._list_teams)
        self._began = lru_cache(KEPT_SNAPSHOTS)(self._begin)

    def snapshot(self) -> Snapshot | None:
        """What readers see now; None before the first load."""
        with self._state.read() as session:
            return store.snapshots.latest(session)

    def facts(self, snapshot: Snapshot) -> Facts:
        """The snapshot's facts, of all teams."""
        return self._opened(snapshot.id)

    def scores(self, snapshot: Snapshot, scope: Scope, question: Question) -> list[Score]:
        """The scorecard that answers the question, within the scope."""
        return self._scored(snapshot.id, scope, question)

    def by_team(self, snapshot: Snapshot, scope: Scope, metric: Metric, question: Question) -> pl.DataFrame:
        """One metric in the question's period, a row per team that has anything to count there."""
        where = tuple(question.where.items())
        whole = self._measured(snapshot.id, scope, metric.name, question.grain, where, ("team",))
        return whole.filter(pl.col("period_start") == question.period.start, pl.col("n") > 0)

    def teams(self, snapshot: Snapshot, scope: Scope) -> tuple[str, ...]:
        """The teams in the facts that the scope lets see, in order."""
        return self._listed(snapshot.id, scope)

    def first_day(self, snapshot: Snapshot) -> date | None:
        """The first day on which anything happened; None in a snapshot without events."""
        return self._began(snapshot.id)

    def _open(self, snapshot_id: int) -> Facts:
        with self._state.read() as session:
            snapshot = store.snapshots.find(session, snapshot_id)
        if snapshot is None:
            raise LookupError(f"Snapshot {snapshot_id} is not in state.")
        facts = store.snapshots.open_facts(snapshot, self._tables)
        if sum(count.item() for count in pl.collect_all(frame.select(pl.len()) for frame in facts.frames.values())) > LARGEST_IN_MEMORY:
            return facts
        whole = pl.collect_all(facts.frames.values())
        return Facts({name: rows.lazy() for name, rows in zip(facts.frames, whole, strict=True)}, until=facts.until)

    def _score(self, snapshot_id: int, scope: Scope, question: Question) -> list[Score]:
        def measured(query: Query, _: Facts) -> pl.DataFrame:
            whole = self._measured(snapshot_id, query.scope, query.metric.name, query.grain, tuple(query.where.items()), query.by)
            return whole.filter(pl.col("period_start") >= query.span.start, pl.col("period_end") <= query.span.end)

        return scorecard(
            [METRICS[name] for name in question.metrics],
            self._opened(snapshot_id),
            question.period,
            question.grain,
            where=question.where,
            scope=scope,
            measured=measured,
        )

    def _measure(self, snapshot_id: int, scope: Scope, name: str, grain: Grain, where: Filters, by: tuple[str, ...]) -> pl.DataFrame:
        """A metric in all periods that a trend can reach: hardly dearer than in one trend, and the next period is there already."""
        facts = self._opened(snapshot_id)
        last = grain.period_of(facts.until - timedelta(days=1)) if facts.until else None
        first = self._began(snapshot_id)
        if last is None or first is None:
            raise LookupError(f"Snapshot {snapshot_id} has no days to measure.")
        first = max(first, months_later(last.end, -12 * MOST_YEARS))
        start = grain.back(grain.period_of(first), TREND_PERIODS[grain]).start
        return measure(Query(METRICS[name], Span(start, last.end), grain, by=by, where=dict(where), scope=scope), facts)

    def _list_teams(self, snapshot_id: int, scope: Scope) -> tuple[str, ...]:
        return tuple(team for team in values_of("team", self._opened(snapshot_id)) if scope.teams is None or team in scope.teams)

    def _begin(self, snapshot_id: int) -> date | None:
        facts = self._opened(snapshot_id)
        firsts = pl.collect_all(facts.frames[name_of(fact)].select(pl.col(day).min()) for fact, day in DATES.items())
        return min((first.item() for first in firsts if first.item() is not None), default=None)
