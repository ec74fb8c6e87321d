"""An answer: one row of `measure`'s frame as a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from metrics.change import Estimate
from metrics.period import Span
from metrics.query import NO_DATA

GREY_BELOW = 30  # an answer from fewer than this many is shown, but in grey


@dataclass(frozen=True)
class Answer:
    """One row of `measure`'s frame."""

    period: Span
    value: float | None
    low: float | None
    high: float | None
    part: float | None
    whole: float | None
    n: int
    state: str

    @property
    def is_grey(self) -> bool:
        """Whether it rests on so few that it is shown in grey."""
        return self.n < GREY_BELOW

    @property
    def estimate(self) -> Estimate:
        """The value with its doubt, unknown where there is none."""
        return Estimate(self.value, self.low, self.high, self.n)

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Answer":
        period = Span(row["period_start"], row["period_end"])
        return cls(period, row["value"], row["low"], row["high"], row["part"], row["whole"], row["n"], row["state"])

    @classmethod
    def nothing(cls, period: Span) -> "Answer":
        """The answer where nothing is known of a period."""
        return cls(period, None, None, None, None, None, 0, NO_DATA)
