"""The interval of a total against simulated compound Poisson sums (Bohm & Zech 2014)."""

import numpy as np

from metrics import interval


def test_ninety_five_of_a_hundred_intervals_hold_the_expected_total() -> None:
    chance = np.random.default_rng(2014)
    orders = chance.poisson(200, 4_000)
    held = []
    for n in orders:
        amounts = chance.lognormal(10.0, 0.8, n)
        low, high = interval.total(amounts.sum(), (amounts**2).sum())
        held.append(low <= 200 * np.exp(10.0 + 0.8**2 / 2) <= high)
    assert 0.93 < np.mean(held) < 0.96


def test_amounts_that_vary_widen_it_beyond_the_count_alone() -> None:
    same, mixed = interval.total(400, 1_600), interval.total(400, 100 * 1.0 + 3 * 100.0**2)  # 100 of 4; 100 of 1 and 3 of 100
    assert float(mixed[1] - mixed[0]) > 4 * float(same[1] - same[0])
