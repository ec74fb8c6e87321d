"""Named parsers: what a text means, and that what it does not mean is never guessed."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from errors import MappingError
from etl import dates, money, parse
from etl.company import Company
from etl.dates import DateOrder
from metrics.calendar import BusinessCalendar

CALENDAR = BusinessCalendar.of("Asia/Seoul", {"mon": "09:00-18:00"}, "")
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def reading(currency="KRW", zone="Asia/Seoul", order=None):
    return parse.Reading(Company(zone, currency, CALENDAR, b"x" * 32), NOW, order)


def values(parser, *texts, **of):
    return parser.parse(pl.Series("열", list(texts), dtype=pl.String), reading(**of))[0].to_list()


def faults(parser, *texts, **of):
    """The reason of each text, None where it could be read."""
    found = parser.parse(pl.Series("열", list(texts), dtype=pl.String), reading(**of))[1]
    return [next((reason for reason, rows in found.items() if rows[at]), None) for at in range(len(texts))]


def test_won_are_read_however_they_are_written():
    texts = ("₩12,300", "￦12,300", "12,300원", "12300", "KRW 12,300", "\\12,300", " 12 300 ", "12,300.00")
    assert values(parse.amount, *texts) == [12300] * len(texts)
    assert values(parse.amount, "(1,200)", "-₩1,200", "₩-1,200", "−1200") == [-1200] * 4


def test_an_amount_is_exact_to_its_last_digit():
    read, _ = parse.amount.parse(pl.Series(["0.07", "1.15", "9007199254740993.01", "771469.32"]), reading("USD"))
    assert money.minor_units(read, "USD").to_list() == [7, 115, 900719925474099301, 77146932]


@pytest.mark.parametrize("text", ["확인필요", "1,23", "1.2.3", "$5", "(-5)", "1e5", "NaN", "inf", "12,3000", "--5", "12 원 34 원"])
def test_what_is_no_amount_of_this_currency_is_not_guessed(text):
    assert faults(parse.amount, text) == ["not_an_amount"]
    assert values(parse.amount, text) == [None]


def test_an_amount_finer_than_the_currency_is_refused_and_not_rounded():
    assert faults(parse.amount, "12.5", "12.50", "12.00") == ["too_many_decimals", "too_many_decimals", None]
    assert faults(parse.amount, "12.5", "12.505", currency="USD") == [None, "too_many_decimals"]


def test_integers_numbers_minutes_and_scores():
    assert values(parse.integer, "1", "1.0", "-3", "1,000") == [1, 1, -3, 1000]
    assert faults(parse.integer, "1.5", "x", "1,00") == ["not_an_integer"] * 3
    assert values(parse.number, "1.5", "1,234.25", "-2") == [1.5, 1234.25, -2.0]
    assert values(parse.minutes, "478", "478.9") == [478, 478]
    assert values(parse.score({"Good": 5.0}), "8", "8점", "8.5", "good", "11") == [8, 8, 8.5, 5, 11]
    assert faults(parse.score(), "만족함", "good", "10/10") == ["not_a_score"] * 3


def test_ids_keep_their_zeros_and_lose_what_a_spreadsheet_did_to_them():
    assert values(parse.ref, "00123", "'00123", "13085.0", "1.5", "C489449") == ["00123", "00123", "13085", "1.5", "C489449"]


def test_yes_and_no_in_both_languages():
    assert values(parse.yes_no, "예", "네", "Y", "TRUE", "1") == [True] * 5
    assert values(parse.yes_no, "아니오", "아니요", "n", "False", "0") == [False] * 5
    assert faults(parse.yes_no, "확인필요") == ["not_yes_or_no"]


def test_a_choice_knows_its_words_whatever_case_and_blanks():
    status = parse.choice({"배송완료": "delivered", "In transit": "shipped"})
    assert values(status, "배송 완료", "in TRANSIT") == ["delivered", "shipped"]
    assert faults(status, "확인중") == ["unknown_value"]


def test_a_moment_is_read_on_the_companys_clock_and_kept_in_utc():
    when = parse.moment("%Y-%m-%d %H:%M")
    assert values(when, "2025-03-04 14:05") == [datetime(2025, 3, 4, 5, 5, tzinfo=UTC)]
    assert values(when, "2025-03-04 14:05", zone="America/New_York") == [datetime(2025, 3, 4, 19, 5, tzinfo=UTC)]
    assert faults(when, "2025-02-30 10:00", "2026-13-05 09:30", "미정", "2025-06-30 24:10") == ["not_a_date"] * 4


def test_an_hour_that_happens_twice_is_its_first_and_one_that_never_happens_is_an_hour_later():
    when = parse.moment("%Y-%m-%d %H:%M")
    twice, never = "2025-11-02 01:30", "2025-03-09 02:30"
    assert values(when, twice, zone="America/New_York") == [datetime(2025, 11, 2, 5, 30, tzinfo=UTC)]
    assert values(when, never, zone="America/New_York") == [datetime(2025, 3, 9, 7, 30, tzinfo=UTC)]
    midnight = pl.Series(values(when, "2017-10-15 00:30", zone="America/Sao_Paulo"))
    assert dates.days(midnight, "America/Sao_Paulo").to_list() == [date(2017, 10, 15)]


def test_dates_from_another_century_and_lonely_ones_from_the_future_are_doubted():
    usual = [f"2025-03-{day:02d} 10:00" for day in range(1, 31)]
    when = parse.moment("%Y-%m-%d %H:%M")
    assert faults(when, *usual, "0205-03-04 10:00", "2052-03-04 10:00", "1989-12-31 00:00")[-3:] == ["improbable_date"] * 3
    assert set(faults(when, *usual)) == {None}


def test_a_whole_file_from_the_future_is_a_clock_of_ours_that_is_wrong():
    assert set(faults(parse.day("%Y-%m-%d"), "2031-01-01", "2031-05-01", "2031-06-01")) == {None}


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-04 14:05",
        "2025.03.04 14:05:00",
        "2025/3/4 14:05",
        "2025. 3. 4. 오후 2:05",
        "2025년 3월 4일 14:05",
        "2025-03-04 2:05 PM",
        "2025-03-04T05:05:00Z",
        "2025-03-04T14:05:00.000+09:00",
    ],
)
def test_a_date_with_the_year_first_is_read_in_every_usual_way(text):
    assert values(parse.any_moment, text) == [datetime(2025, 3, 4, 5, 5, tzinfo=UTC)]


def test_the_whole_column_tells_whether_the_day_or_the_month_is_first():
    assert values(parse.any_day, "03/04/2025", "25/04/2025") == [date(2025, 4, 3), date(2025, 4, 25)]
    assert values(parse.any_day, "03/04/2025", "04/25/2025") == [date(2025, 3, 4), date(2025, 4, 25)]


def test_dates_that_fit_both_ways_are_asked_about_and_the_answer_is_kept_to():
    with pytest.raises(MappingError) as asked:
        values(parse.any_moment, "03/04/2025 10:00", "미정", "05/06/2025")
    for said in (asked.value.ko, asked.value.en):
        assert "2025-04-03" in said and "2025-03-04" in said
        assert "--dates day-first" in said and "--dates month-first" in said
    assert values(parse.any_day, "03/04/2025", order=DateOrder.DAY_FIRST) == [date(2025, 4, 3)]
    assert values(parse.any_day, "03/04/2025", order=DateOrder.MONTH_FIRST) == [date(2025, 3, 4)]


def test_a_few_mistyped_dates_do_not_turn_the_others_around():
    either, day_first, month_first = ["03/04/2025"] * 50, "25/04/2025", "04/25/2025"
    with pytest.raises(MappingError, match="--dates"):
        values(parse.any_day, *either, day_first, month_first, month_first)
    read = values(parse.any_day, *either, *[day_first] * 20, month_first)
    assert read == [date(2025, 4, 3)] * 50 + [date(2025, 4, 25)] * 20 + [None]


def test_a_day_with_an_offset_is_the_companys_day():
    assert values(parse.any_day, "2025-03-04T08:00:00+09:00", "2025-03-04+09:00", "2025-03-03T23:30:00Z") == [date(2025, 3, 4)] * 3


def test_dates_that_mean_the_same_both_ways_need_no_question():
    assert values(parse.any_day, "05/05/2025", "2025-06-07") == [date(2025, 5, 5), date(2025, 6, 7)]


def test_texts_are_composed_on_one_line_and_hold_no_broken_letter():
    assert values(parse.text, "\u1100\u1161  나\n다", "caf\ufffd") == ["가 나 다", "caf?"]
