"""The cohort triangle against following each customer through the months."""

from collections import defaultdict
from datetime import date
from statistics import fmean, stdev
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from scipy.stats import t

from errors import QueryError
from metrics.cohort import IMMATURE, CohortValue, triangle
from metrics.interval import wilson
from metrics.period import Grain, Span, months_later
from metrics.query import KNOWN, NO_DATA, TOO_FEW, Scope
from tests.metrics.made_up_orders import DAY, UNTIL, Order, counts, days_of, facts, orders, reach
from tests.metrics.rows import facts_of

SPAN = Span(date(2025, 5, 1), date(2026, 5, 1))
AGES = 7
Cells = dict[tuple[date, int], Any]


def bought(customer: int, *days: date, amount: int = 100, team: str = "A") -> list[Order]:
    return [{"customer_key": customer, "ordered_on": day, "net_revenue": amount, "status": "paid", "team": team} for day in days]


OLD = bought(0, date(2025, 1, 1))
WORKED = [
    *OLD,
    *bought(1, date(2025, 8, 3), date(2025, 8, 9), date(2025, 10, 1)),
    *bought(2, date(2025, 8, 31), date(2025, 8, 31), date(2025, 11, 2), amount=50),
    *bought(3, date(2025, 9, 30), date(2025, 12, 2)),
]


def cells(frame: pl.DataFrame, column: str) -> Cells:
    return {(row["cohort_start"], row["age"]): row[column] for row in frame.iter_rows(named=True) if row["size"]}


AUGUST, SEPTEMBER = date(2025, 8, 1), date(2025, 9, 1)


@pytest.mark.parametrize(
    ("value", "august", "september"),
    [
        (CohortValue.RETURNED, [1, 0, 1 / 2, 1 / 2, None], [1, 0, 0, None, None]),
        (CohortValue.REPURCHASED, [1 / 2, 1 / 2, 1 / 2, 1, None], [0, 0, 0, None, None]),
        (CohortValue.REVENUE, [150, 150, 200, 225, None], [100, 100, 100, None, None]),
    ],
)
def test_two_cohorts_by_hand(value: CohortValue, august: list[float | None], september: list[float | None]) -> None:
    frame = triangle(facts_of(date(2025, 12, 15), orders=WORKED), Span(date(2025, 7, 1), date(2026, 1, 1)), value, ages=5, fewest=1)
    assert frame.height == 6 * 5
    found = cells(frame, "value")
    assert [found[AUGUST, age] for age in range(5)] == august
    assert [found[SEPTEMBER, age] for age in range(5)] == september
    states = cells(frame, "state")
    assert [states[SEPTEMBER, age] for age in range(5)] == [KNOWN] * 3 + [IMMATURE] * 2
    assert set(cells(frame, "size").values()) == {1, 2}


def one_by_one(rows: list[Order], value: CohortValue, until: date) -> dict[tuple[date, int], list[float]]:
    """What each customer of a cohort comes to at an age: 1 or 0, or its revenue; only cells that are over and old enough."""
    customers = days_of(rows)
    first_day = min((days[0] for days in customers.values()), default=UNTIL)
    found = defaultdict(list)
    for customer, days in customers.items():
        start = days[0].replace(day=1)
        if not (SPAN.start <= start < SPAN.end) or first_day > start - 166 * DAY:
            continue
        for age in range(AGES):
            month = Span(months_later(start, age), months_later(start, age + 1))
            if month.end > until:
                continue
            match value:
                case CohortValue.RETURNED:
                    each = float(any(month.start <= day < month.end for day in days))
                case CohortValue.REPURCHASED:
                    each = float(sum(day < month.end for day in days) > 1)
                case _:
                    own = [row for row in rows if counts(row) and row["customer_key"] == customer and row["ordered_on"] < month.end]
                    each = float(sum(row["net_revenue"] for row in own))
            found[start, age].append(each)
    return found


@pytest.mark.parametrize("value", CohortValue)
@given(rows=orders)
@settings(max_examples=40, deadline=None)
def test_each_customer_is_followed_through_the_months(value: CohortValue, rows: list[Order]) -> None:
    frame = triangle(facts(rows), SPAN, value, ages=AGES, fewest=1)
    expected = one_by_one(rows, value, reach(rows))
    known = frame.filter(state=KNOWN)
    assert cells(known, "value") == pytest.approx({key: fmean(each) for key, each in expected.items()}, abs=1e-9)
    assert cells(known, "part") == pytest.approx({key: sum(each) for key, each in expected.items()}, abs=1e-9)
    assert cells(known, "n") == cells(known, "size") == {key: len(each) for key, each in expected.items()}
    for key, (low, high) in cells(known.with_columns(pl.concat_list("low", "high").alias("bounds")), "bounds").items():
        each = expected[key]
        if value is not CohortValue.REVENUE:
            assert (low, high) == pytest.approx(tuple(bound.item() for bound in wilson(sum(each), len(each))))
        elif len(each) > 1:
            half = t.ppf(0.975, len(each) - 1) * stdev(each) / len(each) ** 0.5
            assert high - low == pytest.approx(2 * half, rel=1e-6, abs=1e-2)


@given(rows=orders, later=orders)
@settings(max_examples=25, deadline=None)
def test_a_cell_that_is_known_stays_whatever_comes_later(rows: list[Order], later: list[Order]) -> None:
    cut = date(2026, 1, 15)
    before = [row for row in rows if row["ordered_on"] < cut] + bought(1, cut - DAY)
    after = before + [row | {"ordered_on": cut + number * DAY} for number, row in enumerate(later)]
    for value in CohortValue:
        early, late = (
            cells(triangle(facts_of(until, orders=own), SPAN, value, ages=AGES, fewest=1).filter(state=KNOWN), "value")
            for until, own in ((cut, before), (cut + 80 * DAY, after))
        )
        assert {key: late[key] for key in early} == pytest.approx(early, abs=1e-9)


@given(rows=orders)
@settings(max_examples=25, deadline=None)
def test_the_revenue_of_all_cohorts_is_that_of_their_months(rows: list[Order]) -> None:
    rows += OLD
    until = reach(rows)
    month = Grain.MONTH.back(Grain.MONTH.period_of(until), 1)
    everybody = Span(date(2024, 1, 1), until)
    frame = triangle(facts(rows), everybody, CohortValue.REVENUE, ages=30, fewest=1)
    late = frame.filter(pl.col("state") == KNOWN, pl.col("cohort_start").dt.offset_by(pl.format("{}mo", "age")) == month.start)
    customers = {customer for customer, days in days_of(rows).items() if days[0] >= date(2025, 7, 1)}
    spent = sum(row["net_revenue"] for row in rows if counts(row) and row["customer_key"] in customers and row["ordered_on"] < month.end)
    assert late["part"].sum() == pytest.approx(spent)


@pytest.mark.parametrize(("first_day", "july"), [(date(2025, 1, 16), KNOWN), (date(2025, 1, 17), NO_DATA)])
def test_the_first_half_year_of_the_data_has_no_cohorts(first_day: date, july: str) -> None:
    rows = [order for n in range(400) for order in bought(n, first_day + n * DAY)]
    frame = triangle(facts_of(UNTIL, orders=rows), Span(date(2025, 1, 1), date(2025, 9, 1)), ages=1)
    assert frame["state"].to_list() == [NO_DATA] * 6 + [july, KNOWN]  # 180 days before 1 July, less a fortnight's grace


def test_a_cohort_of_a_handful_is_withheld_but_its_size() -> None:
    frame = triangle(facts_of(UNTIL, orders=WORKED), Span(AUGUST, SEPTEMBER), ages=2)
    assert frame.select("size", "value", "part", "whole", "n", "state").rows() == [(2, None, None, None, 2, TOO_FEW)] * 2


def test_filters_and_scope_narrow_the_orders_that_make_a_customer() -> None:
    rows = [*OLD, *bought(0, date(2025, 1, 2), team="B"), *bought(1, date(2025, 8, 3), team="A"), *bought(1, date(2025, 9, 3), team="B")]
    both = facts_of(UNTIL, orders=rows)
    span = Span(AUGUST, date(2025, 10, 1))
    for narrowed in ({"where": {"team": ("B",)}}, {"scope": Scope(frozenset({"B"}))}):
        assert cells(triangle(both, span, ages=1, fewest=1, **narrowed), "size") == {(SEPTEMBER, 0): 1}
    assert cells(triangle(both, span, ages=1, fewest=1), "size") == {(AUGUST, 0): 1}


def test_a_filter_that_orders_do_not_carry_is_refused() -> None:
    with pytest.raises(QueryError, match="cannot be filtered by 'category'"):
        triangle(facts_of(UNTIL, orders=WORKED), SPAN, where={"category": ("배송",)})


def test_without_orders_there_are_no_cohorts() -> None:
    assert set(triangle(facts_of(), SPAN, ages=2)["state"]) == {NO_DATA}
