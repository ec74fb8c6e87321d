"""Orders made up by Hypothesis, and what is plainly so of them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import strategies as st

from metrics.facts import Facts
from metrics.period import Grain, Span
from metrics.query import KNOWN
from tests.metrics.rows import facts_of

DAY = timedelta(days=1)
START, UNTIL = date(2025, 1, 1), date(2026, 4, 8)
SPAN = Span(date(2025, 6, 30), UNTIL)

Order = dict[str, Any]
Days = dict[int, list[date]]  # of each customer, in order

orders = st.lists(
    st.fixed_dictionaries(
        {
            "customer_key": st.sampled_from([None, *range(1, 10)]),
            # Half of them in the last half-year, and some at the very start, so that there is history.
            "ordered_on": st.one_of(
                st.dates(START, START + 20 * DAY), st.dates(START, UNTIL - DAY), st.dates(UNTIL - 200 * DAY, UNTIL - DAY)
            ),
            "net_revenue": st.sampled_from([None, 0, -500, *range(1_000, 50_000, 700)]),
            "status": st.sampled_from(["delivered", "delivered", "delivered", "paid", "shipped", "cancelled", "refunded", "placed"]),
            "team": st.sampled_from(["A", "B", None]),
        }
    ),
    max_size=60,
)


def facts(rows: list[Order]) -> Facts:
    return facts_of(UNTIL, orders=rows)


def counts(row: Order) -> bool:
    return row["status"] in ("paid", "shipped", "delivered") and (row["net_revenue"] or 0) > 0


def reach(rows: list[Order]) -> date:
    """Where the orders end: at the data's end, unless they lag more than a fortnight behind."""
    last = max((row["ordered_on"] for row in rows), default=UNTIL - DAY) + DAY
    return last if UNTIL - last > 14 * DAY else UNTIL


def seen_of(period: Span, until: date) -> Span | None:
    """What there is of a period in data up to `until`; None where it has not begun."""
    return None if period.start >= until else Span(period.start, min(period.end, until))


def groups(rows: Iterable[Order], by: tuple[str, ...]) -> dict[tuple[Any, ...], list[Order]]:
    found = defaultdict(list)
    for row in rows:
        found[tuple(row[name] for name in by)].append(row)
    return found


def days_of(rows: Iterable[Order]) -> Days:
    """Each known customer's different days with an order that counts."""
    found = defaultdict(set)
    for row in rows:
        if counts(row) and row["customer_key"] is not None:
            found[row["customer_key"]].add(row["ordered_on"])
    return {customer: sorted(days) for customer, days in found.items()}


def known(frame: pl.DataFrame, by: tuple[str, ...] = ()) -> dict[tuple[Any, ...], Any]:
    """The values of an answer that are known, by period and group."""
    rows = frame.filter(state=KNOWN).iter_rows(named=True)
    return {(row["period_start"], *(row[name] for name in by)): row["value"] for row in rows}


GRAINS = (Grain.WEEK, Grain.MONTH, Grain.QUARTER)
