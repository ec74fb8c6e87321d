"""Gamma-Gamma: what a customer spends per order in the long run, from the few orders seen.

Each order is worth a gamma distributed amount (shape p), whose scale differs from customer to customer (gamma
distributed: q, v). It supposes that how much does not depend on how often: `Spending.correlation` says whether it does.

Source:
    Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value", note 025. Equation numbers are the note's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import digamma, gammaln

from errors import QueryError
from metrics.estimates.history import Spending
from metrics.estimates.maximum import LogLikelihood, Maximum, maximum

Numbers = NDArray[np.float64]

# Of (p, q, v) with spend told in mean spend: orders much alike or not, customers much alike or not.
STARTS = ((2.0, 3.0, 1.0), (6.0, 4.0, 0.5), (1.0, 2.0, 1.0), (20.0, 3.0, 0.1))
TRIAL_ROWS = 20_000  # on so many rows the starts are tried


@dataclass(frozen=True)
class GammaGamma:
    """The three parameters; v is in money. `fitted` is None for parameters that were written down."""

    p: float
    q: float
    v: float
    fitted: Maximum | None = None

    @property
    def log_likelihood(self) -> float | None:
        return self.fitted.log_likelihood if self.fitted else None

    @property
    def standard_errors(self) -> tuple[float | None, ...]:
        """Of p, q and v; None where they are not known."""
        return self.fitted.standard_errors if self.fitted else (None,) * 3

    @property
    def has_mean(self) -> bool:
        """Whether spend has a mean over customers (q > 1), and the data leave no doubt of it."""
        error = self.standard_errors[1]
        return self.q - 1.96 * (error or 0.0) > 1

    def expected_spend(self, repeat_count: pl.Series, mean_repeat_value: pl.Series) -> pl.Series:
        """E[M | x, mean] per customer, eq. (5): a mean of own spend and everybody's, the more own the more orders.

        Who has not ordered again (x = 0, mean null) is expected to spend like everybody; null where that has no mean.
        """
        x = repeat_count.cast(pl.Float64).to_numpy()
        total = np.where(x > 0, x * mean_repeat_value.cast(pl.Float64).to_numpy(), 0.0)
        return pl.Series("expected_spend", self._expected(x, total), dtype=pl.Float64).fill_nan(None)

    def draws(self, count: int, rng: np.random.Generator) -> Iterator["GammaGamma"]:
        """`count` sets of parameters as likely as the data make them: normal in the logs."""
        if self.fitted is None:
            return iter([self] * count)
        return (replace(self, p=p, q=q, v=v) for p, q, v in self.fitted.draws(count, rng))

    def _expected(self, x: Numbers, total: Numbers) -> Numbers:
        shape = self.p * x + self.q - 1
        return np.where(shape > 0, self.p * (self.v + total) / np.where(shape > 0, shape, 1.0), np.nan)


def fit(spending: Spending) -> GammaGamma:
    """The parameters with the greatest likelihood over customers with a repeat order and spend above zero.

    Raises:
        QueryError: nobody came back.
    """
    if not spending.customers:
        raise QueryError(
            ko="두 번 이상 구매한 고객이 없어 구매 금액 모형을 만들 수 없습니다. 더 긴 기간의 주문을 불러와 주세요.",
            en="No customer ordered twice, so no model of spend can be made. Load orders of a longer time.",
        )
    x, spend, weights = (spending.rows[column].cast(pl.Float64).to_numpy() for column in spending.rows.columns)
    mean = float(spend @ weights / weights.sum())
    every = max(1, len(x) // TRIAL_ROWS)
    trial = gamma_gamma_likelihood(x[::every], spend[::every] / mean, weights[::every]) if every > 1 else None
    found = maximum(gamma_gamma_likelihood(x, spend / mean, weights), STARTS, trial)
    # Spend told in means made each density `mean` times as great.
    told = found.rescaled((1, 1, mean), found.log_likelihood - weights.sum() * np.log(mean))
    p, q, v = told.parameters
    return GammaGamma(p, q, v, told)


def gamma_gamma_likelihood(repeat_count: Numbers, mean_repeat_value: Numbers, weights: Numbers) -> LogLikelihood:
    """The log-likelihood of the logs of (p, q, v), eq. (1a), with its gradient.

    Only ln(x mean + v) is worked out row by row; all else is a sum per different x.
    """
    x, x_at = np.unique(repeat_count, return_inverse=True)
    n = np.bincount(x_at, weights)
    log_spend = np.bincount(x_at, weights * np.log(mean_repeat_value))
    total = repeat_count * mean_repeat_value

    def log_likelihood(logs: Numbers) -> tuple[float, Numbers]:
        p, q, v = np.exp(logs)
        log_all = np.bincount(x_at, weights * np.log(total + v))
        inverse = np.bincount(x_at, weights / (total + v))
        shape = p * x + q
        height = (
            n @ (gammaln(shape) - gammaln(p * x) - gammaln(q) + q * np.log(v) + p * x * np.log(x))
            + (p * x - 1) @ log_spend
            - shape @ log_all
        )
        both = digamma(shape)
        by_p = x @ (n * (both - digamma(p * x) + np.log(x)) + log_spend - log_all)
        by_q = n @ (both - digamma(q) + np.log(v)) - log_all.sum()
        by_v = n.sum() * q / v - shape @ inverse
        return float(height), np.array([p * by_p, q * by_q, v * by_v])

    return log_likelihood
