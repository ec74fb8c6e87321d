"""The extremes of a metric: the lowest and the highest value it can have."""

from math import inf

from metrics.formula import Rate
from metrics.metric import Metric
from metrics.unit import Unit

Extremes = tuple[float, float]


def extremes(metric: Metric) -> Extremes:
    """The lowest and the highest value that the metric can have; infinite where nothing bounds it.

    A rate may exceed one event per base, and refunds can outweigh sales. A rating's scale is not known here.
    """
    if isinstance(metric.formula, Rate):
        return 0.0, inf
    return _EXTREMES.get(metric.unit, (-inf, inf))


_EXTREMES: dict[Unit, Extremes] = {
    Unit.SHARE: (0.0, 1.0),
    Unit.SCORE: (-100.0, 100.0),
    Unit.MINUTES: (0.0, inf),
    Unit.COUNT: (0.0, inf),
}
