"""One team too small to be shown, beside others and the total of all."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from metrics.catalog import metric
from metrics.facts import Facts
from metrics.period import Grain
from metrics.query import FEWEST, KNOWN, TOO_FEW, Query, measure
from tests.metrics.rows import facts_of

MARCH = Grain.MONTH.period_of(date(2026, 3, 1))


def facts(counts: dict[str | None, int]) -> Facts:
    """So many CSAT answers of each team, alternately content and not."""
    rows: list[dict[str, Any]] = [
        {
            "survey": "csat",
            "score": 5.0 if n % 2 else 1.0,
            "answered_on": date(2026, 3, 9),
            "team": team,
            "channel": "chat" if n % 3 else "phone",
        }
        for team, count in counts.items()
        for n in range(count)
    ]
    return facts_of(responses=rows)


def by_team(counts: dict[str | None, int], fewest: int = FEWEST) -> dict[str | None, dict[str, Any]]:
    frame = measure(Query(metric("customer_satisfaction"), MARCH, by=("team",), fewest=fewest), facts(counts))
    return {row["team"]: row for row in frame.iter_rows(named=True)}


@pytest.mark.parametrize("small", ["C", None])
def test_the_total_less_the_teams_shown_is_never_one_small_team(small: str | None) -> None:
    counts: dict[str | None, int] = {"A": 40, "B": 12, small: 3, "D": 25}
    told = by_team(counts)
    total = measure(Query(metric("customer_satisfaction"), MARCH), facts(counts)).row(0, named=True)
    shown = [row for row in told.values() if row["state"] == KNOWN]
    assert total["whole"] - sum(row["whole"] for row in shown) >= FEWEST
    assert {team for team, row in told.items() if row["state"] == TOO_FEW} == {small, "B"}


def test_nothing_of_the_team_that_is_withheld_with_it_is_shown_but_its_n() -> None:
    row = by_team({"A": 40, "B": 12, "C": 3})["B"]
    assert {name: row[name] for name in ("value", "low", "high", "part", "whole")} == dict.fromkeys(
        ("value", "low", "high", "part", "whole")
    )
    assert row["n"] == 12


def test_where_every_team_has_enough_all_are_shown() -> None:
    assert Counter(row["state"] for row in by_team({"A": 40, "B": 12, "C": 5}).values()) == {KNOWN: 3}


def test_who_counts_for_himself_sees_every_team() -> None:
    assert Counter(row["state"] for row in by_team({"A": 40, "B": 12, "C": 3}, fewest=1).values()) == {KNOWN: 3}


def test_the_total_and_a_single_team_are_not_touched() -> None:
    frame = measure(Query(metric("customer_satisfaction"), MARCH), facts({"A": 40, "C": 3}))
    assert frame["state"].to_list() == [KNOWN]
    alone = measure(Query(metric("customer_satisfaction"), MARCH, by=("team",), where={"team": ("A",)}), facts({"A": 40, "C": 3}))
    assert alone["state"].to_list() == [KNOWN]


def test_a_table_by_team_and_channel_is_safe_against_the_tables_by_one_of_them() -> None:
    known = facts({"A": 60, "B": 45, "C": 9, "D": 12})
    cells = measure(Query(metric("customer_satisfaction"), MARCH, by=("team", "channel")), known)
    for dimension in ("team", "channel"):
        margin = measure(Query(metric("customer_satisfaction"), MARCH, by=(dimension,)), known)
        for row in margin.filter(state=KNOWN).iter_rows(named=True):
            line = cells.filter(cells[dimension] == row[dimension])
            if (line["n"] < FEWEST).any():
                assert row["whole"] - line.filter(state=KNOWN)["whole"].sum() >= FEWEST


def test_which_of_equal_teams_is_withheld_does_not_hang_on_the_order_of_rows() -> None:
    same = facts({"A": 20, "B": 20, "C": 20, "D": 2})
    orders = [
        Facts({name: frame.collect().sample(fraction=1, shuffle=True, seed=n).lazy() for name, frame in same.frames.items()})
        for n in range(6)
    ]
    asked = Query(metric("customer_satisfaction"), MARCH, by=("team",))
    assert len({tuple(measure(asked, turned)["state"]) for turned in orders}) == 1
