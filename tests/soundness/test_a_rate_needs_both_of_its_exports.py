"""Complaints over orders, where one of the two exports reaches further than the other."""

from datetime import date, timedelta
from typing import Any

import pytest

from metrics.catalog import metric
from metrics.facts import Facts
from metrics.period import Grain, Span
from metrics.query import KNOWN, NO_DATA, Query, measure
from tests.metrics.rows import facts_of

QUARTER = Span(date(2026, 1, 1), date(2026, 4, 1))


def facts(orders: tuple[date, date], tickets: tuple[date, date]) -> Facts:
    """An order and a ticket a day, every tenth ticket a complaint."""

    def days(first: date, last: date) -> list[date]:
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]

    sold: list[dict[str, Any]] = [{"ordered_on": day, "net_revenue": 100, "status": "paid"} for day in days(*orders)]
    told: list[dict[str, Any]] = [{"opened_on": day, "is_complaint": n % 10 == 0} for n, day in enumerate(days(*tickets))]
    return facts_of(orders=sold, tickets=told)


def states(known: Facts) -> list[str]:
    return measure(Query(metric("complaint_rate"), QUARTER, Grain.MONTH), known)["state"].to_list()


@pytest.mark.parametrize(
    ("orders", "tickets", "expected"),
    [
        (QUARTER, QUARTER, [KNOWN, KNOWN, KNOWN]),
        (Span(date(2026, 1, 1), date(2026, 3, 11)), QUARTER, [KNOWN, KNOWN, NO_DATA]),
        (QUARTER, Span(date(2026, 1, 1), date(2026, 3, 11)), [KNOWN, KNOWN, NO_DATA]),
        (QUARTER, Span(date(2026, 2, 1), date(2026, 4, 1)), [NO_DATA, KNOWN, KNOWN]),
        (QUARTER, Span(date(2026, 1, 5), date(2026, 3, 29)), [KNOWN, KNOWN, KNOWN]),  # quiet days at the ends are no missing export
    ],
)
def test_only_months_that_both_cover_have_a_rate(orders: Span, tickets: Span, expected: list[str]) -> None:
    assert states(facts((orders.start, orders.last), (tickets.start, tickets.last))) == expected
