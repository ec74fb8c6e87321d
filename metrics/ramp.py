"""Ramps: how a goal grows from where the metric stood to what is wanted in the end."""

from dataclasses import dataclass
from datetime import date

from errors import QueryError


@dataclass(frozen=True)
class Line:
    """A straight way over the periods, to the final amount in the last period that ends by the deadline.

    `start`, in the metric's unit, is where the metric stood before the first period, so the first period already asks for one
    step. None takes the goal's baseline.
    """

    start: float | None = None


def on_the_way(start: float, final: float, number: int, count: int) -> float:
    """The value after `number` of `count` equal steps from `start` to `final`; both ends are exact, and it stays at the last."""
    return final if number >= count else start + (final - start) * number / count


@dataclass(frozen=True)
class Step:
    """What is wanted from a day on, meant as the goal's amount is meant."""

    on: date
    amount: float


@dataclass(frozen=True)
class Steps:
    """Explicit steps, each for the periods that start on its day or later; the last one is the final amount."""

    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        days = [step.on for step in self.steps]
        if not days or days != sorted(set(days)):
            raise QueryError(
                ko="단계가 없거나 날짜 순서가 맞지 않습니다. 단계를 하나 이상, 이른 날짜부터 겹치지 않게 적어 주세요.",
                en="There are no steps, or they are not in the order of their dates. Give one or more, each later than the one before.",
            )

    @property
    def first(self) -> Step:
        return self.steps[0]

    @property
    def last(self) -> Step:
        return self.steps[-1]

    def amount_of(self, day: date) -> float:
        """The amount of a period that starts on `day`, which is not before the first step."""
        return [step.amount for step in self.steps if step.on <= day][-1]


Ramp = Line | Steps
