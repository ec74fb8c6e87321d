"""Goals: what the company wants of a metric, and whether an answer meets it."""

from dataclasses import dataclass
from enum import StrEnum
from math import isclose
from typing import Self

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


class Comparison(StrEnum):
    """How a number is held against a bound."""

    AT_LEAST = ">="
    MORE_THAN = ">"
    AT_MOST = "<="
    LESS_THAN = "<"

    @property
    def bound(self) -> str:
        """The name of its bound in `Goal`."""
        return self.name.lower()

    @property
    def sign(self) -> str:
        """As people write it: ≥, >, ≤ or <."""
        return {Comparison.AT_LEAST: "≥", Comparison.AT_MOST: "≤"}.get(self, str(self))

    @property
    def wants_more(self) -> bool:
        """Whether higher numbers are nearer to the bound."""
        return self in (Comparison.AT_LEAST, Comparison.MORE_THAN)

    @property
    def is_strict(self) -> bool:
        """Whether the bound itself does not count."""
        return self in (Comparison.MORE_THAN, Comparison.LESS_THAN)


# A bound that was computed (0.4 x 1.05 is 0.42000000000000003) is met by the 42 of 100 that it stands for.
_ROUNDING = 1e-13


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

    @classmethod
    def of(cls, comparison: Comparison, amount: float) -> Self:
        """The goal of an amount, compared in this way."""
        return cls(**{comparison.bound: amount})

    @property
    def comparison(self) -> Comparison:
        """How a number is held against the bound."""
        return next(comparison for comparison in Comparison if getattr(self, comparison.bound) is not None)

    @property
    def value(self) -> float:
        """The bound itself."""
        bound: float = getattr(self, self.comparison.bound)
        return bound

    @property
    def wants_more(self) -> bool:
        """Whether higher numbers are nearer to the goal."""
        return self.comparison.wants_more

    @property
    def sign(self) -> str:
        """The comparison as people write it: ≥, >, ≤ or <."""
        return self.comparison.sign

    def is_kept_by(self, value: float) -> bool:
        """Whether a number is on the right side of the bound. Next to it within rounding is on it."""
        if isclose(value, self.value, rel_tol=_ROUNDING, abs_tol=_ROUNDING):
            return not self.comparison.is_strict
        return (value > self.value) == self.wants_more

    def verdict(self, value: float | None, low: float | None, high: float | None) -> Verdict | None:
        """Met or not met where the whole interval says so; too early where it holds the goal.

        None where the value is unknown. Without an interval (too small a sample) it is too early.
        """
        if value is None:
            return None
        if low is None or high is None or self.is_kept_by(low) != self.is_kept_by(high):
            return Verdict.TOO_EARLY
        return Verdict.MET if self.is_kept_by(value) else Verdict.NOT_MET
