"""How many answers decide a goal: the smallest n by Wilson (z = 1.959964) and by the net score's margin, shares held fixed."""

import pytest

from metrics import interval
from metrics.catalog import metric
from metrics.change import Estimate
from metrics.decisive import decides_goal
from metrics.goal import Goal


@pytest.mark.parametrize(("part", "n", "size"), [(3, 100, 457), (4, 100, 1_825), (9, 200, 7_299)])
def test_sizes_that_decide_a_complaint_rate_goal_of_five_per_cent(part: int, n: int, size: int) -> None:
    low, high = interval.wilson(part, n)
    now, goal = Estimate(part / n, float(low), float(high), n), Goal(at_most=0.05)
    assert decides_goal(metric("complaint_rate"), goal, now, goal.verdict(now.value, now.low, now.high)) == size


@pytest.mark.parametrize(("goal", "size"), [(60.0, 143), (65.0, 569)])
def test_sizes_that_bring_a_net_score_of_70_within_ten_and_five_points(goal: float, size: int) -> None:
    low, high = interval.net_score(78, 8, 100)  # 78 % promoters, 8 % detractors
    now, wanted = Estimate(70.0, float(low), float(high), 100), Goal(more_than=goal)
    assert decides_goal(metric("net_promoter_score"), wanted, now, wanted.verdict(now.value, now.low, now.high)) == size
