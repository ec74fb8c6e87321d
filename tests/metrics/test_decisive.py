from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import interval
from metrics.catalog import metric
from metrics.change import Direction, Estimate, change
from metrics.decisive import REACH, about, decides_change, decides_goal
from metrics.goal import Goal, Verdict
from metrics.metric import Metric

SHARE, SCORE, WAIT, VALUE = map(metric, ("customer_satisfaction", "net_promoter_score", "first_response_time", "customer_lifetime_value"))


def share(part: int, n: int) -> Estimate:
    low, high = interval.wilson(part, n)
    return Estimate(part / n, float(low), float(high), n)


def decided(of: Metric, before: Estimate, after: Estimate) -> int | None:
    return decides_change(of, before, after, change(of, before, after, overlap=False))


def is_told(of: Metric, before: Estimate, after: Estimate) -> bool:
    return change(of, before, after, overlap=False).direction in (Direction.UP, Direction.DOWN)


@given(st.tuples(st.integers(1, 19), st.integers(1, 19)), st.integers(20, 60))
def test_that_many_in_each_period_tell_two_shares_and_one_fewer_does_not(percent: tuple[int, int], n: int) -> None:
    before, after = (Estimate(p / 20, *map(float, interval.wilson(p / 20 * n, n)), n) for p in percent)
    needed = decided(SHARE, before, after)
    if needed is None:
        assert percent[0] == percent[1] or is_told(SHARE, before, after)
        return

    def at(n: int) -> tuple[Estimate, Estimate]:
        first, second = (Estimate(p / 20, *map(float, interval.wilson(p / 20 * n, n)), n) for p in percent)
        return first, second

    assert is_told(SHARE, *at(needed)) and not is_told(SHARE, *at(needed - 1))


def test_two_waves_of_a_net_score_need_what_the_formula_says() -> None:
    promoters, detractors = np.array([75, 81]), np.array([30, 27])
    low, high = interval.net_score(promoters, detractors, [150, 150])
    before, after = (Estimate(v, lo, hi, 150) for v, lo, hi in zip((30.0, 36.0), low, high, strict=True))
    assert decided(SCORE, before, after) == 1281  # z^2 (Var1 + Var2) / 0.06^2, rounded up
    low, high = interval.net_score([640.5, 691.74], [256.2, 230.58], [1281, 1281])
    assert is_told(SCORE, *(Estimate(v, lo, hi, 1281) for v, lo, hi in zip((30.0, 36.0), low, high, strict=True)))


def test_a_mean_needs_what_students_formula_says() -> None:
    def of(mean: float, n: int) -> Estimate:
        low, high = interval.mean(mean * n, n * mean**2 + (n - 1) * 400.0, n)  # standard deviation 20
        return Estimate(mean, float(low), float(high), n)

    needed = decided(VALUE, of(100, 12), of(105, 12))
    assert needed is not None
    assert is_told(VALUE, of(100, needed), of(105, needed)) and not is_told(VALUE, of(100, needed - 1), of(105, needed - 1))


def test_a_median_narrows_with_the_square_root_of_n() -> None:
    before, after = Estimate(60.0, 50.0, 72.0, 100), Estimate(55.0, 45.0, 66.0, 100)
    # 5 minutes apart; the sides that face each other are 10 below 60 and 11 above 55
    assert decided(WAIT, before, after) == int(100 * (10**2 + 11**2) / 5**2) + 1


@pytest.mark.parametrize(("part", "n"), [(1_000, 10_000), (100, 1_000)])
def test_what_more_answers_would_hardly_tell_is_no_prospect(part: int, n: int) -> None:
    before, after = share(part, n), Estimate(part / n + 1e-5, part / n - 0.02, part / n + 0.02, n)
    assert decided(SHARE, before, after) is None


def test_equal_values_are_never_told_apart() -> None:
    assert decided(SHARE, share(30, 100), share(30, 100)) is None


def test_without_an_interval_nothing_is_promised() -> None:
    assert decided(WAIT, Estimate(60.0, None, None, 3), Estimate(55.0, 45.0, 66.0, 100)) is None


@pytest.mark.parametrize(
    ("goal", "part", "n"), [(Goal(at_most=0.05), 3, 100), (Goal(at_least=0.9), 47, 50), (Goal(less_than=0.05), 12, 200)]
)
def test_a_goal_is_told_by_that_many_and_not_by_one_fewer(goal: Goal, part: int, n: int) -> None:
    now = share(part, n)
    verdict = goal.verdict(now.value, now.low, now.high)
    assert verdict is Verdict.TOO_EARLY
    needed = decides_goal(SHARE, goal, now, verdict)
    assert needed is not None and n < needed <= REACH * n

    def at(n: int) -> Verdict | None:
        value = part / 50 if n == 0 else now.value
        assert value is not None
        low, high = interval.wilson(value * n, n)
        return goal.verdict(value, float(low), float(high))

    assert at(needed) is not Verdict.TOO_EARLY and at(needed - 1) is Verdict.TOO_EARLY


def test_a_value_on_the_bound_is_never_told() -> None:
    now = share(5, 100)
    assert decides_goal(SHARE, Goal(at_most=0.05), now, Verdict.TOO_EARLY) is None


def test_a_goal_that_is_met_needs_no_more() -> None:
    assert decides_goal(SHARE, Goal(at_most=0.5), share(5, 100), Verdict.MET) is None


def test_events_per_many_bases_are_counted_by_poisson() -> None:
    rate = metric("complaint_rate")
    per_thousand = replace(rate, formula=replace(rate.formula, per=1000))  # type: ignore[type-var]

    def of(events: float, n: int) -> Estimate:
        low, high = interval.poisson(events, n)
        return Estimate(1000 * events / n, 1000 * float(low), 1000 * float(high), n)

    needed = decided(per_thousand, of(30, 1000), of(36, 1000))
    assert needed is not None
    assert is_told(per_thousand, of(0.03 * needed, needed), of(0.036 * needed, needed))
    assert not is_told(per_thousand, of(0.03 * (needed - 1), needed - 1), of(0.036 * (needed - 1), needed - 1))


@pytest.mark.parametrize(
    ("n", "shown"), [(7, 7), (98, 98), (100, 100), (101, 110), (457, 460), (1_825, 1_900), (7_299, 7_300), (123_456, 130_000)]
)
def test_it_is_said_to_two_digits_and_never_too_few(n: int, shown: int) -> None:
    assert about(n) == shown


def test_the_square_root_holds_for_the_median_of_many_samples() -> None:
    chance = np.random.default_rng(7)
    samples = chance.exponential(60, size=(200, 400))
    small, large = interval.quantile_ranks(400, 0.5), interval.quantile_ranks(1600, 0.5)
    assert small and large
    ordered = np.sort(samples, axis=1)
    width = (ordered[:, small[1] - 1] - ordered[:, small[0] - 1]).mean()
    wide = np.sort(chance.exponential(60, size=(200, 1600)), axis=1)
    assert (wide[:, large[1] - 1] - wide[:, large[0] - 1]).mean() == pytest.approx(width / sqrt(4), rel=0.05)
