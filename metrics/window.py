"""Windows: the days that a period's answer looks at, and sums over days added up in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.packed import Codes, labels_of
from metrics.period import Span, months_later
from metrics.text import Text

SETTLING = timedelta(days=14)  # data may begin or end this much apart and still be taken to cover the same time
WINDOW = "window"  # the position of a window among those asked for
_DAYS = "days_with_rows"
_NO_DAY = np.iinfo(np.int32).min


@dataclass(frozen=True)
class InPeriod:
    """The window of a period is the period itself."""

    label = Text(ko="그 기간", en="in the period")

    def window(self, period: Span) -> Span:
        return period


@dataclass(frozen=True, kw_only=True)
class Trailing:
    """The window of a period is the `months`, or the `days`, that end with it, or `before` days before it ends."""

    months: int = 0
    days: int = 0
    before: int = 0

    @property
    def label(self) -> Text:
        length = (
            Text(ko=f"{self.months}개월", en=f"{self.months} months") if self.months else Text(ko=f"{self.days}일", en=f"{self.days} days")
        )
        if self.before:
            return Text(
                ko=f"기간이 끝나기 {self.before}일 전까지의 {length.ko}",
                en=f"the {length.en} up to {self.before} days before the period's end",
            )
        return Text(ko=f"기간 끝까지 최근 {length.ko}", en=f"the {length.en} to the period's end")

    def window(self, period: Span) -> Span:
        end = period.end - timedelta(days=self.before)
        return Span(months_later(end, -self.months) - timedelta(days=self.days), end)


@dataclass(frozen=True)
class ToDate:
    """The window of a period is everything up to its end."""

    label = Text(ko="기간 끝까지 누적", en="everything to the period's end")

    def window(self, period: Span) -> Span:
        return Span(date.min, period.end)


Windowing = InPeriod | Trailing | ToDate


def in_windows(
    daily: pl.DataFrame, day: str, windows: Sequence[Span], by: Sequence[str], sums: Sequence[str], latest: Sequence[str] = ()
) -> pl.LazyFrame:
    """Amounts per day in windows that may overlap, added up, and the greatest of those asked for as `latest`: window, *by, *sums, *latest.

    `daily` has one row per day and group, so this is small whatever the fact's size.
    """
    if are_apart(windows):
        return _in_one_each(daily, day, windows, by, sums, latest).lazy()
    if _grow(windows):
        # Each window is the one before it and the days since: what these hold is added up from the first window on.
        stretches = [windows[0], *(Span(before.end, after.end) for before, after in pairwise(windows))]
        counted = daily.with_columns(pl.lit(1).alias(_DAYS))
        steps = _in_one_each(counted, day, stretches, by, (*sums, _DAYS), latest).lazy()
        every = pl.LazyFrame({WINDOW: range(len(windows))}, schema={WINDOW: pl.Int64})
        every = steps.select(by).unique().join(every, how="cross") if by else every
        rows = every.join(steps, on=[WINDOW, *by], how="left", nulls_equal=True).sort(WINDOW)
        running = [pl.col(name).fill_null(0).cum_sum() for name in (*sums, _DAYS)] + [
            pl.col(name).cum_max().forward_fill() for name in latest
        ]
        rows = rows.with_columns(each.over(by) if by else each for each in running)
        return rows.filter(pl.col(_DAYS) > 0).select(WINDOW, *by, *sums, *latest)
    spans = pl.LazyFrame({WINDOW: range(len(windows)), "from": [w.start for w in windows], "to": [w.end for w in windows]})
    spans = spans.cast({WINDOW: pl.Int64, "from": pl.Date, "to": pl.Date})
    inside = daily.lazy().join_where(spans, pl.col(day) >= pl.col("from"), pl.col(day) < pl.col("to"))
    return inside.group_by(WINDOW, *by).agg(pl.col(*sums).sum(), *(pl.col(name).max() for name in latest))


def _in_one_each(
    daily: pl.DataFrame, day: str, windows: Sequence[Span], by: Sequence[str], sums: Sequence[str], latest: Sequence[str]
) -> pl.DataFrame:
    """The same for windows of which no day is in two. With so few rows NumPy takes a third of the time of a group-by of Polars."""
    window = containing(windows, daily[day].cast(pl.Int32).to_numpy())
    inside = window >= 0
    codes = [Codes.of(daily[name]) for name in by]
    group = np.zeros(len(daily), np.int64)
    for each in codes:
        group = (group << each.bits) | each.part(slice(None))
    found, place = np.unique((group * len(windows) + window)[inside], return_inverse=True)

    def reduced(name: str, by_two: np.ufunc, begin: int) -> pl.Series:
        column = daily[name]
        values = (column.cast(pl.Int32) if column.dtype == pl.Date else column).to_numpy()[inside]
        total = np.full(len(found), begin, values.dtype)
        by_two.at(total, place, values)
        return pl.Series(name, total).cast(column.dtype)

    totals = [*(reduced(name, np.add, 0) for name in sums), *(reduced(name, np.maximum, _NO_DAY) for name in latest)]
    return pl.DataFrame([pl.Series(WINDOW, found % len(windows), pl.Int64), *labels_of(found // len(windows), by, codes), *totals])


def _grow(windows: Sequence[Span]) -> bool:
    return all(one.start == other.start and one.end < other.end for one, other in pairwise(windows))


def are_apart(windows: Sequence[Span]) -> bool:
    """Whether the windows follow each other, so that no day is in two."""
    return all(one.end <= other.start for one, other in pairwise(windows))


def containing(windows: Sequence[Span], days: NDArray[np.int32]) -> NDArray[np.int32]:
    """The first window that each day is in, -1 where none is.

    Shape:
        windows: ending in order, and each day that is in any is in the first that ends after it
        days: numbers of days since 1970-01-01
    """
    epoch = date(1970, 1, 1)
    ends, starts = ([(edge - epoch).days for edge in edges] for edges in zip(*((w.end, w.start) for w in windows), strict=True))
    if not len(days):
        return np.empty(0, np.int32)
    days = np.minimum(days, ends[-1])  # some are FAR
    first = int(days.min())
    each = np.arange(first, int(days.max()) + 1)  # looked up by day, of which there are few
    found = np.searchsorted(ends, each, side="right")
    inside = (found < len(windows)) & (each >= np.array(starts)[np.minimum(found, len(windows) - 1)])
    return np.where(inside, found, -1).astype(np.int32)[days - first]


def standing_in(windows: Sequence[Span], days: NDArray[np.int32]) -> list[slice]:
    """Where the days of each window are among days in order, which are numbers of days since 1970-01-01."""
    epoch = date(1970, 1, 1)
    edges = np.array([((window.start - epoch).days, (window.end - epoch).days) for window in windows], days.dtype)
    return [slice(start, end) for start, end in np.searchsorted(days, edges).tolist()]


def reach(windows: Sequence[Span]) -> Span:
    """The days from the first window's start to the last one's end."""
    return Span(min(window.start for window in windows), max(window.end for window in windows))
