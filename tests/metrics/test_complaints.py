"""Complaints, against going through tickets and orders one by one."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalog import METRICS, metric
from metrics.drivers import drivers
from metrics.period import Grain, Span
from metrics.query import KNOWN, NO_DATA, Query, measure
from tests.metrics.made_up_orders import DAY, counts, groups, known
from tests.metrics.made_up_tickets import SPAN, START, UNTIL, Ticket, facts, tickets
from tests.metrics.rows import facts_of

GRAINS = (Grain.WEEK, Grain.MONTH, Grain.WHOLE)
splits = pytest.mark.parametrize("by", [(), ("team",)])

Order = dict[str, Any]
orders = st.lists(
    st.fixed_dictionaries(
        {
            "customer_key": st.sampled_from([None, 1, 2, 3, 4]),
            "ordered_on": st.one_of(st.dates(START, UNTIL - DAY), st.dates(START + 30 * DAY, START + 60 * DAY)),
            "net_revenue": st.sampled_from([None, 0, 9_000, 9_000, 9_000]),
            "status": st.sampled_from(["delivered", "paid", "shipped", "cancelled"]),
            "team": st.sampled_from(["A", "B", None]),
            "product_category": st.sampled_from(["침구", "조명"]),
        }
    ),
    max_size=40,
)


def asked(name: str, grain: Grain = Grain.MONTH, by: tuple[str, ...] = (), **more: Any) -> Query:
    return Query(metric(name), SPAN, grain, by=by, fewest=0, **more)


def within(rows: list[dict[str, Any]], day: str, period: Span) -> list[dict[str, Any]]:
    return [row for row in rows if period.start <= row[day] < period.end]


def issues(rows: list[Ticket]) -> list[date]:
    """The first day of each issue: complaints of one customer in one category, each within seven days of the one before."""
    begun = []
    for own in groups([r for r in rows if r["is_complaint"] and r["customer_key"] is not None], ("customer_key", "category")).values():
        days = sorted({r["opened_on"] for r in own})
        begun += [day for before, day in zip([None, *days], days, strict=False) if before is None or day > before + 7 * DAY]
    return begun


@splits
@given(rows=tickets)
@settings(max_examples=15, deadline=None)
def test_issues_contacts_and_customers_are_three_counts(by: tuple[str, ...], rows: list[Ticket]) -> None:
    judged = [row for row in rows if row["is_complaint"] is not None]
    for grain in GRAINS:
        right: dict[str, dict[Any, int]] = {"complaint_contacts": {}, "complaining_customers": {}, "complaint_issues": {}}
        for group, own in groups(judged, by).items():
            named = [r for r in own if r["customer_key"] is not None]
            for period in grain.periods(SPAN):
                inside, key = within(own, "opened_on", period), (period.start, *group)
                if inside:
                    right["complaint_contacts"][key] = sum(r["is_complaint"] for r in inside)
                if within(named, "opened_on", period):
                    said = [r["customer_key"] for r in within(named, "opened_on", period) if r["is_complaint"]]
                    right["complaining_customers"][key] = len(set(said))
                    right["complaint_issues"][key] = sum(period.start <= day < period.end for day in issues(own))
        for name, values in right.items():
            assert known(measure(asked(name, grain, by), facts(rows)), by) == values


@splits
@given(rows=tickets)
@settings(max_examples=10, deadline=None)
def test_customers_are_never_more_than_contacts_nor_issues_than_contacts(by: tuple[str, ...], rows: list[Ticket]) -> None:
    contacts, customers, told = (
        known(measure(asked(name, Grain.MONTH, by), facts(rows)), by)
        for name in ("complaint_contacts", "complaining_customers", "complaint_issues")
    )
    assert all(customers[key] <= contacts[key] for key in customers)
    assert all(told[key] <= contacts[key] for key in told)


def alone(tickets: list[dict[str, Any]], orders: list[Order]) -> list[date]:
    """The days at either end that only the tickets told of, or only the orders, where they are more than a fortnight."""
    said, sold = [r["opened_on"] for r in tickets], [r["ordered_on"] for r in orders if counts(r)]
    if not said or not sold:
        return []
    ends = [sorted((min(said), min(sold))), sorted((max(said) + DAY, max(sold) + DAY))]
    return [first + n * DAY for first, last in ends if last - first > 14 * DAY for n in range((last - first).days)]


@splits
@given(rows=tickets, sold=orders)
@settings(max_examples=15, deadline=None)
def test_complaints_over_active_customers(by: tuple[str, ...], rows: list[Ticket], sold: list[Order]) -> None:
    judged = [row for row in rows if row["is_complaint"] is not None]
    named = [row for row in judged if row["customer_key"] is not None]
    for name, observed in (("complaining_customer_share", named), ("complaints_per_thousand_customers", judged)):
        lopsided = alone(observed, sold)
        for grain in GRAINS:
            right = {}
            for group, own in groups(observed, by).items():
                wrote, bought = groups(rows, by).get(group, []), groups([o for o in sold if counts(o)], by).get(group, [])
                for period in grain.periods(SPAN):
                    seen = within(own, "opened_on", period)
                    active = {r["customer_key"] for r in within(wrote, "opened_on", period) + within(bought, "ordered_on", period)} - {None}
                    if not seen or not active or any(period.start <= day < period.end for day in lopsided):
                        continue
                    if name == "complaining_customer_share":
                        right[(period.start, *group)] = len({r["customer_key"] for r in seen if r["is_complaint"]}) / len(active)
                    else:
                        right[(period.start, *group)] = 1000 * sum(r["is_complaint"] for r in seen) / len(active)
            frame = measure(asked(name, grain, by), facts(rows, sold))
            assert known(frame, by) == pytest.approx(right)
            for row in frame.filter(state=KNOWN).iter_rows(named=True):
                assert row["low"] <= row["value"] <= row["high"]
                assert name != "complaining_customer_share" or row["high"] <= 1


def is_complained_about(order: Order, rows: list[Ticket], sold: list[Order]) -> bool:
    """Whether the customer complained within 30 days of the order, and before the next day with one."""
    customer, day = order["customer_key"], order["ordered_on"]
    later = [o["ordered_on"] for o in sold if counts(o) and o["customer_key"] == customer and o["ordered_on"] > day]
    said = [r["opened_on"] for r in rows if r["is_complaint"] and r["customer_key"] == customer]
    return any(day <= on <= day + 30 * DAY and (not later or on < min(later)) for on in said)


@pytest.mark.parametrize("by", [(), ("team",), ("product_category",)])
@given(rows=tickets, sold=orders)
@settings(max_examples=15, deadline=None)
def test_orders_complained_about(by: tuple[str, ...], rows: list[Ticket], sold: list[Order]) -> None:
    judged = [row["opened_on"] for row in rows if row["is_complaint"] is not None]
    paid = [o for o in sold if counts(o) and o["customer_key"] is not None and judged and min(judged) <= o["ordered_on"] <= max(judged)]
    for grain in GRAINS:
        right = {}
        for group, own in groups(paid, by).items():
            for period in grain.periods(SPAN):
                if inside := within(own, "ordered_on", period):
                    right[(period.start, *group)] = sum(is_complained_about(o, rows, sold) for o in inside) / len(inside)
        assert known(measure(asked("complained_order_rate", grain, by), facts(rows, sold)), by) == pytest.approx(right)


@given(rows=tickets, sold=orders)
@settings(max_examples=10, deadline=None)
def test_a_complaint_to_another_team_is_one_about_the_order(rows: list[Ticket], sold: list[Order]) -> None:
    everything = facts(rows, sold)
    by_team = known(measure(asked("complained_order_rate", by=("team",)), everything), ("team",))
    filtered = known(measure(asked("complained_order_rate", where={"team": ("A",)}), everything))
    assert filtered == {(start,): value for (start, team), value in by_team.items() if team == "A"}


def test_orders_complained_about_are_told_thirty_days_after_the_period() -> None:
    order = {"customer_key": 1, "ordered_on": date(2026, 1, 31), "net_revenue": 9, "status": "paid"}
    for until, state in ((date(2026, 3, 2), NO_DATA), (date(2026, 3, 3), KNOWN)):
        said = [{"opened_on": day, "is_complaint": False} for day in (date(2026, 1, 1), until - DAY)]
        rows = facts_of(until, orders=[order, order | {"ordered_on": until - DAY}], tickets=said)
        assert measure(asked("complained_order_rate"), rows)["state"][0] == state


def test_without_a_ticket_known_to_be_a_complaint_nothing_is_known_of_complaints() -> None:
    sold = [{"customer_key": n, "ordered_on": date(2026, 1, 5), "net_revenue": 9, "status": "paid"} for n in range(9)]
    said = [{"customer_key": n, "opened_on": date(2026, 1, 6), "is_complaint": None} for n in range(9)]
    for name, each in METRICS.items():
        if each.theme is METRICS["complaint_rate"].theme:
            assert set(measure(asked(name), facts_of(orders=sold, tickets=said))["state"]) == {NO_DATA}, name


def test_months_before_the_orders_were_loaded_do_not_make_customers_look_angry() -> None:
    said = [{"customer_key": n, "opened_on": START + n * DAY, "is_complaint": n % 2 == 0} for n in range(90)]
    sold = [{"customer_key": n, "ordered_on": START + n * DAY, "net_revenue": 9, "status": "paid"} for n in range(50, 90)]
    for name in ("complaining_customer_share", "complaints_per_thousand_customers"):
        frame = measure(Query(metric(name), Span(START, date(2026, 4, 1))), facts_of(orders=sold, tickets=said))
        assert frame["state"].to_list() == [NO_DATA, NO_DATA, KNOWN]


def test_the_three_counts_are_shown_beside_every_rate_of_complaints() -> None:
    for each in METRICS.values():
        if each.family is METRICS["complaint_rate"]:
            assert {beside.name for beside in each.beside} == {"complaint_issues", "complaint_contacts", "complaining_customers"}


def test_a_rate_per_thousand_is_divided_among_teams_in_its_own_unit() -> None:
    months = (Span(date(2026, 1, 1), date(2026, 2, 1)), Span(date(2026, 2, 1), date(2026, 3, 1)))
    said = [
        {"customer_key": number, "opened_on": month.start + (number % 20) * DAY, "is_complaint": number % often == 0, "team": team}
        for month, often in zip(months, (5, 3), strict=True)
        for number, team in zip(range(60), "AB" * 30, strict=True)
    ]
    sold = [{"customer_key": 1, "ordered_on": month.start + 14 * DAY, "net_revenue": 9, "status": "paid", "team": "B"} for month in months]
    per_thousand = metric("complaints_per_thousand_customers")
    moved = drivers(per_thousand, facts_of(orders=sold, tickets=said), months[1], months[0], Grain.MONTH, "team")
    assert moved.amount == pytest.approx(1000 * (20 - 12) / 60)
    assert moved.residual == pytest.approx(0) and moved.segments["contribution"].sum() == pytest.approx(moved.amount)
