"""What every interval must keep."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import interval

counts = st.integers(1, 5_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts)
def test_wilson_holds_the_share_and_stays_inside_zero_and_one(count: tuple[int, int]) -> None:
    part, whole = count
    low, high = interval.wilson(part, whole)
    assert 0 <= low <= part / whole + 1e-12
    assert part / whole - 1e-12 <= high <= 1


@given(counts)
def test_ten_times_the_sample_narrows_the_interval(count: tuple[int, int]) -> None:
    part, whole = count
    few, many = (np.diff(np.array(interval.wilson(part * k, whole * k)).ravel()) for k in (1, 10))
    assert many <= few


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
def test_a_net_score_interval_is_never_narrower_than_nothing(promoters: int, passives: int, detractors: int) -> None:
    whole = promoters + passives + detractors
    if whole:
        low, high = interval.net_score(promoters, detractors, whole)
        assert -100 <= low < high <= 100


def test_a_sample_of_one_has_no_mean_interval() -> None:
    assert np.isnan(interval.mean(5.0, 25.0, 1)).all()


def test_the_median_interval_covers_the_true_median_in_95_of_100_samples() -> None:
    rng = np.random.default_rng(7)
    covered = 0
    for _ in range(2_000):
        sample = np.sort(rng.exponential(size=80))
        low, high = interval.quantile_ranks(80, 0.5) or pytest.fail("80 values enclose a median")
        covered += sample[low - 1] <= np.log(2) <= sample[high - 1]
    assert 0.935 < covered / 2_000 < 0.975
