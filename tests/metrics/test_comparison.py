from datetime import date, timedelta

import pytest

from metrics.catalog import metric
from metrics.change import Direction
from metrics.comparison import feast_moved, with_last_period, with_last_year
from metrics.facts import Facts
from metrics.feasts import feasts_of
from metrics.period import Grain, Span
from metrics.query import Query, measure
from metrics.scorecard import Answer, Score, score
from tests.metrics.rows import facts_of

KOREA = feasts_of("KR")


def satisfaction(share: dict[date, float], until: date) -> Facts:
    """A hundred CSAT answers on each day, of which a share is content."""
    rows = [
        {"survey": "csat", "score": 5.0 if number < 100 * content else 1.0, "answered_on": day, "team": "A"}
        for day, content in share.items()
        for number in range(100)
    ]
    return facts_of(until, responses=rows)


def days(first: date, last: date, content: float) -> dict[date, float]:
    return {first + timedelta(days=n): content for n in range((last - first).days + 1)}


def scored(facts: Facts, day: date, grain: Grain = Grain.MONTH, *, feasts: object = KOREA) -> Score:
    return score(metric("customer_satisfaction"), facts, grain.period_of(day), grain, feasts=feasts)


@pytest.mark.parametrize(("grain", "then"), [(Grain.MONTH, date(2025, 9, 1)), (Grain.QUARTER, date(2025, 7, 1))])
def test_a_year_ago_is_the_same_month_or_quarter_of_the_year_before(facts: Facts, grain: Grain, then: date) -> None:
    now = score(metric("first_response_time"), facts, grain.period_of(date(2026, 9, 1)), grain)
    compared = with_last_year(now)
    assert compared is not None and compared.before.period == grain.period_of(then)
    answers = {row["period_start"]: Answer.of(row) for row in now.trend.iter_rows(named=True)}
    old, new = answers[then].value, now.now.value
    assert old and new and compared.change.amount == pytest.approx(new / old - 1)
    assert (compared.change.direction, compared.change.is_good) == (Direction.DOWN, True)


def test_a_week_is_compared_with_the_week_of_that_number_though_the_trend_is_shorter_than_a_year(facts: Facts) -> None:
    week = Grain.WEEK.period_of(date(2026, 9, 2))
    now = score(metric("first_response_time"), facts, week, Grain.WEEK)
    compared = with_last_year(now)
    assert compared is not None
    assert [span.start.isocalendar()[:2] for span in (compared.before.period, week)] == [(2025, 36), (2026, 36)]
    alone = measure(Query(metric("first_response_time"), compared.before.period, Grain.WEEK), facts)
    assert compared.before.value == alone["value"][0]


def test_twelve_months_and_the_twelve_before_them_do_not_overlap(facts: Facts) -> None:
    september, august = (
        score(metric("repurchase_rate"), facts, Grain.MONTH.period_of(date(2026, month, 1)), Grain.MONTH) for month in (9, 8)
    )
    assert with_last_period(september).change.direction is Direction.OVERLAPS
    compared = with_last_year(september)
    assert compared is not None and compared.change.direction is not Direction.OVERLAPS
    assert with_last_year(august) is None  # of the twelve months before it, too little was seen


def test_all_to_date_overlaps_itself_a_year_ago(facts: Facts) -> None:
    value = score(metric("customer_lifetime_value"), facts, Grain.MONTH.period_of(date(2026, 9, 1)), Grain.MONTH)
    compared = with_last_year(value)
    assert compared is not None and compared.change.direction is Direction.OVERLAPS


@pytest.mark.parametrize("grain", [Grain.DAY, Grain.YEAR])
def test_days_and_years_have_no_year_ago(facts: Facts, grain: Grain) -> None:
    now = score(metric("complaint_rate"), facts, grain.period_of(date(2026, 9, 1)), grain)
    assert with_last_year(now) is None


# Seollal was on 29 January 2025 and on 17 February 2026. Around it few are content; otherwise most are.
SEOLLAL = (
    days(date(2025, 1, 1), date(2025, 1, 26), 0.9)
    | days(date(2025, 1, 27), date(2025, 2, 2), 0.4)
    | days(date(2025, 2, 3), date(2026, 2, 15), 0.9)
    | days(date(2026, 2, 16), date(2026, 2, 22), 0.4)
    | days(date(2026, 2, 23), date(2026, 3, 31), 0.9)
)


@pytest.mark.parametrize("month", [1, 2])
def test_the_two_months_of_seollal_are_compared_together(month: int) -> None:
    told = scored(satisfaction(SEOLLAL, date(2026, 4, 1)), date(2026, month, 1))
    compared = with_last_year(told)
    assert compared is not None
    assert (compared.before.period, compared.now.period) == (
        Span(date(2025, 1, 1), date(2025, 3, 1)),
        Span(date(2026, 1, 1), date(2026, 3, 1)),
    )
    assert (compared.before.value, compared.now.value) == (
        pytest.approx((52 * 0.9 + 7 * 0.4) / 59),
        pytest.approx((52 * 0.9 + 7 * 0.4) / 59),
    )
    assert compared.change.direction is Direction.CANNOT_TELL
    assert compared.days is not None and (compared.days.ko, compared.days.en) == ("1~2월 합산", "Jan to Feb together")
    why = feast_moved(told)
    assert why is not None and why.ko.startswith("설날이 1월 29일에서 2월 17일로 옮겨져")
    assert "from 29 Jan to 17 Feb, so January to February" in why.en


@pytest.mark.parametrize(("month", "direction"), [(1, Direction.UP), (2, Direction.DOWN)])
def test_without_alignment_the_moved_feast_would_read_as_a_change(month: int, direction: Direction) -> None:
    compared = with_last_year(scored(satisfaction(SEOLLAL, date(2026, 4, 1)), date(2026, month, 1), feasts=()))
    assert compared is not None and compared.change.direction is direction


def test_january_waits_for_the_february_that_holds_the_feast() -> None:
    told = scored(satisfaction(SEOLLAL, date(2026, 2, 10)), date(2026, 1, 1))
    assert with_last_year(told) is None
    why = feast_moved(told)
    assert why is not None and "2026-02-28" in why.ko and "2026-02-28" in why.en


def test_a_month_without_a_feast_needs_no_other() -> None:
    told = scored(satisfaction(SEOLLAL, date(2026, 4, 1)), date(2026, 3, 1))
    compared = with_last_year(told)
    assert compared is not None and compared.days is None and feast_moved(told) is None
    assert compared.before.period == Span(date(2025, 3, 1), date(2025, 4, 1))


def test_the_week_of_seollal_is_compared_with_the_week_of_seollal() -> None:
    facts = satisfaction(SEOLLAL, date(2026, 4, 1))
    for week in range(2, 13):  # of 2026
        told = scored(facts, date.fromisocalendar(2026, week, 1), Grain.WEEK)
        compared = with_last_year(told)
        assert compared is not None and compared.change.amount == pytest.approx(0), week
    feast = with_last_year(scored(facts, date(2026, 2, 17), Grain.WEEK))
    assert feast is not None and feast.before.period.start == date(2025, 1, 27)


def test_a_window_of_twelve_months_is_not_cut_up_by_a_feast(facts: Facts) -> None:
    told = score(metric("repurchase_rate"), facts, Grain.MONTH.period_of(date(2026, 9, 1)), Grain.MONTH, feasts=KOREA)
    compared = with_last_year(told)
    assert compared is not None and compared.before.period == Span(date(2025, 9, 1), date(2025, 10, 1)) and compared.days is None


def test_a_running_month_is_compared_with_the_same_days_a_year_ago() -> None:
    told = scored(
        satisfaction(days(date(2025, 5, 1), date(2025, 5, 12), 0.5) | days(date(2025, 5, 13), date(2026, 5, 12), 0.9), date(2026, 5, 13)),
        date(2026, 5, 1),
    )
    compared = with_last_year(told)
    assert compared is not None and compared.before.value == 0.5
    assert compared.days is not None and (compared.days.ko, compared.days.en) == ("5월 1~12일", "1–12 May")
