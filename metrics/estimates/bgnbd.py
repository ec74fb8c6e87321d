"""BG/NBD: how often customers order, and whether they have left, where nobody says that they leave.

Each customer orders at a rate of their own (gamma distributed: r, alpha) and after every repeat order leaves with a
probability of their own (beta distributed: a, b).

Source:
    Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way: An Alternative to the Pareto/NBD Model,
    Marketing Science 24, 275-284. Equation numbers are the paper's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Generic

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import expit, gammaln

from errors import QueryError
from metrics.estimates.bgnbd_likelihood import BgNbdLikelihood
from metrics.estimates.duration import Horizon, U, same_unit
from metrics.estimates.history import TIMES, Histories
from metrics.estimates.maximum import Maximum, maximum
from metrics.estimates.orders_if_alive import orders_if_alive

Numbers = NDArray[np.float64]

# Of (r, alpha, a, b) with ages told in mean ages: a shop left by many, a shop left by few, regulars, and the middle.
STARTS = ((0.3, 0.2, 0.8, 2.5), (1.0, 1.0, 0.1, 2.0), (3.0, 1.0, 0.5, 5.0), (1.0, 1.0, 1.0, 1.0))
TRIAL_ROWS = 10_000  # on so many rows the starts are tried


@dataclass(frozen=True)
class BgNbd(Generic[U]):
    """The four parameters, made of ages in `unit`; `fitted` is None for parameters that were written down."""

    r: float
    alpha: float
    a: float
    b: float
    unit: type[U]
    fitted: Maximum | None = None

    @property
    def log_likelihood(self) -> float | None:
        return self.fitted.log_likelihood if self.fitted else None

    @property
    def standard_errors(self) -> tuple[float | None, ...]:
        """Of r, alpha, a and b; None where they are not known."""
        return self.fitted.standard_errors if self.fitted else (None,) * 4

    def probability_alive(self, histories: Histories[U]) -> pl.Series:
        """P(alive) per row: the probability that the customer has not left.

        TRICKY: it is 1 for everybody without a repeat order, since one leaves only after a repeat order. Who wants
        to know whether customers will come asks `probability_of_no_purchase`.

        Source:
            Fader, Hardie & Lee (2008), "Computing P(alive) Using the BG/NBD Model".
        """
        return pl.Series("probability_alive", self._alive(*self._times(histories)), dtype=pl.Float64)

    def probability_of_no_purchase(self, histories: Histories[U], within: U) -> pl.Series:
        """The probability per row that the customer orders nothing in the next `within`.

        Source:
            1 - P(alive) P(at least one order | alive), the latter from the gamma posterior of the rate.
        """
        same_unit(self.unit, type(within), "a horizon")
        x, last, age = self._times(histories)
        some = -np.expm1((self.r + x) * (np.log(self.alpha + age) - np.log(self.alpha + age + within.count)))
        return pl.Series("probability_of_no_purchase", 1 - self._alive(x, last, age) * some, dtype=pl.Float64)

    def expected_orders(self, histories: Histories[U], within: U | Horizon[U]) -> pl.Series:
        """Expected number of orders per row from now on, given the history: eq. (10).

        Over a horizon, each of its steps is weighed by its worth: money's worth makes of orders discounted orders.
        """
        horizon = within if isinstance(within, Horizon) else Horizon.undiscounted(within)
        same_unit(self.unit, horizon.unit, "a horizon")
        same_unit(self.unit, histories.unit, "histories")
        x, age, at = histories.counts_and_ages
        # Sum over steps of worth * (upto its end - upto its start), reordered by ends.
        weights = np.array(horizon.worth) - np.array([*horizon.worth[1:], 0.0])
        if_alive = weights @ orders_if_alive(self.r, self.alpha, self.a, self.b, x, age, horizon.ends[:, None])
        return pl.Series("expected_orders", self._alive(*self._times(histories)) * if_alive[at], dtype=pl.Float64)

    def expected_orders_of_new(self, within: U) -> float:
        """Expected number of repeat orders of a customer won today: E[X(t)], eq. (9)."""
        same_unit(self.unit, type(within), "a horizon")
        nought = np.zeros(1)
        return float(orders_if_alive(self.r, self.alpha, self.a, self.b, nought, nought, np.array([within.count]))[0])

    def probability_of_orders_of_new(self, orders: int, within: U) -> float:
        """The probability that a customer won today makes `orders` repeat orders: P(X(t) = x), eq. (8)."""
        same_unit(self.unit, type(within), "a horizon")
        r, alpha, a, b, t, x = self.r, self.alpha, self.a, self.b, within.count, np.arange(orders + 1)
        terms = np.exp(gammaln(r + x) - gammaln(r) - gammaln(x + 1) + r * np.log(alpha / (alpha + t)) + x * np.log(t / (alpha + t)))
        stays = np.exp(gammaln(a + b) - gammaln(b) + gammaln(b + orders) - gammaln(a + b + orders))
        leaves = np.exp(
            gammaln(a + b) - gammaln(a) - gammaln(b) + gammaln(a + 1) + gammaln(b + max(orders, 1) - 1) - gammaln(a + b + orders)
        )
        return float(stays * terms[-1] + (leaves * (1 - terms[:-1].sum()) if orders else 0.0))

    def draws(self, count: int, rng: np.random.Generator) -> Iterator["BgNbd[U]"]:
        """`count` sets of parameters as likely as the data make them: normal in the logs."""
        if self.fitted is None:
            return iter([self] * count)
        return (replace(self, r=r, alpha=alpha, a=a, b=b) for r, alpha, a, b in self.fitted.draws(count, rng))

    def _times(self, histories: Histories[U]) -> tuple[Numbers, Numbers, Numbers]:
        same_unit(self.unit, histories.unit, "histories")
        return histories.numbers("repeat_count"), histories.numbers("age_at_last_order"), histories.numbers("age")

    def _alive(self, x: Numbers, last: Numbers, age: Numbers) -> Numbers:
        log_gap = np.log(self.alpha + age) - np.log(self.alpha + last)
        log_odds = np.log(self.a) - np.log(self.b + np.maximum(x, 1) - 1) + (self.r + x) * log_gap
        return np.where(x > 0, expit(-log_odds), 1.0)


def fit(histories: Histories[U]) -> BgNbd[U]:
    """The parameters with the greatest likelihood; customers without a repeat order count as much as all others.

    Raises:
        QueryError: there is nobody, or nobody came back.
    """
    if not histories.repeat_customers:
        raise QueryError(
            ko="두 번 이상 구매한 고객이 없어 구매 예측 모형을 만들 수 없습니다. 더 긴 기간의 주문을 불러와 주세요.",
            en="No customer ordered twice, so no model of orders can be made. Load orders of a longer time.",
        )
    rows = histories.rows.group_by(TIMES).agg(pl.col("customers").sum()).sort(TIMES)
    x, last, age, weights = (rows[column].cast(pl.Float64).to_numpy() for column in rows.columns)
    mean_age = float(age @ weights / weights.sum())
    every = max(1, len(x) // TRIAL_ROWS)

    def likelihood(step: int) -> BgNbdLikelihood:
        return BgNbdLikelihood(x[::step], last[::step] / mean_age, age[::step] / mean_age, weights[::step])

    found = maximum(likelihood(1), STARTS, likelihood(every) if every > 1 else None)
    # Ages told in mean ages made the densities of x orders mean_age^x times as great.
    told = found.rescaled((1, mean_age, 1, 1), found.log_likelihood - x @ weights * np.log(mean_age))
    r, alpha, a, b = told.parameters
    return BgNbd(r, alpha, a, b, histories.unit, told)
