"""Goals: what the company wants of a metric, and whether an answer meets it."""

from dataclasses import dataclass
from enum import StrEnum

from errors import DeclarationError
from metrics.text import Text


class Verdict(StrEnum):
    """What can be said of an answer against its goal."""

    MET = "met"
    NOT_MET = "not_met"
    TOO_EARLY = "too_early"  # the goal lies inside the interval

    @property
    def label(self) -> Text:
        return _VERDICTS[self]


_VERDICTS = {
    Verdict.MET: Text(ko="달성", en="Met"),
    Verdict.NOT_MET: Text(ko="미달", en="Not met"),
    Verdict.TOO_EARLY: Text(ko="판단 보류", en="Too early to say"),
}


@dataclass(frozen=True, kw_only=True)
class Goal:
    """A bound that a metric should keep: exactly one of the four, in the metric's unit."""

    at_least: float | None = None
    more_than: float | None = None
    at_most: float | None = None
    less_than: float | None = None

    def __post_init__(self) -> None:
        if sum(bound is not None for bound in (self.at_least, self.more_than, self.at_most, self.less_than)) != 1:
            raise DeclarationError(f"A goal has exactly one bound: {self!r}.")

    @property
    def value(self) -> float:
        """The bound itself."""
        return next(bound for bound in (self.at_least, self.more_than, self.at_most, self.less_than) if bound is not None)

    @property
    def wants_more(self) -> bool:
        """Whether higher numbers are nearer to the goal."""
        return self.at_most is None and self.less_than is None

    @property
    def sign(self) -> str:
        """The comparison as people write it: ≥, >, ≤ or <."""
        named = {"at_least": "≥", "more_than": ">", "at_most": "≤", "less_than": "<"}
        return next(sign for name, sign in named.items() if getattr(self, name) is not None)

    def is_kept_by(self, value: float) -> bool:
        """Whether a number is on the right side of the bound."""
        match self.sign:
            case "≥":
                return value >= self.value
            case ">":
                return value > self.value
            case "≤":
                return value <= self.value
            case _:
                return value < self.value

    def verdict(self, value: float | None, low: float | None, high: float | None) -> Verdict | None:
        """Met or not met where the whole interval says so; too early where it holds the goal.

        None where the value is unknown. Without an interval (too small a sample) it is too early.
        """
        if value is None:
            return None
        if low is None or high is None or self.is_kept_by(low) != self.is_kept_by(high):
            return Verdict.TOO_EARLY
        return Verdict.MET if self.is_kept_by(value) else Verdict.NOT_MET
