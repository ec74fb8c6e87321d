"""95 % intervals, one per kind of number. Arrays in, (low, high) arrays out; NaN where nothing can be said."""

from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtri, stdtrit

Z = 1.959963984540054  # the 97.5 % point of the normal distribution
Bounds = tuple[NDArray[np.float64], NDArray[np.float64]]
Edge = TypeVar("Edge", float, NDArray[np.float64])


def wilson(part: ArrayLike, whole: ArrayLike) -> Bounds:
    """The score interval of a proportion.

    Source:
        Wilson (1927), "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22.
    """
    x, n = _arrays(part, whole)
    with np.errstate(invalid="ignore", divide="ignore"):
        p = x / n
        centre = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
        margin = Z / (1 + Z**2 / n) * np.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    return np.clip(centre - margin, 0, 1), np.clip(centre + margin, 0, 1)


def net_score_margin(promoters: ArrayLike, detractors: ArrayLike, whole: ArrayLike) -> NDArray[np.float64]:
    """Half the width of a net promoter score's normal interval, in points.

    Source:
        cybaea.net (2016), "NPS confidence intervals: maths and stats": Var = P + D - (P - D)^2.
    """
    p, d, n = _arrays(promoters, detractors, whole)
    with np.errstate(invalid="ignore", divide="ignore"):
        p, d = p / n, d / n
        return 100 * Z * np.sqrt((p + d - (p - d) ** 2) / n)


def net_score(promoters: ArrayLike, detractors: ArrayLike, whole: ArrayLike) -> Bounds:
    """The interval of a net promoter score, in points.

    Normal with 100 answers or more and at least 5 of each class; otherwise adjusted by three
    pseudo-answers (3/4 promoter, 3/4 detractor, 3/2 passive), since the normal one is then too narrow.

    Source:
        Rocks (2016), "Interval Estimation for the Net Promoter Score", The American Statistician 70.
    """
    p, d, n = _arrays(promoters, detractors, whole)
    weak = (n < 100) | (np.minimum(np.minimum(p, d), n - p - d) < 5)
    p, d, n = p + 0.75 * weak, d + 0.75 * weak, n + 3.0 * weak * (n > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = 100 * (p - d) / n
    margin = net_score_margin(p, d, n)
    return np.clip(centre - margin, -100, 100), np.clip(centre + margin, -100, 100)


def mean(total: ArrayLike, squares: ArrayLike, n: ArrayLike) -> Bounds:
    """Student's interval of a mean, from the sum, the sum of squares and the count."""
    s, q, n = _arrays(total, squares, n)
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = s / n
        variance = np.maximum(q - n * centre**2, 0) / (n - 1)
        margin = stdtrit(np.maximum(n - 1, 1), 0.975) * np.sqrt(variance / n)
    margin = np.where(n > 1, margin, np.nan)
    return centre - margin, centre + margin


def poisson(events: ArrayLike, base: ArrayLike) -> Bounds:
    """The exact interval of a rate of events per base.

    Source:
        Garwood (1936), "Fiducial Limits for the Poisson Distribution", Biometrika 28.
    """
    x, n = _arrays(events, base)
    with np.errstate(invalid="ignore", divide="ignore"):
        low = np.where(x > 0, chdtri(2 * np.maximum(x, 0.5), 0.975) / 2, 0.0)
        return low / n, chdtri(2 * (x + 1), 0.025) / 2 / n


def total(amount: ArrayLike, squares: ArrayLike) -> Bounds:
    """The interval of a sum over events that come by chance, from the sum and the sum of squares: normal, of a compound Poisson.

    Both how many events come and how much each brings vary, and the sum of squares estimates the variance of both together. The
    sum of n ones gives n +- z sqrt(n).

    Source:
        Bohm & Zech (2014), "Statistics of weighted Poisson events and its applications", Nucl. Instrum. Methods A 748, section 2.
    """
    s, q = _arrays(amount, squares)
    margin = Z * np.sqrt(q)
    return s - margin, s + margin


def quantile_ranks(n: int, q: float) -> tuple[int, int] | None:
    """The 1-based ranks of the sorted values that enclose the q-quantile with 95 % confidence.

    None where the sample is too small to enclose it. Normal approximation of the binomial ranks.

    Source:
        Conover, Practical Nonparametric Statistics, 3rd ed., section 3.2.
    """
    half = Z * (n * q * (1 - q)) ** 0.5
    low, high = int(np.ceil(n * q - half)), int(np.ceil(n * q + half))
    return (low, high) if low >= 1 and high <= n else None


def difference(before: tuple[float, Edge, Edge], after: tuple[float, Edge, Edge]) -> tuple[Edge, Edge]:
    """The interval of `after - before` for two independent (value, low, high); for as many intervals as there are.

    Source:
        Newcombe (1998), "Interval estimation for the difference between independent proportions",
        Statistics in Medicine 17, method 10 (square-and-add; right for any two intervals).
    """
    (v1, l1, u1), (v2, l2, u2) = before, after
    delta = v2 - v1
    return delta - ((v2 - l2) ** 2 + (u1 - v1) ** 2) ** 0.5, delta + ((u2 - v2) ** 2 + (v1 - l1) ** 2) ** 0.5


def _arrays(*given: ArrayLike) -> tuple[NDArray[np.float64], ...]:
    return tuple(np.asarray(values, dtype=np.float64) for values in given)
