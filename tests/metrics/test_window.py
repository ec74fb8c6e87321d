"""What is known by day is added up in windows as somebody would who looks at one window after the other."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.period import Span
from metrics.window import in_windows

START = date(2025, 1, 1)
WINDOWS = {  # in days from the start
    "one after the other": [(0, 10), (10, 20), (20, 30)],
    "with gaps": [(2, 5), (5, 9), (20, 22)],
    "growing": [(0, 5), (0, 12), (0, 13), (0, 30)],
    "overlapping": [(0, 20), (10, 30)],
    "twice the same": [(0, 20), (0, 20), (0, 25)],
}


@pytest.mark.parametrize("windows", WINDOWS.values(), ids=WINDOWS)
@given(
    days=st.dictionaries(
        st.tuples(st.sampled_from(["A", "B", None]), st.dates(START, START + timedelta(days=34))), st.integers(-50, 50), max_size=30
    ),
    by=st.sampled_from([(), ("team",)]),
)
@settings(max_examples=30, deadline=None)
def test_windows_hold_their_days(windows: list[tuple[int, int]], days: dict[tuple[str | None, date], int], by: tuple[str, ...]) -> None:
    rows = [(team, day, amount, day) for (team, day), amount in days.items()]
    daily = pl.DataFrame(rows, schema={"team": pl.String, "on": pl.Date, "amount": pl.Int64, "last": pl.Date}, orient="row")
    spans = [Span(START + timedelta(days=start), START + timedelta(days=end)) for start, end in windows]

    found = in_windows(daily, "on", spans, by, ("amount",), latest=("last",)).collect()

    expected: dict[tuple[object, ...], list[tuple[int, date]]] = {}
    for number, span in enumerate(spans):
        for team, day, amount, _ in rows:
            if span.start <= day < span.end:
                expected.setdefault((number, *((team,) if by else ())), []).append((amount, day))
    assert {tuple(row[:-2]): row[-2:] for row in found.rows()} == {
        key: (sum(amount for amount, _ in own), max(day for _, day in own)) for key, own in expected.items()
    }


def test_the_latest_day_may_be_long_ago() -> None:
    day = date(1961, 5, 16)
    daily = pl.DataFrame({"on": [day], "amount": [2], "last": [day]})
    found = in_windows(daily, "on", [Span(date(1960, 1, 1), date(1970, 1, 1))], (), ("amount",), latest=("last",)).collect()
    assert found.row(0) == (0, 2, day)
