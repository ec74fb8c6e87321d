"""Beyond the end of the data nothing is known: neither a rate that melts away nor yesterday's total again."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from metrics.catalog import METRICS, metric
from metrics.facts import FACTS, Facts, Orders, name_of
from metrics.period import Grain, Span
from metrics.query import KNOWN, NO_DATA, Query, measure

UNTIL = date(2026, 4, 1)


def two_years_of_orders() -> Facts:
    days = [UNTIL - timedelta(days=1 + back) for back in range(730)]
    rows = pl.DataFrame({"ordered_on": days, "customer_key": [at % 40 for at in range(730)]}).with_columns(
        status=pl.lit("delivered"), net_revenue=pl.lit(10_000)
    )
    frames = {name_of(fact): fact.create_empty().lazy() for fact in FACTS}
    orders = pl.concat([Orders.create_empty(), rows], how="diagonal_relaxed")
    return Facts(frames | {"orders": orders.lazy()}, until=UNTIL)


@pytest.mark.parametrize("name", ["repurchase_rate", "customer_lifetime_value"])
def test_the_running_month_is_measured_and_the_next_one_is_not(name: str) -> None:
    facts = two_years_of_orders()
    asked = Query(metric(name), Span(date(2026, 3, 1), date(2026, 7, 1)), Grain.MONTH)
    assert measure(asked, facts)["state"].to_list() == [KNOWN, NO_DATA, NO_DATA, NO_DATA]
    running = replace(facts, until=date(2026, 4, 2))
    assert measure(asked, running)["state"].to_list() == [KNOWN, KNOWN, NO_DATA, NO_DATA]


@pytest.mark.parametrize("name", sorted(METRICS))
def test_no_metric_knows_the_future(name: str, facts: Facts) -> None:
    assert facts.until is not None
    start = Grain.MONTH.period_of(facts.until).end
    frame = measure(Query(METRICS[name], Grain.MONTH.period_of(start), Grain.MONTH), facts)
    assert frame["state"].to_list() == [NO_DATA] and frame["value"].to_list() == [None]
