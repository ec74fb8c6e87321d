"""Amounts that are no part of a whole: how many, how much, how many are left, how old the newest is, and the oldest that is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import dataframely as dy
import narwhals as nw
import polars as pl

from metrics import interval
from metrics.engine import by_day, collect_each, collect_small
from metrics.facts import Facts
from metrics.formula import Formula, with_bounds
from metrics.measure import AMOUNT, Count, Distinct, Measure, amounts, daily, sums, within
from metrics.period import Span
from metrics.recurrence import FAR
from metrics.text import Text
from metrics.window import WINDOW, in_windows, reach

_GONE, _LAST = "gone", "last"


@dataclass(frozen=True)
class Tally(Formula):
    """How many there are. Garwood's interval: what else might have come by chance at the same rate.

    Where `observed` has rows and the counted has none, it is 0; without a row of `observed` it is not known.
    `part` is the count itself and `n` the rows observed, as of a share: no complaint among a thousand tickets is a number.
    """

    counted: Count | Distinct
    observed: Count
    kind = Text(ko="건수", en="Count")
    doubt = Text(ko="푸아송 구간", en="Poisson")

    @property
    def measures(self) -> tuple[Measure, ...]:
        return self.counted, self.observed

    @property
    def words(self) -> Text:
        return Text(ko=f"{self.counted.label.ko} 수", en=f"number of {self.counted.label.en}")

    def compute(self, facts: Facts, windows: Sequence[Span], by: Sequence[str]) -> pl.DataFrame:
        if isinstance(self.counted, Count):
            counted, seen = sums((self.counted, self.observed), facts, windows, by)
        else:
            counted, seen = (amounts(measure, facts, windows, by).lazy() for measure in self.measures)
        rows = seen.rename({AMOUNT: "n"}).join(counted, on=[WINDOW, *by], how="left", nulls_equal=True)
        count = pl.col(AMOUNT).fill_null(0)
        value, nothing = count.cast(pl.Float64).alias("value"), pl.lit(None, pl.Int64).alias("whole")
        parts = collect_small(rows.select(WINDOW, *by, value, count.alias("part"), nothing, "n"))
        return with_bounds(parts, interval.poisson(parts["part"], 1))


@dataclass(frozen=True, kw_only=True)
class Total(Formula):
    """The sum of a column. Its interval takes both the number of rows and their size as chance (compound Poisson).

    `part` is the sum, `n` the rows that have a value.
    """

    of: dy.Column
    rows: Count
    kind = Text(ko="합계", en="Total")
    doubt = Text(ko="복합 푸아송 구간", en="compound Poisson")

    @property
    def measures(self) -> tuple[Measure, ...]:
        return (self.rows,)

    @property
    def words(self) -> Text:
        return Text(ko=f"{self.rows.label.ko}의 합계", en=f"total of {self.rows.label.en}")

    def compute(self, facts: Facts, windows: Sequence[Span], by: Sequence[str]) -> pl.DataFrame:
        value = nw.col(self.of.name).cast(nw.Float64)
        rows = within(self.rows.frame(facts), self.rows.on.name, reach(windows)).filter(~nw.col(self.of.name).is_null())
        totals = value.sum().alias("part"), (value**2).sum().alias("squares"), nw.len().cast(nw.Int64).alias("n")
        days = by_day(rows, by, self.rows.on.name, totals, facts.height(self.rows.fact))
        totalled = in_windows(days, self.rows.on.name, windows, by, ("part", "squares", "n"))
        parts = collect_small(totalled.with_columns(pl.col("part").alias("value"), pl.lit(None, pl.Int64).alias("whole")))
        return with_bounds(parts, interval.total(parts["part"], parts["squares"]))


@dataclass(frozen=True, kw_only=True)
class Stock(Formula):
    """How many came in before the period's end and had not gone out by then, in whichever way. Garwood's interval.

    `part` is that number, `whole` and `n` all that came in.
    """

    came: Count
    went: tuple[dy.Column, ...]  # the days on which it may have gone, of which the first counts
    gone: Text  # what those are called that went
    kind = Text(ko="잔량", en="Stock")
    doubt = Text(ko="푸아송 구간", en="Poisson")

    @property
    def measures(self) -> tuple[Measure, ...]:
        return (self.came,)

    @property
    def words(self) -> Text:
        return Text(ko=f"{self.came.label.ko} − {self.gone.ko}", en=f"{self.came.label.en} − {self.gone.en}")

    def compute(self, facts: Facts, windows: Sequence[Span], by: Sequence[str]) -> pl.DataFrame:
        came, goings = _comings_and_goings(self.came, self.went, facts, windows, by)
        went = in_windows(goings, _GONE, _to_date(windows), by, ("n",))
        both = came.lazy().rename({"n": "whole"}).join(went, on=[WINDOW, *by], how="left", nulls_equal=True)
        still = pl.col("whole") - pl.col("n").fill_null(0)
        value, n = still.cast(pl.Float64).alias("value"), pl.col("whole").alias("n")
        parts = collect_small(both.select(WINDOW, *by, value, still.alias("part"), "whole", n))
        return with_bounds(parts, interval.poisson(parts["part"], 1))


@dataclass(frozen=True)
class Age(Formula):
    """How many days before the window's end the last row is. Nothing is left to chance, so low and high are the value.

    `n` is the rows up to there.
    """

    rows: Count
    kind = Text(ko="경과일", en="Age")
    doubt = Text(ko="없음: 센 값 그대로", en="none: as counted")

    @property
    def measures(self) -> tuple[Measure, ...]:
        return (self.rows,)

    @property
    def words(self) -> Text:
        return Text(
            ko=f"기간 끝에서 마지막 {self.rows.label.ko}까지의 일수", en=f"days from the last of {self.rows.label.en} to the period's end"
        )

    def compute(self, facts: Facts, windows: Sequence[Span], by: Sequence[str]) -> pl.DataFrame:
        day = self.rows.on.name
        days = daily({AMOUNT: self.rows}, facts, Span(date.min, reach(windows).end), by)
        seen = in_windows(days.with_columns(pl.col(day).alias(_LAST)), day, windows, by, (AMOUNT,), latest=(_LAST,))
        end = pl.col(WINDOW).replace_strict(range(len(windows)), [window.end for window in windows], return_dtype=pl.Date)
        age = (end - pl.col(_LAST)).dt.total_days() - timedelta(days=1).days
        found = seen.select(WINDOW, *by, age.cast(pl.Float64).alias("value"), pl.col(AMOUNT).alias("n"))
        nothing = pl.lit(None, pl.Float64)
        edges = (pl.col("value").alias("low"), pl.col("value").alias("high"), nothing.alias("part"), nothing.alias("whole"))
        return collect_small(found.with_columns(*edges, pl.col("n").cast(pl.Int64)))


@dataclass(frozen=True, kw_only=True)
class Oldest(Formula):
    """How many days before the window's last day the first one came of those that had not gone by its end; 0 where none is left.

    Nothing is left to chance, so low and high are the value. `n` is all that came in.
    """

    came: Count
    went: tuple[dy.Column, ...]  # the days on which it may have gone, of which the first counts
    kind = Text(ko="가장 오래된 것", en="Oldest")
    doubt = Age.doubt

    @property
    def measures(self) -> tuple[Measure, ...]:
        return (self.came,)

    @property
    def words(self) -> Text:
        return Text(
            ko=f"{self.came.label.ko} 가운데 남아 있는 가장 오래된 것부터 기간 끝까지의 일수",
            en=f"days from the oldest that is left of {self.came.label.en} to the period's end",
        )

    def compute(self, facts: Facts, windows: Sequence[Span], by: Sequence[str]) -> pl.DataFrame:
        day, (came, goings) = self.came.on.name, _comings_and_goings(self.came, self.went, facts, windows, by)
        ends = pl.DataFrame({WINDOW: range(len(windows)), "end": [w.end for w in windows]}, schema={WINDOW: pl.Int64, "end": pl.Date})
        # Of those that went on one day, whoever came first is left the longest, and if that one came later than the end, all did.
        left = goings.join_where(ends, pl.col(day) < pl.col("end"), pl.col(_GONE) >= pl.col("end"))
        age = (pl.col("end").first() - pl.col(day).min()).dt.total_days() - 1
        oldest = left.group_by(WINDOW, *by).agg(age.cast(pl.Float64).alias("value"))
        found = came.join(oldest, on=[WINDOW, *by], how="left", nulls_equal=True).with_columns(pl.col("value").fill_null(0.0))
        value, nothing = pl.col("value"), pl.lit(None, pl.Float64)
        return found.with_columns(value.alias("low"), value.alias("high"), nothing.alias("part"), nothing.alias("whole"))


def _comings_and_goings(
    came: Count, went: Sequence[dy.Column], facts: Facts, windows: Sequence[Span], by: Sequence[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """How many came up to each window's end: window, *by, n; and how many went on each day: *by, gone, n, the first day they came.

    Those that are still there went on FAR.
    """
    day = came.on.name
    rows = within(came.frame(facts), day, Span(date.min, reach(windows).end))
    names = [column.name for column in went]
    gone = (nw.min_horizontal(*names) if len(names) > 1 else nw.col(*names)).fill_null(FAR).alias(_GONE)
    count = nw.len().cast(nw.Int64).alias("n")
    rows = rows.select(*by, day, gone)
    comings, goings = collect_each([rows.group_by(*by, day).agg(count), rows.group_by(*by, _GONE).agg(count, nw.col(day).min())])
    return collect_small(in_windows(comings, day, _to_date(windows), by, ("n",))), goings


def _to_date(windows: Sequence[Span]) -> list[Span]:
    return [Span(date.min, window.end) for window in windows]
