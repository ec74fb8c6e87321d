"""Every formula kind against a slow, obvious computation of its own, on rows made up by Hypothesis."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from statistics import fmean
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import QueryError, UnknownMetricError
from metrics.catalog import METRICS, metric
from metrics.period import Grain, Span, months_later
from metrics.query import KNOWN, NO_DATA, Query, Scope, measure
from tests.metrics.rows import facts_of

DAY = timedelta(days=1)
START, END = date(2025, 1, 1), date(2026, 4, 1)
SPAN = Span(date(2025, 12, 29), END)
days = st.dates(START, END - timedelta(days=1))
teams = st.sampled_from(["A", "B", None])

order_rows = st.lists(
    st.fixed_dictionaries(
        {
            "customer_key": st.one_of(st.none(), st.integers(1, 12)),
            "ordered_on": days,
            "net_revenue": st.one_of(st.none(), st.integers(-5_000, 90_000)),
            "status": st.sampled_from(["delivered", "delivered", "paid", "cancelled", "refunded", "placed"]),
            "team": teams,
        }
    ),
    max_size=50,
)
ticket_rows = st.lists(
    st.fixed_dictionaries(
        {
            "opened_on": days,
            "first_response_business_minutes": st.one_of(st.none(), st.integers(0, 400)),
            "is_complaint": st.sampled_from([True, False, None]),
            "team": teams,
        }
    ),
    max_size=50,
)
answer_rows = st.lists(
    st.fixed_dictionaries(
        {
            "customer_key": st.one_of(st.none(), st.integers(1, 5)),
            "survey": st.sampled_from(["nps", "csat", "review"]),
            "score": st.one_of(st.none(), st.integers(1, 5), st.integers(6, 10)),
            "answered_on": days,
            "hour": st.integers(0, 23),
            "team": teams,
        }
    ),
    max_size=50,
)


def asked(name: str, grain: Grain, *by: str) -> Query:
    return Query(metric(name), SPAN, grain, by=by, fewest=1)


def counts(order: dict[str, Any]) -> bool:
    return order["status"] not in ("placed", "cancelled", "refunded") and (order["net_revenue"] or 0) > 0


def groups(rows: list[dict[str, Any]], by: tuple[str, ...]) -> dict[Any, list[dict[str, Any]]]:
    found = defaultdict(list)
    for row in rows:
        found[tuple(row[name] for name in by)].append(row)
    return found


def same(frame: pl.DataFrame, expected: dict[Any, float], by: tuple[str, ...]) -> None:
    """The known values of an answer are exactly the expected ones."""
    got = {(row["period_start"], *(row[name] for name in by)): row["value"] for row in frame.iter_rows(named=True) if row["state"] == KNOWN}
    assert got == pytest.approx(expected, abs=1e-9)


grains = pytest.mark.parametrize("grain", [Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.WHOLE])
splits = pytest.mark.parametrize("by", [(), ("team",)])


@grains
@splits
@given(rows=order_rows)
@settings(max_examples=10, deadline=None)
def test_repurchase_rate_counts_customers_with_two_days_in_the_window(
    grain: Grain, by: tuple[str, ...], rows: list[dict[str, Any]]
) -> None:
    frame = measure(asked("repurchase_rate", grain, *by), facts_of(orders=rows))
    expected = {}
    for group, own in groups([r for r in rows if counts(r) and r["customer_key"] is not None], by).items():
        first = min(r["ordered_on"] for r in own)
        for period in grain.periods(SPAN):
            start = period.start if grain is Grain.WHOLE else months_later(period.end, -12)
            bought = defaultdict(set)
            for r in own:
                if start <= r["ordered_on"] < period.end:
                    bought[r["customer_key"]].add(r["ordered_on"])
            if bought and (grain is Grain.WHOLE or first <= start + timedelta(days=14)):
                expected[(period.start, *group)] = sum(len(d) > 1 for d in bought.values()) / len(bought)
    same(frame, expected, by)


@grains
@splits
@given(rows=order_rows)
@settings(max_examples=10, deadline=None)
def test_lifetime_value_is_the_mean_of_what_customers_spent_to_date(grain: Grain, by: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    frame = measure(asked("customer_lifetime_value", grain, *by), facts_of(orders=rows))
    expected, spread = {}, {}
    for group, own in groups([r for r in rows if counts(r) and r["customer_key"] is not None], by).items():
        for period in grain.periods(SPAN):
            spent = defaultdict(int)
            for r in own:
                if r["ordered_on"] < period.end:
                    spent[r["customer_key"]] += r["net_revenue"]
            if spent:
                expected[(period.start, *group)] = fmean(spent.values())
                spread[(period.start, *group)] = np.std(list(spent.values()), ddof=1) if len(spent) > 1 else None
    same(frame, expected, by)
    for row in frame.filter(pl.col("low").is_not_null()).iter_rows(named=True):
        sd = spread[(row["period_start"], *(row[name] for name in by))]
        assert row["high"] - row["low"] == pytest.approx(2 * student(row["n"]) * sd / row["n"] ** 0.5, rel=1e-6, abs=1e-3)


def student(n: int) -> float:
    """The 97.5 % point of Student's t, from tables (two customers to twelve)."""
    return [12.7062047, 4.3026527, 3.1824463, 2.7764451, 2.5705818, 2.4469119, 2.3646243, 2.3060041, 2.2621572, 2.2281389, 2.2009852][n - 2]


@grains
@splits
@given(rows=answer_rows)
@settings(max_examples=10, deadline=None)
def test_net_promoter_score_takes_the_last_answer_of_each_customer(grain: Grain, by: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    for number, row in enumerate(rows):  # moments differ, so that "last" is plain
        day = row["answered_on"]
        row["answered_at"] = datetime(day.year, day.month, day.day, row["hour"], tzinfo=UTC) + timedelta(seconds=number)
    frame = measure(asked("net_promoter_score", grain, *by), facts_of(responses=rows))
    expected = {}
    for group, own in groups([r for r in rows if r["survey"] == "nps" and r["score"] is not None], by).items():
        for period in grain.periods(SPAN):
            last: dict[Any, dict[str, Any]] = {}
            for number, r in enumerate(sorted(own, key=lambda r: r["answered_at"])):
                if period.start <= r["answered_on"] < period.end:
                    last[r["customer_key"] if r["customer_key"] is not None else f"nobody {number}"] = r
            scores = [r["score"] for r in last.values()]
            if scores:
                expected[(period.start, *group)] = 100 * (sum(s >= 9 for s in scores) - sum(s <= 6 for s in scores)) / len(scores)
    same(frame, expected, by)


@grains
@splits
@given(rows=ticket_rows)
@settings(max_examples=10, deadline=None)
def test_response_time_is_numpys_median_and_counts_the_unanswered_in_the_whole(
    grain: Grain, by: tuple[str, ...], rows: list[dict[str, Any]]
) -> None:
    frame = measure(asked("first_response_time", grain, *by), facts_of(tickets=rows))
    slow = measure(asked("first_response_time_p90", grain, *by), facts_of(tickets=rows))
    middle, tenth, wholes = {}, {}, {}
    for group, own in groups(rows, by).items():
        for period in grain.periods(SPAN):
            inside = [r["first_response_business_minutes"] for r in own if period.start <= r["opened_on"] < period.end]
            answered = [m for m in inside if m is not None]
            if answered:
                key = (period.start, *group)
                middle[key], tenth[key], wholes[key] = np.median(answered), np.quantile(answered, 0.9), (len(answered), len(inside))
    same(frame, middle, by)
    same(slow, tenth, by)
    for row in frame.filter(state=KNOWN).iter_rows(named=True):
        assert (row["n"], row["whole"]) == wholes[(row["period_start"], *(row[name] for name in by))]


@grains
@splits
@given(orders=order_rows, tickets=ticket_rows)
@settings(max_examples=10, deadline=None)
def test_complaint_rate_divides_known_complaints_by_paid_orders(
    grain: Grain, by: tuple[str, ...], orders: list[dict[str, Any]], tickets: list[dict[str, Any]]
) -> None:
    frame = measure(asked("complaint_rate", grain, *by), facts_of(orders=orders, tickets=tickets))
    expected = {}
    by_group = groups(tickets, by)
    sold = [r["ordered_on"] for r in orders if counts(r)]
    told = [r["opened_on"] for r in tickets if r["is_complaint"] is not None]
    alone = set()  # days at either end on which, for more than a fortnight, only one side has rows
    if sold and told:
        for first, last in (sorted((min(sold), min(told))), sorted((max(sold) + DAY, max(told) + DAY))):
            if (last - first).days > 14:
                alone |= {first + n * DAY for n in range((last - first).days)}
    for group, own in groups([r for r in orders if counts(r)], by).items():
        for period in grain.periods(SPAN):
            bought = sum(period.start <= r["ordered_on"] < period.end for r in own)
            said = [
                r["is_complaint"]
                for r in by_group.get(group, [])
                if period.start <= r["opened_on"] < period.end and r["is_complaint"] is not None
            ]
            if bought and said and not alone & {period.start + n * DAY for n in range((period.end - period.start).days)}:
                expected[(period.start, *group)] = sum(said) / bought
    same(frame, expected, by)


@given(rows=answer_rows)
@settings(max_examples=10, deadline=None)
def test_satisfaction_is_the_share_of_fours_and_fives(rows: list[dict[str, Any]]) -> None:
    frame = measure(asked("customer_satisfaction", Grain.WHOLE), facts_of(responses=rows))
    scores = [r["score"] for r in rows if r["survey"] == "csat" and r["score"] is not None and SPAN.start <= r["answered_on"] < SPAN.end]
    same(frame, {(SPAN.start,): sum(s >= 4 for s in scores) / len(scores)} if scores else {}, ())


@given(rows=order_rows, extra=order_rows)
@settings(max_examples=10, deadline=None)
def test_later_events_do_not_change_an_earlier_period(rows: list[dict[str, Any]], extra: list[dict[str, Any]]) -> None:
    later = [row | {"ordered_on": END + timedelta(days=number)} for number, row in enumerate(extra)]
    for name in ("repurchase_rate", "customer_lifetime_value"):
        before, after = (measure(asked(name, Grain.MONTH), facts_of(orders=own)) for own in (rows, rows + later))
        if measure(asked(name, Grain.MONTH), facts_of(orders=rows))["n"].sum():
            assert before.equals(after)


def test_answers_on_another_scale_are_not_counted() -> None:
    ten = [{"survey": "csat", "score": s, "scale_min": 1, "scale_max": 10, "answered_on": date(2026, 1, 5)} for s in (4, 5, 6, 9)]
    assert measure(asked("customer_satisfaction", Grain.WHOLE), facts_of(responses=ten))["state"].to_list() == [NO_DATA]


def test_a_scope_shows_the_rows_of_its_teams_only() -> None:
    rows = [{"opened_on": date(2026, 1, 5), "first_response_business_minutes": m, "team": t} for m, t in ((10, "A"), (50, "B"), (90, None))]
    query = Query(metric("first_response_time"), SPAN, Grain.WHOLE, by=("team",), scope=Scope(frozenset({"B"})), fewest=1)
    frame = measure(query, facts_of(tickets=rows))
    assert frame.select("team", "value").rows() == [("B", 50.0)]


def test_a_scope_without_teams_shows_nothing() -> None:
    rows = [{"opened_on": date(2026, 1, 5), "first_response_business_minutes": 10, "team": "A"}]
    query = Query(metric("first_response_time"), SPAN, Grain.WHOLE, scope=Scope(frozenset()), fewest=1)
    assert measure(query, facts_of(tickets=rows))["state"].to_list() == [NO_DATA]


def test_a_filter_keeps_what_it_names() -> None:
    rows = [{"opened_on": date(2026, 1, 5), "first_response_business_minutes": m, "channel": c} for m, c in ((10, "전화"), (50, "앱"))]
    query = Query(metric("first_response_time"), SPAN, Grain.WHOLE, where={"channel": ("앱",)}, fewest=1)
    assert measure(query, facts_of(tickets=rows))["value"].to_list() == [50.0]


def test_a_rate_over_two_facts_is_split_only_by_what_means_the_same_in_both() -> None:
    assert METRICS["complaint_rate"].dimensions == {"team"}
    with pytest.raises(QueryError, match="cannot be broken down by 'channel'"):
        Query(metric("complaint_rate"), SPAN, by=("channel",))


def test_orders_without_any_ticket_have_no_complaint_rate() -> None:
    rows = [{"customer_key": n, "ordered_on": date(2026, 1, 5), "net_revenue": 100, "status": "paid"} for n in range(9)]
    assert measure(asked("complaint_rate", Grain.WHOLE), facts_of(orders=rows))["state"].to_list() == [NO_DATA]


def test_more_complaints_than_orders_is_a_rate_above_one_with_its_interval() -> None:
    orders = [{"customer_key": n, "ordered_on": date(2026, 1, 5), "net_revenue": 100, "status": "paid"} for n in range(5)]
    tickets = [{"opened_on": date(2026, 1, 6), "is_complaint": True}] * 10
    row = measure(asked("complaint_rate", Grain.WHOLE), facts_of(orders=orders, tickets=tickets)).row(0, named=True)
    assert row["value"] == 2.0
    assert row["low"] == pytest.approx(0.959078, abs=1e-6)  # Garwood: 4.795389 / 5
    assert row["high"] == pytest.approx(3.678071, abs=1e-6)  # 18.390356 / 5


def test_a_trailing_window_older_than_the_data_is_not_answered() -> None:
    rows = [
        {"customer_key": n % 4, "ordered_on": date(2025, 9, 1) + timedelta(days=n), "net_revenue": 100, "status": "paid"}
        for n in range(200)
    ]
    frame = measure(asked("repurchase_rate", Grain.MONTH), facts_of(orders=rows))
    assert set(frame["state"]) == {NO_DATA}


def test_an_unknown_metric_names_the_nearest() -> None:
    with pytest.raises(UnknownMetricError, match="Did you mean 'repurchase_rate'"):
        metric("repurchase_ratio")
