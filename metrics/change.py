"""The change of a metric between two periods, and whether it can be told from chance."""

from dataclasses import dataclass
from enum import StrEnum

from metrics import interval
from metrics.metric import Better, Metric
from metrics.text import Text


class Direction(StrEnum):
    """What can be said of a change."""

    UP = "up"
    DOWN = "down"
    CANNOT_TELL = "cannot_tell"  # the difference's interval holds zero
    OVERLAPS = "overlaps"  # both windows hold mostly the same days: not two independent numbers
    UNKNOWN = "unknown"  # one of the two is not known

    @property
    def label(self) -> Text:
        return _LABELS[self]


_LABELS = {
    Direction.UP: Text(ko="상승", en="Up"),
    Direction.DOWN: Text(ko="하락", en="Down"),
    Direction.CANNOT_TELL: Text(ko="아직 알 수 없음", en="Cannot tell yet"),
    Direction.OVERLAPS: Text(ko="기간이 겹침", en="Overlapping"),
    Direction.UNKNOWN: Text(ko="비교할 값 없음", en="Nothing to compare with"),
}


@dataclass(frozen=True)
class Estimate:
    """A value with its 95 % interval, None where unknown, and how many it rests on."""

    value: float | None
    low: float | None
    high: float | None
    n: int = 0


@dataclass(frozen=True)
class Change:
    """From one period to the next: by how much (in the unit's way of comparing), and what it says."""

    amount: float | None
    direction: Direction
    is_good: bool | None  # None where the direction is not told, or neither is good


def change(metric: Metric, before: Estimate, after: Estimate, *, overlap: bool) -> Change:
    """The change of `metric` from one period to another; `overlap` where their windows share days."""
    amount = metric.unit.change(before.value, after.value)
    if before.value is None or after.value is None:
        return Change(amount, Direction.UNKNOWN, None)
    if overlap:
        return Change(amount, Direction.OVERLAPS, None)
    if before.low is None or before.high is None or after.low is None or after.high is None:
        return Change(amount, Direction.CANNOT_TELL, None)
    low, high = interval.difference((before.value, before.low, before.high), (after.value, after.low, after.high))
    if low <= 0 <= high:
        return Change(amount, Direction.CANNOT_TELL, None)
    rose = low > 0
    is_good = None if metric.better is Better.NEITHER else rose == (metric.better is Better.HIGHER)
    return Change(amount, Direction.UP if rose else Direction.DOWN, is_good)
