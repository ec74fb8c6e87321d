"""Measures: one aggregate over one fact, counted in the windows of time that were asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

import dataframely as dy
import narwhals as nw
import numpy as np
import polars as pl

from metrics import packed, recurrence
from metrics.engine import Expression, alongside, by_day, collect, collect_coded, collect_small, is_in_memory
from metrics.facts import Fact, Facts, fact_of
from metrics.period import Span
from metrics.recurrence import ONCE, Recurrence
from metrics.text import Text
from metrics.window import WINDOW, in_windows, reach

AMOUNT = "amount"


class Rows(Protocol):
    """Rows of a fact with more columns than it has, or of several facts: made anew from the facts for each answer."""

    @property
    def facts(self) -> tuple[type[Fact], ...]:
        """The facts that they are made of."""

    @property
    def counted(self) -> tuple[type[Fact], ...]:
        """Those of them whose rows they are, and whose dimensions they keep."""

    @property
    def settles(self) -> timedelta:
        """How long after its own day a row may still change."""

    def frame(self, facts: Facts) -> nw.LazyFrame[Any]:
        """The rows."""


class _Counted:
    """What all measures have in common: whose rows, on which day, on what condition."""

    on: dy.Column
    where: Expression | None
    rows: Rows | None

    @property
    def fact(self) -> type[Fact]:
        """The fact whose rows are counted."""
        return fact_of(self.on)

    @property
    def facts(self) -> tuple[type[Fact], ...]:
        """The facts it needs."""
        return self.rows.facts if self.rows else (self.fact,)

    @property
    def counted_facts(self) -> tuple[type[Fact], ...]:
        """The facts whose rows are counted: by their dimensions the measure can be cut."""
        return self.rows.counted if self.rows else (self.fact,)

    @property
    def settles(self) -> timedelta:
        """How long after a window's end its amount may still change."""
        return self.rows.settles if self.rows else timedelta(0)

    def frame(self, facts: Facts) -> nw.LazyFrame[Any]:
        """The rows that are counted."""
        return narrowed(self.unfiltered(facts), self.where)

    def unfiltered(self, facts: Facts) -> nw.LazyFrame[Any]:
        """The rows among which those that are counted are."""
        return self.rows.frame(facts) if self.rows else facts.frame(self.fact)


@dataclass(frozen=True, kw_only=True)
class Count(_Counted):
    """The number of a fact's rows, dated by `on`."""

    on: dy.Column
    label: Text
    where: Expression | None = None
    rows: Rows | None = None

    def amount_among(self, rows: Expression | None) -> Expression:
        """The aggregate over rows that meet a condition, of which some may not meet its own."""
        return nw.len().cast(nw.Int64) if self.where is None or self.where is rows else self.where.cast(nw.Int64).sum()


@dataclass(frozen=True, kw_only=True)
class Sum(_Counted):
    """The total of a column over a fact's rows, dated by `on`."""

    of: dy.Column
    on: dy.Column
    label: Text
    where: Expression | None = None
    rows: Rows | None = None

    def amount_among(self, rows: Expression | None) -> Expression:
        """The aggregate over rows that meet a condition, of which some may not meet its own."""
        value = nw.col(self.of.name).cast(nw.Float64)
        return (value if self.where is None or self.where is rows else nw.when(self.where).then(value)).sum()


@dataclass(frozen=True, kw_only=True)
class Distinct(_Counted):
    """The number of different things among a fact's rows, dated by `on`, that recur as asked."""

    things: tuple[dy.Column, ...]
    on: dy.Column
    label: Text
    where: Expression | None = None
    recurring: Recurrence = ONCE
    rows: Rows | None = None

    @property
    def settles(self) -> timedelta:
        return max(super().settles, self.recurring.settles)

    def counts_same_rows_as(self, other: "Measure") -> bool:
        """Whether both count the same things in the same rows, so that one pass serves both."""
        return (
            isinstance(other, Distinct)
            and (self.things, self.on, self.rows) == (other.things, other.on, other.rows)
            and self.where is other.where
        )


Measure = Count | Sum | Distinct


def amounts(measure: Measure, facts: Facts, windows: Sequence[Span], by: Sequence[str]) -> pl.DataFrame:
    """One row per window and group that has rows: window, *by, amount."""
    if isinstance(measure, Distinct):
        return distinct_amounts((measure,), facts, windows, by)[0]
    return collect_small(sums((measure,), facts, windows, by)[0])


def sums(measures: Sequence[Count | Sum], facts: Facts, windows: Sequence[Span], by: Sequence[str]) -> list[pl.LazyFrame]:
    """Each measure's amounts, to be collected: window, *by, amount. Those that are dated alike in the same rows take one pass together.

    Of these the last is the base: the others are counted among its rows only.
    """
    planned: dict[int, pl.LazyFrame] = {}
    for first in measures:
        if id(first) in planned:
            continue
        together = [other for other in measures if are_dated_alike(first, other)]
        names = [str(number) for number in range(len(together))]
        found = sums_together(dict(zip(names, together, strict=True)), facts, windows, by)
        for name, measure in zip(names, together, strict=True):
            planned[id(measure)] = found.select(WINDOW, *by, pl.col(name).alias(AMOUNT)).filter(pl.col(AMOUNT) != 0)
    return [planned[id(measure)] for measure in measures]


def are_dated_alike(one: Measure, other: Measure) -> bool:
    """Whether the measures are dated by the same column of the same rows."""
    return one.on is other.on and one.rows == other.rows


def sums_together(measures: Mapping[str, Count | Sum], facts: Facts, windows: Sequence[Span], by: Sequence[str]) -> pl.LazyFrame:
    """The amounts of measures that are dated alike, to be collected: window, *by, and a column of each by its name.

    The last is the base: the others are counted among its rows only.
    """
    day = [*measures.values()][-1].on.name
    return in_windows(daily(measures, facts, reach(windows), by), day, windows, by, [*measures])


def daily(measures: Mapping[str, Count | Sum], facts: Facts, span: Span, by: Sequence[str]) -> pl.DataFrame:
    """The amounts of measures that are dated alike, by day: *by, day, and a column of each by its name.

    All are counted among the rows of the last. Its condition, put to the reader of the files by itself, spares decoding the others'.
    """
    base = [*measures.values()][-1]
    rows = within(base.frame(facts), base.on.name, span)
    amounts = [measure.amount_among(base.where).alias(name) for name, measure in measures.items()]
    return by_day(rows, by, base.on.name, amounts, facts.height(base.fact))


def distinct_amounts(measures: Sequence[Distinct], facts: Facts, windows: Sequence[Span], by: Sequence[str]) -> list[pl.DataFrame]:
    """The amounts of several measures that count the same things in the same rows: for each, window, *by, amount Int64."""
    first, recurrences = measures[0], [measure.recurring for measure in measures]
    day, things = first.on.name, [column.name for column in first.things]
    span = reach(windows)
    known = ~nw.any_horizontal(*(nw.col(name).is_null() for name in (*things, day)), ignore_nulls=False)
    start = date.min if any(r.needs_history for r in recurrences) else span.start
    days = (
        within(first.frame(facts), day, Span(start, span.end + max(r.settles for r in recurrences))).filter(known).select(*by, *things, day)
    )
    wide = packed.counted(collect_coded(days, by), things, day, by, recurrences, windows) if is_in_memory(days) else None
    if wide is not None:
        return [_long(frame, by, len(windows)) for frame in wide]
    calendar = alongside(days, recurrence.calendar(windows))
    runs = collect(recurrence.counted(days, things, day, by, recurrences, windows, calendar))
    return [_of_runs(runs.filter(pl.col(recurrence.NUMBER) == number), by, len(windows)) for number in range(len(recurrences))]


def _long(wide: pl.DataFrame, by: Sequence[str], windows: int) -> pl.DataFrame:
    long = wide.unpivot([str(number) for number in range(windows)], index=list(by), variable_name=WINDOW, value_name=AMOUNT)
    return long.cast({WINDOW: pl.Int64, AMOUNT: pl.Int64}).filter(pl.col(AMOUNT) > 0)


def _of_runs(runs: pl.DataFrame, by: Sequence[str], windows: int) -> pl.DataFrame:
    """Amounts that stand for runs of neighbouring windows, added up by window: window, *by, amount."""
    positions = pl.DataFrame({WINDOW: range(windows)}, schema={WINDOW: pl.Int64})
    inside = runs.join_where(positions, pl.col(WINDOW) >= pl.col(recurrence.FIRST), pl.col(WINDOW) < pl.col(recurrence.PAST))
    return inside.group_by(WINDOW, *by).agg(pl.col(AMOUNT).sum())


def windowed(rows: nw.LazyFrame[Any], day: str, windows: Sequence[Span]) -> nw.LazyFrame[Any]:
    """The rows that fall into windows, with the window's position; a row in two windows is there twice."""
    span = reach(windows)
    days = [np.arange(window.start.toordinal(), window.end.toordinal()) - date(1970, 1, 1).toordinal() for window in windows]
    numbers = pl.Series(day, np.concatenate(days), pl.Int32)
    calendar = pl.DataFrame([pl.Series(WINDOW, np.repeat(np.arange(len(windows)), list(map(len, days)))), numbers.cast(pl.Date)])
    return within(rows, day, span).join(alongside(rows, calendar), on=day, how="inner")


def first_days(measure: Measure, facts: Facts, by: Sequence[str]) -> pl.DataFrame:
    """The first day with a row of the measure, per group: *by, first_day. Rows of nobody known tell nothing of known things."""
    found, key = facts.whole.found, (id(measure), facts.picks, tuple(by))
    if key not in found:
        rows = measure.frame(facts)
        if isinstance(measure, Distinct):
            rows = rows.filter(*(~nw.col(column.name).is_null() for column in measure.things))
        first = nw.col(measure.on.name).min().alias("first_day")
        # The measure is kept beside its days, so that no other one can come to have its id.
        found[key] = measure, collect(rows.group_by(*by).agg(first) if by else rows.select(first))
    days: pl.DataFrame = found[key][1]
    return days


def extent(measure: Measure, facts: Facts) -> Span | None:
    """The days from the first to the last row of the measure in the whole snapshot; None where there is no row."""
    found = facts.whole.found
    if id(measure) not in found:
        day = nw.col(measure.on.name)
        edges = day.min().alias("first"), day.max().alias("last")
        first, last = collect(measure.frame(facts.whole).select(*edges)).row(0)
        # The measure is kept beside its days, so that no other one can come to have its id.
        found[id(measure)] = measure, None if first is None else Span(first, last + timedelta(days=1))
    span: Span | None = found[id(measure)][1]
    return span


def within(rows: nw.LazyFrame[Any], day: str, span: Span) -> nw.LazyFrame[Any]:
    """The rows dated in a span."""
    at = nw.col(day)
    return rows.filter(at < span.end if span.start == date.min else at.is_between(span.start, span.last))


def narrowed(rows: nw.LazyFrame[Any], where: Expression | None) -> nw.LazyFrame[Any]:
    """The rows that meet a condition; all of them where there is none."""
    return rows if where is None else rows.filter(where)
