"""What a customer did before a window neither adds to the window's mean nor takes the customer out of it."""

from datetime import date

import polars as pl
import pytest

from metrics.facts import Facts, Orders
from metrics.mean import MeanPer
from metrics.measure import Count
from metrics.period import Grain
from metrics.text import Text

SPENT = MeanPer(
    total=Orders.net_revenue,
    per=Orders.customer_key,
    rows=Count(on=Orders.ordered_on, label=Text(ko="주문", en="orders")),
)
BOUGHT = [
    (1, date(2026, 1, 10), 500),
    (1, date(2026, 2, 3), 30),
    (2, date(2026, 2, 5), 10),
    (2, date(2026, 2, 9), 40),
    (3, date(2026, 3, 1), 7),
]
FACTS = Facts(
    {
        **Facts.empty().frames,
        "orders": pl.concat(
            [Orders.create_empty(), pl.DataFrame(BOUGHT, schema=["customer_key", "ordered_on", "net_revenue"], orient="row")],
            how="diagonal_relaxed",
        ).lazy(),
    }
)


@pytest.mark.parametrize("before", [0, 1])
def test_one_month_alone_equals_that_month_in_a_trend(before: int) -> None:
    february = Grain.MONTH.period_of(date(2026, 2, 1))
    windows = [Grain.MONTH.back(february, back) for back in range(before, -1, -1)]
    row = SPENT.compute(FACTS, windows, ()).filter(pl.col("window") == before).row(0, named=True)
    assert (row["value"], row["part"], row["n"]) == (40, 80, 2)
    assert row["high"] - row["low"] == pytest.approx(2 * 12.706 * 10, rel=1e-3)  # 30 and 50: s / sqrt(n) = 10
