"""How a period stands: the verdict while it runs and when it is over, amounts, and the guard rail of speed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import DeclarationError
from metrics import interval
from metrics.catalog import METRICS, metric
from metrics.change import Change, Direction
from metrics.facts import Facts
from metrics.goal import Comparison, Goal, Verdict
from metrics.goal_version import GoalVersion
from metrics.metric import Metric
from metrics.orders import orders
from metrics.pair import pair
from metrics.period import Grain, Span
from metrics.query import KNOWN, Query, measure
from metrics.scorecard import Answer
from metrics.standing import Standing, is_amount, is_speed, only_grows, standing, verdict_of
from metrics.tally import Tally
from metrics.terms import Baseline, Meant
from metrics.unit import Unit
from metrics.window import Trailing
from tests.made_company import UNTIL
from tests.metrics.goals import MONDAY, few, nothing, share, terms, version
from tests.metrics.test_pair import APRIL, MARCH, two_months

SATISFACTION, REPLY = metric("customer_satisfaction"), metric("first_response_time")
ORDERS: Metric = replace(SATISFACTION, formula=Tally(orders, orders), unit=Unit.COUNT)
WEEK = Grain.WEEK.period_of(MONDAY)
DOWN = Change(-0.1, Direction.DOWN, is_good=False)
UP = Change(0.1, Direction.UP, is_good=True)
UNKNOWN = Change(None, Direction.UNKNOWN, is_good=None)


def counted(count: int) -> Answer:
    low, high = interval.poisson(count, 1)
    return Answer(WEEK, count, float(low), float(high), count, None, count, KNOWN)


def minutes(value: float, low: float, high: float) -> Answer:
    return Answer(WEEK, value, low, high, 90, 100, 90, KNOWN)


@pytest.mark.parametrize(
    ("part", "over", "running"),
    [(900, Verdict.MET, Verdict.TOO_EARLY), (790, Verdict.TOO_EARLY, Verdict.TOO_EARLY), (500, Verdict.NOT_MET, Verdict.TOO_EARLY)],
)
def test_of_a_level_nothing_is_said_while_its_period_runs(part: int, over: Verdict, running: Verdict) -> None:
    goal, answer = Goal(at_least=0.8), share(WEEK, part, 1000)
    assert verdict_of(SATISFACTION, goal, answer, is_over=True) is over
    assert verdict_of(SATISFACTION, goal, answer, is_over=False) is running


@pytest.mark.parametrize(
    ("comparison", "count", "over", "running"),
    [
        (Comparison.AT_LEAST, 99, Verdict.NOT_MET, Verdict.TOO_EARLY),
        (Comparison.AT_LEAST, 100, Verdict.MET, Verdict.MET),
        (Comparison.MORE_THAN, 100, Verdict.NOT_MET, Verdict.TOO_EARLY),
        (Comparison.MORE_THAN, 101, Verdict.MET, Verdict.MET),
        (Comparison.AT_MOST, 100, Verdict.MET, Verdict.TOO_EARLY),
        (Comparison.AT_MOST, 101, Verdict.NOT_MET, Verdict.NOT_MET),
        (Comparison.LESS_THAN, 100, Verdict.NOT_MET, Verdict.NOT_MET),
        (Comparison.LESS_THAN, 99, Verdict.MET, Verdict.TOO_EARLY),
    ],
)
def test_an_amount_is_met_as_counted_and_told_early_where_it_cannot_change_any_more(
    comparison: Comparison, count: int, over: Verdict, running: Verdict
) -> None:
    goal, answer = Goal.of(comparison, 100), counted(count)
    assert verdict_of(ORDERS, goal, answer, is_over=True) is over
    assert verdict_of(ORDERS, goal, answer, is_over=False) is running


@given(st.sampled_from(Comparison), st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_what_is_told_of_a_running_amount_is_still_true_at_its_end(comparison: Comparison, bound: int, now: int, later: int) -> None:
    goal = Goal.of(comparison, bound)
    early = verdict_of(ORDERS, goal, counted(now), is_over=False)
    assert early in (Verdict.TOO_EARLY, verdict_of(ORDERS, goal, counted(now + later), is_over=True))


def test_an_amount_in_a_moving_window_can_still_fall() -> None:
    moving: Metric = replace(ORDERS, window=Trailing(days=30))
    assert only_grows(ORDERS) and not only_grows(moving)
    assert verdict_of(moving, Goal(at_least=100), counted(150), is_over=False) is Verdict.TOO_EARLY


def test_amounts_that_only_grow_do_so_in_a_running_week(facts: Facts) -> None:
    """Whatever the catalog declares: as the days of a week come in, none of them falls."""
    week = Grain.WEEK.period_of(UNTIL - timedelta(days=14))
    for each in (ORDERS, *filter(only_grows, METRICS.values())):
        days = [week.start + timedelta(days=passed) for passed in range(1, 8)]
        answers = [Answer.of(measure(Query(each, week, Grain.WEEK, fewest=1, until=day), facts).row(0, named=True)) for day in days]
        values = [answer.value for answer in answers if answer.value is not None]
        assert values == sorted(values) and len(values) > 1, each


@pytest.mark.parametrize("unknown", [few(WEEK), nothing(WEEK)])
@pytest.mark.parametrize("is_over", [True, False])
def test_nothing_is_said_of_what_is_not_known(unknown: Answer, is_over: bool) -> None:
    for each in (SATISFACTION, ORDERS):
        assert verdict_of(each, Goal(at_least=0.0), unknown, is_over=is_over) is None


def stood(answer: Answer, versions: list[GoalVersion], until: date, satisfaction: Change | None = None) -> Standing:
    got = standing(SATISFACTION, versions, answer, until, satisfaction)
    assert got is not None
    return got


def test_a_period_stands_against_the_version_in_force_in_it_and_keeps_standing_so() -> None:
    answer = share(WEEK, 850, 1000)
    first = version(terms(0.8), date(2026, 11, 2))
    stricter = version(terms(0.9), date(2026, 12, 7), decided_on=date(2026, 12, 4))
    before = stood(answer, [first], WEEK.end)
    assert (before.version, before.goal, before.verdict) == (first, Goal(at_least=0.8), Verdict.MET)
    assert stood(answer, [first, stricter], WEEK.end) == before
    next_week = replace(answer, period=Span(WEEK.end, WEEK.end + timedelta(7)))
    after = stood(next_week, [first, stricter], next_week.period.end)
    assert (after.version, after.verdict) == (stricter, Verdict.NOT_MET)


def test_a_period_is_over_when_the_data_reach_its_end() -> None:
    answer, goal = share(WEEK, 950, 1000), [version(terms(0.8))]
    assert [stood(answer, goal, WEEK.end + timedelta(days=passed)).is_over for passed in (-1, 0)] == [False, True]
    assert [stood(answer, goal, WEEK.end + timedelta(days=passed)).verdict for passed in (-1, 0)] == [Verdict.TOO_EARLY, Verdict.MET]


@pytest.mark.parametrize("versions", [[], [version(None)], [version(terms(0.8), date(2026, 12, 7), decided_on=MONDAY)]])
def test_without_a_goal_in_force_there_is_no_standing(versions: list[GoalVersion]) -> None:
    assert standing(SATISFACTION, versions, share(WEEK, 950, 1000), WEEK.end) is None


@pytest.mark.parametrize(("satisfaction", "is_held"), [(DOWN, True), (UP, False), (UNKNOWN, False)])
def test_a_speed_goal_is_held_while_the_satisfaction_of_the_same_tickets_is_down(satisfaction: Change, is_held: bool) -> None:
    wanted = [version(terms(60, comparison=Comparison.AT_MOST), metric=REPLY.name)]
    fast, slow = (standing(REPLY, wanted, answer, WEEK.end, satisfaction) for answer in (minutes(40, 35, 45), minutes(90, 80, 99)))
    assert fast is not None and slow is not None
    assert (fast.verdict, fast.guarded.is_held, fast.guarded.is_met) == (Verdict.MET, is_held, not is_held)
    assert (slow.verdict, slow.guarded.is_held) == (Verdict.NOT_MET, False)


def test_a_speed_goal_is_never_judged_without_satisfaction() -> None:
    wanted = [version(terms(60, comparison=Comparison.AT_MOST), metric=REPLY.name)]
    with pytest.raises(DeclarationError, match="pass its change"):
        standing(REPLY, wanted, minutes(40, 35, 45), WEEK.end)
    assert {each.name for each in METRICS.values() if is_speed(each)} >= {REPLY.name, "first_response_time_p90", "first_resolution_time"}


def test_another_goal_may_be_held_too() -> None:
    assert stood(share(WEEK, 950, 1000), [version(terms(0.8))], WEEK.end, DOWN).guarded.is_held


def test_a_speed_goal_is_held_in_the_speed_trap_and_compared_with_its_baseline() -> None:
    """Replies in 30 minutes, not 180; of 200 answers each 180 were content, then 140."""
    facts = two_months(minutes=(180, 30), content=(180, 140))
    wanted = version(
        terms(-0.5, comparison=Comparison.AT_MOST, meant=Meant.PERCENT, baseline=Baseline(180.0, MARCH, 200)),
        APRIL.start,
        Grain.MONTH,
        metric=REPLY.name,
    )
    both = pair(facts, APRIL, wanted.compared_with(APRIL))
    got = standing(REPLY, [wanted], both.speed.after, APRIL.end, both.satisfaction.change)
    assert got is not None and got.goal == Goal(at_most=90.0)
    assert got.verdict is Verdict.MET and got.guarded.is_held and not got.guarded.is_met
    unrated = pair(facts, APRIL, Span(date(2025, 3, 1), date(2025, 4, 1))).satisfaction.change
    free = standing(REPLY, [wanted], both.speed.after, APRIL.end, unrated)
    assert unrated.direction is Direction.UNKNOWN and free is not None and free.guarded.is_met


def test_amounts_are_known_by_how_they_are_made() -> None:
    assert is_amount(ORDERS) and not is_amount(SATISFACTION) and not is_amount(REPLY)
