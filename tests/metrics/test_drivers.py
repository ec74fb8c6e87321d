"""Drivers against exact fractions worked out one by one, on rows made up by Hypothesis, and on the demo company."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from errors import QueryError
from etl.demo_story import COMPLAINTS_IN_MAY, TEAMS
from metrics.catalog import METRICS
from metrics.change import Direction
from metrics.drivers import Drivers, contributors, dimensions, drivers
from metrics.facts import Facts
from metrics.period import Grain, Span
from metrics.query import Scope
from tests.metrics.rows import Row, facts_in, facts_of

MARCH, APRIL = Span(date(2026, 3, 1), date(2026, 4, 1)), Span(date(2026, 4, 1), date(2026, 5, 1))
DAYS = st.dates(MARCH.start, APRIL.end - timedelta(days=1))
ADDITIVE = ("customer_satisfaction", "review_score", "reopen_rate", "complaint_rate")
COUNTED_ONCE = ("net_promoter_score", "repurchase_rate", "customer_lifetime_value")  # a customer may be in two segments

teams = st.sampled_from(["A", "B", "C", None])
company_rows = st.fixed_dictionaries(
    {
        "orders": st.lists(
            st.fixed_dictionaries(
                {
                    "customer_key": st.integers(1, 6),
                    "ordered_on": DAYS,
                    "net_revenue": st.integers(1, 90_000),
                    "status": st.just("paid"),
                    "team": teams,
                }
            ),
            max_size=30,
        ),
        "tickets": st.lists(
            st.fixed_dictionaries(
                {
                    "opened_on": DAYS,
                    "is_complaint": st.sampled_from([True, False, None]),
                    "reopened_count": st.integers(0, 2),
                    "team": teams,
                    "category": st.sampled_from(["late", "broken", None]),
                }
            ),
            max_size=30,
        ),
        "responses": st.lists(
            st.fixed_dictionaries(
                {
                    "customer_key": st.one_of(st.none(), st.integers(1, 4)),
                    "survey": st.sampled_from(["csat", "review", "nps"]),
                    "score": st.integers(1, 5),
                    "answered_on": DAYS,
                    "answered_at": st.just(datetime(2026, 4, 1, tzinfo=UTC)),
                    "team": teams,
                }
            ),
            max_size=40,
        ),
    }
)


def moved(name: str, facts: Facts, dimension: str = "team", *, period: Span = APRIL, before: Span = MARCH, **more) -> Drivers:
    return drivers(METRICS[name], facts, period, before, Grain.MONTH, dimension, **({"fewest": 1} | more))


def answers(spans: dict[Span, dict[str | None, tuple[int, int]]]) -> Facts:
    """Satisfaction answers: of each team so many content among so many, in each span."""
    rows = [
        {"survey": "csat", "score": 5 if number < content else 1, "answered_on": span.start, "team": team}
        for span, by_team in spans.items()
        for team, (content, asked) in by_team.items()
        for number in range(asked)
    ]
    return facts_of(responses=rows)


@pytest.mark.parametrize("name", [*ADDITIVE, *COUNTED_ONCE])
@given(rows=company_rows)
@settings(max_examples=6, deadline=None)
def test_contributions_and_residual_add_up_to_the_change(name: str, rows: dict[str, list[Row]]) -> None:
    got = moved(name, facts_of(**rows))
    if got.amount is None:
        assert (got.segments.height, got.residual) == (0, None)
        return
    scale = max(1.0, abs(got.before.value), abs(got.after.value))
    assert got.residual is not None
    assert got.within + got.mix + got.residual == pytest.approx(got.amount, abs=1e-12 * scale)
    assert (got.segments["within"] + got.segments["mix"]).to_list() == pytest.approx(got.segments["contribution"].to_list())
    if name in ADDITIVE:
        assert got.residual == 0


@given(rows=company_rows)
@settings(max_examples=15, deadline=None)
def test_every_segments_terms_are_those_of_exact_fractions(rows: dict[str, list[Row]]) -> None:
    sums: dict[Span, dict[str | None, list[int]]] = {span: defaultdict(lambda: [0, 0]) for span in (MARCH, APRIL)}
    for row in rows["responses"]:
        if row["survey"] == "csat":
            one = sums[MARCH if row["answered_on"] < APRIL.start else APRIL][row["team"]]
            one[0] += row["score"] >= 4
            one[1] += 1
    got = moved("customer_satisfaction", facts_of(**rows))
    if not (sums[MARCH] and sums[APRIL]):
        assert got.segments.is_empty()
        return
    wholes = [sum(one[1] for one in sums[span].values()) for span in (MARCH, APRIL)]
    mean = sum(Fraction(sum(one[0] for one in sums[span].values()), whole) for span, whole in zip(sums, wholes, strict=True)) / 2
    expected = {}
    for team in {*sums[MARCH], *sums[APRIL]}:
        (p0, n0), (p1, n1) = sums[MARCH][team], sums[APRIL][team]
        w0, w1 = Fraction(n0, wholes[0]), Fraction(n1, wholes[1])
        if n0 and n1:
            v0, v1 = Fraction(p0, n0), Fraction(p1, n1)
            expected[team] = (w0 + w1) / 2 * (v1 - v0), ((v0 + v1) / 2 - mean) * (w1 - w0)
        else:  # entry or exit: its weight times how far its only value is from the mean of all
            expected[team] = Fraction(0), w1 * (Fraction(p1, n1) - mean) if n1 else -w0 * (Fraction(p0, n0) - mean)
    found = {team: (within, mix) for team, within, mix in got.segments.select("segment", "within", "mix").iter_rows()}
    assert found.keys() == expected.keys()
    for team, terms in expected.items():
        assert found[team] == pytest.approx([float(term) for term in terms], abs=1e-12)


@given(rows=company_rows, random=st.randoms())
@settings(max_examples=6, deadline=None)
def test_the_order_of_rows_changes_nothing(rows: dict[str, list[Row]], random) -> None:
    before = moved("complaint_rate", facts_of(**rows)).segments
    for each in rows.values():
        random.shuffle(each)
    assert_frame_equal(moved("complaint_rate", facts_of(**rows)).segments, before)


@given(rows=company_rows)
@settings(max_examples=6, deadline=None)
def test_a_team_lead_gets_the_change_of_the_own_rows_only(rows: dict[str, list[Row]]) -> None:
    scope = Scope(frozenset({"A", "B"}))
    counted = {"orders": {}, "tickets": {"is_complaint": False}, "responses": {"survey": "csat"}}
    for (fact, told), day in zip(counted.items(), ("ordered_on", "opened_on", "answered_on"), strict=True):
        # How far the data reach is known of the company and not of a team, so both have rows that count on the first and on the last day.
        rows[fact] += [row | told | {day: at, "team": "A"} for row in rows[fact][:1] for at in (MARCH.start, APRIL.last)]
    own = {name: [row for row in each if row["team"] in ("A", "B")] for name, each in rows.items()}
    for name in ("complaint_rate", "customer_satisfaction"):
        seen, alone = moved(name, facts_of(**rows), scope=scope), moved(name, facts_of(**own))
        assert_frame_equal(seen.segments, alone.segments)
        assert (seen.amount, seen.residual) == (alone.amount, alone.residual)


def test_one_segment_has_no_mix() -> None:
    got = moved("customer_satisfaction", answers({MARCH: {"A": (8, 10)}, APRIL: {"A": (3, 6)}}))
    assert (got.mix, got.within, got.residual) == (0, pytest.approx(-0.3), 0)


def test_where_only_weights_move_nothing_happened_within() -> None:
    got = moved("customer_satisfaction", answers({MARCH: {"A": (80, 100), "B": (40, 100)}, APRIL: {"A": (40, 50), "B": (80, 200)}}))
    assert got.segments["within"].abs().max() == pytest.approx(0, abs=1e-15)
    assert got.mix == pytest.approx(got.amount, abs=1e-15)


def test_a_total_that_falls_while_every_segment_rises_is_seen_to_be_mix() -> None:
    got = moved("customer_satisfaction", answers({MARCH: {"A": (90, 100), "B": (4, 10)}, APRIL: {"A": (10, 10), "B": (50, 100)}}))
    assert got.segments["within"].min() > 0
    assert got.amount < 0
    assert got.mix < -got.within


def test_new_and_vanished_segments_are_mix() -> None:
    got = moved("customer_satisfaction", answers({MARCH: {"A": (5, 10), "old": (9, 10)}, APRIL: {"A": (5, 10), None: (1, 10)}}))
    rows = {row["segment"]: row for row in got.segments.iter_rows(named=True)}
    mean = (14 / 20 + 6 / 20) / 2
    assert [rows[None][name] for name in ("value_before", "weight_before", "within")] == [None, 0, 0]
    assert rows[None]["mix"] == pytest.approx(0.5 * (0.1 - mean))
    assert rows["old"]["mix"] == pytest.approx(-0.5 * (0.9 - mean))
    assert rows["old"]["value_after"] is None
    assert {each.label.en: each.label.ko for each in contributors(got)} == {"no team": "팀 없음", "old": "old"}


def complaints(by_team: dict[Span, dict[str, tuple[int, int]]], category: str = "late") -> Facts:
    """Complaints and orders of each team, in each span."""
    tickets, orders = [], []
    for span, teams in by_team.items():
        for team, (complained, ordered) in teams.items():
            tickets += [{"opened_on": span.start, "is_complaint": True, "team": team, "category": category}] * complained
            orders += [{"ordered_on": span.start, "net_revenue": 1, "status": "paid", "team": team, "customer_key": 1}] * ordered
    return facts_of(tickets=tickets, orders=orders)


def test_a_team_with_orders_but_no_contacts_and_one_with_complaints_but_no_orders_both_count() -> None:
    got = moved(
        "complaint_rate", complaints({MARCH: {"A": (2, 40), "shop": (0, 60)}, APRIL: {"A": (2, 40), "shop": (0, 60), "desk": (3, 0)}})
    )
    found = {row["segment"]: row["contribution"] for row in got.segments.iter_rows(named=True)}
    assert found == pytest.approx({"A": 0, "shop": 0, "desk": 0.03})
    assert got.residual == 0


def test_a_dimension_of_the_part_alone_divides_the_rate_among_its_events() -> None:
    march, april = complaints({MARCH: {"A": (2, 100)}}, "late"), complaints({APRIL: {"A": (9, 50)}}, "broken")
    both = Facts({name: pl.concat([march.frames[name], april.frames[name]]) for name in march.frames})
    got = moved("complaint_rate", both, "category")
    assert got.segments.select("segment", "value_before", "value_after", "within", "mix", "weight_before").rows() == [
        ("broken", 0.0, 0.18, 0.18, 0.0, None),
        ("late", 0.02, 0.0, -0.02, 0.0, None),
    ]
    assert got.residual == 0


def test_a_customer_of_two_teams_leaves_a_residual() -> None:
    def bought(customer: int, team: str, *days: date) -> list[Row]:
        return [{"customer_key": customer, "ordered_on": day, "net_revenue": 1, "status": "paid", "team": team} for day in days]

    rows = [*bought(1, "A", MARCH.start), *bought(2, "B", MARCH.start), *bought(1, "A", APRIL.start), *bought(1, "B", APRIL.last)]
    got = drivers(METRICS["repurchase_rate"], facts_of(orders=rows), APRIL, MARCH, Grain.WHOLE, "team", fewest=1)
    assert (got.amount, got.within, got.mix, got.residual) == (1, 0, 0, 1)


def test_a_team_younger_than_a_trailing_window_counts() -> None:
    rows = [
        {"customer_key": 1, "ordered_on": day, "net_revenue": 1, "status": "paid", "team": team}
        for team, day in (("A", date(2025, 1, 1)), ("A", date(2025, 12, 1)), ("A", date(2026, 1, 5)), ("new", date(2026, 4, 9)))
    ]
    got = moved("repurchase_rate", facts_of(orders=rows))
    assert set(got.segments["segment"]) == {"A", "new"}
    assert got.change.direction is Direction.OVERLAPS


def test_segments_too_small_to_be_shown_stand_together() -> None:
    by_team = {"A": (50, 80), "B": (2, 3), "C": (1, 4), "D": (20, 40)}
    got = moved("customer_satisfaction", answers({MARCH: by_team, APRIL: by_team | {"A": (70, 80), "B": (6, 6)}}), fewest=5)
    assert got.segments.select("segment", "is_rest").rows() == [("A", False), ("D", False), (None, True)]
    rest = got.segments.row(2, named=True)
    assert (rest["value_before"], rest["value_after"]) == (3 / 7, 7 / 10)
    assert got.segments["contribution"].sum() == pytest.approx(got.amount, abs=1e-12)
    assert {each.label.en for each in contributors(got, 9)} == {"A", "D"}


def test_a_rest_that_is_itself_too_small_shows_no_value() -> None:
    got = moved("customer_satisfaction", answers({MARCH: {"A": (50, 80), "B": (2, 3)}, APRIL: {"A": (60, 80), "B": (2, 4)}}), fewest=5)
    rest = got.segments.filter("is_rest").row(0, named=True)
    assert [rest[name] for name in ("value_before", "value_after", "weight_before", "weight_after")] == [None] * 4
    assert got.segments["contribution"].sum() == pytest.approx(got.amount, abs=1e-12)


def test_a_total_too_small_to_be_shown_has_no_drivers() -> None:
    got = moved("customer_satisfaction", answers({MARCH: {"A": (50, 80)}, APRIL: {"A": (2, 4)}}), fewest=5)
    assert (got.amount, got.residual, got.segments.height, contributors(got)) == (None, None, 0, ())


def test_a_median_cannot_be_divided_and_says_what_to_do() -> None:
    assert dimensions(METRICS["first_response_time"]) == frozenset()
    with pytest.raises(QueryError, match="side by side") as refused:
        moved("first_response_time", Facts.empty())
    assert "나란히 비교해 주세요" in refused.value.ko


def test_dimensions_are_those_of_the_metric_and_of_its_part() -> None:
    assert dimensions(METRICS["complaint_rate"]) == {"team", "category", "channel", "source"}
    assert dimensions(METRICS["repurchase_rate"]) == METRICS["repurchase_rate"].dimensions
    with pytest.raises(QueryError, match="category, channel, source, team"):
        moved("complaint_rate", Facts.empty(), "product_category")


def test_a_span_that_is_not_one_period_of_the_grain_is_refused() -> None:
    with pytest.raises(QueryError, match="not one period"):
        moved("complaint_rate", Facts.empty(), before=Span(MARCH.start, APRIL.end))


@pytest.fixture(scope="module")
def demo(demo_home: Path) -> Facts:
    return facts_in(demo_home)


MAY = Span(COMPLAINTS_IN_MAY.starts_on, COMPLAINTS_IN_MAY.ends_on)


@pytest.mark.parametrize("back", [1, 12], ids=["month before", "year before"])
def test_the_complaints_of_may_are_about_delivery_and_no_single_teams(demo: Facts, back: int) -> None:
    before = Grain.MONTH.back(MAY, back)
    by_reason = moved("complaint_rate", demo, "category", period=MAY, before=before, fewest=5)
    assert by_reason.change.direction is Direction.UP
    first, *_ = contributors(by_reason)
    assert first.label.ko == "배송"
    assert first.contribution > 0.85 * by_reason.amount

    by_team = moved("complaint_rate", demo, period=MAY, before=before, fewest=5)
    assert set(by_team.segments["segment"]) == set(TEAMS)
    assert by_team.segments["contribution"].min() > 0
    assert by_team.segments["contribution"].max() < 0.5 * by_team.amount
    assert abs(by_team.mix) < 0.05 * by_team.amount
    assert by_team.residual == by_reason.residual == 0
