"""A goal as somebody enters it, in the numbers that people write: 72 for 72 %, 90 for 90 minutes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from babel.numbers import get_currency_precision

from errors import QueryError
from metrics.answer import Answer
from metrics.goal import Comparison
from metrics.goal_version import GoalVersion
from metrics.metric import Better, Metric
from metrics.period import Grain, Span
from metrics.ramp import Line, Ramp, Step, Steps
from metrics.terms import Baseline, Meant, Terms
from metrics.text import Text
from metrics.unit import Unit


class Way(StrEnum):
    """How a goal comes to its final amount."""

    AT_ONCE = "at_once"
    LINE = "line"
    STEPS = "steps"

    @property
    def label(self) -> Text:
        return _WAYS[self]


_WAYS = {
    Way.AT_ONCE: Text(ko="첫 기간부터 바로", en="From the first period on"),
    Way.LINE: Text(ko="기한까지 고르게", en="In a straight line to the deadline"),
    Way.STEPS: Text(ko="단계를 나누어", en="In steps"),
}


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What was entered. Amounts are as people write them; `begins` and `due` are the first and the last period of the way."""

    metric: Metric
    team: str | None
    grain: Grain
    begins: Span
    amount: float | None
    meant: Meant = Meant.ABSOLUTE
    is_strict: bool = False
    baseline: Span | None = None
    way: Way = Way.AT_ONCE
    due: Span | None = None
    steps: tuple[tuple[Span, float], ...] = ()  # on the way: from which period on how much, before the final amount in `due`
    owner: str = ""
    reason: str = ""

    def version(self, until: date, currency: str, answer: Callable[[Span], Answer]) -> GoalVersion:
        """The version of the goal that this makes.

        Args:
            until: the day that the data reach.
            answer: gives the metric's answer in a period, for whom the goal is.
        Raises:
            QueryError: it makes no goal; says what to change.
        """
        if self.amount is None:
            raise QueryError(ko="목표값을 숫자로 입력해 주세요.", en="Enter the goal as a number.")
        scale = scale_of(self.metric.unit, self.meant, currency)
        final = self.amount * scale
        is_measured_from = self.meant is not Meant.ABSOLUTE or self.way is Way.LINE
        version = GoalVersion(
            metric=self.metric.name,
            team=self.team,
            grain=self.grain,
            begins_on=self.begins.start,
            decided_on=until,
            owner=self.owner.strip(),
            reason=self.reason.strip(),
            terms=Terms(
                comparison=comparison_of(self.metric, is_strict=self.is_strict),
                amount=final,
                meant=self.meant,
                baseline=Baseline.of(answer(self.baseline)) if self.baseline and is_measured_from else None,
                deadline=self.due.last if self.due else None,
                ramp=self._ramp(final, scale),
            ),
        )
        version.check(self.metric)
        return version

    def _ramp(self, final: float, scale: float) -> Ramp | None:
        if self.way is Way.LINE:
            return Line()
        if self.way is Way.AT_ONCE:
            return None
        if self.due is None or not self.steps:
            raise QueryError(
                ko="단계를 나누려면 기한과 첫 단계가 필요합니다. 기한을 고르고 단계를 하나 이상 적어 주세요.",
                en="Steps need a deadline and a first step. Choose a deadline and give at least one step.",
            )
        return Steps((*(Step(period.start, amount * scale) for period, amount in self.steps), Step(self.due.start, final)))


def comparison_of(metric: Metric, *, is_strict: bool) -> Comparison:
    """How the metric is held against a bound, on its good side."""
    if metric.better is Better.HIGHER:
        return Comparison.MORE_THAN if is_strict else Comparison.AT_LEAST
    return Comparison.LESS_THAN if is_strict else Comparison.AT_MOST


def scale_of(unit: Unit, meant: Meant, currency: str) -> float:
    """What an amount is multiplied by that people write: 5 (%) is 0.05, and 1,000 (won) or 10.50 (dollars) are minor units."""
    if meant is Meant.PERCENT or unit is Unit.SHARE:
        return 0.01
    return float(10 ** get_currency_precision(currency)) if unit is Unit.MONEY else 1.0


def written_in(unit: Unit, meant: Meant, currency: str) -> Text:
    """What an amount is written in: "%", "%p", "분"."""
    if meant is Meant.PERCENT:
        return Text(ko="%", en="%")
    if unit is Unit.SHARE:
        return Text(ko="%", en="%") if meant is Meant.ABSOLUTE else Text(ko="%p", en="pp")
    return Text(ko=currency, en=currency) if unit is Unit.MONEY else _WRITTEN_IN[unit]


_WRITTEN_IN = {
    Unit.SCORE: Text(ko="점", en="points"),
    Unit.RATING: Text(ko="점", en="points"),
    Unit.MINUTES: Text(ko="분", en="minutes"),
    Unit.COUNT: Text(ko="건", en="count"),
    Unit.RATIO: Text(ko="배", en="times"),
    Unit.PER_THOUSAND: Text(ko="1,000당 건", en="per 1,000"),
    Unit.DAYS: Text(ko="일", en="days"),
}
