"""Quantiles: medians and percentiles of a column."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dataframely as dy
import narwhals as nw
import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics import interval
from metrics.cores import on_all_cores
from metrics.engine import collect, collect_coded, is_in_memory
from metrics.facts import Facts
from metrics.formula import Formula, with_bounds
from metrics.measure import Count, Measure, windowed, within
from metrics.packed import Codes, Integers, changes, labels_of, packed
from metrics.period import Span
from metrics.text import Text
from metrics.window import WINDOW, are_apart, containing, reach, standing_in


@dataclass(frozen=True, kw_only=True)
class Quantile(Formula):
    """The q-quantile of a column, linearly interpolated. Order-statistic interval.

    `part` and `n` are the rows that have a value, `whole` is all rows.
    """

    of: dy.Column
    q: float
    rows: Count
    kind = Text(ko="분위수", en="Quantile")
    doubt = Text(ko="순서 통계량", en="order statistics")

    @property
    def measures(self) -> tuple[Measure, ...]:
        return (self.rows,)

    @property
    def words(self) -> Text:
        if self.q == 0.5:
            return Text(ko=f"{self.rows.label.ko}의 중앙값", en=f"median of {self.rows.label.en}")
        percent = f"{100 * self.q:g}"
        return Text(ko=f"{self.rows.label.ko}의 {percent}번째 백분위수", en=f"{percent}th percentile of {self.rows.label.en}")

    def compute(self, facts: Facts, windows: Sequence[Span], by: Sequence[str]) -> pl.DataFrame:
        day, of = self.rows.on.name, self.of.name
        rows = self.rows.frame(facts)
        if is_in_memory(rows) and are_apart(windows):
            ordered = in_order(collect_coded(within(rows, day, reach(windows)).select(*by, day, of), by), day, of, by, windows)
            if ordered is not None:
                return self._answers(ordered)
        counts = collect(windowed(rows, day, windows).group_by(WINDOW, *by, of).agg(nw.len().cast(nw.Int64).alias("rows")))
        return self._answers(counted_in_order(counts, of, by))

    def _answers(self, ordered: "Ordered") -> pl.DataFrame:
        n = ordered.known
        place = (n - 1) * self.q
        below = place.astype(np.int64)
        at, after = ordered.at(below), ordered.at(np.minimum(below + 1, n - 1))
        ranks = [interval.quantile_ranks(count, self.q) if count else None for count in n.tolist()]
        low, high = (
            np.where([r is not None for r in ranks], ordered.at(np.array([r[end] - 1 if r else 0 for r in ranks], np.int64)), np.nan)
            for end in (0, 1)
        )
        value = pl.Series("value", at + (place - below) * (after - at), pl.Float64).fill_nan(None)
        parts = ordered.groups.with_columns(value, pl.Series("part", n), pl.Series("whole", ordered.all), pl.Series("n", n))
        return with_bounds(parts, (low, high))


@dataclass(frozen=True)
class Ordered:
    """The values of each window and group, in order within.

    Shape:
        groups: window, *by; `known` is how many values each has, `all` how many rows, `begins` the rank of its first
        values: as many as `upto` says, each standing for the values up to that rank; without `upto` one for one
    """

    groups: pl.DataFrame
    known: Integers
    all: Integers
    begins: Integers
    values: "Values"
    upto: Integers | None = None

    def at(self, rank: Integers) -> NDArray[np.float64]:
        """By group, the value of a rank from 0; NaN where the group has none."""
        some = self.known > 0
        place = (self.begins + rank)[some]
        if self.upto is not None:
            place = np.searchsorted(self.upto, place, side="right")
        found = np.full(len(some), np.nan)
        found[some] = self.values.at(place)
        return found


@dataclass(frozen=True)
class Values:
    """Values by place. Of packed ones only those that are asked for are unpacked."""

    stored: NDArray[Any]
    bits: int | None = None  # that hold the value; None for all
    least: int = 0

    def at(self, place: Integers) -> NDArray[np.float64]:
        stored = self.stored[place]
        return np.asarray(stored if self.bits is None else (stored & ((1 << self.bits) - 1)) + float(self.least), np.float64)


def in_order(rows: pl.DataFrame, day: str, of: str, by: Sequence[str], windows: Sequence[Span]) -> Ordered | None:
    """Rows in memory in order: group and value packed into one integer each, and these sorted window by window.

    None where they do not fit into one.

    Shape:
        rows: *by (strings or categories), day, of (whole numbers, or null)
        windows: one after the other
    """
    days, number = rows[day].to_physical().to_numpy(), list[Codes]()
    if rows[day].is_sorted():
        runs = standing_in(windows, days)
    else:  # the window is part of the group
        window = containing(windows, days)
        if window.min(initial=0) < 0:  # the windows leave gaps
            rows, window = rows.filter(pl.Series(window >= 0)), window[window >= 0]
        runs, number = [slice(0, rows.height)], [Codes(pl.Series(window), len(windows), rows[day])]
    columns = [*map(Codes.of, rows.select(*by)), *number, values := Codes.of(rows[of])]
    ordered = packed(columns, runs) if rows[of].dtype.is_integer() else None  # nulls come last in each group
    if ordered is None:
        return None

    def told(run: slice) -> tuple[Integers, Integers, Integers, Integers]:
        own = ordered[run]
        begins = np.flatnonzero(changes(own >> values.bits))
        present = own[begins] >> values.bits
        known = np.searchsorted(own, (present << values.bits) + values.null) - begins
        return present.astype(np.int64), known, np.diff(np.append(begins, len(own))), begins + run.start

    found = on_all_cores(told, runs, len(ordered))
    present, known, each, begins = (np.concatenate(parts) for parts in zip(*found, strict=True))
    at = np.repeat(np.arange(len(found)), [len(own) for own, *_ in found])
    for codes in number:
        at, present = present & ((1 << codes.bits) - 1), present >> codes.bits
    groups = pl.DataFrame([pl.Series(WINDOW, at), *labels_of(present, by, columns)])
    return Ordered(groups, known, each, begins, Values(ordered, values.bits, values.least))


def counted_in_order(counts: pl.DataFrame, of: str, by: Sequence[str]) -> Ordered:
    """The same of values that were counted: window, *by, of, rows."""
    counts = counts.sort(WINDOW, *by, of)
    key = [WINDOW, *by]
    of_known = pl.col("rows").filter(pl.col(of).is_not_null()).sum().alias("known")
    groups = counts.group_by(key, maintain_order=True).agg(of_known, pl.col("rows").sum().alias("all"))
    values, known = counts.drop_nulls(of), groups["known"].to_numpy()
    return Ordered(
        groups.select(key),
        known,
        groups["all"].to_numpy(),
        np.cumsum(known) - known,
        Values(values[of].cast(pl.Float64).to_numpy()),
        values["rows"].cum_sum().to_numpy(),
    )
