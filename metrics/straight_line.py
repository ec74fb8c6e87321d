"""A straight line through numbers that are known with different precision, and how sure it is beyond them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import stdtrit

from metrics.interval import Z

FEWEST_POINTS = 3  # through two points there is always a line, and nothing to tell how sure it is


@dataclass(frozen=True)
class StraightLine:
    """The line of weighted least squares through numbers at positions.

    A number's weight is one over its variance: that of its sampling, and that of whatever else moves the numbers around the
    line, which is estimated from them and is zero where sampling explains them all.

    Source:
        Knapp & Hartung (2003), "Improved tests for a random effects meta-regression with a single covariate", Statistics in
        Medicine 22, for the line and its interval; Paule & Mandel (1982), "Consensus Values and Weighting Factors", Journal of
        Research of the National Bureau of Standards 87, for the variance beside sampling.
    """

    centre: float  # the weighted mean of the positions
    level: float  # the line there
    slope: float
    weight: float  # of all numbers together
    spread: float  # the weighted squares of the positions around the centre
    scatter: float  # the weighted squares of the numbers around the line, per degree of freedom
    freedom: int
    unexplained: float  # the variance that sampling does not explain

    @classmethod
    def through(cls, positions: Sequence[float], values: Sequence[float], errors: Sequence[float]) -> Self:
        """The line through three numbers or more, with their standard errors."""
        x, y, variances = (np.asarray(given, dtype=np.float64) for given in (positions, values, np.square(errors)))
        line = cls._weighted(x, y, variances, 0.0)
        if line.scatter <= 1:
            return line
        plain = cls._weighted(x, y, np.ones_like(x), 0.0)
        most = plain.scatter  # with all of the scatter unexplained, the weighted scatter is at most 1
        unexplained = brentq(lambda variance: cls._weighted(x, y, variances, variance).scatter - 1, 0, most, xtol=1e-12 * most)
        return cls._weighted(x, y, variances, float(unexplained))

    @classmethod
    def _weighted(cls, x: NDArray[np.float64], y: NDArray[np.float64], variances: NDArray[np.float64], unexplained: float) -> Self:
        weights = 1 / (variances + unexplained)
        weight = weights.sum()
        centre, level = (weights @ x) / weight, (weights @ y) / weight
        spread = weights @ (x - centre) ** 2
        slope = weights @ ((x - centre) * (y - level)) / spread
        freedom = len(x) - 2
        scatter = weights @ (y - level - slope * (x - centre)) ** 2 / freedom
        return cls(float(centre), float(level), float(slope), float(weight), float(spread), float(scatter), freedom, unexplained)

    def at(self, position: float) -> float:
        """The line at a position."""
        return self.level + self.slope * (position - self.centre)

    def position_of(self, level: float) -> float:
        """Where the line, which must not be flat, comes to a level."""
        return self.centre + (level - self.level) / self.slope

    def margin(self, position: float) -> float:
        """Half the width of the 95 % interval of the line at a position.

        Student's, from how much the numbers scatter around the line; but never narrower than their own standard errors allow,
        since three numbers can lie on a line by chance.
        """
        leverage = sqrt(1 / self.weight + (position - self.centre) ** 2 / self.spread)
        return leverage * max(float(stdtrit(self.freedom, 0.975)) * sqrt(self.scatter), Z)
