import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import DeclarationError
from metrics.goal import Goal, Verdict


@pytest.mark.parametrize(
    ("goal", "on_the_bound"),
    [(Goal(at_least=0.5), True), (Goal(more_than=0.5), False), (Goal(at_most=0.5), True), (Goal(less_than=0.5), False)],
)
def test_the_bound_itself_counts_only_where_the_goal_says_so(goal: Goal, on_the_bound: bool) -> None:
    assert goal.is_kept_by(0.5) is on_the_bound


@pytest.mark.parametrize(
    ("value", "low", "high", "verdict"),
    [
        (0.60, 0.55, 0.65, Verdict.MET),
        (0.40, 0.35, 0.45, Verdict.NOT_MET),
        (0.52, 0.45, 0.59, Verdict.TOO_EARLY),
        (0.48, 0.45, 0.59, Verdict.TOO_EARLY),
        (0.60, None, None, Verdict.TOO_EARLY),
        (None, None, None, None),
    ],
)
def test_a_verdict_waits_until_the_whole_interval_agrees(value: float, low: float, high: float, verdict: Verdict) -> None:
    assert Goal(at_least=0.5).verdict(value, low, high) is verdict


@given(st.floats(-100, 100), st.floats(0, 50))
def test_a_ceiling_is_the_mirror_of_a_floor(value: float, margin: float) -> None:
    floor = Goal(at_least=10).verdict(value, value - margin, value + margin)
    ceiling = Goal(at_most=-10).verdict(-value, -value - margin, -value + margin)
    assert floor is ceiling


@pytest.mark.parametrize("bounds", [{}, {"at_least": 1, "at_most": 2}])
def test_a_goal_has_exactly_one_bound(bounds: dict[str, float]) -> None:
    with pytest.raises(DeclarationError, match="exactly one bound"):
        Goal(**bounds)
