from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import QueryError
from metrics.period import Grain, Span, months_later

days = st.dates(date(1990, 1, 1), date(2090, 1, 1))
cut = st.sampled_from([Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR])


@given(cut, days)
def test_a_day_lies_in_its_period(grain: Grain, day: date) -> None:
    period = grain.period_of(day)
    assert period.start <= day < period.end


@given(cut, days, st.integers(1, 400))
def test_periods_cover_a_span_without_gap_or_overlap(grain: Grain, day: date, length: int) -> None:
    span = Span(day, day + timedelta(days=length))
    periods = grain.periods(span)
    assert all(earlier.end == later.start for earlier, later in pairwise(periods))
    assert periods[0].start <= span.start < periods[0].end
    assert periods[-1].start < span.end <= periods[-1].end


@given(cut, days, st.integers(0, 30))
def test_going_back_and_counting_forward_meet(grain: Grain, day: date, count: int) -> None:
    period = grain.period_of(day)
    assert len(grain.periods(Span(grain.back(period, count).start, period.end))) == count + 1


def test_a_week_starts_on_monday_and_has_its_iso_number() -> None:
    week = Grain.WEEK.period_of(date(2027, 1, 1))
    assert (week.start, Grain.WEEK.code_of(week), Grain.WEEK.name_of(week, "ko")) == (date(2026, 12, 28), "2026-W53", "2026년 53주")


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [(date(2024, 2, 29), -12, date(2023, 2, 28)), (date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2026, 11, 1), 2, date(2027, 1, 1))],
)
def test_months_later_keeps_to_the_calendar(day: date, months: int, expected: date) -> None:
    assert months_later(day, months) == expected


@pytest.mark.parametrize(
    ("grain", "ko", "en", "code"),
    [
        (Grain.MONTH, "2026년 10월", "Oct 2026", "2026-10"),
        (Grain.QUARTER, "2026년 4분기", "Q4 2026", "2026-Q4"),
        (Grain.YEAR, "2026년", "2026", "2026"),
        (Grain.DAY, "2026년 10월 7일", "7 Oct 2026", "2026-10-07"),
    ],
)
def test_periods_have_names_in_both_languages(grain: Grain, ko: str, en: str, code: str) -> None:
    period = grain.period_of(date(2026, 10, 7))
    assert (grain.name_of(period, "ko"), grain.name_of(period, "en"), grain.code_of(period)) == (ko, en, code)


def test_a_span_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(QueryError, match="must end after it starts"):
        Span(date(2026, 1, 2), date(2026, 1, 2))
