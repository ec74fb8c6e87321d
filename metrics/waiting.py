"""How long those have waited that are still there: what a stock is made of, by age."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import narwhals as nw
import polars as pl

from metrics.engine import by_day
from metrics.facts import Facts
from metrics.query import EVERYTHING, Scope, visible
from metrics.tally import Oldest, Stock
from metrics.text import Text


@dataclass(frozen=True)
class Age:
    """From `over` to `upto` days old, both included; None where there is no bound."""

    name: str
    over: int
    upto: int | None
    label: Text


AGES = (
    Age("today", 0, 0, Text(ko="오늘 접수", en="today")),
    Age("one_day", 1, 1, Text(ko="1일", en="1 day")),
    Age("three_days", 2, 3, Text(ko="2~3일", en="2–3 days")),
    Age("a_week", 4, 7, Text(ko="4~7일", en="4–7 days")),
    Age("a_month", 8, 30, Text(ko="8~30일", en="8–30 days")),
    Age("longer", 31, None, Text(ko="30일 넘음", en="over 30 days")),
)


def ages(
    stock: Stock | Oldest,
    facts: Facts,
    end: date,
    *,
    by: Sequence[str] = (),
    where: Mapping[str, tuple[str, ...]] | None = None,
    scope: Scope = EVERYTHING,
) -> pl.DataFrame:
    """How many of those that a stock counts at the end of a day are how old; `end` is the day after.

    Shape:
        out: one row per group and age of `AGES`, groups in order: *by, age, n Int64. All together they are the stock.
    """
    day, gone = stock.came.on.name, [nw.col(column.name) for column in stock.went]
    rows = stock.came.frame(visible(facts, where or {}, scope)).filter(nw.col(day) < end)
    left = rows.filter(nw.all_horizontal(*(column.is_null() | (column >= end) for column in gone), ignore_nulls=False))
    counted = by_day(left, by, day, [nw.len().cast(nw.Int64).alias("n")], facts.height(stock.came.fact))
    old = (pl.lit(end - timedelta(days=1)) - pl.col(day)).dt.total_days()
    named = pl.coalesce(pl.when(old <= (age.upto if age.upto is not None else old)).then(pl.lit(age.name)) for age in AGES)
    found = counted.with_columns(named.alias("age")).group_by(*by, "age").agg(pl.col("n").sum())
    every = pl.DataFrame({"age": [age.name for age in AGES]})
    if by:
        every = counted.select(by).unique().sort(by, nulls_last=True).join(every, how="cross", maintain_order="left_right")
    return every.join(found, on=[*by, "age"], how="left", nulls_equal=True, maintain_order="left").with_columns(pl.col("n").fill_null(0))
