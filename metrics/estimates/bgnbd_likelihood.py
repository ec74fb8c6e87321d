"""The likelihood of the BG/NBD model over weighted rows, with its gradient.

Source:
    Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way: An Alternative to the Pareto/NBD Model,
    Marketing Science 24, eq. (6). In logs throughout, as Fader & Hardie's note 027 on #NUM! errors asks.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, digamma, gammaln

Numbers = NDArray[np.float64]

LARGEST_EXPONENT = 700.0  # e^709 is the largest number there is


class BgNbdLikelihood:
    """The log-likelihood of the logs of (r, alpha, a, b).

    Ages repeat (days of two years are 730 numbers, whatever the number of customers), so logs of ages are taken once per
    different age; only the term that mixes x, t_x and T is worked out row by row, and only where x > 0.
    """

    def __init__(self, repeat_count: Numbers, age_at_last_order: Numbers, age: Numbers, weights: Numbers) -> None:
        self.x, x_at = np.unique(repeat_count, return_inverse=True)
        self.ages, age_at = np.unique(age, return_inverse=True)
        self.weight_of_x = np.bincount(x_at, weights)
        self.weight_of_age = np.bincount(age_at, weights)
        self.orders_of_age = np.bincount(age_at, weights * repeat_count)
        again = repeat_count > 0
        self.weights, self.repeats = weights[again], repeat_count[again]
        self.x_at, self.age_at = x_at[again], age_at[again]
        self.lasts, self.last_at = np.unique(age_at_last_order[again], return_inverse=True)

    def __call__(self, logs: Numbers) -> tuple[float, Numbers]:
        """The log-likelihood and its gradient by the logs."""
        r, alpha, a, b = np.exp(logs)
        x, n = self.x, self.weight_of_x
        log_age, log_last = np.log(alpha + self.ages), np.log(alpha + self.lasts)
        # How many times likelier it is that a repeat customer left after the last order than not:
        # a / (b + x - 1) * ((alpha + T) / (alpha + t_x))^(r + x), in logs.
        nought = np.where(x > 0, x, 1.0)  # the rows without a repeat order never ask for their entry
        log_gap = log_age[self.age_at] - log_last[self.last_at]
        log_odds = (np.log(a) - np.log(b + nought - 1))[self.x_at] + (r + self.repeats) * log_gap
        # Plain odds where they can be told: three times as fast as logaddexp and expit, and equal to the last digit.
        log_high = np.maximum(log_odds - LARGEST_EXPONENT, 0.0)
        odds = np.exp(log_odds - log_high)
        log_either = np.log1p(odds) + log_high  # ln(1 + odds)
        odds /= 1 + odds
        gone = self.weights * odds  # weight times P(not alive)

        height = (
            n @ (gammaln(r + x) - gammaln(r) + r * np.log(alpha) + betaln(a, b + x) - betaln(a, b))
            - (r * self.weight_of_age + self.orders_of_age) @ log_age
            + _product(self.weights, log_either)
        )
        gone_of_x = np.bincount(self.x_at, gone, len(x))
        inverse_gap = (1 / (alpha + self.ages))[self.age_at] - (1 / (alpha + self.lasts))[self.last_at]
        by_r = n @ (digamma(r + x) - digamma(r) + np.log(alpha)) - self.weight_of_age @ log_age + _product(gone, log_gap)
        by_alpha = (
            n.sum() * r / alpha
            - (r * self.weight_of_age + self.orders_of_age) @ (1 / (alpha + self.ages))
            + _product(gone * (r + self.repeats), inverse_gap)
        )
        both = digamma(a + b) - digamma(a + b + x)
        by_a = n @ both + gone.sum() / a
        by_b = n @ (both + digamma(b + x) - digamma(b)) - gone_of_x @ (1 / (b + nought - 1))
        return float(height), np.array([r * by_r, alpha * by_alpha, a * by_a, b * by_b])


def _product(one: Numbers, other: Numbers) -> float:
    """The sum of products, in this thread: BLAS would wake one per core, which a busy machine makes it wait for."""
    return float(np.einsum("i,i->", one, other))
