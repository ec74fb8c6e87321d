"""What is read, found or numbered the short way, beside the long way: large files of real companies mostly take the short one."""

import hmac
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from errors import SourceError
from etl import dates, encoding, parse
from etl.company import Company
from etl.identity import hashes_of
from etl.numbered import Numbered
from etl.parse import Reading
from etl.read import parsed
from metrics.calendar import BusinessCalendar
from store.contract import are_different

NOW = datetime(2025, 7, 1, tzinfo=UTC)
READING = Reading(Company("Asia/Seoul", "KRW", BusinessCalendar.of("Asia/Seoul", {"mon": "09:00-18:00"}, "KR"), b"s" * 32), NOW)


def rows_or_words(text: str) -> object:
    try:
        export = parsed("a.csv", text.encode())
    except SourceError as refused:
        return refused.en
    return export.headers, export.rows.rows(), export.open_line, export.manner.header_line


@example(titles=0, lines=["1,2", "1,2", "1,2", "a;b,c,d"], at=40, end="")  # the last line alone is even, with another separator
@given(
    titles=st.integers(0, 2),
    lines=st.lists(st.sampled_from(["1,2,가", "1,2", "1,2,3,4", "1,2,3,", ",,", "", " ", "1,2,3\r", "1,\r,3", "a;b,c,d"]), max_size=6),
    at=st.integers(0, 40),
    end=st.sampled_from(["", "\n", "\r\n", "\n\n"]),
)
@settings(max_examples=300, deadline=None)
def test_a_file_without_quotes_reads_as_it_does_with_one(titles, lines, at, end):
    below = [f"{number},b{number},다" for number in range(40)]
    below[at:at] = lines
    title = "\n".join(["내보내기"] * titles + [""])
    assert rows_or_words(f"{title}id,b,c\n" + "\n".join(below) + end) == rows_or_words(f'{title}"id",b,c\n' + "\n".join(below) + end)


@given(st.lists(st.one_of(st.text(max_size=4).map(str.encode), st.binary(max_size=3)), max_size=12).map(b"".join), st.integers(4, 9))
@settings(max_examples=300, deadline=None)
def test_bytes_looked_at_in_pieces_are_utf8_where_they_are_as_a_whole(raw, piece):
    try:
        raw.decode()
        is_utf8 = True
    except UnicodeDecodeError:
        is_utf8 = False
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(encoding, "_CHUNK", piece)
        assert encoding._is_utf8(raw) == is_utf8


@given(st.lists(st.none() | st.text("'0.1A가", max_size=5)))
def test_ids_lose_what_a_spreadsheet_added_whatever_else_is_in_their_column(texts):
    values, _ = parse.ref.parse(pl.Series(texts, dtype=pl.String), READING)
    assert values.to_list() == [text if text is None else re.sub(r"^(\d+)\.0+$", r"\1", text.removeprefix("'")) for text in texts]


@pytest.mark.parametrize("zone", ["Asia/Seoul", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"])
@pytest.mark.parametrize("first", [datetime(1988, 4, 1), datetime(2024, 2, 20), datetime(2024, 10, 20), datetime(2024, 12, 1)])
def test_many_moments_are_the_instants_and_days_that_each_is_alone(zone, first):
    local = [first + timedelta(minutes=29 * step) for step in range(1_500)]  # thirty days, and more moments than hours in them
    instants = dates.instants(pl.Series(local, dtype=dates.LOCAL), zone)
    assert instants.to_list() == [moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for moment in local]
    assert dates.days(instants, zone).to_list() == [instant.astimezone(ZoneInfo(zone)).date() for instant in instants]


def test_moments_that_are_missing_or_centuries_apart_are_no_instants_of_others():
    local = [None, datetime(1, 1, 1), datetime(9999, 12, 31, 23), None]
    instants = dates.instants(pl.Series(local, dtype=dates.LOCAL), "Asia/Seoul")
    assert instants.is_null().to_list() == [True, False, False, True]
    assert instants.dt.year().to_list() == [None, 0, 9999, None]
    assert dates.instants(pl.Series([None], dtype=dates.LOCAL), "Asia/Seoul").to_list() == [None]


@given(st.lists(st.none() | st.text("가나ab", max_size=2)))
def test_a_numbered_column_has_each_value_once_and_comes_back_as_it_was(texts):
    column = pl.Series(texts, dtype=pl.String)
    numbered = Numbered.of(column)
    assert numbered.values.gather(numbered.numbers).to_list() == texts
    assert sorted(map(repr, numbered.values)) == sorted(map(repr, set(texts)))
    some = pl.Series([at % 3 == 0 for at in range(len(texts))], dtype=pl.Boolean)
    assert sorted(numbered.of_rows(some)) == sorted(set(texts[::3]) - {None})


@pytest.mark.parametrize("length", [1, 64, 65, 200])
def test_a_hash_of_a_ref_is_the_hmac_of_the_standard(length):
    secret, names = b"k" * length, ["M1", "고객 2", "M1"]
    wanted = [hmac.digest(secret, f"customer\0shop\0{name}".encode(), "sha256") for name in names]
    assert hashes_of(pl.Series(names), "shop", secret).to_list() == wanted


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 5)), max_size=8))
def test_keys_are_different_where_none_is_there_twice(keys):
    frame = pl.DataFrame(keys, schema={"source": pl.String, "id": pl.Int64}, orient="row")
    assert are_different(frame) == (len(set(keys)) == len(keys))
