"""Every interval that statsmodels has as well, over a grid."""

import numpy as np
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.rates import confint_poisson
from statsmodels.stats.weightstats import DescrStatsW

from metrics import interval

SIZES = (1, 2, 5, 10, 29, 30, 100, 1_000, 100_000)


def parts(n: int) -> list[int]:
    return sorted({0, 1, n // 20, n // 3, n // 2, n - 1, n})


def test_wilsons_interval_of_a_share() -> None:
    grid = [(x, n) for n in SIZES for x in parts(n)]
    events, whole = np.array(grid).T
    low, high = interval.wilson(events, whole)
    expected = proportion_confint(events, whole, method="wilson")
    np.testing.assert_allclose(low, expected[0], atol=1e-12)
    np.testing.assert_allclose(high, expected[1], atol=1e-12)


@pytest.mark.parametrize("events", [0, 1, 2, 5, 10, 37, 100, 5_000])
@pytest.mark.parametrize("base", [1, 7, 1_000])
def test_garwoods_exact_interval_of_a_rate(events: int, base: int) -> None:
    low, high = interval.poisson(events, base)
    assert (float(low), float(high)) == pytest.approx(confint_poisson(events, base, method="exact-c"), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("n", [2, 3, 5, 30, 400])
def test_students_interval_of_a_mean(n: int) -> None:
    values = np.random.default_rng(n).gamma(0.7, 40.0, n)
    got = interval.mean(values.sum(), (values**2).sum(), n)
    assert tuple(map(float, got)) == pytest.approx(DescrStatsW(values).tconfint_mean(), rel=1e-9)


def test_newcombes_interval_of_the_difference_of_two_shares() -> None:
    for n, m in [(10, 12), (50, 400), (1_000, 1_000)]:
        for x in parts(n):
            for y in parts(m):
                before, after = ((k / of, *map(float, interval.wilson(k, of))) for k, of in ((x, n), (y, m)))
                expected = confint_proportions_2indep(y, m, x, n, compare="diff", method="newcomb")
                assert interval.difference(before, after) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("events", [5, 30, 1_000])
def test_a_total_of_ones_has_the_normal_interval_of_a_count(events: int) -> None:
    got = interval.total(events, events)
    assert tuple(map(float, got)) == pytest.approx(confint_poisson(events, 1, method="wald"), rel=1e-9)
