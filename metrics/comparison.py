"""A score against the same period of the year before."""

from dataclasses import dataclass

from metrics.change import Change, Estimate, change
from metrics.period import Grain
from metrics.scorecard import Answer, Score

PERIODS_OF_A_YEAR = {Grain.MONTH: 12, Grain.QUARTER: 4}  # longer grains are a year themselves, shorter ones do not repeat by the calendar


@dataclass(frozen=True)
class Comparison:
    """An earlier answer, and the change from it to now."""

    before: Answer
    change: Change


def with_last_period(score: Score) -> Comparison:
    """The score against the period before it."""
    return Comparison(score.before, score.change)


def with_last_year(score: Score, grain: Grain) -> Comparison | None:
    """The score against the same period a year before; None where the trend holds none with a value."""
    back = PERIODS_OF_A_YEAR.get(grain)
    if back is None or score.trend.height <= back:
        return None
    before = Answer.of(score.trend.row(-1 - back, named=True))
    if before.value is None or score.now.value is None:
        return None
    earlier, later = (score.metric.window.window(answer.period) for answer in (before, score.now))
    old, new = (Estimate(answer.value, answer.low, answer.high) for answer in (before, score.now))
    return Comparison(before, change(score.metric, old, new, overlap=later.start < earlier.end))
