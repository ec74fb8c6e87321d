from datetime import date

import pytest

from metrics.feasts import FEASTS, Feast, a_year_ago, feasts_of
from metrics.period import Grain, Span

SEOLLAL, CHUSEOK = FEASTS


@pytest.mark.parametrize(
    ("feast", "days"),
    [
        (SEOLLAL, ["2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-07"]),
        (CHUSEOK, ["2022-09-10", "2023-09-29", "2024-09-17", "2025-10-06", "2026-09-25", "2027-09-15"]),
    ],
)
def test_the_feasts_fall_on_their_days(feast: Feast, days: list[str]) -> None:
    assert [str(feast.day(year)) for year in range(2022, 2028)] == days


@pytest.mark.parametrize(
    ("feast", "year", "monday"),
    [
        (SEOLLAL, 2026, date(2026, 2, 16)),  # Monday to Wednesday
        (SEOLLAL, 2027, date(2027, 2, 8)),  # Saturday to Monday and Tuesday instead of Sunday: the week after loses the days
        (SEOLLAL, 2024, date(2024, 2, 5)),  # Friday to Sunday and Monday: a day of each week, so the feast's own
        (CHUSEOK, 2028, date(2028, 10, 2)),  # on National Foundation Day
    ],
)
def test_the_week_of_a_feast_is_the_one_that_loses_most_working_days(feast: Feast, year: int, monday: date) -> None:
    week = feast.week(year)
    assert week is not None and week.start == monday


def test_other_countries_have_no_such_feasts() -> None:
    assert feasts_of("KR") == FEASTS
    assert feasts_of("") == feasts_of("DE") == ()


@pytest.mark.parametrize("year", range(2016, 2036))
def test_every_week_of_the_year_before_is_compared_once_and_feasts_with_feasts(year: int) -> None:
    weeks = [Grain.WEEK.period_of(date.fromisocalendar(year, number, 1)) for number in range(1, 53)]
    answers = [a_year_ago(week, Grain.WEEK, None, FEASTS) for week in weeks]
    thens = [answer.then for answer in answers if answer is not None and answer.then is not None]
    assert len(set(thens)) == 52
    for feast in FEASTS:
        assert [then for week, then in zip(weeks, thens, strict=True) if week == feast.week(year)] == [feast.week(year - 1)]


def test_a_53rd_week_is_compared_with_the_last_one_of_a_shorter_year() -> None:
    compared = a_year_ago(Grain.WEEK.period_of(date(2026, 12, 31)), Grain.WEEK, None, FEASTS)
    assert compared is not None and compared.then == Span(date(2025, 12, 22), date(2025, 12, 29))


def test_a_week_without_feasts_in_between_keeps_its_number() -> None:
    compared = a_year_ago(Grain.WEEK.period_of(date(2026, 6, 10)), Grain.WEEK, None, FEASTS)
    assert compared is not None and compared.then is not None and compared.then.start.isocalendar()[:2] == (2025, 24)


def test_a_running_week_is_compared_up_to_the_same_weekday() -> None:
    compared = a_year_ago(Grain.WEEK.period_of(date(2026, 6, 10)), Grain.WEEK, date(2026, 6, 11), FEASTS)
    assert compared is not None and compared.then is not None
    assert (compared.now.last.weekday(), compared.then.last.weekday()) == (2, 2)


@pytest.mark.parametrize(
    ("month", "now", "then"),
    [
        (date(2026, 9, 1), Span(date(2026, 9, 1), date(2026, 11, 1)), Span(date(2025, 9, 1), date(2025, 11, 1))),
        (date(2026, 10, 1), Span(date(2026, 9, 1), date(2026, 11, 1)), Span(date(2025, 9, 1), date(2025, 11, 1))),
        (date(2027, 9, 1), Span(date(2027, 9, 1), date(2027, 10, 1)), Span(date(2026, 9, 1), date(2026, 10, 1))),  # both in September
        (date(2026, 11, 1), Span(date(2026, 11, 1), date(2026, 12, 1)), Span(date(2025, 11, 1), date(2025, 12, 1))),
    ],
)
def test_months_of_a_feast_that_moved_out_of_them_are_taken_together(month: date, now: Span, then: Span) -> None:
    compared = a_year_ago(Grain.MONTH.period_of(month), Grain.MONTH, None, FEASTS)
    assert compared is not None and (compared.now, compared.then) == (now, then)


def test_quarters_of_a_chuseok_that_moved_are_taken_together() -> None:
    compared = a_year_ago(Grain.QUARTER.period_of(date(2026, 9, 1)), Grain.QUARTER, None, FEASTS)
    assert compared is not None and compared.moved is CHUSEOK
    assert (compared.now, compared.then) == (Span(date(2026, 7, 1), date(2027, 1, 1)), Span(date(2025, 7, 1), date(2026, 1, 1)))


def test_a_running_month_whose_feast_is_over_waits_where_last_years_was_later() -> None:
    september = Grain.MONTH.period_of(date(2027, 9, 1))  # Chuseok on the 15th; on 25 September the year before
    waiting = a_year_ago(september, Grain.MONTH, date(2027, 9, 21), FEASTS)
    over = a_year_ago(september, Grain.MONTH, date(2027, 9, 29), FEASTS)
    assert waiting is not None and waiting.then is None
    assert over is not None and over.then == Span(date(2026, 9, 1), date(2026, 9, 29))


@pytest.mark.parametrize("grain", [Grain.DAY, Grain.YEAR])
def test_days_and_years_have_no_year_before_them(grain: Grain) -> None:
    assert a_year_ago(grain.period_of(date(2026, 9, 1)), grain, None, FEASTS) is None
