"""Rows in memory are counted by packed integers: the same as by the means that every engine has, and as one by one."""

from datetime import date, timedelta

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics import packed, recurrence
from metrics.period import Grain, Span, months_later
from metrics.recurrence import (
    NEW,
    ONCE,
    Recurrence,
    at_least,
    at_least_ever,
    episodes,
    new_and_back_within,
    not_returned_within,
    returned_within,
)

DAY = timedelta(days=1)
START = date(2025, 1, 1)
RECURRENCES = (
    ONCE,
    at_least(2),
    at_least(3),
    at_least_ever(2),
    NEW,
    new_and_back_within(30),
    returned_within(20),
    not_returned_within(20),
    episodes(7),
)
MONTHS = Grain.MONTH.periods(Span(date(2025, 2, 1), date(2025, 9, 1)))
WINDOWS = {
    "months": MONTHS,
    "trailing": [Span(months_later(month.end, -3), month.end) for month in MONTHS],
    "to date": [Span(date.min, month.end) for month in MONTHS],
    "before": [Span(month.end - timedelta(days=60), month.end - timedelta(days=20)) for month in MONTHS],
}
rows = st.lists(
    st.fixed_dictionaries(
        {
            "customer": st.integers(1, 4),
            "category": st.sampled_from(["a", "b"]),
            "team": st.sampled_from(["A", "B", None]),
            "on": st.dates(START, START + timedelta(days=270)),
        }
    ),
    max_size=40,
)


def framed(given_rows: list[dict[str, object]]) -> pl.DataFrame:
    schema = {"customer": pl.Int64, "category": pl.String, "team": pl.String, "on": pl.Date}
    return pl.DataFrame(given_rows, schema=schema)


def _by_window(runs: pl.DataFrame, by: tuple[str, ...], windows: int) -> pl.DataFrame:
    """Runs as the other way gives them: *by and a column per window."""
    counts: dict[tuple[object, ...], list[int]] = {}
    for row in runs.iter_rows(named=True):
        own = counts.setdefault(tuple(row[name] for name in by), [0] * windows)
        for number in range(row[recurrence.FIRST], row[recurrence.PAST]):
            own[number] += row["amount"]
    named = dict.fromkeys(by, pl.String) | {str(number): pl.Int64 for number in range(windows)}
    return pl.DataFrame([(*key, *own) for key, own in counts.items()], schema=named, orient="row")


def one_by_one(days: list[date], recurring: Recurrence, window: Span) -> int:
    """How often one thing with these days is counted in the window, by the words of the recurrence."""
    inside = [day for day in days if window.start <= day < window.end]
    match recurring:
        case Recurrence(apart=int(apart)):
            return sum(not any(day - timedelta(days=apart) <= other < day for other in days) for day in inside)
        case Recurrence(is_first=True, next_within=None):
            return int(bool(inside) and days[0] in inside)
        case Recurrence(is_first=True, next_within=int(within)):
            return int(bool(inside) and days[0] in inside and len(days) > 1 and days[1] - days[0] <= timedelta(days=within))
        case Recurrence(seen_before=int(before)) if before:
            return int(bool(inside) and len([day for day in days if day < window.end]) > before)
        case Recurrence(returns_within=int(within)):
            return int(bool(inside) and any(window.end <= day < window.end + timedelta(days=within) for day in days))
        case Recurrence(stays_away=int(within)):
            return int(bool(inside) and not any(window.end <= day < window.end + timedelta(days=within) for day in days))
        case Recurrence(starts_by="day"):
            return int(bool(inside))
        case Recurrence(starts_by=name):
            return int(len(inside) > int(name.removeprefix("back_")))


@pytest.mark.parametrize("windows", WINDOWS.values(), ids=WINDOWS)
@pytest.mark.parametrize(
    ("things", "by"),
    [(("customer",), ()), (("customer",), ("team",)), (("customer", "category"), ("team",)), (("customer",), ("team", "category"))],
)
@given(rows=rows, part=st.sampled_from([2, packed.PART]))
@settings(max_examples=15, deadline=None)
def test_three_ways_of_counting_agree(
    windows: list[Span], things: tuple[str, ...], by: tuple[str, ...], rows: list[dict[str, object]], part: int
) -> None:
    frame = framed(rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed, "PART", part)  # so that few rows make many pieces
        in_memory = packed.counted(frame.select(*by, *things, "on"), things, "on", by, RECURRENCES, windows)
    calendar = nw.from_native(recurrence.calendar(windows).lazy())
    runs = recurrence.counted(nw.from_native(frame.lazy()), things, "on", by, RECURRENCES, windows, calendar).collect().to_native()
    anywhere = [_by_window(runs.filter(pl.col(recurrence.NUMBER) == number), by, len(windows)) for number in range(len(RECURRENCES))]
    assert in_memory is not None
    for recurring, fast, slow in zip(RECURRENCES, in_memory, anywhere, strict=True):
        expected: dict[tuple[object, ...], list[int]] = {}
        for key, own in frame.group_by(*by, *things):
            counts = [one_by_one(sorted(set(own["on"])), recurring, window) for window in windows]
            group = key[: len(by)]
            expected[group] = [a + b for a, b in zip(expected.get(group, [0] * len(windows)), counts, strict=True)]
        for counted in (fast, slow):
            found = {row[: len(by)]: list(row[len(by) :]) for row in counted.rows()}
            assert {key: counts for key, counts in found.items() if any(counts)} == {k: c for k, c in expected.items() if any(c)}


def test_keys_too_large_to_be_packed_are_counted_the_other_way() -> None:
    frame = pl.DataFrame({"customer": [1, 2**61], "on": [START, START + DAY]})
    assert packed.counted(frame, ("customer",), "on", (), (ONCE,), MONTHS) is None
