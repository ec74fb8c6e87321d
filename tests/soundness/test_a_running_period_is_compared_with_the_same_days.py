"""A month that is not over beside a whole one: what has not happened yet must not read as a fall."""

from datetime import date, timedelta
from typing import Any

import pytest

from metrics.catalog import metric
from metrics.comparison import with_last_period
from metrics.drivers import drivers
from metrics.facts import Facts
from metrics.period import Grain, Span
from metrics.query import KNOWN, NO_DATA, Query, measure
from metrics.scorecard import Score, score
from tests.metrics.rows import facts_of

UNTIL = date(2026, 10, 13)


def each_day(first: date, until: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((until - first).days)]


def answers(until: date = UNTIL) -> list[dict[str, Any]]:
    """Ten CSAT answers a day; in the first twelve days of a month all are content, afterwards none."""
    days = each_day(date(2025, 1, 1), until)
    return [{"survey": "csat", "score": 5.0 if day.day <= 12 else 1.0, "answered_on": day, "team": "A"} for day in days for _ in range(10)]


def scored(facts: Facts, grain: Grain, day: date = UNTIL - timedelta(days=1), name: str = "customer_satisfaction") -> Score:
    return score(metric(name), facts, grain.period_of(day), grain)


def test_twelve_days_of_october_are_compared_with_twelve_days_of_september() -> None:
    told = scored(facts_of(UNTIL, responses=answers()), Grain.MONTH)
    assert told.is_running
    assert (told.now.value, told.before.value, told.change.amount) == (1.0, 1.0, 0.0)
    assert told.before.period == Span(date(2026, 9, 1), date(2026, 9, 13)) and told.before.n == told.now.n == 120
    compared = with_last_period(told)
    assert compared.days is not None and (compared.days.ko, compared.days.en) == ("9월 1~12일", "1–12 Sep")
    assert told.trend["value"][-2] == pytest.approx(12 / 30)  # the trend keeps the whole month


def test_a_month_that_is_over_is_compared_with_a_whole_one() -> None:
    told = scored(facts_of(UNTIL, responses=answers()), Grain.MONTH, date(2026, 9, 1))
    assert not told.is_running and with_last_period(told).days is None
    assert (told.now.n, told.before.n) == (300, 310)


@pytest.mark.parametrize(
    ("grain", "until", "before"),
    [
        (Grain.WEEK, date(2026, 10, 15), Span(date(2026, 10, 5), date(2026, 10, 8))),  # Monday to Wednesday
        (Grain.MONTH, date(2026, 3, 31), Span(date(2026, 2, 1), date(2026, 3, 1))),  # the 30th: all of February
        (Grain.MONTH, date(2026, 2, 28), Span(date(2026, 1, 1), date(2026, 1, 28))),
        (Grain.MONTH, date(2026, 10, 2), Span(date(2026, 9, 1), date(2026, 9, 2))),
        (Grain.QUARTER, date(2026, 5, 31), Span(date(2026, 1, 1), date(2026, 3, 1))),  # 30 May: there is no 30 February
        (Grain.QUARTER, date(2026, 11, 13), Span(date(2026, 7, 1), date(2026, 8, 13))),
        (Grain.YEAR, date(2028, 3, 1), Span(date(2027, 1, 1), date(2027, 3, 1))),  # 29 February 2028
    ],
)
def test_the_same_point_is_the_same_weekday_or_day_of_the_month(grain: Grain, until: date, before: Span) -> None:
    period = grain.period_of(until - timedelta(days=1))
    assert grain.to_same_point(period, until, 1) == before


def buyers() -> Facts:
    """Since 2024: in each month from the 20th on the same twenty people buy; a hundred others bought once, on 20 October 2025."""
    months = [(year, month) for year in (2024, 2025, 2026) for month in range(1, 13) if date(year, month, 20) < UNTIL]
    orders: list[dict[str, Any]] = [
        {"customer_key": who, "ordered_on": date(year, month, 20), "net_revenue": 100, "status": "paid"}
        for year, month in months
        for who in range(20)
    ]
    orders += [{"customer_key": 100 + who, "ordered_on": date(2025, 10, 20), "net_revenue": 100, "status": "paid"} for who in range(100)]
    return facts_of(UNTIL, orders=[*orders, *({**orders[0], "ordered_on": day} for day in each_day(date(2026, 9, 20), UNTIL))])


def test_twelve_months_that_end_in_a_running_one_end_where_the_data_do() -> None:
    told = scored(buyers(), Grain.MONTH, name="repurchase_rate")
    # 13 October 2025 to 12 October 2026 holds the hundred; November 2025 to October 2026 would not, and would read 100 %.
    assert (told.now.value, told.now.n) == (pytest.approx(20 / 120), 120)
    # 13 September 2025 to 12 September 2026
    assert (told.before.value, told.before.n) == (pytest.approx(20 / 120), 120)


def test_segments_of_a_running_window_add_up_to_its_change() -> None:
    facts, october = buyers(), Grain.MONTH.period_of(UNTIL)
    moved = drivers(metric("repurchase_rate"), facts, october, Grain.MONTH.back(october, 2), Grain.MONTH, "team")
    assert moved.residual == pytest.approx(0, abs=1e-12)


def lagging() -> Facts:
    """Answers up to 12 October; orders up to the end of the month."""
    orders = [
        {"customer_key": 1, "ordered_on": day, "net_revenue": 100, "status": "paid"}
        for day in each_day(date(2026, 8, 1), date(2026, 11, 1))
    ]
    return facts_of(date(2026, 11, 1), responses=answers(), orders=orders)


def test_a_period_that_one_export_has_not_reached_is_running_for_its_metrics() -> None:
    satisfaction = scored(lagging(), Grain.MONTH)
    assert satisfaction.is_running and satisfaction.until == UNTIL
    assert (satisfaction.change.amount, satisfaction.before.n) == (0.0, 120)
    orders = scored(lagging(), Grain.MONTH, name="customer_lifetime_value")
    assert not orders.is_running and orders.until == date(2026, 11, 1)


def test_a_period_after_an_export_that_ended_has_no_data() -> None:
    facts = facts_of(
        date(2027, 1, 1),
        orders=[
            {"customer_key": 1, "ordered_on": day, "net_revenue": 100, "status": "paid"}
            for day in each_day(date(2026, 8, 1), date(2026, 11, 1))
        ],
        responses=answers(date(2027, 1, 1)),
    )
    asked = Query(metric("customer_lifetime_value"), Span(date(2026, 10, 1), date(2027, 1, 1)), Grain.MONTH, fewest=1)
    assert measure(asked, facts)["state"].to_list() == [KNOWN, NO_DATA, NO_DATA]


def test_a_fortnight_without_events_is_no_lag() -> None:
    facts = facts_of(
        date(2026, 10, 26), responses=answers(), orders=[{"customer_key": 1, "ordered_on": date(2026, 10, 25), "status": "paid"}]
    )
    assert scored(facts, Grain.MONTH).until == date(2026, 10, 26)
