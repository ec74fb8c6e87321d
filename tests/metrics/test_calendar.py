"""The business calendar against a clock that steps minute by minute, and against known days."""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from errors import DeclarationError, SettingsError
from metrics.calendar import WEEKDAYS, BusinessCalendar

WEEK = dict.fromkeys(WEEKDAYS[:5], "09:00-18:00")
LUNCH = dict.fromkeys(WEEKDAYS[:5], "09:00-12:00,13:00-18:00")
ALWAYS = dict.fromkeys(WEEKDAYS, "00:00-24:00")
NIGHTS = dict.fromkeys(WEEKDAYS, "00:00-01:45,02:15-03:30,22:00-24:00")
SEOUL = BusinessCalendar.of("Asia/Seoul", WEEK, "KR")


def utc(*moments: datetime | None) -> pl.Series:
    return pl.Series("opened", moments, dtype=pl.Datetime("us", "UTC"))


def seoul(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Seoul")).astimezone(UTC)


def minutes(calendar: BusinessCalendar, opened: datetime | None, ended: datetime | None) -> int | None:
    return calendar.business_minutes(utc(opened), utc(ended)).item()


def stepped(calendar: BusinessCalendar, opened: datetime, ended: datetime) -> int:
    """The same by looking at the wall clock once a minute: slow and obvious. Moments are whole minutes."""
    zone, count, now = ZoneInfo(calendar.zone), 0, opened
    while now < ended:
        wall = now.astimezone(zone)
        clock = wall.hour * 60 + wall.minute
        if calendar.is_working_day(wall.date()):
            count += any(start <= clock < end for start, end in calendar.hours[wall.weekday()])
        now += timedelta(minutes=1)
    return count


CALENDARS = [
    SEOUL,
    BusinessCalendar.of("Asia/Seoul", LUNCH | {"sat": "10:00-14:00"}, "KR", [date(2025, 3, 4)]),
    BusinessCalendar.of("America/New_York", NIGHTS, "US"),
    BusinessCalendar.of("Europe/London", ALWAYS, ""),
    BusinessCalendar.of("Australia/Lord_Howe", NIGHTS, ""),  # its clocks move by half an hour
    BusinessCalendar.of("Asia/Kathmandu", LUNCH, ""),  # 5:45 ahead of UTC
]
STARTS = [
    datetime(2024, 12, 30, tzinfo=UTC),  # over new year
    datetime(2025, 1, 24, tzinfo=UTC),  # Seollal
    datetime(2025, 3, 8, tzinfo=UTC),  # New York springs forward
    datetime(2025, 3, 29, tzinfo=UTC),  # London springs forward
    datetime(2025, 4, 5, tzinfo=UTC),  # Lord Howe falls back
    datetime(2025, 10, 2, tzinfo=UTC),  # Chuseok; Lord Howe springs forward
    datetime(2025, 10, 25, tzinfo=UTC),  # London falls back
    datetime(2025, 11, 1, tzinfo=UTC),  # New York falls back
]


@settings(max_examples=120, deadline=None)
@given(
    calendar=st.sampled_from(CALENDARS),
    start=st.sampled_from(STARTS),
    lead=st.integers(0, 3 * 1440),
    length=st.integers(0, 6 * 1440),
)
@example(calendar=CALENDARS[2], start=datetime(2025, 11, 2, tzinfo=UTC), lead=0, length=1440)
@example(calendar=CALENDARS[4], start=datetime(2025, 4, 5, tzinfo=UTC), lead=0, length=1440)
def test_minutes_are_those_that_a_stepping_clock_counts(calendar, start, lead, length):
    opened = start + timedelta(minutes=lead)
    ended = opened + timedelta(minutes=length)
    assert minutes(calendar, opened, ended) == stepped(calendar, opened, ended)


@settings(max_examples=100, deadline=None)
@given(calendar=st.sampled_from(CALENDARS), start=st.sampled_from(STARTS), second=st.integers(0, 5 * 86_400), wait=st.integers(1, 4_000))
def test_the_moment_after_some_minutes_is_exactly_those_minutes_away(calendar, start, second, wait):
    opened = start + timedelta(seconds=second)
    due = calendar.moments_after(utc(opened), pl.Series([wait])).item()
    assert minutes(calendar, opened, due) == wait
    assert minutes(calendar, opened, due - timedelta(seconds=1)) == wait - 1


@settings(max_examples=60, deadline=None)
@given(
    calendar=st.sampled_from(CALENDARS),
    moments=st.lists(st.datetimes(datetime(2024, 12, 1), datetime(2026, 2, 1)), min_size=3, max_size=3).map(sorted),
)
def test_two_waits_end_to_end_are_one_wait_up_to_the_rounding(calendar, moments):
    first, middle, last = (moment.replace(tzinfo=UTC) for moment in moments)
    whole = minutes(calendar, first, last)
    assert whole - 1 <= minutes(calendar, first, middle) + minutes(calendar, middle, last) <= whole


@pytest.mark.parametrize(
    ("opened", "ended", "expected"),
    [
        ("2025-03-05 10:00", "2025-03-05 10:30", 30),
        ("2025-03-05 17:50", "2025-03-06 09:10", 20),  # over night
        ("2025-03-07 17:00", "2025-03-10 10:00", 120),  # over a weekend
        ("2025-03-08 10:00", "2025-03-09 20:00", 0),  # asked and answered while closed
        ("2025-02-28 17:00", "2025-03-04 09:30", 90),  # 3 March is the substitute for 1 March, a Saturday
        ("2025-10-02 17:00", "2025-10-10 10:00", 120),  # the long Chuseok of 2025
        ("2024-12-31 17:00", "2025-01-02 10:00", 120),  # new year
        ("2024-11-04 00:00", "2025-11-03 00:00", 540 * 243),  # 260 weekdays less 17 holidays on weekdays
    ],
)
def test_korean_days_count_as_a_korean_office_counts_them(opened, ended, expected):
    assert minutes(SEOUL, seoul(opened), seoul(ended)) == expected


def test_minutes_are_whole_ones_rounded_down():
    assert minutes(SEOUL, seoul("2025-03-05 10:00:30"), seoul("2025-03-05 10:02:29")) == 1


def test_a_wait_that_is_not_known_or_cannot_be_is_null():
    opened = utc(seoul("2025-03-05 10:00"), None, seoul("2025-03-05 10:00"), seoul("2025-03-05 10:00"))
    ended = utc(None, seoul("2025-03-05 10:00"), seoul("2025-03-05 09:59"), seoul("2025-03-05 10:00"))
    found = SEOUL.business_minutes(opened, ended)
    assert found.to_list() == [None, None, None, 0]
    assert (found.dtype, found.name) == (pl.Int64, "opened")
    assert SEOUL.business_minutes(utc(None), utc(None)).to_list() == [None]
    assert SEOUL.business_minutes(utc(), utc()).len() == 0


def test_a_placeholder_of_1900_is_survived():
    assert minutes(SEOUL, datetime(1900, 1, 1, tzinfo=UTC), datetime(1900, 1, 1, 0, 1, tzinfo=UTC)) is not None


def test_moments_in_milliseconds_count_the_same():
    opened, ended = utc(seoul("2025-03-05 10:00")), utc(seoul("2025-03-07 11:00"))
    assert SEOUL.business_minutes(opened.dt.cast_time_unit("ms"), ended.dt.cast_time_unit("ns")).item() == 1140


@pytest.mark.parametrize("series", [pl.Series([1]), pl.Series([datetime(2025, 3, 5)]), utc(None).dt.convert_time_zone("Asia/Seoul")])
def test_moments_that_are_not_utc_are_refused(series):
    with pytest.raises(DeclarationError, match="UTC moments"):
        SEOUL.business_minutes(series, series)


def test_a_working_day_is_an_open_weekday_that_is_no_holiday_and_not_closed():
    calendar = BusinessCalendar.of("Asia/Seoul", WEEK, "KR", [date(2025, 3, 4)])
    days = [date(2025, 3, day) for day in range(1, 6)]  # Sat, Sun, substitute holiday, closed, Wed
    assert [calendar.is_working_day(day) for day in days] == [False, False, False, False, True]


def test_holidays_are_the_public_ones_and_the_closed_days_of_a_half_open_span():
    calendar = BusinessCalendar.of("Asia/Seoul", WEEK, "KR", [date(2025, 3, 4), date(2025, 4, 1)])
    assert calendar.holidays_between(date(2025, 3, 1), date(2025, 4, 1)) == (date(2025, 3, 1), date(2025, 3, 3), date(2025, 3, 4))
    assert calendar.holidays_between(date(2025, 3, 1), date(2025, 3, 1)) == ()


def test_equal_settings_give_equal_calendars():
    assert BusinessCalendar.of("Asia/Seoul", WEEK, "KR") == SEOUL
    assert hash(BusinessCalendar.of("Asia/Seoul", WEEK, "KR")) == hash(SEOUL)


@pytest.mark.parametrize(
    ("zone", "hours", "country", "said"),
    [
        ("Asia/Soul", WEEK, "KR", "Unknown time zone 'Asia/Soul'"),
        ("Asia/Seoul", WEEK, "XX", "No public holidays are known for 'XX'"),
        ("Asia/Seoul", {"mond": "09:00-18:00"}, "", "Did you mean 'mon'"),
        ("Asia/Seoul", {"mon": "9 to 6"}, "", "cannot read '9 to 6'"),
        ("Asia/Seoul", {"mon": "09:00-18:00,"}, "", "cannot read ''"),
        ("Asia/Seoul", {"mon": "09:00-24:30"}, "", "not a time of day"),
        ("Asia/Seoul", {"mon": "09:75-10:00"}, "", "not a time of day"),
        ("Asia/Seoul", {"mon": "22:00-06:00"}, "", "ends before it starts"),
        ("Asia/Seoul", {"mon": "09:00-13:00,12:00-18:00"}, "", "overlap"),
        ("Asia/Seoul", {"mon": ""}, "", "no day is open"),
        ("Asia/Seoul", {}, "", "no day is open"),
    ],
)
def test_hours_that_make_no_sense_are_the_operators_to_mend(zone, hours, country, said):
    with pytest.raises(SettingsError, match=said):
        BusinessCalendar.of(zone, hours, country)


def test_three_million_waits_take_less_than_ten_seconds():
    rng = np.random.default_rng(1)
    opened = 1_730_000_000_000_000 + rng.integers(0, 730 * 86_400, 3_000_000) * 1_000_000
    ended = opened + rng.integers(0, 20 * 86_400, 3_000_000) * 1_000_000
    moments = [pl.Series("opened", side).cast(pl.Datetime("us", "UTC")) for side in (opened, ended)]
    began = time.perf_counter()
    assert SEOUL.business_minutes(*moments).null_count() == 0
    assert time.perf_counter() - began < 10
