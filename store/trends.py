"""A snapshot's answers over all the periods that a trend can reach: one answer, from which every page, card and report takes its part.

Measuring all periods is hardly dearer than measuring a few, and the reader's next period is there already.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from functools import cached_property, partial
from typing import Any

import polars as pl

import store.snapshots
from metrics.beginning import first_day
from metrics.facts import Facts, values_of
from metrics.feasts import Feast
from metrics.metric import Metric
from metrics.period import Grain, Span, months_later
from metrics.query import EVERYTHING, TEAM, Query, Scope, is_told_by_team, measure_each
from metrics.scorecard import TREND_PERIODS, last_full_period, scorecard
from store.answers import KeptAnswers, is_declared
from store.memory import in_memory
from store.snapshots import Snapshot
from store.state import State
from store.studies import OUTLOOK, PAIR, Study

MOST_YEARS = 20  # one row with a wrong date must not make a thousand years of periods
MOST_TOLD = 500  # questions whose answers for all teams are at hand; the rest is read from what is kept
MOST_TEAMS = 20  # whose own rows are measured ahead; of more, each is when somebody asks
GRAINS = (Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR)  # days are too many to be measured all at once


@dataclass(frozen=True)
class Trends:
    """The answers of one snapshot, kept ones first. `scanned` are its facts, read from their files each time they are looked at.

    `siblings` are teams each of which is going to be asked about by itself: where it can be, a question is counted once for all of them.
    Where none are named they are all teams, unless those are many.
    """

    snapshot: Snapshot
    scanned: Facts
    kept: KeptAnswers
    siblings: frozenset[str] | None = None

    @cached_property
    def facts(self) -> Facts:
        """What metrics are counted from: in memory where there is room for it, and where another engine does not hold it."""
        return in_memory(self.scanned)

    @cached_property
    def first_day(self) -> date | None:
        """The first day on which anything happened; None in a snapshot without events."""
        return first_day(self.scanned)

    @cached_property
    def teams(self) -> tuple[str, ...]:
        """All teams in the facts, in order."""
        return tuple(values_of("team", self.scanned))

    @cached_property
    def together(self) -> frozenset[str]:
        """The teams that are counted together."""
        if self.siblings is not None:
            return self.siblings
        return frozenset(self.teams) if len(self.teams) <= MOST_TEAMS else frozenset()

    def span(self, grain: Grain) -> Span | None:
        """All periods of a grain that a trend can reach, from before the first day to the last; None in a snapshot without events."""
        until, first = self.snapshot.until, self.first_day
        if until is None or first is None:
            return None
        last = grain.period_of(until - timedelta(days=1))
        first = max(first, months_later(last.end, -12 * MOST_YEARS))
        return Span(grain.back(grain.period_of(first), TREND_PERIODS[grain]).start, last.end)

    def seen(self, grain: Grain) -> Span | None:
        """The periods of a grain in which there are data, as pages offer them; None in a snapshot without events."""
        whole, first = self.span(grain), self.first_day
        if whole is None or first is None:
            return None
        periods = [period for period in grain.periods(whole) if period.end > first]
        return Span(periods[0].start, periods[-1].end)

    def measured(self, query: Query, _: Facts | None = None) -> pl.DataFrame:
        """The answer to a query, as `measure` would give it on this snapshot's facts."""
        return cut(self.kept_answer(self.widened(query)), query)

    def widened(self, query: Query) -> Query:
        """The query over all periods of its grain, from whose answer its own is cut; itself where it cannot be cut from that.

        Of a breakdown it cannot: a part would name groups that have nothing in the periods asked for. Nor is all measured
        for the one period that is looked at only up to a day inside it.
        """
        whole = self.span(query.grain) if query.grain in GRAINS else None
        periods = query.periods
        if query.by or query.until or whole is None or periods[0].start < whole.start or periods[-1].end > whole.end:
            return query
        return replace(query, span=whole)

    def studied(self, study: Study, *, where: Mapping[str, tuple[str, ...]], scope: Scope, **asked: Any) -> pl.DataFrame:
        """What a study finds in the rows that filters keep, within the reader's scope."""
        where, scope = as_own_people_ask(where, scope)
        named = {"where": {dimension: sorted(values) for dimension, values in where.items()}, "scope": scope, **asked}

        def made() -> pl.DataFrame:
            return study.made(self.scanned if study.reads_words else self.facts, where=where, scope=scope, **asked)

        return self.kept.studied(study.name, named, self.snapshot, made)

    def kept_answer(self, query: Query) -> pl.DataFrame:
        """The answer to this very query."""
        where, scope = as_own_people_ask(query.where, query.scope)
        query = replace(query, where=where, scope=scope)
        teams = scope.teams
        if teams is not None and len(teams) == 1 and is_told_by_team(query) and is_declared(query.metric) and teams <= self.together:
            (team,) = teams
            found = self._of_siblings(query)
            if (team,) in found:
                return found[team,]
        return self.kept.measured(query, self.snapshot, lambda: self.facts)

    def _of_siblings(self, query: Query) -> Mapping[tuple[str, ...], pl.DataFrame]:
        """The answers to a query for each sibling that has any rows."""
        asked = replace(query, scope=Scope(self.together))
        key = tuple(sorted(asked.where.items())), *(getattr(asked, field.name) for field in fields(asked) if field.name != "where")
        if key not in self._told:
            if len(self._told) >= MOST_TOLD:
                self._told.clear()
            each = self.kept.studied(
                "siblings", {"query": asked}, self.snapshot, lambda: measure_each(query, sorted(self.together), self.facts)
            )
            self._told[key] = each.partition_by("team", as_dict=True, include_key=False)
        return self._told[key]

    @cached_property
    def _told(self) -> dict[Hashable, Mapping[tuple[str, ...], pl.DataFrame]]:
        """What was found for siblings in this process, by what was asked."""
        return {}


def as_own_people_ask(where: Mapping[str, tuple[str, ...]], scope: Scope) -> tuple[Mapping[str, tuple[str, ...]], Scope]:
    """Filters and scope with the filter by team made part of the scope, which keeps the same rows.

    So who picks a team is given what was measured for the people of that team, and the other way round.
    """
    teams = frozenset(where.get(TEAM, ()))
    if not teams:
        return where, scope
    others = {dimension: values for dimension, values in where.items() if dimension != TEAM}
    return others, Scope(teams if scope.teams is None else teams & scope.teams)


def cut(answer: pl.DataFrame, query: Query) -> pl.DataFrame:
    """Of an answer the periods that a query asks for."""
    periods = query.periods
    return answer.filter(pl.col("period_start") >= periods[0].start, pl.col("period_end") <= periods[-1].end)


def warm(
    trends: Trends, metrics: Sequence[Metric], feasts: Sequence[Feast], state: State, progress: Callable[[float], None] = lambda share: None
) -> bool:
    """Measures what readers look at first, so that it is kept before they come; whether to the end.

    It stops where a newer snapshot was published meanwhile, whose own warming is under way.
    """
    views = tuple(first_views(trends, metrics, feasts))
    for done, view in enumerate(views):
        with state.read() as session:
            latest = store.snapshots.latest(session)
        if latest is None or latest.id != trends.snapshot.id:
            return False
        view()
        progress((done + 1) / len(views))
    return True


def first_views(trends: Trends, metrics: Sequence[Metric], feasts: Sequence[Feast]) -> Iterator[Callable[[], object]]:
    """What the pages of these metrics show first: the scorecard of the last full period, each metric by team, and each team's scorecard."""
    until = trends.snapshot.until
    spans = {grain: span for grain in GRAINS if (span := trends.span(grain)) is not None}
    if until is None or not spans:
        return

    def scores(grain: Grain, scope: Scope) -> Callable[[], object]:
        period = last_full_period(grain, until)
        return partial(scorecard, metrics, trends.scanned, period, grain, scope=scope, feasts=feasts, measured=trends.measured)

    yield from (scores(grain, EVERYTHING) for grain in spans)
    yield from first_studies(trends, EVERYTHING)
    for grain, span in spans.items():
        by_team = (Query(metric, span, grain, by=("team",)) for metric in metrics if "team" in metric.dimensions)
        yield from (partial(trends.measured, query) for query in by_team)
    for team in trends.teams if len(trends.teams) <= MOST_TEAMS else ():
        own = Scope(frozenset({team}))
        yield from (scores(grain, own) for grain in spans)
        yield from first_studies(trends, own)


def first_studies(trends: Trends, scope: Scope) -> Iterator[Callable[[], object]]:
    """The studies that take longer than a click: what is expected of customers, and the pair over time."""
    yield partial(trends.studied, OUTLOOK, where={}, scope=scope)
    for grain in GRAINS:
        seen = trends.seen(grain)
        if seen is not None:
            yield partial(trends.studied, PAIR, where={}, scope=scope, span=seen, grain=grain)
