"""What is bought, against adding it up one by one."""

from collections import Counter
from datetime import date
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given, settings

from metrics.catalog import metric
from metrics.period import Grain, Span
from metrics.query import KNOWN, NO_DATA, TOO_FEW, Query, measure
from tests.metrics.made_up_orders import GRAINS, SPAN, Order, counts, facts, groups, known, orders
from tests.metrics.rows import facts_of

JANUARY = Span(date(2026, 1, 1), date(2026, 2, 1))


def one_by_one(name: str, rows: list[Order]) -> tuple[float, int] | None:
    """The value of a metric in rows of one period, and how many it rests on."""
    paid = [row for row in rows if counts(row)]
    amounts = [row["net_revenue"] for row in paid]
    per_customer = Counter(row["customer_key"] for row in paid if row["customer_key"] is not None)
    match name:
        case "revenue":
            return (sum(amounts), len(amounts)) if amounts else None
        case "order_count":
            return (len(paid), len(rows)) if rows else None
        case "average_order_value":
            return (fmean(amounts), len(amounts)) if amounts else None
        case "order_frequency":
            return (fmean(per_customer.values()), len(per_customer)) if per_customer else None
        case _:
            known_orders = sum(row["customer_key"] is not None for row in rows)
            return (len(per_customer), known_orders) if known_orders else None


@pytest.mark.parametrize("name", ["revenue", "order_count", "average_order_value", "order_frequency", "buyer_count"])
@pytest.mark.parametrize("by", [(), ("team",)])
@given(rows=orders)
@settings(max_examples=12, deadline=None)
def test_it_is_what_the_orders_of_the_period_add_up_to(name: str, by: tuple[str, ...], rows: list[Order]) -> None:
    for grain in (*GRAINS, Grain.WHOLE):
        expected: dict[Any, tuple[float, int]] = {}
        for group, own in groups(rows, by).items():
            for period in grain.periods(SPAN):
                found = one_by_one(name, [row for row in own if period.start <= row["ordered_on"] < period.end])
                if found:
                    expected[(period.start, *group)] = found
        frame = measure(Query(metric(name), SPAN, grain, by, fewest=0), facts(rows))
        assert known(frame, by) == pytest.approx({key: value for key, (value, _) in expected.items()}, abs=1e-9)
        rests_on = {(row["period_start"], *(row[name] for name in by)): row["n"] for row in frame.filter(state=KNOWN).iter_rows(named=True)}
        assert rests_on == {key: n for key, (_, n) in expected.items()}


def test_orders_that_were_all_cancelled_are_none_and_no_orders_are_unknown() -> None:
    rows = [{"customer_key": n, "ordered_on": date(2026, 1, 5), "net_revenue": 100, "status": "cancelled"} for n in range(9)]
    for name in ("order_count", "buyer_count"):
        query = Query(metric(name), JANUARY, Grain.MONTH, fewest=0)
        assert measure(query, facts_of(orders=rows)).select("value", "state").row(0) == (0, KNOWN)
        assert measure(query, facts_of(orders=[])).select("value", "state").row(0) == (None, NO_DATA)


def test_orders_without_customers_say_nothing_of_how_many_bought() -> None:
    rows = [{"customer_key": None, "ordered_on": date(2026, 1, 5), "net_revenue": 100, "status": "paid"}] * 9
    states = {
        name: measure(Query(metric(name), JANUARY, Grain.MONTH), facts_of(orders=rows))["state"].item()
        for name in ("order_count", "revenue", "buyer_count", "order_frequency")
    }
    assert states == {"order_count": KNOWN, "revenue": KNOWN, "buyer_count": NO_DATA, "order_frequency": NO_DATA}


def test_what_a_handful_of_orders_brought_is_withheld() -> None:
    rows = [{"customer_key": n, "ordered_on": date(2026, 1, 5), "net_revenue": 100, "status": "paid"} for n in range(4)]
    for name in ("revenue", "order_count", "average_order_value", "order_frequency", "buyer_count"):
        assert measure(Query(metric(name), JANUARY, Grain.MONTH), facts_of(orders=rows))["state"].item() == TOO_FEW
