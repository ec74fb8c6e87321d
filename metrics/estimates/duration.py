"""Lengths of time whose unit is in their type: weeks cannot be read as days."""

from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from errors import DeclarationError


@dataclass(frozen=True)
class Duration:
    """A length of time; its class says in which unit it is counted."""

    count: float
    days_each: ClassVar[float]

    def to(self, unit: type["U"]) -> "U":
        """The same length in another unit: `Weeks(2).to(Days)` is `Days(14)`."""
        return unit(self.count * ratio(type(self), unit))


class Days(Duration):
    """Days."""

    days_each = 1.0


class Weeks(Duration):
    """Weeks."""

    days_each = 7.0


U = TypeVar("U", bound=Duration)

WEEKS_PER_MONTH = 4.345  # 365.0 / 7 / 12, rounded as the published worked examples have it


def ratio(unit: type[Duration], into: type[Duration]) -> float:
    """How many of `into` make one `unit`: 7 for weeks into days."""
    return unit.days_each / into.days_each


def name_of(unit: type[Duration]) -> str:
    """The unit's name: "weeks" for `Weeks`."""
    return unit.__name__.lower()


def same_unit(made: type[Duration], asked: type[Duration], what: str) -> None:
    """Nothing where both units are one.

    Raises:
        DeclarationError: a model made in one unit was asked in another.
    """
    if made is not asked:
        raise DeclarationError(
            f"A model made in {name_of(made)} was given {what} in {name_of(asked)}: convert with .to({made.__name__}) where it is asked."
        )


@dataclass(frozen=True)
class Horizon(Generic[U]):
    """Steps of time from now on, one after the other, and what a unit of money earned in each is worth today."""

    steps: tuple[U, ...]
    worth: tuple[float, ...]

    @property
    def unit(self) -> type[U]:
        return type(self.steps[0])

    @property
    def ends(self) -> NDArray[np.float64]:
        """The end of each step, counted from now."""
        return np.cumsum([step.count for step in self.steps])

    @classmethod
    def of_months(cls, unit: type[U], months: int = 12, monthly_discount: float = 0.01) -> "Horizon[U]":
        """Months of 4.345 weeks, earnings counted at each month's end and discounted by that many months."""
        month = unit(WEEKS_PER_MONTH * ratio(Weeks, unit))
        return cls((month,) * months, tuple((1 + monthly_discount) ** -number for number in range(1, months + 1)))

    @classmethod
    def undiscounted(cls, within: U) -> "Horizon[U]":
        """One step, in which money is worth what it is."""
        return cls((within,), (1.0,))
