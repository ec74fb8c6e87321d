"""Who comes back, who is new and who stays away, against counting them one by one."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from metrics.catalog import METRICS, metric, official
from metrics.period import Grain, Span, months_later
from metrics.query import KNOWN, NO_DATA, Query, measure
from tests.metrics.made_up_orders import DAY, GRAINS, SPAN, UNTIL, Days, Order, days_of, facts, groups, known, orders, reach, seen_of
from tests.metrics.rows import facts_of

NAMES = (
    "repurchase_rate",
    "repurchase_rate_in_period",
    "cohort_repurchase_rate",
    "returning_customer_rate",
    "new_customers",
    "new_customer_share",
    "churn_rate",
    "retention_rate",
)
FORTNIGHT = 14 * DAY


def one_by_one(name: str, customers: Days, base: list[date], seen: Span, until: date) -> float | None:
    """The value of a metric of a seen period; None where it cannot be told. `base` is the days that say how far back the data go."""
    inside = [days for days in customers.values() if any(seen.start <= day < seen.end for day in days)]
    new = [days for days in inside if days[0] >= seen.start]
    has_history = bool(base) and min(base) <= seen.start - 180 * DAY + FORTNIGHT
    match name:
        case "repurchase_rate":
            start = months_later(seen.end, -12)
            days = [[day for day in own if start <= day < seen.end] for own in customers.values()]
            if not base or min(base) > start + FORTNIGHT or not any(days):
                return None
            return sum(len(own) > 1 for own in days) / sum(len(own) > 0 for own in days)
        case "repurchase_rate_in_period":
            return sum(sum(seen.start <= day < seen.end for day in own) > 1 for own in inside) / len(inside) if inside else None
        case "cohort_repurchase_rate":
            if not has_history or not new or seen.end + 90 * DAY > until:
                return None
            return sum(len(own) > 1 and (own[1] - own[0]).days <= 90 for own in new) / len(new)
        case "returning_customer_rate":
            return sum(sum(day < seen.end for day in own) > 1 for own in inside) / len(inside) if has_history and inside else None
        case "new_customers":
            return float(len(new)) if has_history and any(seen.start <= day < seen.end for day in base) else None
        case "new_customer_share":
            return len(new) / len(inside) if has_history and inside else None
        case _:
            start, cut = seen.end - 180 * DAY, seen.end - 90 * DAY
            active = [own for own in customers.values() if any(start <= day < cut for day in own)]
            if not base or min(base) > start + FORTNIGHT or not active:
                return None
            stayed = sum(any(cut <= day < seen.end for day in own) for own in active) / len(active)
            return stayed if name == "retention_rate" else 1 - stayed


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("by", [(), ("team",)])
@given(rows=orders)
@settings(max_examples=12, deadline=None)
def test_everyone_is_counted_one_by_one(name: str, by: tuple[str, ...], rows: list[Order]) -> None:
    until = reach(rows)
    for grain in GRAINS:
        expected: dict[Any, float] = {}
        for group, own in groups(rows, by).items():
            customers = days_of(own)
            base = [day for days in customers.values() for day in days]
            if name == "new_customers":
                base = [row["ordered_on"] for row in own if row["customer_key"] is not None]
            for period in grain.periods(SPAN):
                seen = seen_of(period, until)
                value = one_by_one(name, customers, base, seen, until) if seen else None
                if value is not None:
                    expected[(period.start, *group)] = value
        frame = measure(Query(metric(name), SPAN, grain, by, fewest=1), facts(rows))
        assert known(frame, by) == pytest.approx(expected, abs=1e-12)


@given(rows=orders, later=orders)
@settings(max_examples=15, deadline=None)
def test_what_is_known_stays_whatever_comes_later(rows: list[Order], later: list[Order]) -> None:
    cut = date(2026, 1, 1)
    before = [row for row in rows if row["ordered_on"] < cut] + [anyone(cut - DAY)]
    after = before + [row | {"ordered_on": cut + number * DAY} for number, row in enumerate(later)]
    for name in NAMES:
        query = Query(metric(name), Span(date(2025, 7, 1), cut), Grain.MONTH, fewest=1)
        early = known(measure(query, facts_of(cut, orders=before)))
        assert early.items() <= known(measure(query, facts_of(cut + 90 * DAY, orders=after))).items()


@given(rows=orders)
@settings(max_examples=15, deadline=None)
def test_those_who_left_and_those_who_stayed_are_all(rows: list[Order]) -> None:
    left, stayed = (measure(Query(metric(name), SPAN, Grain.MONTH, fewest=1), facts(rows)) for name in ("churn_rate", "retention_rate"))
    assert left["whole"].equals(stayed["whole"])
    assert (left["part"] + stayed["part"]).equals(left["whole"])


def anyone(day: date, customer: int = 1) -> Order:
    return {"customer_key": customer, "ordered_on": day, "net_revenue": 100, "status": "paid", "team": "A"}


@pytest.mark.parametrize("name", [name for name in NAMES if METRICS[name].formula.history])
def test_a_first_order_is_told_only_with_half_a_year_of_data_before(name: str) -> None:
    rows = [anyone(date(2025, 1, 1) + n * DAY, customer=n) for n in range(365)]
    rows += [anyone(date(2025, 1, 2) + n * DAY, customer=n) for n in range(365)]
    frame = measure(Query(metric(name), Span(date(2025, 1, 1), date(2025, 10, 1)), Grain.MONTH), facts_of(UNTIL, orders=rows))
    # 1 July lies 181 days after the first of January; with a fortnight's grace the first day may be 166 days before.
    assert frame["state"].to_list() == [NO_DATA] * 6 + [KNOWN] * 3


def test_guests_of_earlier_years_are_no_history_of_customers() -> None:
    guests = [anyone(date(2023, 1, 1) + n * DAY) | {"customer_key": None} for n in range(900)]
    buyers = [anyone(date(2025, 9, 1) + n * DAY, customer=n) for n in range(150)]
    for name in ("returning_customer_rate", "new_customers", "new_customer_share", "repurchase_rate", "churn_rate"):
        query = Query(metric(name), Span(date(2025, 10, 1), date(2025, 11, 1)), Grain.MONTH)
        assert measure(query, facts_of(UNTIL, orders=guests + buyers))["state"].to_list() == [NO_DATA]


def test_a_cohort_is_shown_once_all_its_customers_had_ninety_days() -> None:
    rows = [anyone(date(2025, 1, 1) + n * DAY, customer=n) for n in range(400)]
    query = Query(metric("cohort_repurchase_rate"), Span(date(2025, 9, 1), date(2025, 12, 1)), Grain.MONTH)
    for until, states in (
        (date(2025, 12, 29), [NO_DATA] * 3),  # 30 September and 90 days are 29 December
        (date(2025, 12, 30), [KNOWN, NO_DATA, NO_DATA]),
    ):
        assert measure(query, facts_of(until, orders=[r for r in rows if r["ordered_on"] < until]))["state"].to_list() == states


def test_a_running_period_tells_who_stayed_away_up_to_where_the_data_end() -> None:
    until = date(2026, 1, 20)
    rows = [anyone(until - 185 * DAY, 1), anyone(until - 91 * DAY, 2), anyone(until - 1 * DAY, 2), anyone(until - 91 * DAY, 3)]
    frame = measure(Query(metric("churn_rate"), Span(date(2026, 1, 1), until), Grain.MONTH, fewest=1), facts_of(until, orders=rows))
    assert frame.select("part", "whole").row(0) == (1, 2)


def test_four_rates_ask_the_same_and_one_is_official() -> None:
    asked = METRICS["repurchase_rate"]
    variants = {name for name, each in METRICS.items() if each.family is asked}
    assert variants == {"repurchase_rate", "repurchase_rate_in_period", "cohort_repurchase_rate", "returning_customer_rate"}
    assert official("repurchase_rate", {}) is asked
    assert official("repurchase_rate", {"repurchase_rate": "returning_customer_rate"}).name == "returning_customer_rate"
