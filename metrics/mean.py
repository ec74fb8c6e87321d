"""Means: of a column over rows, and over customers of what each comes to."""

from collections.abc import Sequence
from dataclasses import dataclass

import dataframely as dy
import narwhals as nw
import polars as pl

from metrics import interval
from metrics.engine import by_day, collect, collect_coded, collect_small, is_in_memory
from metrics.facts import Facts
from metrics.formula import Formula, with_bounds
from metrics.measure import Count, Measure, windowed, within
from metrics.period import Span
from metrics.text import Text
from metrics.totals import TOTALS, are_steps, totals
from metrics.window import WINDOW, in_windows, reach


@dataclass(frozen=True, kw_only=True)
class Mean(Formula):
    """The mean of a column over the rows that have a value. Student's interval.

    `part` is the sum, `whole` and `n` the count.
    """

    of: dy.Column
    rows: Count
    kind = Text(ko="평균", en="Mean")
    doubt = Text(ko="스튜던트 t", en="Student's t")

    @property
    def measures(self) -> tuple[Measure, ...]:
        return (self.rows,)

    @property
    def words(self) -> Text:
        return Text(ko=f"{self.rows.label.ko}의 평균", en=f"mean of {self.rows.label.en}")

    def compute(self, facts: Facts, windows: Sequence[Span], by: Sequence[str]) -> pl.DataFrame:
        rows = within(self.rows.frame(facts), self.rows.on.name, reach(windows)).filter(~nw.col(self.of.name).is_null())
        value = nw.col(self.of.name).cast(nw.Float64)
        amounts = value.sum().alias("part"), (value**2).sum().alias("squares"), nw.len().cast(nw.Int64).alias("whole")
        days = by_day(rows, by, self.rows.on.name, amounts, facts.height(self.rows.fact))
        return _mean(collect_small(in_windows(days, self.rows.on.name, windows, by, tuple(TOTALS))))


@dataclass(frozen=True, kw_only=True)
class MeanPer(Formula):
    """The mean, over the different values of `per`, of each one's total of a column, or of each one's rows. Student's interval.

    `part` is the grand total, `whole` and `n` how many different values of `per` there are.
    """

    total: dy.Column | None
    per: dy.Column
    rows: Count
    kind = Text(ko="1인당 평균", en="Mean per customer")
    doubt = Text(ko="고객 단위 스튜던트 t", en="Student's t over customers")

    @property
    def measures(self) -> tuple[Measure, ...]:
        return (self.rows,)

    @property
    def words(self) -> Text:
        if self.total is None:
            return Text(ko=f"{self.rows.label.ko} 수 ÷ 고객 수", en=f"number of {self.rows.label.en} ÷ customers")
        return Text(ko=f"{self.rows.label.ko}의 합계 ÷ 고객 수", en=f"total of {self.rows.label.en} ÷ customers")

    def compute(self, facts: Facts, windows: Sequence[Span], by: Sequence[str]) -> pl.DataFrame:
        day, per = self.rows.on.name, self.per.name
        amount = nw.lit(1) if self.total is None else nw.col(self.total.name)
        rows = (
            within(self.rows.frame(facts), day, reach(windows))
            .filter(~nw.col(per).is_null())
            .select(*by, per, day, amount.alias("amount"))
            .filter(~nw.col("amount").is_null())
        )
        if is_in_memory(rows) and are_steps(windows):
            sums = totals(collect_coded(rows, by), per, day, by, windows)
            if sums is not None:
                return _mean(sums)
        is_to_date = len({window.start for window in windows}) == 1
        rows = rows.with_columns(nw.col("amount").cast(nw.Float64))
        each = rows.with_columns(nw.lit(0).alias(WINDOW)) if is_to_date else windowed(rows, day, windows)
        each = each.group_by(WINDOW, *by, per, day).agg(nw.col("amount").sum())
        # Cumulative totals C of one customer: the squares of all customers' totals at any day are the sum of C^2 - (C before)^2.
        running = nw.col("amount").cum_sum().over(WINDOW, *by, per, order_by=day)
        steps = each.with_columns(running.alias("running")).with_columns(
            (nw.col("running") ** 2 - (nw.col("running") - nw.col("amount")) ** 2).alias("squares"),
            (nw.col(day) == nw.col(day).min().over(WINDOW, *by, per)).cast(nw.Int64).alias("whole"),
        )
        added = (nw.col("amount").sum().alias("part"), nw.col("squares").sum(), nw.col("whole").sum())
        if is_to_date:
            return _mean(collect_small(in_windows(collect(steps.group_by(*by, day).agg(*added)), day, windows, by, tuple(TOTALS))))
        return _mean(collect(steps.group_by(WINDOW, *by).agg(*added)))


def _mean(sums: pl.DataFrame) -> pl.DataFrame:
    parts = sums.with_columns((pl.col("part") / pl.col("whole")).alias("value"), pl.col("whole").cast(pl.Int64).alias("n"))
    return with_bounds(parts, interval.mean(parts["part"], parts["squares"], parts["whole"]))
