"""The terms of a goal: what is wanted in the end, how it is meant, and the way there."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import isfinite
from typing import Self

from errors import QueryError
from metrics.answer import Answer
from metrics.goal import Comparison
from metrics.period import Span
from metrics.ramp import Line, Ramp, Steps
from metrics.text import Text


class Meant(StrEnum):
    """How the amount of a goal is meant. "Raise the share by 5 %" is two different goals, so it is always said."""

    ABSOLUTE = "absolute"  # the amount itself, in the metric's unit
    PERCENT = "percent"  # 0.05 is 5 % more than the baseline: 40.0 % becomes 42.0 %
    POINTS = "points"  # 0.05 is the baseline and 0.05 more in the metric's unit: 40.0 % becomes 45.0 %

    @property
    def label(self) -> Text:
        return _LABELS[self]


_LABELS = {
    Meant.ABSOLUTE: Text(ko="목표값 그대로", en="The value itself"),
    Meant.PERCENT: Text(ko="기준값에서 몇 퍼센트(%)", en="Per cent (%) of the baseline"),
    Meant.POINTS: Text(ko="기준값에서 몇 포인트(%p, 점, 분)", en="Points (pp, points, minutes) from the baseline"),
}


@dataclass(frozen=True)
class Baseline:
    """Where the metric stood when the goal was set: frozen, and never computed again, whatever is loaded later."""

    value: float
    period: Span
    n: int

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """The baseline that an answer gives.

        Raises:
            QueryError: the answer is not known.
        """
        if answer.value is None:
            raise QueryError(
                ko=f"{answer.period.start} ~ {answer.period.last}에는 값이 없어 기준값으로 쓸 수 없습니다. 값이 있는 기간을 골라 주세요.",
                en=f"{answer.period.start} to {answer.period.last} has no value, so it cannot be a baseline. Choose a period that has one.",
            )
        return cls(answer.value, answer.period, answer.n)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is wanted of a metric in the end, and the way there.

    Without a ramp the final amount is wanted from the first period on.

    Units:
        amount: in the metric's unit, except for `Meant.PERCENT`: there 0.05 is 5 %.
        deadline: the last day by which the final amount should be reached.
    Raises:
        QueryError: they do not make a goal; says what is missing.
    """

    comparison: Comparison
    amount: float
    meant: Meant
    baseline: Baseline | None = None
    deadline: date | None = None
    ramp: Ramp | None = None

    def __post_init__(self) -> None:
        self._check_numbers()
        self._check_baseline()
        if isinstance(self.ramp, Line):
            self._check_line(self.ramp)
        if isinstance(self.ramp, Steps):
            self._check_steps(self.ramp)

    @property
    def final(self) -> float:
        """The amount that is wanted in the end, in the metric's unit."""
        return self.value_of(self.amount)

    @property
    def amounts(self) -> tuple[float, ...]:
        """Every amount that was given, in the metric's unit: those of the steps, or the final one."""
        return tuple(self.value_of(step.amount) for step in self.ramp.steps) if isinstance(self.ramp, Steps) else (self.final,)

    def value_of(self, amount: float) -> float:
        """An amount that is meant as this goal's, in the metric's unit."""
        if self.meant is Meant.ABSOLUTE or self.baseline is None:
            return amount
        return self.baseline.value * (1 + amount) if self.meant is Meant.PERCENT else self.baseline.value + amount

    @property
    def start(self) -> float | None:
        """Where a straight ramp starts, in the metric's unit; None where there is no such ramp."""
        if not isinstance(self.ramp, Line):
            return None
        return self.ramp.start if self.ramp.start is not None or self.baseline is None else self.baseline.value

    def _check_numbers(self) -> None:
        steps = [step.amount for step in self.ramp.steps] if isinstance(self.ramp, Steps) else []
        start = [self.ramp.start] if isinstance(self.ramp, Line) and self.ramp.start is not None else []
        baseline = [self.baseline.value] if self.baseline else []
        if not all(map(isfinite, (self.amount, *steps, *start, *baseline))):
            raise QueryError(ko="목표에는 숫자만 쓸 수 있습니다. 값을 확인해 주세요.", en="A goal is made of numbers. Check the amounts.")

    def _check_baseline(self) -> None:
        if self.meant is Meant.ABSOLUTE:
            return
        if self.baseline is None:
            raise QueryError(
                ko=f"'{self.meant.label.ko}' 목표에는 기준값이 필요합니다. 기준 기간을 골라 주세요.",
                en=f"A goal in '{self.meant.label.en}' needs a baseline. Choose the period that gives it.",
            )
        if self.meant is Meant.PERCENT and self.baseline.value <= 0:
            raise QueryError(
                ko=f"기준값이 {self.baseline.value:g}이어서 퍼센트로 목표를 정할 수 없습니다. 포인트나 목표값으로 정해 주세요.",
                en=f"The baseline is {self.baseline.value:g}, and per cent of that means nothing. Set the goal in points or as a value.",
            )

    def _check_line(self, line: Line) -> None:
        if self.deadline is None:
            raise QueryError(
                ko="점점 높이거나 낮추는 목표에는 기한이 필요합니다. 기한을 정해 주세요.",
                en="A goal that grows in a straight line needs a deadline. Set one.",
            )
        if line.start is None and self.baseline is None:
            raise QueryError(
                ko="점점 높이거나 낮추는 목표에는 출발값이나 기준값이 필요합니다. 둘 중 하나를 정해 주세요.",
                en="A goal that grows in a straight line needs a start or a baseline. Give one of them.",
            )

    def _check_steps(self, steps: Steps) -> None:
        if steps.last.amount != self.amount:
            raise QueryError(
                ko=f"마지막 단계({steps.last.amount:g})가 최종 목표({self.amount:g})와 다릅니다. 둘을 같게 맞춰 주세요.",
                en=f"The last step ({steps.last.amount:g}) is not the final amount ({self.amount:g}). Make them equal.",
            )
