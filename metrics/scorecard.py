"""The scorecard: for each metric its answer in a period, the change, the goal's verdict, and the way there.

Screens, the PDF and the terminal read these values and compute nothing themselves.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from metrics.change import Change, Estimate, change
from metrics.facts import Facts
from metrics.goal import Verdict
from metrics.metric import Metric
from metrics.period import Grain, Span
from metrics.query import EVERYTHING, NO_DATA, Query, Scope, measure

GREY_BELOW = 30  # an answer from fewer than this many is shown, but in grey

Measured = Callable[[Query, Facts], pl.DataFrame]  # as `measure`, or something that remembers what it measured before

# How many periods of a grain a trend shows.
TREND_PERIODS = {Grain.DAY: 60, Grain.WEEK: 26, Grain.MONTH: 24, Grain.QUARTER: 8, Grain.YEAR: 5}


@dataclass(frozen=True)
class Answer:
    """One row of `measure`'s frame."""

    period: Span
    value: float | None
    low: float | None
    high: float | None
    part: float | None
    whole: float | None
    n: int
    state: str

    @property
    def is_grey(self) -> bool:
        """Whether it rests on so few that it is shown in grey."""
        return self.n < GREY_BELOW

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Answer":
        numbers = {name: row[name] for name in ("value", "low", "high", "part", "whole", "n", "state")}
        return cls(Span(row["period_start"], row["period_end"]), **numbers)


@dataclass(frozen=True)
class Score:
    """One metric in one period, and everything that is said of it."""

    metric: Metric
    now: Answer
    before: Answer
    change: Change
    verdict: Verdict | None
    trend: pl.DataFrame  # answers of the periods up to and with this one
    is_running: bool  # the period is not over in the data
    beside: tuple["Score", ...]  # the metrics that are always shown next to it


def score(
    metric: Metric,
    facts: Facts,
    period: Span,
    grain: Grain,
    *,
    where: Mapping[str, tuple[str, ...]] | None = None,
    scope: Scope = EVERYTHING,
    measured: Measured = measure,
) -> Score:
    """The score of one metric in `period`, a period of `grain`.

    Filters that the metric cannot be cut by are left out of its question.
    """
    where = {dimension: values for dimension, values in (where or {}).items() if dimension in metric.dimensions}
    span = Span(grain.back(period, TREND_PERIODS[grain] - 1).start, period.end)
    query = Query(metric, span, grain, where=where, scope=scope)
    trend = measured(query, facts)
    *_, before, now = (Answer.of(row) for row in trend.tail(2).iter_rows(named=True))
    earlier, later = query.windows[-2:]
    return Score(
        metric=metric,
        now=now,
        before=before,
        change=change(metric, _estimate(before), _estimate(now), overlap=later.start < earlier.end),
        verdict=metric.goal.verdict(now.value, now.low, now.high) if metric.goal else None,
        trend=trend,
        is_running=_is_running(period, facts.until),
        beside=tuple(score(other, facts, period, grain, where=where, scope=scope, measured=measured) for other in metric.beside),
    )


def scorecard(
    metrics: Iterable[Metric],
    facts: Facts,
    period: Span,
    grain: Grain,
    *,
    where: Mapping[str, tuple[str, ...]] | None = None,
    scope: Scope = EVERYTHING,
    measured: Measured = measure,
) -> list[Score]:
    """The scores of several metrics in one period."""
    return [score(metric, facts, period, grain, where=where, scope=scope, measured=measured) for metric in metrics]


def last_full_period(grain: Grain, until: date) -> Span:
    """The latest period of a grain that is over in data that reach up to, but not with, `until`."""
    period = grain.period_of(until)
    return grain.back(period, 1)


def _is_running(period: Span, until: date | None) -> bool:
    return until is not None and period.start < until < period.end


def _estimate(answer: Answer) -> Estimate:
    known = answer.state != NO_DATA
    return Estimate(answer.value, answer.low, answer.high) if known else Estimate(None, None, None)
