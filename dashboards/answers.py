"""The answers that screens show, kept for as long as they can be asked for again: in memory, and under it on disk for all processes.

Every key holds the snapshot and the reader's scope, so nothing ever needs to be thrown away for being out of date, and nobody
is given what was kept for somebody else.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import polars as pl

import store.goals
import store.loads
import store.notes
import store.revision
import store.snapshots
from metrics.answer import Answer
from metrics.catalog import METRICS
from metrics.coverage import covered_until, is_running
from metrics.facts import DIMENSIONS, Facts, values_of
from metrics.feasts import Feast
from metrics.goal_book import GoalBook
from metrics.judgement import Judgement, judgement
from metrics.metric import Metric
from metrics.period import Grain, Span
from metrics.query import Query, Scope, visible
from metrics.scorecard import Measured, Score, scorecard
from reports.movers import Mover, movers
from reports.remarks import Occasions, TakenBack
from store.answers import KeptAnswers
from store.goals import Decision
from store.snapshots import Snapshot, Tables
from store.state import Session, State
from store.studies import Study
from store.trends import MOST_YEARS as MOST_YEARS  # a view offers no period that a trend does not reach
from store.trends import Trends, cut

T = TypeVar("T")

KEPT_SNAPSHOTS = 2  # the one being read, and the one before while a load is being published
KEPT_ANSWERS = 2048
KEPT_READERS = 256

Where = tuple[tuple[str, tuple[str, ...]], ...]  # the chosen values of each dimension, in an order that stays


@dataclass(frozen=True)
class Question:
    """What a page asks in one go: the metrics that it shows, in one period, of the chosen rows."""

    metrics: tuple[str, ...]
    grain: Grain
    period: Span
    kept: Where = ()

    @property
    def where(self) -> dict[str, tuple[str, ...]]:
        return dict(self.kept)


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
        self._read: dict[Callable[[Session], Any], tuple[str, Any]] = {}
        self._opened = lru_cache(KEPT_SNAPSHOTS)(self._open)
        self._scored = lru_cache(KEPT_ANSWERS)(self._score)
        self._judged = lru_cache(KEPT_ANSWERS)(self._judge)
        self._measured = lru_cache(KEPT_ANSWERS)(self._measure)
        self._studied = lru_cache(KEPT_ANSWERS)(self._study)
        self._moved = lru_cache(KEPT_ANSWERS)(self._move)
        self._valued = lru_cache(KEPT_READERS)(self._values)

    def revision(self) -> str:
        """The mark of what readers see now: of the snapshot, the goals and the notes. Whatever is made from them stays true under it."""
        with self._state.read() as session:
            return store.revision.revision(session)

    def snapshot(self) -> Snapshot | None:
        """What readers see now; None before the first load."""
        return self._as_of_now(store.snapshots.latest)

    def facts(self, snapshot: Snapshot) -> Facts:
        """The snapshot's facts, of all teams."""
        return self._opened(snapshot.id).scanned

    def trends(self, snapshot: Snapshot) -> Trends:
        """All that was or can be measured of the snapshot."""
        return self._opened(snapshot.id)

    def measured(self, snapshot: Snapshot) -> Measured:
        """What answers a query on the snapshot: what is kept, or else the facts."""
        return self._opened(snapshot.id).measured

    def scores(self, snapshot: Snapshot, scope: Scope, question: Question) -> list[Score]:
        """The scorecard that answers the question, within the scope."""
        return self._scored(snapshot.id, scope, question, self.goals())

    def goals(self) -> GoalBook:
        """Every goal that was set, as of now. They are no part of what is kept of a snapshot."""
        return self._as_of_now(store.goals.book)

    def decisions(self) -> Sequence[Decision]:
        """Every decision on a goal, in order."""
        return self._as_of_now(store.goals.decisions)

    def occasions(self, scope: Scope) -> Occasions:
        """What remarks on trends are made from, as far as the scope lets see it."""
        zone = ZoneInfo(self._zone)
        return Occasions(
            notes=[note for note in self._as_of_now(store.notes.all_notes) if note.is_for(scope)],
            goals=self.goals(),
            taken_back=[TakenBack.of(load, at, zone) for load, at in self._as_of_now(store.loads.taken_back)],
            feasts=self.feasts,
        )

    def judgement(self, snapshot: Snapshot, scope: Scope, question: Question, answer: Answer, goals: GoalBook) -> Judgement | None:
        """What is wanted of the question's one metric, and what can be said of its answer."""
        return self._judged(snapshot.id, scope, question, answer, goals)

    def series(self, snapshot: Snapshot, scope: Scope, metric: Metric, question: Question) -> pl.DataFrame:
        """One metric in all periods of the question's grain. Filters that it cannot be cut by are left out."""
        return self._measured(snapshot.id, _hashable(self._whole(snapshot, scope, metric, (), question)))

    def movers(self, snapshot: Snapshot, scope: Scope, question: Question) -> list[Mover]:
        """The changes of the question's period that matter most."""
        return self._moved(snapshot.id, scope, question, self.goals())

    def broken_down(self, snapshot: Snapshot, scope: Scope, metric: Metric, by: str, question: Question) -> pl.DataFrame:
        """One metric in all periods of the question's grain, a row per period and value of a dimension.

        Filters that the metric cannot be cut by are left out.
        """
        return self._measured(snapshot.id, _hashable(self._whole(snapshot, scope, metric, (by,), question)))

    def by_team(self, snapshot: Snapshot, scope: Scope, metric: Metric, question: Question) -> pl.DataFrame:
        """One metric in the question's period, a row per team that has anything to count there."""
        whole = self.broken_down(snapshot, scope, metric, "team", question)
        return whole.filter(pl.col("period_start") == question.period.start, pl.col("n") > 0)

    def studied(self, snapshot: Snapshot, scope: Scope, study: Study, where: Where, **asked: Any) -> pl.DataFrame:
        """What a study finds on the snapshot, in the rows that filters keep within the scope."""
        return self._studied(snapshot.id, scope, study, where, tuple(sorted(asked.items())))

    def teams(self, snapshot: Snapshot, scope: Scope) -> tuple[str, ...]:
        """The teams in the facts that the scope lets see, in order."""
        return tuple(team for team in self._opened(snapshot.id).teams if scope.teams is None or team in scope.teams)

    def values(self, snapshot: Snapshot, scope: Scope) -> Mapping[str, tuple[str, ...]]:
        """The values of each dimension but the team, in the rows that the scope lets see."""
        return self._valued(snapshot.id, scope)

    def first_day(self, snapshot: Snapshot) -> date | None:
        """The first day on which anything happened; None in a snapshot without events."""
        return self._opened(snapshot.id).first_day

    def _as_of_now(self, read: Callable[[Session], T]) -> T:
        """What is read of the state, as long as its revision stays."""
        with self._state.read() as session:
            now = store.revision.revision(session)
            known = self._read.get(read)
            if known is None or known[0] != now:
                known = self._read[read] = now, read(session)
            return known[1]  # type: ignore[no-any-return]

    def _open(self, snapshot_id: int) -> Trends:
        with self._state.read() as session:
            snapshot = store.snapshots.find(session, snapshot_id)
            ledger = store.loads.ledger(session, snapshot, self._zone) if snapshot else None
        if snapshot is None:
            raise LookupError(f"Snapshot {snapshot_id} is not in state.")
        return Trends(snapshot, store.snapshots.open_facts(snapshot, self._tables, ledger), self._kept)

    def _whole(self, snapshot: Snapshot, scope: Scope, metric: Metric, by: tuple[str, ...], question: Question) -> Query:
        span = self._opened(snapshot.id).span(question.grain)
        if span is None:
            raise LookupError(f"{snapshot.name} has no days to measure.")
        where = {dimension: values for dimension, values in question.where.items() if dimension in metric.dimensions}
        return Query(metric, span, question.grain, by=by, where=where, scope=scope)

    def _move(self, snapshot_id: int, scope: Scope, question: Question, goals: GoalBook) -> list[Mover]:
        trends = self._opened(snapshot_id)
        scores = self._scored(snapshot_id, scope, question, goals)
        return movers(scores, question.grain, trends.facts, where=question.where, scope=scope, measured=trends.measured)

    def _values(self, snapshot_id: int, scope: Scope) -> Mapping[str, tuple[str, ...]]:
        own = visible(self._opened(snapshot_id).facts, {}, scope)
        return {dimension: tuple(values_of(dimension, own)) for dimension in DIMENSIONS if dimension != "team"}

    def _judge(self, snapshot_id: int, scope: Scope, question: Question, answer: Answer, goals: GoalBook) -> Judgement | None:
        (name,) = question.metrics
        metric, facts = METRICS[name], self._opened(snapshot_id).scanned
        running = is_running(answer.period, covered_until(metric, facts))
        where = {dimension: values for dimension, values in question.kept if dimension in metric.dimensions}
        return judgement(metric, answer, question.grain, goals, facts, where=where, scope=scope, is_running=running)

    def _score(self, snapshot_id: int, scope: Scope, question: Question, goals: GoalBook) -> list[Score]:
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
            goals=goals,
        )

    def _study(self, snapshot_id: int, scope: Scope, study: Study, where: Where, asked: tuple[tuple[str, Any], ...]) -> pl.DataFrame:
        return self._opened(snapshot_id).studied(study, where=dict(where), scope=scope, **dict(asked))

    def _measure(self, snapshot_id: int, asked: tuple[Any, ...]) -> pl.DataFrame:
        named = dict(zip((field.name for field in fields(Query)), asked, strict=True))
        return self._opened(snapshot_id).kept_answer(Query(**named | {"where": dict(named["where"])}))


def _hashable(query: Query) -> tuple[Any, ...]:
    """All fields of a query in order, by which its answer is found again. A metric is known by itself, not by its name."""
    named = {field.name: getattr(query, field.name) for field in fields(query)}
    return tuple((named | {"where": tuple(sorted(query.where.items()))}).values())
