"""The pair over time against the pair of two periods, and when the demo company's two sides parted."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from etl.demo_story import FASTER_REPLIES, ONLINE_TEAM, TEAMS
from metrics.facts import Facts
from metrics.pair import SIDES, Pair, Verdict, pair
from metrics.pair_trend import PairTrend, pair_trend
from metrics.period import Grain, Span
from metrics.query import NO_DATA, Scope
from tests.metrics.rows import facts_in

WHOLE = Span(date(2024, 11, 1), date(2026, 11, 1))
OCTOBER = Span(date(2026, 10, 1), date(2026, 11, 1))


@pytest.fixture(scope="module")
def demo(demo_home: Path) -> Facts:
    return facts_in(demo_home)


def numbers(found: Pair) -> tuple[Any, ...]:
    """All that a pair says; its metrics are made anew each time."""
    sides = {name: (side.metric.label, side.before, side.after, side.change, side.decides) for name, side in found.sides.items()}
    return found.period, found.before, found.verdict, sides


@pytest.mark.parametrize("grain", [Grain.WEEK, Grain.MONTH, Grain.QUARTER])
def test_any_two_periods_of_the_trend_are_the_pair_of_these_two(demo: Facts, grain: Grain) -> None:
    trend = PairTrend(pair_trend(demo, WHOLE, grain, where={"team": TEAMS[:2]}), grain)
    period = grain.period_of(date(2026, 7, 15))
    for before in (grain.back(period, 1), grain.back(period, 5)):
        assert numbers(trend.against(period, before)) == numbers(pair(demo, period, before, where={"team": TEAMS[:2]}))


def test_a_period_beyond_the_trend_is_not_known(demo: Facts) -> None:
    trend = PairTrend(pair_trend(demo, OCTOBER, Grain.MONTH), Grain.MONTH)
    got = trend.against(OCTOBER, Grain.MONTH.back(OCTOBER, 12))
    assert got.speed.before.state == NO_DATA and got.speed.after.value is not None
    nobody = trend.against(Grain.MONTH.back(OCTOBER, 12), Grain.MONTH.back(OCTOBER, 13))
    assert nobody.verdict is Verdict.CANNOT_TELL
    assert {side.after.state for side in nobody.sides.values()} == {NO_DATA}


def test_the_demo_companys_sides_parted_in_march(demo: Facts) -> None:
    trend = PairTrend(pair_trend(demo, WHOLE, Grain.MONTH), Grain.MONTH)
    assert trend.periods == Grain.MONTH.periods(WHOLE)
    assert trend.against(OCTOBER, Grain.MONTH.back(OCTOBER, 12)).verdict is Verdict.SPEED_TRAP
    parted = trend.parted(Verdict.SPEED_TRAP, OCTOBER)
    assert parted is not None and parted.start == FASTER_REPLIES.starts_on
    assert trend.parted(Verdict.SPEED_TRAP, Grain.MONTH.back(parted, 1)) is None
    assert trend.parted(Verdict.CANNOT_TELL, OCTOBER) is None


def test_the_team_that_was_not_told_to_hurry_never_parted(demo: Facts) -> None:
    trend = PairTrend(pair_trend(demo, WHOLE, Grain.MONTH, scope=Scope(frozenset({ONLINE_TEAM}))), Grain.MONTH)
    assert trend.parted(Verdict.SPEED_TRAP, OCTOBER) is None


def test_a_trend_has_each_side_of_each_period_once(demo: Facts) -> None:
    found = pair_trend(demo, WHOLE, Grain.QUARTER, by=("team",))
    assert found.height == len(SIDES) * len(Grain.QUARTER.periods(WHOLE)) * len(TEAMS)
    assert not found.select("side", "period_start", "team").is_duplicated().any()
