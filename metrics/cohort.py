"""The cohort triangle: what became of the customers of each month, month by month after it.

A cohort is the customers whose first order ever is in one calendar month. Its age 0 is that month, its age 1 the next one, so that a
cell is one calendar month of one cohort and a row of cells adds up to what the shop sold in those months. What is cumulative is told
up to the end of the age. A cell whose month is not over in the data has no number: it would read as a fall.

Source:
    Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21, on cohorts by age.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import narwhals as nw
import polars as pl

from metrics import interval
from metrics.coverage import reached
from metrics.engine import collect
from metrics.facts import Facts, Orders
from metrics.formula import with_bounds
from metrics.orders import orders_of_known_customers
from metrics.period import Grain, Span, months_later
from metrics.query import EVERYTHING, FEWEST, KNOWN, NO_DATA, NUMBERS, TOO_FEW, Scope
from metrics.recurrence import HISTORY
from metrics.text import Text
from metrics.unit import Unit
from metrics.window import SETTLING

IMMATURE = "immature"  # the age is not over in the data
AGES = 13  # the month of the first order, and a year after it

KEY, DAY, REVENUE = Orders.customer_key.name, Orders.ordered_on.name, Orders.net_revenue.name
COHORT, MONTH, AGE = "cohort_start", "month", "age"


class CohortValue(StrEnum):
    """What is told of a cohort at an age."""

    RETURNED = "returned"  # the share that bought in the month; 1 at age 0, which is how they became customers
    REPURCHASED = "repurchased"  # the share that by the month's end had bought on a second day
    REVENUE = "revenue"  # net revenue per customer up to the month's end

    @property
    def label(self) -> Text:
        return _LABELS[self]

    @property
    def unit(self) -> Unit:
        return Unit.MONEY if self is CohortValue.REVENUE else Unit.SHARE


_LABELS = {
    CohortValue.RETURNED: Text(ko="그 달에 구매한 비율", en="Bought in that month"),
    CohortValue.REPURCHASED: Text(ko="그때까지 다시 구매한 비율 (누적)", en="Bought again by then"),
    CohortValue.REVENUE: Text(ko="고객 1인당 누적 매출", en="Revenue per customer to date"),
}


def triangle(
    facts: Facts,
    span: Span,
    value: CohortValue = CohortValue.RETURNED,
    *,
    ages: int = AGES,
    where: Mapping[str, tuple[str, ...]] | None = None,
    scope: Scope = EVERYTHING,
    fewest: int = FEWEST,
) -> pl.DataFrame:
    """The cohorts of the months that touch `span`, at the first `ages` ages.

    Shape:
        out: one row per cohort and age, in order: cohort_start, age, size, value, low, high, part, whole, n, state. `size`, `whole` and
        `n` are the cohort's customers; `part` is those of them who did, or their revenue.
    Units:
        as `value.unit` says; [low, high] is Wilson's interval of a share, Student's over customers of a mean.
        state "known"; "no_data": nobody, or so early in the data that a first order cannot be told from a later one; "immature": the
        age is not over in the data; "too_few": the cohort is under `fewest`. Only what is known has numbers other than size and n.
    Raises:
        QueryError: a filter is by something that orders do not carry.
    """
    until = reached((Orders,), facts) or facts.ends.get(Orders)
    orders = orders_of_known_customers(facts, where or {}, scope)
    orders = orders.with_columns(nw.col(DAY).dt.truncate("1mo").cast(nw.Date).alias(MONTH))
    won = orders.group_by(KEY).agg(nw.col(DAY).min().alias("first_on"), nw.col(MONTH).min().alias(COHORT))
    sizes = collect(won.group_by(COHORT).agg(nw.len().cast(nw.Int64).alias("size"), nw.col("first_on").min()))
    first_day: date | None = sizes["first_on"].min()  # type: ignore[assignment]
    monthly = collect(_MONTHLY[value](orders.join(won, on=KEY, how="inner")))
    starts = pl.Series(COHORT, [month.start for month in Grain.MONTH.periods(span)], dtype=pl.Date)
    cells = pl.DataFrame(starts).join(pl.DataFrame({AGE: range(ages)}, schema={AGE: pl.Int64}), how="cross")
    cells = cells.join(sizes.drop("first_on"), on=COHORT, how="left")
    cells = cells.join(monthly.with_columns(_months_between(COHORT, MONTH).alias(AGE)).drop(MONTH), on=[COHORT, AGE], how="left")
    cells = _with_value(cells.with_columns(pl.col("size", "part", "squares").fill_null(0)), value)
    cells = cells.with_columns(_state(until, first_day, fewest).alias("state"), pl.col("size").alias("whole"), pl.col("size").alias("n"))
    shown = pl.when(pl.col("state") == KNOWN)
    cells = cells.with_columns(shown.then(pl.col(name)).alias(name) for name in ("value", "low", "high", "part", "whole"))
    numbers = (pl.col(name).cast(dtype) for name, dtype in NUMBERS.items())
    return cells.sort(COHORT, AGE).select(COHORT, AGE, pl.col("size").cast(pl.Int64), *numbers)


def cohort_customers(
    facts: Facts,
    start: date,
    age: int,
    value: CohortValue = CohortValue.RETURNED,
    *,
    where: Mapping[str, tuple[str, ...]] | None = None,
    scope: Scope = EVERYTHING,
) -> pl.DataFrame:
    """The customers whom a cell of the triangle counts, with what they did up to the end of its month.

    Of the cohort that begins on `start` those who bought in the month of that age, or had bought again by its end; of revenue all.

    Shape:
        out: one row per customer, by customer_key: customer_key, first_on, last_on, order_days (the days with orders), revenue Float64.
    Units:
        revenue in minor units of the currency.
    Raises:
        QueryError: a filter is by something that orders do not carry.
    """
    begin, end = months_later(start, age), months_later(start, age + 1)
    orders = orders_of_known_customers(facts, where or {}, scope).filter(nw.col(DAY) < end)
    each = collect(
        orders.group_by(KEY).agg(
            nw.col(DAY).min().alias("first_on"),
            nw.col(DAY).max().alias("last_on"),
            nw.col(DAY).n_unique().cast(nw.Int64).alias("order_days"),
            nw.col(REVENUE).cast(nw.Float64).sum().alias("revenue"),
        )
    )
    of_cohort = pl.col("first_on").is_between(start, months_later(start, 1), closed="left")
    counted = {
        CohortValue.RETURNED: pl.col("last_on") >= begin,
        CohortValue.REPURCHASED: pl.col("order_days") > 1,
        CohortValue.REVENUE: pl.lit(True),
    }
    return each.filter(of_cohort, counted[value]).sort(KEY)


def _returned(orders: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """cohort_start, month, part, squares: how many of a cohort bought in a month."""
    return _counted(orders.select(KEY, COHORT, MONTH).unique())


def _repurchased(orders: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """cohort_start, month, part, squares: how many of a cohort bought on a second day for the first time in a month."""
    again = orders.filter(nw.col(DAY) > nw.col("first_on"))
    return _counted(again.group_by(KEY, COHORT).agg(nw.col(MONTH).min()))


def _counted(customers: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    part = nw.len().cast(nw.Float64)
    return customers.group_by(COHORT, MONTH).agg(part.alias("part")).with_columns(nw.lit(0.0).alias("squares"))


def _spent(orders: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """cohort_start, month, part, squares: a cohort's revenue in a month, and what that adds to the sum of squared totals to date.

    Of a customer whose total was B and is now C, that is C^2 - B^2.
    """
    each = orders.group_by(KEY, COHORT, MONTH).agg(nw.col(REVENUE).cast(nw.Float64).sum().alias("part"))
    to_date = nw.col("part").cum_sum().over(KEY, order_by=MONTH)
    each = each.with_columns(to_date.alias("to_date"))
    squares = nw.col("to_date") ** 2 - (nw.col("to_date") - nw.col("part")) ** 2
    return each.with_columns(squares.alias("squares")).group_by(COHORT, MONTH).agg(nw.col("part", "squares").sum())


_MONTHLY = {CohortValue.RETURNED: _returned, CohortValue.REPURCHASED: _repurchased, CohortValue.REVENUE: _spent}


def _with_value(cells: pl.DataFrame, value: CohortValue) -> pl.DataFrame:
    """The cells with value, low and high, and their part up to their age where it is cumulative."""
    if value is not CohortValue.RETURNED:
        cells = cells.with_columns(pl.col("part", "squares").cum_sum().over(COHORT, order_by=AGE))
    part, size = cells["part"], cells["size"]
    bounds = interval.mean(part, cells["squares"], size) if value is CohortValue.REVENUE else interval.wilson(part, size)
    return with_bounds(cells.with_columns(pl.when(pl.col("size") > 0).then(pl.col("part") / pl.col("size")).alias("value")), bounds)


def _state(until: date | None, first_day: date | None, fewest: int) -> pl.Expr:
    """What can be said of a cell, in data from `first_day` up to `until`."""
    month_end = pl.col(COHORT).dt.offset_by(pl.format("{}mo", pl.col(AGE) + 1))
    is_too_early = pl.lit(first_day, pl.Date) > pl.col(COHORT) - HISTORY + SETTLING
    return (
        pl.when((pl.col("size") == 0) | is_too_early)
        .then(pl.lit(NO_DATA))
        .when(month_end > pl.lit(until, pl.Date))
        .then(pl.lit(IMMATURE))
        .when(pl.col("size") < fewest)
        .then(pl.lit(TOO_FEW))
        .otherwise(pl.lit(KNOWN))
    )


def _months_between(earlier: str, later: str) -> pl.Expr:
    def number(name: str) -> pl.Expr:
        return pl.col(name).dt.year().cast(pl.Int64) * 12 + pl.col(name).dt.month()

    return number(later) - number(earlier)
