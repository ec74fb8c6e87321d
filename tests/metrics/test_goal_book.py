"""Which goal holds: the catalog's until somebody sets another, a team's own before the company's, another grain's for a level."""

from collections.abc import Collection
from datetime import date

import pytest

from metrics.catalog import metric
from metrics.goal import Comparison, Goal
from metrics.goal_book import GoalBook
from metrics.goal_version import GoalVersion
from metrics.metric import Metric
from metrics.period import Grain, Span
from metrics.ramp import Line
from tests.metrics.goals import terms, version

NPS, SATISFACTION, ORDERS = metric("net_promoter_score"), metric("customer_satisfaction"), metric("order_count")
FIRST = date(2026, 10, 5)  # a Monday
WEEK, NEXT = Grain.WEEK.period_of(FIRST), Grain.WEEK.period_of(date(2026, 10, 12))
BEFORE, OCTOBER = Grain.WEEK.back(WEEK, 1), Grain.MONTH.period_of(FIRST)


def book(*versions: GoalVersion) -> GoalBook:
    return GoalBook(versions)


def bound(
    got: GoalBook, period: Span = WEEK, *, of: Metric = SATISFACTION, grain: Grain = Grain.WEEK, teams: Collection[str] | None = None
) -> Goal | None:
    wanted = got.wanted(of, grain, period, teams)
    return wanted.goal if wanted else None


def test_the_catalogs_goal_stands_until_another_is_set_and_for_the_periods_before_it() -> None:
    assert bound(book(), of=NPS) == NPS.goal == Goal(at_least=70)
    own = book(version(terms(60), FIRST, metric=NPS.name))
    assert [bound(own, period, of=NPS) for period in (BEFORE, WEEK, NEXT)] == [Goal(at_least=70), Goal(at_least=60), Goal(at_least=60)]
    assert bound(own, of=metric("complaint_rate")) == Goal(at_most=0.05)


def test_an_ended_goal_leaves_nothing_not_even_the_catalogs() -> None:
    ended = book(version(terms(60), FIRST, metric=NPS.name), version(None, NEXT.start, metric=NPS.name))
    assert [bound(ended, period, of=NPS) for period in (WEEK, NEXT)] == [Goal(at_least=60), None]


def test_a_team_has_its_own_goal_before_the_companys_and_the_companys_again_once_it_ended() -> None:
    got = book(version(terms(0.8), FIRST), version(terms(0.7), FIRST, team="A"), version(None, NEXT.start, team="A"))
    assert bound(got) == Goal(at_least=0.8)
    assert bound(got, teams=["A"]) == Goal(at_least=0.7) and bound(got, teams=["B"]) == Goal(at_least=0.8)
    assert bound(got, NEXT, teams=frozenset({"A"})) == Goal(at_least=0.8)
    assert bound(got, teams=["A", "B"]) == Goal(at_least=0.8)  # together they are neither


def test_a_companys_amount_is_nobody_elses() -> None:
    got = book(version(terms(1000), FIRST, metric=ORDERS.name))
    assert bound(got, of=ORDERS) == Goal(at_least=1000)
    assert bound(got, of=ORDERS, teams=["A"]) is None and bound(got, of=ORDERS, teams=["A", "B"]) is None


def test_a_level_that_is_wanted_each_week_is_wanted_of_the_month_as_it_ends_and_an_amount_is_not() -> None:
    ramp = terms(0.9, ramp=Line(start=0.5), deadline=date(2026, 11, 1))
    got = book(version(ramp, FIRST), version(terms(1000), FIRST, metric=ORDERS.name))
    assert bound(got, OCTOBER, grain=Grain.MONTH) == Goal(at_least=0.9)  # the week with 31 October in it is the last of four
    assert bound(got, WEEK) == Goal(at_least=pytest.approx(0.6))
    assert bound(got, OCTOBER, of=ORDERS, grain=Grain.MONTH) is None


def test_a_goal_of_its_own_grain_goes_before_that_of_another() -> None:
    monthly = version(terms(0.6), OCTOBER.start, Grain.MONTH)
    got = book(version(terms(0.8), FIRST), monthly)
    assert bound(got, OCTOBER, grain=Grain.MONTH) == Goal(at_least=0.6) and bound(got) == Goal(at_least=0.8)
    assert bound(got, Grain.QUARTER.period_of(FIRST), grain=Grain.QUARTER) == Goal(at_least=0.8)  # the later decided of the two


def test_a_metric_without_teams_is_the_companys_for_everybody() -> None:
    whole = next(each for each in (metric("repurchase_rate"), metric("churn_rate")) if each.goal)
    assert bound(book(), OCTOBER, of=whole, grain=Grain.MONTH, teams=["A"]) == whole.goal


def test_who_looks_at_several_teams_sees_no_teams_own_goal_of_speed() -> None:
    speed = metric("first_response_time")
    got = book(version(terms(60, comparison=Comparison.AT_MOST), FIRST, metric=speed.name, team="A"))
    assert bound(got, of=speed, teams=["A"]) == Goal(at_most=60)
    assert bound(got, of=speed, teams=["A", "B"]) is None and bound(got, of=speed) is None
