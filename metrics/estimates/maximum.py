"""The maximum of a likelihood of positive parameters, from several starts, with what the data say about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Numbers = NDArray[np.float64]
# The logs of the parameters -> the log-likelihood and its gradient by these logs.
LogLikelihood = Callable[[Numbers], tuple[float, Numbers]]

# Where the data want a parameter to be nought or infinite, it stops here: at 1,100 or a 1,100th in a scaled unit,
# where customers (or orders) differ by 3 per cent, which no data tell from not at all.
EDGE = 7.0
# A direction of which the data say nothing is given a factor of e^3, 20 either way, as its standard error.
LARGEST_ERROR = 3.0
NEWTON_STEPS = 6
NEAR = 0.01  # a step in the logs after which the curvature stays what it is
_STEP = 1e-4  # of a central difference of the gradient: its error is of the order of 1e-8


@dataclass(frozen=True)
class Maximum:
    """The parameters with the greatest likelihood.

    `covariance` is that of their logs; a parameter `at_edge` has none of its own (zero).
    """

    parameters: tuple[float, ...]
    log_likelihood: float
    covariance: tuple[tuple[float, ...], ...]
    at_edge: tuple[bool, ...]
    units: tuple[float, ...] = ()  # of the parameters, in those of the search

    @property
    def standard_errors(self) -> tuple[float | None, ...]:
        """Of the parameters themselves (delta method); None for one at its edge."""
        errors = np.sqrt(np.diag(self.covariance)) * self.parameters
        return tuple(None if edge else float(error) for error, edge in zip(errors, self.at_edge, strict=True))

    def rescaled(self, units: Sequence[float], log_likelihood: float) -> "Maximum":
        """The same maximum told in other units: logs move by a constant, so the covariance stays."""
        parameters = tuple(float(value * unit) for value, unit in zip(self.parameters, units, strict=True))
        return Maximum(parameters, float(log_likelihood), self.covariance, self.at_edge, tuple(units))

    def draws(self, count: int, rng: np.random.Generator) -> Numbers:
        """`count` rows of parameters as likely as the data make them: normal in the logs, none beyond the edge."""
        logs = rng.multivariate_normal(np.log(self.parameters), self.covariance, count, method="eigh")
        units = np.log(self.units or np.ones(len(self.parameters)))
        return np.asarray(np.exp(np.clip(logs, units - EDGE, units + EDGE)))


def maximum(log_likelihood: LogLikelihood, starts: Sequence[Sequence[float]], trial: LogLikelihood | None = None) -> Maximum:
    """The maximum reached from the best of `starts`.

    The starts are tried on `trial`, the likelihood of a sample of the rows, where there is one: the search over
    all rows then begins beside its end.
    """
    ends = [_climbed(trial or log_likelihood, np.log(start)) for start in starts]
    logs, _ = max(ends, key=lambda end: end[1])
    if trial:
        logs, _ = _climbed(log_likelihood, logs)
    inside = np.abs(logs) < EDGE - 1e-3
    logs, inverse = _polished(log_likelihood, logs, inside)
    covariance = np.zeros((len(logs), len(logs)))
    covariance[np.ix_(inside, inside)] = inverse
    return Maximum(
        tuple(float(value) for value in np.exp(logs)),
        float(log_likelihood(logs)[0]),
        tuple(tuple(float(value) for value in row) for row in covariance),
        tuple(bool(edge) for edge in ~inside),
    )


def _climbed(log_likelihood: LogLikelihood, start: Numbers) -> tuple[Numbers, float]:
    """Where the search from `start` ends, and how high that is."""
    scale = abs(log_likelihood(start)[0]) or 1.0  # so that it ends alike for few customers and many

    def depth(logs: Numbers) -> tuple[float, Numbers]:
        height, slope = log_likelihood(logs)
        return -height / scale, -slope / scale

    # TNC needs no BLAS: on a busy machine the threads of L-BFGS-B's make a fit of 300 customers 20 times slower.
    end = minimize(
        depth,
        start,
        jac=True,
        method="TNC",
        bounds=[(-EDGE, EDGE)] * len(start),
        options={"ftol": 1e-10, "gtol": 1e-9, "maxfun": 1000},
    )
    return np.asarray(end.x), -float(end.fun) * scale


def _curvature(log_likelihood: LogLikelihood, logs: Numbers) -> Numbers:
    """Minus the second derivatives (the observed information of the logs), from differences of the gradient."""
    steps = _STEP * np.eye(len(logs))
    rows = np.array([(log_likelihood(logs - step)[1] - log_likelihood(logs + step)[1]) / (2 * _STEP) for step in steps])
    return np.asarray((rows + rows.T) / 2)


def _polished(log_likelihood: LogLikelihood, logs: Numbers, inside: NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    """Newton's last steps, and the covariance there: the search stops at four digits or so, and earlier on a flat ridge."""
    for _ in range(NEWTON_STEPS):
        inverse = _inverse(_curvature(log_likelihood, logs)[np.ix_(inside, inside)])
        moved = _stepped(log_likelihood, logs, inverse, inside)
        step = np.abs(moved - logs).max(initial=0)
        height = log_likelihood(logs)[0]
        if step > 1 or log_likelihood(moved)[0] < height - 1e-11 * abs(height):  # no summit where it was taken for one
            return logs, inverse
        logs = moved
        if step < NEAR:
            break
    # So near, the curvature need not be asked again.
    return _stepped(log_likelihood, _stepped(log_likelihood, logs, inverse, inside), inverse, inside), inverse


def _stepped(log_likelihood: LogLikelihood, logs: Numbers, inverse: Numbers, inside: NDArray[np.bool_]) -> Numbers:
    moved = logs.copy()
    moved[inside] += inverse @ log_likelihood(logs)[1][inside]
    return np.clip(moved, -EDGE, EDGE)


def _inverse(curvature: Numbers) -> Numbers:
    """The covariance, where no direction has a standard error above LARGEST_ERROR."""
    values, directions = np.linalg.eigh(curvature)
    return np.asarray(directions / np.maximum(values, LARGEST_ERROR**-2) @ directions.T)
