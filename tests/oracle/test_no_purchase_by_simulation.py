"""P(no purchase in the next 13 weeks) against a million customers of the CDNOW parameters, simulated without the model's code."""

import numpy as np
import pytest

from metrics.estimates.bgnbd import BgNbd
from metrics.estimates.duration import Weeks
from metrics.estimates.history import Histories

R, ALPHA, A, B = 0.24259, 4.41353, 0.79289, 2.42575
AGE, AHEAD, CUSTOMERS = 39.0, 13.0, 1_000_000
FIT = BgNbd(R, ALPHA, A, B, Weeks)


@pytest.fixture(scope="module")
def lives() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Repeat orders up to week 39, the week of the last, and whether one comes in the 13 weeks after."""
    rng = np.random.default_rng(2005)
    rate, leaving = rng.gamma(R, 1 / ALPHA, CUSTOMERS), rng.beta(A, B, CUSTOMERS)
    count, last, comes = np.zeros(CUSTOMERS, int), np.zeros(CUSTOMERS), np.zeros(CUSTOMERS, bool)
    alive, moment = np.flatnonzero(rate > 1e-12), np.zeros(CUSTOMERS)
    while alive.size:
        moment[alive] += rng.exponential(1 / rate[alive])
        before = moment[alive] <= AGE
        comes[alive[~before & (moment[alive] <= AGE + AHEAD)]] = True
        alive = alive[before]
        count[alive] += 1
        last[alive] = moment[alive]
        alive = alive[rng.random(alive.size) >= leaving[alive]]
    return count, last, comes


@pytest.mark.parametrize(("orders", "simulated"), [(0, 0.9384), (1, 0.8687), (2, 0.7778), (3, 0.6947)])
def test_the_share_that_buys_nothing_is_the_formulas(lives: tuple[np.ndarray, ...], orders: int, simulated: float) -> None:
    count, last, comes = lives
    own = count == orders
    asked = Histories.given(Weeks, repeat_count=count[own].tolist(), age_at_last_order=last[own].tolist(), age=[AGE] * int(own.sum()))
    told = float(FIT.probability_of_no_purchase(asked, Weeks(AHEAD)).mean())
    error = (simulated * (1 - simulated) / own.sum()) ** 0.5
    assert told == pytest.approx(1 - comes[own].mean(), abs=4 * error)
    assert told == pytest.approx(simulated, abs=0.003)  # that of three million, noted before this code was written
