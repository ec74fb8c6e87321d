"""The scorecard: for each metric its answer in a period, the change, the goal's verdict, and the way there.

Screens, the PDF and the terminal read these values and compute nothing themselves.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from metrics.answer import GREY_BELOW as GREY_BELOW
from metrics.answer import Answer as Answer  # the scorecard's readers read its answers
from metrics.change import Change, change
from metrics.coverage import covered_until, is_running
from metrics.decisive import decides_change, decides_goal, worth_telling
from metrics.facts import Facts
from metrics.feasts import Feast, YearAgo, a_year_ago
from metrics.goal import Goal, Verdict
from metrics.goal_book import CATALOG_GOALS, GoalBook, Wanted
from metrics.judgement import Judgement, judgement
from metrics.metric import Metric
from metrics.pace import Pace, pace
from metrics.period import Grain, Span
from metrics.query import EVERYTHING, Query, Scope, measure
from metrics.window import InPeriod

Measured = Callable[[Query, Facts], pl.DataFrame]  # as `measure`, or something that remembers what it measured before

# How many periods of a grain a trend shows.
TREND_PERIODS = {Grain.DAY: 60, Grain.WEEK: 26, Grain.MONTH: 24, Grain.QUARTER: 8, Grain.YEAR: 5}


@dataclass(frozen=True)
class AgainstYear:
    """What of this year is compared with what of the year before, and both answers. `before` is None where it is too early for that."""

    days: YearAgo
    now: Answer
    before: Answer | None


@dataclass(frozen=True)
class Score:
    """One metric in one period, and everything that is said of it."""

    metric: Metric
    now: Answer
    before: Answer  # of the period before, or of as much of it as there is of a running one
    change: Change
    trend: pl.DataFrame  # answers of the periods up to and with this one
    is_running: bool  # the period is not over in the data
    beside: tuple["Score", ...]  # the metrics that are always shown next to it
    until: date | None = None  # the first day that the metric's data do not cover
    year: AgainstYear | None = None  # None for days and years
    decides_change: int | None = None  # how many in each period would tell a change that cannot be told yet; None where that is no prospect
    decides_goal: int | None = None  # how many would tell whether the goal is met
    judgement: Judgement | None = None  # None where nothing is wanted of the period
    goals: tuple[Goal | None, ...] = ()  # what is wanted of each period of the trend
    pace: Pace | None = None  # where the trend leads by the deadline of the goal in force; None where it has none

    @property
    def goal(self) -> Goal | None:
        """The bound that is wanted of the period."""
        return self.judgement.goal if self.judgement else None

    @property
    def verdict(self) -> Verdict | None:
        """What can be said of the goal; None where there is none, or no answer."""
        return self.judgement.verdict if self.judgement else None


def score(
    metric: Metric,
    facts: Facts,
    period: Span,
    grain: Grain,
    *,
    where: Mapping[str, tuple[str, ...]] | None = None,
    scope: Scope = EVERYTHING,
    feasts: Sequence[Feast] = (),
    measured: Measured = measure,
    goals: GoalBook = CATALOG_GOALS,
) -> Score:
    """The score of one metric in `period`, a period of `grain`. A running one is compared with the same days of the one before.

    Filters that the metric cannot be cut by are left out of its question. `feasts` move against the calendar: a year's comparison is
    aligned by them. The goal is the one in force for the teams that are looked at.
    """
    where = {dimension: values for dimension, values in (where or {}).items() if dimension in metric.dimensions}
    span = Span(grain.back(period, TREND_PERIODS[grain] - 1).start, period.end)
    query = Query(metric, span, grain, where=where, scope=scope)
    asked = _Asked(query, facts, measured, measured(query, facts))
    now, until = asked.answer(period), covered_until(metric, facts)
    running = until is not None and is_running(period, until)
    before = asked.answer(grain.to_same_point(period, until, 1) if until is not None and running else grain.back(period, 1))
    seen = Span(period.start, until) if until is not None and running else period
    moved = change(metric, before.estimate, now.estimate, overlap=overlap(metric, before.period, seen))
    teams = where.get("team") or scope.teams
    told = judgement(metric, now, grain, goals, facts, where=where, scope=scope, is_running=running)
    return Score(
        metric=metric,
        now=now,
        before=before,
        change=moved,
        trend=asked.trend,
        is_running=running,
        beside=tuple(
            score(other, facts, period, grain, where=where, scope=scope, feasts=feasts, measured=measured, goals=goals)
            for other in metric.beside
        ),
        until=until,
        year=asked.against_year(period, until, feasts),
        decides_change=worth_telling(decides_change(metric, before.estimate, now.estimate, moved), before.estimate, now.estimate),
        decides_goal=worth_telling(decides_goal(metric, told.goal, now.estimate, told.verdict), now.estimate)
        if told and not running
        else None,
        judgement=told,
        goals=tuple(_goal(goals.wanted(metric, grain, each, teams)) for each in grain.periods(span)),
        pace=paced(metric, told, grain, asked.trend, min(until or period.end, period.end)),
    )


def scorecard(
    metrics: Iterable[Metric],
    facts: Facts,
    period: Span,
    grain: Grain,
    *,
    where: Mapping[str, tuple[str, ...]] | None = None,
    scope: Scope = EVERYTHING,
    feasts: Sequence[Feast] = (),
    measured: Measured = measure,
    goals: GoalBook = CATALOG_GOALS,
) -> list[Score]:
    """The scores of several metrics in one period."""
    return [
        score(metric, facts, period, grain, where=where, scope=scope, feasts=feasts, measured=measured, goals=goals) for metric in metrics
    ]


def last_full_period(grain: Grain, until: date) -> Span:
    """The latest period of a grain that is over in data that reach up to, but not with, `until`."""
    period = grain.period_of(until)
    return grain.back(period, 1)


def overlap(metric: Metric, earlier: Span, later: Span) -> bool:
    """Whether the metric looks at some of the same days for both spans."""
    return metric.window.window(later).start < metric.window.window(earlier).end


def paced(metric: Metric, told: Judgement | None, grain: Grain, trend: pl.DataFrame, until: date) -> Pace | None:
    """The pace of the goal that a period is judged by, through its trend; None where it is of another grain or has no deadline."""
    version = told.wanted.version if told else None
    return pace(metric, version, trend, until) if version and version.grain is grain else None


@dataclass(frozen=True)
class _Asked:
    """A metric's question over its trend, the trend, and the way to ask it of other days."""

    query: Query
    facts: Facts
    measured: Measured
    trend: pl.DataFrame

    def answer(self, span: Span) -> Answer:
        """The answer of a period, of the first days of one, or, where the window is the span itself, of several together."""
        period = self.query.grain.period_of(span.start)
        if span == period:
            rows = _of(span, self.trend)
            rows = rows if rows.height else self.measured(replace(self.query, span=span), self.facts)
        elif span.end < period.end:
            rows = self.measured(replace(self.query, span=period, until=span.end), self.facts)
        else:
            rows = self.measured(replace(self.query, span=span, grain=Grain.WHOLE), self.facts)
        if rows.is_empty():
            return Answer.nothing(span)
        return replace(Answer.of(rows.row(0, named=True)), period=span)

    def against_year(self, period: Span, until: date | None, feasts: Sequence[Feast]) -> AgainstYear | None:
        """The period's answer and the one of the year before. Feasts weigh little in a window that is longer than the period."""
        is_aligned = isinstance(self.query.metric.window, InPeriod)
        days = a_year_ago(period, self.query.grain, until, feasts if is_aligned else ())
        if days is None:
            return None
        if days.then is None:
            return AgainstYear(days, self.answer(period), None)
        now = self.answer(days.now) if days.moved else self.answer(period)
        return AgainstYear(days, now, self.answer(days.then))


def _goal(wanted: Wanted | None) -> Goal | None:
    return wanted.goal if wanted else None


def _of(period: Span, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.col("period_start") == period.start, pl.col("period_end") == period.end)
