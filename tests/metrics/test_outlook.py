"""What is expected of the customers, against the models asked one by one."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from etl.demo_story import END, ONLINE_TEAM
from metrics.estimates import outlook as told
from metrics.estimates.duration import Days, Horizon, Weeks
from metrics.estimates.history import histories
from metrics.estimates.lifetime_model import Fitted, fitted
from metrics.estimates.lifetime_value import total_value
from metrics.estimates.outlook import COHORT, EARLIER, GRADE, LISTED, Outlook, customer_refs, outlook, read
from metrics.facts import Facts, Orders
from metrics.query import Scope
from tests.metrics.rows import facts_in, facts_of

YEAR = Horizon.of_months(Weeks, 12)


@pytest.fixture(scope="module")
def demo(demo_home: Path) -> Facts:
    return facts_in(demo_home)


@pytest.fixture(scope="module")
def found(demo: Facts) -> Outlook:
    return read(outlook(demo))


@pytest.fixture(scope="module")
def model(demo: Facts) -> Fitted[Weeks]:
    known = fitted(demo.frame(Orders), END - timedelta(days=1), Weeks)
    assert isinstance(known, Fitted)
    return known


def counted(demo: Facts) -> pl.DataFrame:
    """The orders that count of customers who are known, by the words of the documentation."""
    orders = demo.frames["orders"].collect().drop_nulls("customer_key").filter(pl.col("net_revenue") > 0)
    return orders.filter(~pl.col("status").is_in(["placed", "cancelled", "refunded"]))


def test_every_customer_is_in_one_cohort_and_in_one_grade(demo: Facts, found: Outlook) -> None:
    customers = counted(demo)["customer_key"].n_unique()
    for by in (COHORT, GRADE):
        assert sum(group.customers for group in found.groups if group.by == by) == customers
    assert found.as_of == END - timedelta(days=1) and found.missing is None


def test_revenue_to_date_and_the_size_of_a_cohort_are_counted_from_the_orders(demo: Facts, found: Outlook) -> None:
    each = counted(demo).group_by("customer_key").agg(pl.col("ordered_on").min(), pl.col("net_revenue").sum())
    for name, start, end in (("2025-Q4", date(2025, 10, 1), date(2026, 1, 1)), ("2026-Q3", date(2026, 7, 1), date(2026, 10, 1))):
        own = each.filter(pl.col("ordered_on").is_between(start, end, closed="left"))
        group = next(group for group in found.of(COHORT) if group.group == name)
        assert group.customers == own.height
        assert group.to_date == pytest.approx(own["net_revenue"].mean())
    # The data begin in November 2024: until half a year later nobody can tell a first order.
    early = next(group for group in found.of(COHORT) if group.group == EARLIER)
    assert early.customers == each.filter(pl.col("ordered_on") < date(2025, 7, 1)).height


def test_the_groups_together_are_worth_the_total_of_all(demo: Facts, found: Outlook, model: Fitted[Weeks]) -> None:
    total = total_value(model.model, histories(demo.frame(Orders), END - timedelta(days=1), Weeks), YEAR)
    for by in (COHORT, GRADE):
        groups = [group for group in found.groups if group.by == by]
        assert sum(group.value * group.customers for group in groups) == pytest.approx(total.value, rel=1e-9)
        assert all(group.low < group.value < (group.high or np.inf) for group in groups)
    # One group of all: its quicker range is about as wide as the thorough one.
    all_of_them = next(group for group in found.of(COHORT) if group.group == EARLIER)
    wide, thorough = (all_of_them.high or 0) - all_of_them.low, ((total.high or 0) - total.low) / total.value * all_of_them.value
    assert 0.8 < wide / thorough < 2.5


def test_customers_at_risk_are_in_order_of_what_is_at_stake(demo: Facts, found: Outlook, model: Fitted[Weeks]) -> None:
    stakes = [one.at_stake for one in found.at_risk]
    assert len(stakes) == LISTED and stakes == sorted(stakes, reverse=True)
    each = histories(demo.frame(Orders), END - timedelta(days=1), Weeks)
    value = model.model.expected_value(each, YEAR) * model.model.orders.probability_of_no_purchase(each, Days(90).to(Weeks)).to_numpy()
    assert stakes == pytest.approx(np.sort(value)[::-1][:LISTED], rel=1e-9)
    orders = counted(demo)
    for one in found.at_risk[:20]:
        own = orders.filter(customer_key=one.customer_key)
        assert (one.orders, one.last_on) == (own["ordered_on"].n_unique(), own["ordered_on"].max())
        assert 0 <= one.silent <= 1 and one.low <= one.value <= one.high


def test_a_team_is_told_of_its_own_orders_only(demo: Facts, found: Outlook) -> None:
    own = read(outlook(demo, scope=Scope(frozenset({ONLINE_TEAM}))))
    keys = set(counted(demo).filter(team=ONLINE_TEAM)["customer_key"])
    assert {one.customer_key for one in own.at_risk} <= keys
    assert sum(group.customers for group in own.groups if group.by == GRADE) == len(keys)
    assert own == read(outlook(demo, where={"team": (ONLINE_TEAM,)}))
    assert own != found


def test_without_orders_enough_there_is_a_reason_and_no_number() -> None:
    few = [{"customer_key": key, "ordered_on": date(2026, 1, 1 + key), "net_revenue": 9, "status": "paid"} for key in range(9)]
    for facts in (facts_of(date(2026, 3, 1), orders=few), facts_of(date(2026, 3, 1))):
        got = read(outlook(facts))
        assert got.missing is not None and "500" in got.missing.reason.ko
        assert (got.card, got.groups, got.at_risk) == (None, (), ())


def test_a_group_of_a_few_is_not_told(found: Outlook) -> None:
    few = told.GroupValue(GRADE, "VIP", 4, 1.0, 1.0, 1.0, 1.0)
    assert few not in Outlook(found.as_of, groups=(*found.groups, few)).of(GRADE)


def test_customers_are_found_by_their_references(demo: Facts, found: Outlook) -> None:
    keys = [one.customer_key for one in found.at_risk[:5]]
    refs = customer_refs(demo, keys)
    customers = demo.frames["customers"].collect()
    for key in keys:
        assert refs[key] == sorted(customers.filter(customer_key=key)["customer_ref"]) != []
