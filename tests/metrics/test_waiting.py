"""How old those are that wait, against counting the demo company's tickets one by one."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from etl.demo_story import END, ONLINE_TEAM, TEAMS
from metrics.catalog import METRICS
from metrics.facts import Facts
from metrics.period import Span
from metrics.query import Query, Scope, measure
from metrics.tally import Oldest, Stock
from metrics.waiting import AGES, ages
from tests.metrics.rows import facts_in, facts_of

STOCKS = {name: metric.formula for name, metric in METRICS.items() if isinstance(metric.formula, Stock)}
OLDEST = next(metric.formula for metric in METRICS.values() if isinstance(metric.formula, Oldest))


@pytest.fixture(scope="module")
def demo(demo_home: Path) -> Facts:
    return facts_in(demo_home)


def age_named(days: int) -> str:
    bounds = {"today": 0, "one_day": 1, "three_days": 3, "a_week": 7, "a_month": 30}
    return next((name for name, upto in bounds.items() if days <= upto), "longer")


@pytest.mark.parametrize("end", [END, date(2026, 2, 20), date(2025, 10, 8)])
def test_those_that_wait_are_counted_one_by_one(demo: Facts, end: date) -> None:
    wanted: dict[tuple[Any, str], int] = {}
    for row in demo.frames["tickets"].collect().iter_rows(named=True):
        has_answer = row["first_response_minutes"] is not None or row["first_response_business_minutes"] is not None
        if row["opened_on"] >= end or (row["first_responded_on"] is None and has_answer):
            continue
        left = [day for day in (row["first_responded_on"], row["closed_on"]) if day is not None and day < end]
        if not left:
            group = row["team"], age_named((end - timedelta(days=1) - row["opened_on"]).days)
            wanted[group] = wanted.get(group, 0) + 1
    found = {(team, age): n for team, age, n in ages(OLDEST, demo, end, by=("team",)).iter_rows() if n}
    assert found == wanted
    assert set(found) != set()


@pytest.mark.parametrize("name", sorted(STOCKS))
@pytest.mark.parametrize("scope", [Scope(), Scope(frozenset({ONLINE_TEAM}))])
def test_all_ages_together_are_the_stock(demo: Facts, name: str, scope: Scope) -> None:
    stock = measure(Query(METRICS[name], Span(date(2026, 10, 1), END), scope=scope), demo)["value"].item()
    found = ages(STOCKS[name], demo, END, scope=scope)
    assert found["n"].sum() == stock
    assert found["age"].to_list() == [age.name for age in AGES]
    by_team = ages(STOCKS[name], demo, END, by=("team",), scope=scope)
    assert by_team["n"].sum() == stock
    assert set(by_team["team"]) <= (set(TEAMS) if scope.teams is None else scope.teams)


def test_where_nobody_waits_every_age_is_nought() -> None:
    assert ages(OLDEST, facts_of(), END)["n"].to_list() == [0] * len(AGES)
    assert ages(OLDEST, facts_of(), END, by=("team",)).is_empty()
