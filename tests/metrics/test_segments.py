"""Segments by recency, frequency and monetary value, against scoring each customer by looking at all others."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import QueryError
from metrics.period import months_later
from metrics.query import KNOWN, NO_DATA, TOO_FEW, Scope
from metrics.segments import Segment, segment_map, segmented_customers, segments
from tests.metrics.made_up_orders import DAY, START, UNTIL, Order, counts, facts, orders, reach
from tests.metrics.rows import facts_of

NUMBERS = ("days_since_last_order", "order_days", "revenue", "recency_score", "frequency_score", "monetary_score", "segment")


def bought(customer: int, *days: date, amount: int = 100, team: str = "A") -> list[Order]:
    return [{"customer_key": customer, "ordered_on": day, "net_revenue": amount, "status": "paid", "team": team} for day in days]


def one_by_one(rows: list[Order], as_of: date) -> dict[int, tuple[Any, ...]]:
    """Each customer's numbers, scores and segment, by the words of the documentation."""
    start = months_later(as_of + DAY, -12)
    own = [row for row in rows if counts(row) and row["customer_key"] is not None]
    if not own or min(row["ordered_on"] for row in own) > start + 14 * DAY or as_of >= reach(rows):
        return {}
    did: dict[int, tuple[int, int, int]] = {}
    ever: dict[int, int] = {}
    for customer in {row["customer_key"] for row in own}:
        past = [row for row in own if row["customer_key"] == customer and row["ordered_on"] <= as_of]
        year = [row for row in past if row["ordered_on"] >= start]
        days = {row["ordered_on"] for row in year}
        if year:
            did[customer] = ((as_of - max(days)).days, len(days), sum(row["net_revenue"] for row in year))
            ever[customer] = len({row["ordered_on"] for row in past})

    def score(customer: int, place: int, sign: int) -> int:
        worse = sum(sign * other[place] < sign * did[customer][place] for other in did.values())
        return max(score for score in range(1, 6) if worse * 5 >= (score - 1) * len(did))

    def segment(recency: int, frequency: int, monetary: int, days_ever: int) -> str:
        if frequency >= 4:
            if recency <= 2:
                return "at_risk"
            return "champions" if recency >= 4 and monetary >= 4 else "loyal"
        if recency >= 3:
            return "new" if recency >= 4 and days_ever == 1 else "occasional"
        return {2: "cooling", 1: "lost"}[recency]

    scores = {customer: (score(customer, 0, -1), score(customer, 1, 1), score(customer, 2, 1)) for customer in did}
    return {customer: (*did[customer], *scores[customer], segment(*scores[customer], ever[customer])) for customer in did}


def by_customer(frame: pl.DataFrame) -> dict[int, tuple[Any, ...]]:
    return {row[0]: row[1:] for row in frame.select("customer_key", *NUMBERS).rows()}


@given(rows=orders, as_of=st.dates(date(2025, 12, 20), UNTIL))
@settings(max_examples=80, deadline=None)
def test_each_customer_is_scored_against_all_others(rows: list[Order], as_of: date) -> None:
    frame = segmented_customers(facts(rows), as_of)
    assert by_customer(frame) == one_by_one(rows, as_of)
    assert frame["customer_key"].is_sorted()


@given(rows=orders, later=orders)
@settings(max_examples=40, deadline=None)
def test_later_orders_change_no_segment(rows: list[Order], later: list[Order]) -> None:
    as_of = date(2026, 1, 31)
    before = [row for row in rows if row["ordered_on"] <= as_of] + bought(1, START, as_of)
    after = before + [row | {"ordered_on": as_of + (1 + number) * DAY} for number, row in enumerate(later)]
    early = segmented_customers(facts_of(as_of + DAY, orders=before), as_of)
    assert early.height
    assert early.equals(segmented_customers(facts_of(UNTIL, orders=after), as_of))


@given(rows=orders, seed=st.integers(0, 99))
@settings(max_examples=30, deadline=None)
def test_the_order_of_rows_decides_no_tie(rows: list[Order], seed: int) -> None:
    as_of = date(2026, 3, 1)
    rows += bought(1, START, as_of)
    mixed = pl.DataFrame(range(len(rows))).sample(fraction=1, shuffle=True, seed=seed).to_series().to_list()
    shuffled = segmented_customers(facts([rows[number] for number in mixed]), as_of)
    assert shuffled.height
    assert shuffled.equals(segmented_customers(facts(rows), as_of))


def test_ten_customers_who_differ_are_two_of_each_score() -> None:
    rows = [order for n in range(10) for order in bought(n, START, *(UNTIL - (1 + 7 * n + day) * DAY for day in range(10 - n)), amount=100)]
    frame = segmented_customers(facts_of(UNTIL, orders=rows), UNTIL - DAY)
    for score in ("recency_score", "frequency_score", "monetary_score"):
        assert frame[score].to_list() == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]
    assert frame["days_since_last_order"].to_list() == [7 * n for n in range(10)]


def test_customers_who_all_did_the_same_have_one_score() -> None:
    rows = [order for n in range(20) for order in bought(n, START + DAY, UNTIL - 30 * DAY)]
    frame = segmented_customers(facts_of(UNTIL - 20 * DAY, orders=rows), UNTIL - 21 * DAY)
    assert frame.select("recency_score", "frequency_score", "monetary_score").unique().rows() == [(1, 1, 1)]


def test_segments_add_up_to_all_customers_and_their_revenue() -> None:
    rows = [order for n in range(300) for order in bought(n % 120, START + (n * 37 % 460) * DAY, amount=100 + n)]
    customers = segmented_customers(facts_of(UNTIL, orders=rows), UNTIL - DAY)
    frame = segments(customers)
    assert frame["segment"].to_list() == [str(segment) for segment in Segment]
    assert set(frame["state"]) == {KNOWN}
    assert frame["part"].sum() == customers.height == frame["whole"][0]
    assert frame["revenue"].sum() == customers["revenue"].sum()
    assert frame["value"].sum() == pytest.approx(1)
    counted = customers["segment"].value_counts()
    assert dict(counted.iter_rows()) == {row["segment"]: row["n"] for row in frame.iter_rows(named=True) if row["n"]}


def frame_of(**sizes: int) -> pl.DataFrame:
    names = [name for name, size in sizes.items() for _ in range(size)]
    return pl.DataFrame({"segment": names, "revenue": [10.0] * len(names)})


def test_a_handful_is_withheld_and_so_is_what_would_give_it_away() -> None:
    frame = segments(frame_of(champions=40, loyal=3, lost=20, new=9))
    states = dict(frame.select("segment", "state").rows())
    assert states["loyal"] == states["new"] == TOO_FEW  # the rest of the total would be those three
    assert states["champions"] == states["lost"] == states["cooling"] == KNOWN
    assert frame.filter(state=TOO_FEW).select("revenue", "value", "part").unique().rows() == [(None, None, None)]


def test_a_year_must_be_in_the_data_and_over() -> None:
    rows = [order for n in range(10) for order in bought(n, date(2025, 4, 22), UNTIL - DAY)]
    for as_of, is_told in ((UNTIL - DAY, True), (UNTIL, False), (date(2026, 4, 6), False)):
        frame = segmented_customers(facts_of(UNTIL, orders=rows), as_of)
        assert (frame.height > 0) == is_told
        assert set(segments(frame)["state"]) == {KNOWN if is_told else NO_DATA}


def test_the_year_looked_at_begins_and_ends_with_whole_days() -> None:
    rows = [*bought(0, START), *bought(1, date(2025, 4, 8)), *bought(2, date(2025, 4, 7)), *bought(3, UNTIL - DAY)]
    frame = segmented_customers(facts_of(UNTIL, orders=rows), date(2026, 4, 7))
    assert dict(frame.select("customer_key", "days_since_last_order").rows()) == {1: 364, 3: 0}


def test_only_the_readers_orders_make_a_segment() -> None:
    rows = [*bought(1, START, UNTIL - DAY), *bought(2, START, UNTIL - DAY, team="B")]
    own = segmented_customers(facts_of(UNTIL, orders=rows), UNTIL - DAY, scope=Scope(frozenset({"B"})))
    assert own["customer_key"].to_list() == [2]
    with pytest.raises(QueryError, match="cannot be filtered by 'category'"):
        segmented_customers(facts_of(UNTIL, orders=rows), UNTIL - DAY, where={"category": ("배송",)})


def test_every_segment_says_its_name_and_rule_in_both_languages() -> None:
    assert len({segment.label.ko for segment in Segment}) == len({segment.about.en for segment in Segment}) == len(Segment)


def scored(*groups: tuple[int, int, int]) -> pl.DataFrame:
    """Segmented customers of which only the two scores matter: (recency, frequency, how many)."""
    rows = [(recency, frequency, 10.0) for recency, frequency, count in groups for _ in range(count)]
    return pl.DataFrame(rows, schema={"recency_score": pl.Int64, "frequency_score": pl.Int64, "revenue": pl.Float64}, orient="row")


def test_the_map_has_every_pair_of_scores_and_every_customer_once() -> None:
    found = segment_map(scored((1, 1, 20), (5, 5, 7)))
    assert found.height == 25
    assert found["n"].sum() == 27
    assert found.filter(recency_score=5, frequency_score=5).select("revenue", "n", "state").row(0) == (70.0, 7, KNOWN)
    assert found.filter(recency_score=2, frequency_score=2).select("revenue", "n", "state").row(0) == (0.0, 0, KNOWN)


def test_a_few_customers_of_the_map_cannot_be_had_by_subtraction_from_their_row() -> None:
    found = segment_map(scored((1, 1, 20), (1, 3, 3), (1, 5, 9), (4, 4, 30)))
    withheld = found.filter(state=TOO_FEW).select("recency_score", "frequency_score").rows()
    assert withheld == [(1, 3), (1, 5)]
    assert found.filter(state=TOO_FEW)["revenue"].null_count() == 2


def test_a_map_of_nobody_knows_nothing() -> None:
    assert set(segment_map(scored())["state"]) == {NO_DATA}
