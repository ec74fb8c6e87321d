"""The answers that screens show, kept for as long as they can be asked for again: in memory, and under it on disk for all processes.

Every key holds the snapshot and the reader's scope, so nothing ever needs to be thrown away for being out of date, and nobody
is given what was kept for somebody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any

import polars as pl

import store.loads
import store.snapshots
from metrics.catalog import METRICS
from metrics.facts import Facts
from metrics.feasts import Feast
from metrics.metric import Metric
from metrics.period import Grain, Span
from metrics.query import Query, Scope
from metrics.scorecard import Measured, Score, scorecard
from store.answers import KeptAnswers
from store.snapshots import Snapshot, Tables
from store.state import State
from store.trends import MOST_YEARS as MOST_YEARS  # a view offers no period that a trend does not reach
from store.trends import Trends, cut

KEPT_SNAPSHOTS = 2  # the one being read, and the one before while a load is being published
KEPT_ANSWERS = 512


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

    def __init__(
        self, state: State, tables: Tables, kept: KeptAnswers | None = None, feasts: Sequence[Feast] = (), zone: str = "UTC"
    ) -> None:
        self._state = state
        self._tables = tables
        self.feasts = feasts  # a year's comparison is aligned by them
        self._zone = zone  # the company's, in which a load has its day
        self._kept = kept or KeptAnswers.none()
        self._opened = lru_cache(KEPT_SNAPSHOTS)(self._open)
        self._scored = lru_cache(KEPT_ANSWERS)(self._score)
        self._measured = lru_cache(KEPT_ANSWERS)(self._measure)

    def snapshot(self) -> Snapshot | None:
        """What readers see now; None before the first load."""
        with self._state.read() as session:
            return store.snapshots.latest(session)

    def facts(self, snapshot: Snapshot) -> Facts:
        """The snapshot's facts, of all teams."""
        return self._opened(snapshot.id).scanned

    def measured(self, snapshot: Snapshot) -> Measured:
        """What answers a query on the snapshot: what is kept, or else the facts."""
        return self._opened(snapshot.id).measured

    def scores(self, snapshot: Snapshot, scope: Scope, question: Question) -> list[Score]:
        """The scorecard that answers the question, within the scope."""
        return self._scored(snapshot.id, scope, question)

    def by_team(self, snapshot: Snapshot, scope: Scope, metric: Metric, question: Question) -> pl.DataFrame:
        """One metric in the question's period, a row per team that has anything to count there."""
        span = self._opened(snapshot.id).span(question.grain)
        if span is None:
            raise LookupError(f"{snapshot.name} has no days to measure.")
        query = Query(metric, span, question.grain, by=("team",), where=question.where, scope=scope)
        whole = self._measured(snapshot.id, _hashable(query))
        return whole.filter(pl.col("period_start") == question.period.start, pl.col("n") > 0)

    def teams(self, snapshot: Snapshot, scope: Scope) -> tuple[str, ...]:
        """The teams in the facts that the scope lets see, in order."""
        return tuple(team for team in self._opened(snapshot.id).teams if scope.teams is None or team in scope.teams)

    def first_day(self, snapshot: Snapshot) -> date | None:
        """The first day on which anything happened; None in a snapshot without events."""
        return self._opened(snapshot.id).first_day

    def _open(self, snapshot_id: int) -> Trends:
        with self._state.read() as session:
            snapshot = store.snapshots.find(session, snapshot_id)
            ledger = store.loads.ledger(session, snapshot, self._zone) if snapshot else None
        if snapshot is None:
            raise LookupError(f"Snapshot {snapshot_id} is not in state.")
        return Trends(snapshot, store.snapshots.open_facts(snapshot, self._tables, ledger), self._kept)

    def _score(self, snapshot_id: int, scope: Scope, question: Question) -> list[Score]:
        trends = self._opened(snapshot_id)

        def measured(query: Query, _: Facts) -> pl.DataFrame:
            return cut(self._measured(snapshot_id, _hashable(trends.widened(query))), query)

        return scorecard(
            [METRICS[name] for name in question.metrics],
            trends.scanned,
            question.period,
            question.grain,
            where=question.where,
            scope=scope,
            feasts=self.feasts,
            measured=measured,
        )

    def _measure(self, snapshot_id: int, asked: tuple[Any, ...]) -> pl.DataFrame:
        named = dict(zip((field.name for field in fields(Query)), asked, strict=True))
        return self._opened(snapshot_id).kept_answer(Query(**named | {"where": dict(named["where"])}))


def _hashable(query: Query) -> tuple[Any, ...]:
    """All fields of a query in order, by which its answer is found again. A metric is known by itself, not by its name."""
    named = {field.name: getattr(query, field.name) for field in fields(query)}
    return tuple((named | {"where": tuple(sorted(query.where.items()))}).values())
