"""The straight line against statsmodels, and how often its interval holds the truth."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics import interval
from metrics.straight_line import StraightLine

points = st.lists(st.tuples(st.floats(-100, 100), st.floats(0.1, 20)), min_size=3, max_size=20)


@settings(deadline=None)
@given(points, st.integers(-5, 60))
def test_the_line_and_its_interval_are_those_of_statsmodels(numbers: list[tuple[float, float]], ahead: int) -> None:
    values, errors = map(np.array, zip(*numbers, strict=True))
    positions = np.arange(len(values))
    line = StraightLine.through(positions, values, errors)
    fitted = sm.WLS(values, sm.add_constant(positions), weights=1 / (errors**2 + line.unexplained))
    there = [[1.0, float(ahead)]]
    students, normal = (
        fitted.fit(**how).get_prediction(there).summary_frame().iloc[0] for how in ({}, {"cov_type": "fixed scale", "use_t": False})
    )
    assert line.at(ahead) == pytest.approx(students["mean"], abs=1e-6, rel=1e-9)
    widest = max(students["mean_ci_upper"] - students["mean"], normal["mean_ci_upper"] - normal["mean"])
    assert line.margin(ahead) == pytest.approx(widest, abs=1e-6, rel=1e-9)


@settings(deadline=None)
@given(points)
def test_what_sampling_does_not_explain_is_just_what_makes_the_scatter_one(numbers: list[tuple[float, float]]) -> None:
    values, errors = map(np.array, zip(*numbers, strict=True))
    line = StraightLine.through(range(len(values)), values, errors)
    if line.unexplained == 0:
        assert line.scatter <= 1
    else:
        assert line.scatter == pytest.approx(1, rel=1e-6)


def test_three_points_by_hand() -> None:
    """1, 2 and 4 with equal errors of 1: slope 1.5, level 7/3, residuals 1/6, -1/3, 1/6, so sampling explains them."""
    line = StraightLine.through([0, 1, 2], [1.0, 2.0, 4.0], [1.0, 1.0, 1.0])
    assert (line.slope, line.at(0), line.at(4)) == pytest.approx((1.5, 5 / 6, 5 / 6 + 6))
    assert line.scatter == pytest.approx(1 / 6) and line.unexplained == 0
    leverage = (1 / 3 + 9 / 2) ** 0.5
    assert line.margin(4) == pytest.approx(12.706204736 * (1 / 6) ** 0.5 * leverage)  # Student's with one degree of freedom


def test_numbers_on_a_line_by_chance_are_not_surer_than_their_sampling() -> None:
    line = StraightLine.through([0, 1, 2], [0.40, 0.42, 0.44], [0.03, 0.03, 0.03])
    assert line.margin(3) == pytest.approx(interval.Z * 0.03 * (1 / 3 + 4 / 2) ** 0.5)


def test_a_precise_number_pulls_more() -> None:
    line = StraightLine.through([0, 1, 2], [0.0, 0.0, 3.0], [0.1, 0.1, 10.0])
    assert line.at(1) == pytest.approx(0, abs=0.1)


# How the shares of some weeks come about: weeks, share at first and at last, smallest and largest n, and what else moves them.
STORIES = {
    "three weeks": (3, 0.50, 0.52, 200, 400, 0.0),
    "small teams near the top": (8, 0.90, 0.90, 20, 40, 0.0),
    "few complaints": (12, 0.04, 0.05, 300, 900, 0.0),
    "more than sampling": (12, 0.50, 0.55, 200, 400, 0.04),
    "weeks of very different size": (26, 0.50, 0.60, 100, 3000, 0.03),
}


@pytest.mark.parametrize("story", STORIES)
def test_the_interval_holds_the_truth_95_times_in_a_hundred(story: str) -> None:
    """1,500 companies each, six weeks ahead: 0.93 is three and a half standard errors below 0.95."""
    weeks, first, last, fewest, most, moved = STORIES[story]
    chance = np.random.default_rng(11)
    held = 0
    for _ in range(1500):
        n = chance.integers(fewest, most, weeks)
        level = first + (last - first) * np.arange(weeks) / (weeks - 1)
        values = chance.binomial(n, np.clip(level + moved * chance.standard_normal(weeks), 0, 1)) / n
        mean = (values @ n) / n.sum()
        line = StraightLine.through(range(weeks), values, np.sqrt(mean * (1 - mean) / n))
        held += abs(line.at(weeks + 5) - (first + (last - first) * (weeks + 5) / (weeks - 1))) <= line.margin(weeks + 5)
    assert 0.93 <= held / 1500 <= 0.995
