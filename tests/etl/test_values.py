"""Amounts, dates, durations and scores as Korean and English exports write them, each against what a person reads there."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from errors import UndecidedError
from etl import parse
from etl.company import Company
from etl.dates import DateOrder
from metrics.calendar import BusinessCalendar

CALENDAR = BusinessCalendar.of("Asia/Seoul", {"mon": "09:00-18:00"}, "")
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def values(parser, *texts, currency="KRW", zone="Asia/Seoul", order=None):
    reading = parse.Reading(Company(zone, currency, CALENDAR, b"x" * 32), NOW, order)
    return parser.parse(pl.Series("열", list(texts), dtype=pl.String), reading)[0].to_list()


@pytest.mark.parametrize(
    ("text", "won"),
    [
        ("1.2억", 120_000_000),
        ("3억 5,000만", 350_000_000),
        ("1억2천만원", 120_000_000),
        ("₩5만", 50_000),
        ("12만 3,400원", 123_400),
        ("(1.5만)", -15_000),
        ("2조", 2_000_000_000_000),
        ("3천", 3_000),
        ("12,300원", 12_300),
        ("억", None),
        ("1만2만", None),
        ("1.23456만", None),
    ],
)
def test_won_in_units_of_ten_thousand(text, won):
    read = values(parse.amount, text)[0]
    assert read == won


def test_units_of_ten_thousand_are_no_dollars():
    assert values(parse.amount, "1.2억", currency="USD") == [None]


@pytest.mark.parametrize(
    "text",
    [
        "2025. 1. 20. 오후 3:20",
        "2025. 1. 20 오후 3:20:00",
        "25.01.20 15:20",
        "25-01-20 15:20:00",
        "2025년 1월 20일 15:20",
        "2025-01-20T06:20:00Z",
        "20250120152000",
        "202501201520",
        "45677.638888888891",
        "1737354000",
        "1737354000000",
        "20 Jan 2025 3:20 PM",
        "Jan 20, 2025 15:20",
        "20-January-2025 15:20",
        "1/20/2025 3:20 PM",
        "20/1/2025 15:20",
    ],
)
def test_one_moment_in_many_ways(text):
    assert values(parse.any_moment, text) == [datetime(2025, 1, 20, 6, 20, tzinfo=UTC)]


@pytest.mark.parametrize("text", ["25.01.20", "45677", "20250120", "2025. 1. 20.", "20 Jan 2025"])
def test_one_day_in_many_ways(text):
    assert values(parse.any_day, text) == [date(2025, 1, 20)]


@pytest.mark.parametrize("text", ["99999", "12345", "20251320", "20250230", "123456789", "Foo 20, 2025", "20 Mai 2025x", "2025"])
def test_numbers_and_words_that_are_no_date_are_not_made_one(text):
    assert values(parse.any_moment, text) == [None]


def test_three_short_numbers_begin_with_the_year_in_korea_and_are_asked_about_elsewhere():
    assert values(parse.any_day, "15.06.17", "15.04.14") == [date(2015, 6, 17), date(2015, 4, 14)]
    with pytest.raises(UndecidedError) as asked:
        values(parse.any_day, "15.06.17", "15.04.14", zone="Europe/London")
    assert asked.value.asks == "dates" and set(asked.value.choices) == {"day-first", "year-first"}
    assert "2017-06-15" in asked.value.en and "2015-06-17" in asked.value.en
    assert values(parse.any_day, "15.06.17", zone="Europe/London", order=DateOrder.DAY_FIRST) == [date(2017, 6, 15)]
    day_first = ["30.06.15", "31.12.15", "28.02.15"]  # 2030 and 2031 are not yet
    assert values(parse.any_day, *day_first, zone="Europe/London") == [date(2015, 6, 30), date(2015, 12, 31), date(2015, 2, 28)]


def test_every_day_of_years_is_read_back_from_serials_and_seconds():
    days = [date(1991, 1, 1) + timedelta(days=step) for step in range(0, 13_000, 7)]
    serials = [str((day - date(1899, 12, 30)).days) for day in days]
    assert values(parse.any_day, *serials) == days
    seconds = [str(int(datetime(day.year, day.month, day.day, 3, tzinfo=UTC).timestamp())) for day in days if day.year > 2001]
    assert values(parse.any_day, *seconds) == [day for day in days if day.year > 2001]


@pytest.mark.parametrize(
    ("text", "minutes", "by_hours"),
    [
        ("90", 90, 5400),
        ("1.5", 1, 90),
        ("01:30:59", 90, 90),
        ("100:00:00", 6000, 6000),
        ("1:05", 65, 65),
        ("2 03:00:00", 3060, 3060),
        ("1일 2시간 5분", 1565, 1565),
        ("2h 5m", 125, 125),
        ("45초", 0, 0),
        ("1900-01-01 12:29:59.997", 2190, 2190),  # 36:30:00 in a spreadsheet
        ("1899-12-31 06:00:00", 360, 360),
        ("", None, None),
        ("soon", None, None),
        ("2025-01-01 10:00:00", None, None),
    ],
)
def test_a_duration_in_whole_minutes(text, minutes, by_hours):
    assert values(parse.minutes, text) == [minutes]
    assert values(parse.hours, text) == [by_hours]


def test_scores_in_numbers_words_labels_and_stars():
    texts = ("매우 만족", "만족", "보통", "불만족", "매우불만족", "Very satisfied", "4", "3점", "5 - 매우 만족", "2. 불만", "★★★★", "★★☆☆☆")
    assert values(parse.satisfaction, *texts) == [5, 4, 3, 2, 1, 5, 4, 3, 5, 2, 4, 2]
    assert values(parse.score(), "10 - Extremely likely", "0 – Not at all", "8점 (추천)") == [10, 0, 8]
    assert values(parse.satisfaction, "그냥", "10/10", "-", "4-5") == [None] * 4
