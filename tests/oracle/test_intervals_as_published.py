"""Intervals against published tables and worked examples."""

import numpy as np
import pytest

from metrics import interval


@pytest.mark.parametrize(
    ("promoters", "passives", "detractors", "margin"),
    [(5, 3, 2, 48.4), (50, 30, 20, 15.3), (500, 300, 200, 4.8), (35, 4, 1, 13.1), (85, 10, 5, 10.0)],
)
def test_net_promoter_margins_of_cybaea_2016(promoters: int, passives: int, detractors: int, margin: float) -> None:
    got = interval.net_score_margin(promoters, detractors, promoters + passives + detractors)
    assert round(float(got), 1) == margin


def test_standard_error_of_a_half_a_third_a_sixth_at_324_answers() -> None:
    assert float(interval.net_score_margin(162, 54, 324)) / interval.Z == pytest.approx(4.14, abs=0.005)


def test_two_waves_of_150_answers_cannot_be_told_apart() -> None:
    margins = [float(interval.net_score_margin(p * 150, d * 150, 150)) for p, d in ((0.50, 0.20), (0.54, 0.18))]
    low, high = interval.difference((30, 30 - margins[0], 30 + margins[0]), (36, 36 - margins[1], 36 + margins[1]))
    assert (round(low, 1), round(high, 1)) == (-11.5, 23.5)


@pytest.mark.parametrize(("answers", "margin"), [(143, 10), (569, 5)])
def test_answers_needed_around_a_goal_of_70(answers: int, margin: float) -> None:
    widths = [float(interval.net_score_margin(0.78 * n, 0.08 * n, n)) for n in (answers - 1, answers)]
    assert widths[0] > margin >= widths[1]


def test_wilson_of_45_in_50() -> None:
    low, high = interval.wilson(45, 50)
    assert (round(100 * float(low), 1), round(100 * float(high), 1)) == (78.6, 95.7)


@pytest.mark.parametrize(("share", "size"), [(0.03, 457), (0.04, 1_825), (0.045, 7_299)])
def test_wilson_sizes_that_bring_a_complaint_rate_below_five_per_cent(share: float, size: int) -> None:
    above, below = (float(interval.wilson(share * n, n)[1]) for n in (size - 1, size))
    assert above >= 0.05 > below


@pytest.mark.parametrize(("events", "low", "high"), [(0, 0.0, 3.6889), (1, 0.0253, 5.5716), (10, 4.7954, 18.3904), (100, 81.364, 121.6268)])
def test_garwoods_limits(events: int, low: float, high: float) -> None:
    got = interval.poisson(events, 1)
    assert [round(float(bound), 4) for bound in got] == [low, high]


def test_students_interval_of_a_mean() -> None:
    values = np.array([5.0, 5, 4, 1])
    low, high = interval.mean(values.sum(), (values**2).sum(), len(values))
    # t(0.975, 3) = 3.182446, s = 1.892969
    assert (float(low), float(high)) == pytest.approx((3.75 - 3.0121427, 3.75 + 3.0121427), abs=1e-5)


@pytest.mark.parametrize(("n", "ranks"), [(3, None), (5, (1, 5)), (100, (41, 60)), (15, (4, 12))])
def test_ranks_around_a_median(n: int, ranks: tuple[int, int] | None) -> None:
    assert interval.quantile_ranks(n, 0.5) == ranks
