"""How many answers would decide what cannot be told yet, if the values stayed as they are.

An interval narrows as more is counted. What it would be at another n is worked out from the kind of number: a share and a rate
anew by Wilson's or Garwood's formula, a mean by Student's t with the same spread. The half-widths of a net score and of a quantile
shrink with the square root of n: for a net score that is its formula from 100 answers on, for a quantile it is what order
statistics do where the values lie as densely around it as they do now. Totals and counts of what stands open do not gain by n.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from metrics import interval
from metrics.change import Change, Direction, Estimate
from metrics.formula import Formula, Rate, Share
from metrics.goal import Goal, Verdict
from metrics.mean import Mean, MeanPer
from metrics.metric import Metric
from metrics.net_score import NetScore
from metrics.quantile import Quantile

REACH = 100  # more than this many times what there is now is no prospect
WORTH_TELLING = 10  # times what there is now: of more nobody can make anything
PROBES = 64  # how many n are tried at once
Many = NDArray[np.float64]
Bounds = tuple[float, Many, Many]  # value, low, high


def decides_change(metric: Metric, before: Estimate, after: Estimate, change: Change) -> int | None:
    """How many in each of the two periods would tell their difference; None where it is told, or not within reach."""
    if change.direction is not Direction.CANNOT_TELL or before.value == after.value:
        return None

    def tells(n: Many) -> Sequence[bool]:
        low, high = interval.difference(_at(metric.formula, before, n), _at(metric.formula, after, n))
        return [not left <= 0 <= right for left, right in zip(low, high, strict=True)]

    return _fewest(tells, metric.formula, before, after)


def decides_goal(metric: Metric, goal: Goal, now: Estimate, verdict: Verdict | None) -> int | None:
    """How many would tell whether the goal is met; None where it is told, or not within reach."""
    if verdict is not Verdict.TOO_EARLY or now.value == goal.value:
        return None

    def tells(n: Many) -> Sequence[bool]:
        _, low, high = _at(metric.formula, now, n)
        return [goal.is_kept_by(left) == goal.is_kept_by(right) for left, right in zip(low, high, strict=True)]

    return _fewest(tells, metric.formula, now)


def worth_telling(needed: int | None, *estimates: Estimate) -> int | None:
    """The number that would tell, where somebody could set out to get that many; else None."""
    return needed if needed is not None and needed <= WORTH_TELLING * max(estimate.n for estimate in estimates) else None


def about(n: int) -> int:
    """The number to two digits, rounded up so that it still suffices: 1,825 -> 1,900."""
    step = int(10 ** max(len(str(n)) - 2, 0))
    return -(-n // step) * step


def _fewest(tells: Callable[[Many], Sequence[bool]], formula: Formula, *estimates: Estimate) -> int | None:
    """The smallest n at which it is told. Once told it stays told, since each interval lies inside those of fewer."""
    if not all(_can_narrow(formula, estimate) for estimate in estimates):
        return None
    low, high = 2, REACH * max(estimate.n for estimate in estimates)
    if not tells(np.array([high], dtype=np.float64))[0]:
        return None
    while low < high:
        tried = np.unique(np.linspace(low, high, PROBES).astype(np.int64))
        first = tells(tried.astype(np.float64)).index(True)  # the highest is one
        low, high = int(tried[first - 1]) + 1 if first else low, int(tried[first])
    return high


def _can_narrow(formula: Formula, estimate: Estimate) -> bool:
    is_whole = None not in (estimate.value, estimate.low, estimate.high) and estimate.n > 1
    return is_whole and isinstance(formula, Share | Rate | NetScore | Mean | MeanPer | Quantile)


def _at(formula: Formula, estimate: Estimate, n: Many) -> Bounds:
    """An estimate as it would be from each n, its value unchanged. It is one that can narrow."""
    value, low, high = estimate.value or 0.0, estimate.low or 0.0, estimate.high or 0.0
    match formula:
        case Rate() if formula.per != 1 or value > 1:
            lowest, highest = interval.poisson(value / formula.per * n, n)
            return value, formula.per * lowest, formula.per * highest
        case Share() | Rate():
            return value, *interval.wilson(value * n, n)
        case Mean() | MeanPer():
            wider = _students(n) / _students(np.array([estimate.n]))
            return value, value - (value - low) * wider, value + (high - value) * wider
        case NetScore():
            half = max(value - low, high - value) * np.sqrt(estimate.n / n)  # one side may be cut at 100
            return value, value - half, value + half
        case _:
            wider = np.sqrt(estimate.n / n)
            return value, value - (value - low) * wider, value + (high - value) * wider


def _students(n: NDArray[np.floating | np.integer]) -> Many:
    """Half the width of a mean's interval from two or more values, in their standard deviations."""
    half: Many = stdtrit(n - 1, 0.975) / np.sqrt(n)
    return half
