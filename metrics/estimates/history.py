"""What each customer did up to a day, as the models want it: how often, until when, for how long, for how much.

An order is what `metrics.orders` says it is; orders of one customer on one day are one occasion.
The first occasion makes the customer and is not counted: `repeat_count` is x, `age_at_last_order` t_x and `age` T
of the papers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Generic

import narwhals as nw
import numpy as np
import polars as pl
from numpy.typing import NDArray

from errors import DeclarationError
from metrics.engine import collect
from metrics.estimates.duration import Days, Duration, U, ratio
from metrics.facts import Orders
from metrics.orders import COUNTS

KEY, DAY, REVENUE = Orders.customer_key.name, Orders.ordered_on.name, Orders.net_revenue.name
TIMES = ("repeat_count", "age_at_last_order", "age")
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Histories(Generic[U]):
    """Customers' histories as of a day, ages in `unit`.

    Shape:
        rows: one per customer (then with customer_key) or one per distinct (x, t_x, T);
        repeat_count Int64, age_at_last_order Float64, age Float64, mean_repeat_value Float64 (null where
        nothing was repeated; of a row of several customers, the mean of theirs), customers Int64.
    """

    rows: pl.DataFrame
    unit: type[U]

    @classmethod
    def given(
        cls,
        unit: type[U],
        *,
        repeat_count: Sequence[int],
        age_at_last_order: Sequence[float],
        age: Sequence[float],
        mean_repeat_value: Sequence[float | None] | None = None,
        customers: Sequence[int] | None = None,
    ) -> "Histories[U]":
        """Histories written down, one customer a row unless `customers` says otherwise."""
        spend, weights = mean_repeat_value or [None] * len(repeat_count), customers or [1] * len(repeat_count)
        columns = {
            "repeat_count": pl.Series(repeat_count, dtype=pl.Int64),
            "age_at_last_order": pl.Series(age_at_last_order, dtype=pl.Float64, strict=False),
            "age": pl.Series(age, dtype=pl.Float64, strict=False),
            "mean_repeat_value": pl.Series(spend, dtype=pl.Float64, strict=False),
            "customers": pl.Series(weights, dtype=pl.Int64),
        }
        return cls(pl.DataFrame(columns), unit)

    def __post_init__(self) -> None:
        rows = self.rows
        wrong = rows.filter(
            (pl.col("repeat_count") < 0)
            | (pl.col("age_at_last_order") < 0)
            | (pl.col("age_at_last_order") > pl.col("age"))
            | ((pl.col("repeat_count") == 0) != (pl.col("age_at_last_order") == 0))
            | (pl.col("customers") < 1)
        )
        if wrong.height:
            raise DeclarationError(f"{wrong.height} of {rows.height} histories cannot be, the first is {wrong.row(0, named=True)}.")

    def to(self, unit: type[Duration]) -> "Histories[Any]":
        """The same histories with ages in another unit."""
        factor = ratio(self.unit, unit)
        return Histories(self.rows.with_columns(pl.col("age_at_last_order", "age") * factor), unit)

    def grouped(self) -> "Histories[U]":
        """One row per distinct (x, t_x, T), in order, however the rows stood."""
        count, spend = pl.col("customers"), pl.col("mean_repeat_value")
        rows = self.rows.group_by(TIMES).agg((spend * count).sum() / count.filter(spend.is_not_null()).sum(), count.sum())
        return Histories(rows.with_columns(pl.col("mean_repeat_value").fill_nan(None)).sort(TIMES), self.unit)

    @property
    def customers(self) -> int:
        return int(self.rows["customers"].sum())

    @property
    def repeat_customers(self) -> int:
        return int(self.rows.filter(pl.col("repeat_count") > 0)["customers"].sum())

    @cached_property
    def counts_and_ages(self) -> tuple[Numbers, Numbers, NDArray[np.intp]]:
        """The distinct pairs of repeat_count and age, and of each row which it is: what is costly depends on these alone."""
        counts, count_at = np.unique(self.numbers("repeat_count"), return_inverse=True)
        ages, age_at = np.unique(self.numbers("age"), return_inverse=True)
        pairs, at = np.unique(count_at * len(ages) + age_at, return_inverse=True)
        return counts[pairs // max(len(ages), 1)], ages[pairs % max(len(ages), 1)], at

    def numbers(self, column: str) -> Numbers:
        """A column as floating point numbers; NaN where it is null."""
        return self.rows[column].cast(pl.Float64).to_numpy()


@dataclass(frozen=True)
class Spending:
    """What repeat customers spend per occasion.

    Shape:
        rows: one per distinct (repeat_count, mean_repeat_value), in order; both above zero; customers Int64.
    """

    rows: pl.DataFrame

    @classmethod
    def given(cls, repeat_count: Sequence[int], mean_repeat_value: Sequence[float], customers: Sequence[int] | None = None) -> "Spending":
        """Spending written down. Customers without a repeat order or without spend are left out."""
        weights = customers if customers is not None else [1] * len(repeat_count)
        rows = pl.DataFrame(
            {"repeat_count": repeat_count, "mean_repeat_value": mean_repeat_value, "customers": weights},
            schema={"repeat_count": pl.Int64, "mean_repeat_value": pl.Float64, "customers": pl.Int64},
            strict=False,
        )
        return cls(_spent(rows))

    @property
    def customers(self) -> int:
        return int(self.rows["customers"].sum())

    @property
    def correlation(self) -> float | None:
        """Pearson's correlation of repeat_count and mean_repeat_value over customers; None where one does not vary."""
        x, spend, weights = (self.rows[column].cast(pl.Float64).to_numpy() for column in self.rows.columns)
        if self.customers < 2:
            return None
        covariance = np.cov(x, spend, aweights=weights, ddof=0)
        spread = np.sqrt(covariance[0, 0] * covariance[1, 1])
        return float(covariance[0, 1] / spread) if spread > 0 else None


def histories(orders: nw.LazyFrame[Any], as_of: date, unit: type[U]) -> Histories[U]:
    """One row per customer with an order up to and with `as_of`, by customer_key.

    Shape:
        orders: rows of the fact `orders`, of any engine
    """
    rows = collect(_customers(orders, as_of).with_columns(nw.lit(1).cast(nw.Int64).alias("customers")))
    return _histories(rows.sort(KEY), as_of, unit, (KEY,))


def grouped_histories(orders: nw.LazyFrame[Any], as_of: date, unit: type[U]) -> Histories[U]:
    """One row per distinct (x, t_x, T), counted where the orders are: only the distinct rows travel."""
    # x and the two dates stand for (x, t_x, T): Spark has no difference of dates that Narwhals could ask for.
    each = _customers(orders, as_of).group_by("repeat_count", "first_on", "last_on")
    rows = collect(each.agg(nw.len().cast(nw.Int64).alias("customers"), nw.col("mean_repeat_value").mean()))
    return _histories(rows.sort("repeat_count", "last_on", "first_on"), as_of, unit, ())


def spending(orders: nw.LazyFrame[Any], as_of: date) -> Spending:
    """What repeat customers spent per occasion up to and with `as_of`, counted where the orders are."""
    repeat = _customers(orders, as_of).filter(nw.col("repeat_count") > 0)
    return Spending(_spent(collect(repeat.group_by("repeat_count", "mean_repeat_value").agg(nw.len().cast(nw.Int64).alias("customers")))))


def orders_after(orders: nw.LazyFrame[Any], cut: date, as_of: date) -> tuple[int, float]:
    """How many occasions after `cut`, up to and with `as_of`, came from customers won up to `cut`, and their value."""
    occasions = _occasions(orders, as_of)
    won = occasions.filter(nw.col(DAY) <= cut).select(KEY).unique()
    later = occasions.filter(nw.col(DAY) > cut).join(won, on=KEY, how="inner")
    row = collect(later.select(nw.len().alias("occasions"), nw.col("value").sum())).row(0, named=True)
    return int(row["occasions"]), float(row["value"] or 0.0)


def _occasions(orders: nw.LazyFrame[Any], as_of: date) -> nw.LazyFrame[Any]:
    """customer_key, ordered_on, value: one row per customer and day."""
    counted = orders.filter(COUNTS, ~nw.col(KEY).is_null(), nw.col(DAY) <= as_of)
    return counted.group_by(KEY, DAY).agg(nw.col(REVENUE).cast(nw.Float64).sum().alias("value"))


def _customers(orders: nw.LazyFrame[Any], as_of: date) -> nw.LazyFrame[Any]:
    """customer_key, repeat_count, first_on, last_on, mean_repeat_value (null where nothing was repeated)."""
    occasions = _occasions(orders, as_of)
    each = occasions.group_by(KEY).agg(
        (nw.len() - 1).cast(nw.Int64).alias("repeat_count"),
        nw.col(DAY).min().alias("first_on"),
        nw.col(DAY).max().alias("last_on"),
        nw.col("value").sum().alias("total"),
    )
    first = occasions.rename({DAY: "first_on", "value": "first_value"})
    repeated = (nw.col("total") - nw.col("first_value")) / nw.col("repeat_count")
    mean = nw.when(nw.col("repeat_count") > 0).then(repeated).alias("mean_repeat_value")
    return each.join(first, on=[KEY, "first_on"], how="inner").select(KEY, "repeat_count", "first_on", "last_on", mean)


def _histories(rows: pl.DataFrame, as_of: date, unit: type[U], key: tuple[str, ...]) -> Histories[U]:
    def ages(until: pl.Expr) -> pl.Expr:
        return (until - pl.col("first_on")).dt.total_days().cast(pl.Float64) * ratio(Days, unit)

    return Histories(
        rows.select(
            *key,
            "repeat_count",
            ages(pl.col("last_on")).alias("age_at_last_order"),
            ages(pl.lit(as_of)).alias("age"),
            "mean_repeat_value",
            "customers",
        ),
        unit,
    )


def _spent(rows: pl.DataFrame) -> pl.DataFrame:
    order = ["repeat_count", "mean_repeat_value"]
    positive = rows.filter(pl.col("repeat_count") > 0, pl.col("mean_repeat_value") > 0)
    return positive.group_by(order).agg(pl.col("customers").sum()).sort(order)
