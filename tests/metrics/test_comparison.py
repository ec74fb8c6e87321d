from datetime import date

import pytest

from metrics.catalog import metric
from metrics.change import Direction
from metrics.comparison import with_last_period, with_last_year
from metrics.facts import Facts
from metrics.period import Grain
from metrics.scorecard import Answer, score


@pytest.mark.parametrize(("grain", "then"), [(Grain.MONTH, date(2025, 9, 1)), (Grain.QUARTER, date(2025, 7, 1))])
def test_a_year_ago_is_the_same_month_or_quarter_of_the_year_before(facts: Facts, grain: Grain, then: date) -> None:
    now = score(metric("first_response_time"), facts, grain.period_of(date(2026, 9, 1)), grain)
    compared = with_last_year(now, grain)
    assert compared is not None and compared.before.period == grain.period_of(then)
    answers = {row["period_start"]: Answer.of(row) for row in now.trend.iter_rows(named=True)}
    old, new = answers[then].value, now.now.value
    assert old and new and compared.change.amount == pytest.approx(new / old - 1)
    assert (compared.change.direction, compared.change.is_good) == (Direction.DOWN, True)


def test_twelve_months_and_the_twelve_before_them_do_not_overlap(facts: Facts) -> None:
    september, august = (
        score(metric("repurchase_rate"), facts, Grain.MONTH.period_of(date(2026, month, 1)), Grain.MONTH) for month in (9, 8)
    )
    assert with_last_period(september).change.direction is Direction.OVERLAPS
    compared = with_last_year(september, Grain.MONTH)
    assert compared is not None and compared.change.direction is not Direction.OVERLAPS
    assert with_last_year(august, Grain.MONTH) is None  # of the twelve months before it, too little was seen


def test_all_to_date_overlaps_itself_a_year_ago(facts: Facts) -> None:
    value = score(metric("customer_lifetime_value"), facts, Grain.MONTH.period_of(date(2026, 9, 1)), Grain.MONTH)
    compared = with_last_year(value, Grain.MONTH)
    assert compared is not None and compared.change.direction is Direction.OVERLAPS


@pytest.mark.parametrize("grain", [Grain.DAY, Grain.WEEK, Grain.YEAR])
def test_other_grains_have_no_year_ago(facts: Facts, grain: Grain) -> None:
    now = score(metric("complaint_rate"), facts, grain.period_of(date(2026, 9, 1)), grain)
    assert with_last_year(now, grain) is None
