"""What customers may do from now on: whole futures, drawn one by one from what the models know of each.

Given that a customer is alive, the rate of ordering is Gamma(r + x, alpha + T), the probability to leave after an order
Beta(a, b + x), and the scale of spend Gamma(p x + q, v + x mean): the three are independent, so futures are drawn
directly and no chain has to converge.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from metrics.estimates.bgnbd import BgNbd
from metrics.estimates.duration import Horizon, U
from metrics.estimates.gamma_gamma import GammaGamma
from metrics.estimates.history import Histories

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Futures:
    """Drawn futures, customer by row and draw by column: orders made, and their value today. Both weighed by `worth`."""

    orders: Numbers
    value: Numbers


def futures(
    models: Sequence[tuple[BgNbd[U], GammaGamma]], histories: Histories[U], horizon: Horizon[U], rng: np.random.Generator
) -> Futures:
    """One future per customer and pair of models; pairs that differ carry the doubt of their parameters along."""
    x, total = histories.numbers("repeat_count")[:, None], _totals(histories)[:, None]
    age = histories.numbers("age")[:, None]
    r, alpha, a, b, p, q, v = (np.array(row) for row in zip(*[(m.r, m.alpha, m.a, m.b, s.p, s.q, s.v) for m, s in models], strict=True))
    alive = np.stack([m.probability_alive(histories).to_numpy() for m, _ in models], axis=1)
    shape = alive.shape

    rate = rng.gamma(r + x, 1 / (alpha + age), shape)
    leaving = np.clip(rng.beta(a, b + x, shape), 1e-12, 1.0)
    # The order after which the customer leaves; who has left already makes none.
    left = np.where(rng.random(shape) < alive, rng.geometric(leaving, shape), 0)
    scale = 1 / rng.gamma(p * x + q, 1 / (v + total), shape)
    orders, value = np.zeros(shape), np.zeros(shape)
    for step, worth in zip(horizon.steps, horizon.worth, strict=True):
        made = np.minimum(rng.poisson(rate * step.count), left)
        left = left - made
        orders += worth * made
        some = made > 0
        value[some] += worth * rng.gamma((p * made)[some]) * scale[some]
    return Futures(orders, value)


def _totals(histories: Histories[U]) -> Numbers:
    """What each customer's repeat orders were worth together."""
    x = histories.numbers("repeat_count")
    return np.where(x > 0, x * histories.numbers("mean_repeat_value"), 0.0)
