"""Quantiles: medians and percentiles of a column."""

from collections.abc import Sequence
from dataclasses import dataclass

import dataframely as dy
import narwhals as nw
import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics import interval
from metrics.facts import Facts
from metrics.formula import Formula, with_bounds
from metrics.measure import Count, Measure, coded, collect, is_in_memory, windowed, within
from metrics.packed import BITS, Codes, Integers, labels_of
from metrics.period import Span
from metrics.text import Text
from metrics.window import WINDOW, are_apart, containing, reach


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
            ordered = in_order(collect(coded(within(rows, day, reach(windows)).select(*by, day, of), by)), day, of, by, windows)
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
    """The values of each window and group, one group after the other, in order within.

    Shape:
        groups: window, *by; `known` is how many values each has, `all` how many rows
        values: as many as `upto` says, each standing for the values up to that rank; without `upto` one for one
    """

    groups: pl.DataFrame
    known: NDArray[np.int64]
    all: NDArray[np.int64]
    values: NDArray[np.float64]
    upto: NDArray[np.int64] | None = None

    def at(self, rank: Integers) -> NDArray[np.float64]:
        """By group, the value of a rank from 0; NaN where the group has none."""
        place = np.cumsum(self.known) - self.known + rank
        if self.upto is not None:
            place = np.searchsorted(self.upto, place, side="right")
        found = np.append(self.values, np.nan)[np.where(self.known > 0, place, -1)]
        return np.asarray(found, np.float64)


def in_order(rows: pl.DataFrame, day: str, of: str, by: Sequence[str], windows: Sequence[Span]) -> Ordered | None:
    """Rows in memory in order: window, group and value packed into one integer each, which sorts ten times as fast.

    None where they do not fit into one.

    Shape:
        rows: *by (strings), day, of (whole numbers from 0, or null)
        windows: one after the other
    """
    window = containing(windows, rows[day].to_physical().to_numpy())
    if window.min(initial=0) < 0:  # the windows leave gaps
        rows, window = rows.filter(pl.Series(window >= 0)), window[window >= 0]
    columns = [Codes.of(rows[name]) for name in by]
    value_bits = int(rows[of].max() or 0).bit_length()  # type: ignore[arg-type]
    bits = len(windows).bit_length()
    if value_bits + bits + sum(codes.bits for codes in columns) > BITS or not rows[of].dtype.is_integer():
        return None
    group = np.zeros(rows.height, np.int64)
    for codes in columns:
        group = (group << codes.bits) + codes.codes.to_numpy()
    group = (group << bits) + window
    present, everyone = _counted(group)
    values = rows[of]
    is_known = values.is_not_null().to_numpy()
    packed = np.sort((group[is_known] << value_bits) + values.drop_nulls().to_numpy())
    begins = np.searchsorted(packed, present << value_bits)
    labels = labels_of(present >> bits, by, columns)
    groups = pl.DataFrame([pl.Series(WINDOW, present & ((1 << bits) - 1)), *labels])
    return Ordered(groups, np.diff(np.append(begins, len(packed))), everyone, (packed & ((1 << value_bits) - 1)).astype(np.float64))


def _counted(group: Integers) -> tuple[Integers, Integers]:
    """The groups there are, in order, and how many rows each has."""
    if group.max(initial=0) > 2 * len(group):  # few of very many numbers
        return np.unique_counts(group)
    counts = np.bincount(group)
    return np.flatnonzero(counts), counts[counts > 0]


def counted_in_order(counts: pl.DataFrame, of: str, by: Sequence[str]) -> Ordered:
    """The same of values that were counted: window, *by, of, rows."""
    counts = counts.sort(WINDOW, *by, of)
    key = [WINDOW, *by]
    known = pl.col("rows").filter(pl.col(of).is_not_null()).sum().alias("known")
    groups = counts.group_by(key, maintain_order=True).agg(known, pl.col("rows").sum().alias("all"))
    values = counts.drop_nulls(of)
    return Ordered(
        groups.select(key),
        groups["known"].to_numpy(),
        groups["all"].to_numpy(),
        values[of].cast(pl.Float64).to_numpy(),
        values["rows"].cum_sum().to_numpy(),
    )
