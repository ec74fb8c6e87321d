"""The goals of a company: what is wanted of a metric, of whom, from when on.

A goal is never changed. A new version is added, which holds from a period on that was not over when it was decided, so no
version can say anything else of a period that was over by then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from errors import DeclarationError, QueryError
from metrics.extremes import extremes
from metrics.goal import Comparison, Goal
from metrics.metric import Better, Metric
from metrics.period import Grain, Span
from metrics.ramp import Steps, on_the_way
from metrics.terms import Terms


@dataclass(frozen=True, kw_only=True)
class GoalVersion:
    """What is wanted of a metric's periods of one grain from a day on, until a later version says otherwise.

    Args:
        metric: the metric's name.
        team: whose goal it is; None for the whole company.
        begins_on: it holds for the periods that start on this day or later.
        decided_on: the day that the data reached when it was set: the first that nobody could know the numbers of.
        owner, reason: as they were given.
        terms: what is wanted; None where from then on nothing is.
    Raises:
        QueryError: it would change a period that is over, or cannot be kept as it was put.
    """

    metric: str
    team: str | None
    grain: Grain
    begins_on: date
    decided_on: date
    owner: str
    reason: str
    terms: Terms | None

    def __post_init__(self) -> None:
        if not self.owner.strip() or not self.reason.strip():
            raise QueryError(
                ko="목표에는 책임자와 이유가 있어야 합니다. 둘 다 적어 주세요.", en="A goal has an owner and a reason. Give both."
            )
        running = self.grain.period_of(self.decided_on)
        if self.begins_on < running.start:
            raise QueryError(
                ko=f"목표는 지난 기간을 바꿀 수 없습니다. 시작일({self.begins_on})을 {running.start} 이후로 정해 주세요.",
                en=f"A goal cannot change periods that are over. It begins on {self.begins_on}; choose {running.start} or later.",
            )
        if self.terms is not None:
            self._check_dates(self.terms)

    @property
    def first_period(self) -> Span:
        """The first period that it holds for."""
        period = self.grain.period_of(self.begins_on)
        return period if period.start == self.begins_on else self.grain.period_of(period.end)

    @property
    def due_period(self) -> Span | None:
        """The last period that is over by the deadline; None where there is no deadline."""
        if self.terms is None or self.terms.deadline is None:
            return None
        period = self.grain.period_of(self.terms.deadline)
        return period if period.last <= self.terms.deadline else self.grain.back(period, 1)

    def goal_of(self, period: Span) -> Goal | None:
        """The bound of a period that this version holds for; None where nothing is wanted any more.

        Raises:
            DeclarationError: it is no period of the grain, or one before this version begins.
        """
        if self.grain.period_of(period.start) != period or period.start < self.begins_on:
            raise DeclarationError(f"{period.start} to {period.last} is no {self.grain} that begins on {self.begins_on} or later.")
        return None if self.terms is None else Goal.of(self.terms.comparison, self._amount_of(self.terms, period))

    def compared_with(self, period: Span) -> Span:
        """The period that a guard rail compares with: that of the baseline, so that a slow slide is seen, else the one before."""
        if self.terms is not None and self.terms.baseline is not None:
            return self.terms.baseline.period
        return self.grain.back(period, 1)

    def check(self, metric: Metric) -> None:
        """Whether this is a goal that `metric` can have.

        Raises:
            QueryError: it is of another direction than the metric's good one, or beyond what the metric can reach.
        """
        if self.metric != metric.name:
            raise DeclarationError(f"A goal of '{self.metric}' is not one of '{metric.name}'.")
        if self.team is not None and "team" not in metric.dimensions:
            raise QueryError(
                ko=f"'{metric.label.ko}' 지표는 팀별로 나눌 수 없습니다. 회사 전체의 목표로 정해 주세요.",
                en=f"'{metric.label.en}' is not known by team. Set a goal of the whole company.",
            )
        if self.terms is None:
            return
        if metric.better is Better.NEITHER:
            raise QueryError(
                ko=f"'{metric.label.ko}' 지표는 높고 낮음만으로 좋다고 할 수 없어 목표를 정할 수 없습니다. 다른 지표를 골라 주세요.",
                en=f"'{metric.label.en}' is good neither high nor low by itself, so it can have no goal. Choose another metric.",
            )
        if self.terms.comparison.wants_more != (metric.better is Better.HIGHER):
            ko, en = ("높을수록", "higher") if metric.better is Better.HIGHER else ("낮을수록", "lower")
            raise QueryError(
                ko=f"'{metric.label.ko}' 지표는 {ko} 좋습니다. '{self.terms.comparison.sign}' 목표는 반대 방향입니다.",
                en=f"'{metric.label.en}' is better the {en} it is. A goal with '{self.terms.comparison.sign}' points the other way.",
            )
        for amount in self.terms.amounts:
            if not _is_within_reach(self.terms.comparison, amount, metric):
                raise QueryError(
                    ko=f"'{metric.label.ko}' 지표는 '{self.terms.comparison.sign} {metric.unit.show(amount, 'ko')}'에 이를 수 없습니다. "
                    "값과 단위를 확인해 주세요.",
                    en=f"'{metric.label.en}' can never be '{self.terms.comparison.sign} {metric.unit.show(amount, 'en')}'. "
                    "Check the amount and its unit.",
                )

    def _amount_of(self, terms: Terms, period: Span) -> float:
        if isinstance(terms.ramp, Steps):
            return terms.value_of(terms.ramp.amount_of(period.start))
        due = self.due_period
        if terms.start is None or due is None:
            return terms.final
        return on_the_way(terms.start, terms.final, self._number_of(period), self._number_of(due))

    def _number_of(self, period: Span) -> int:
        """The position of a period among those it holds for, from 1."""
        return len(self.grain.periods(Span(self.first_period.start, period.end)))

    def _check_dates(self, terms: Terms) -> None:
        first, due = self.first_period, self.due_period
        if due is not None and due.start < first.start:
            raise QueryError(
                ko=f"기한({terms.deadline}) 전에 끝나는 기간이 없습니다. 첫 기간은 {first.start} ~ {first.last}입니다. 기한을 늦춰 주세요.",
                en=f"No period is over by the deadline ({terms.deadline}): the first is {first.start} to {first.last}. Set a later one.",
            )
        if terms.baseline is not None and terms.baseline.period.end > min(self.begins_on, self.decided_on):
            raise QueryError(
                ko=f"기준 기간은 목표를 정한 날({self.decided_on})과 시작일({self.begins_on}) 전에 끝나야 합니다. "
                "이미 끝난 기간을 골라 주세요.",
                en=f"The baseline's period must be over before the goal is decided ({self.decided_on}) and begins ({self.begins_on}). "
                "Choose a period that is.",
            )
        if isinstance(terms.ramp, Steps):
            if terms.ramp.first.on > first.start:
                raise QueryError(
                    ko=f"첫 단계({terms.ramp.first.on})가 첫 기간({first.start})보다 늦습니다. {first.start} 이전부터 시작해 주세요.",
                    en=f"The first step ({terms.ramp.first.on}) is later than the first period ({first.start}). Let it begin by then.",
                )
            if due is not None and terms.ramp.last.on > due.start:
                raise QueryError(
                    ko=f"마지막 단계({terms.ramp.last.on})가 기한 안의 마지막 기간({due.start})보다 늦습니다. 단계를 앞당겨 주세요.",
                    en=f"The last step ({terms.ramp.last.on}) is later than the last period before the deadline ({due.start}). "
                    "Let it come earlier.",
                )


def _is_within_reach(comparison: Comparison, amount: float, metric: Metric) -> bool:
    """Whether some value of the metric keeps the bound. The bounds that every value keeps are within reach, too."""
    lowest, highest = extremes(metric)
    return Goal.of(comparison, amount).is_kept_by(highest if comparison.wants_more else lowest)


def in_force(versions: Sequence[GoalVersion], period: Span) -> GoalVersion | None:
    """The version that holds for a period, of all versions of one metric, team and grain in the order they were decided.

    It is the one that begins latest, but not after the period starts; of two that begin on one day the later decided. None
    where no goal was set yet.
    """
    if len({(version.metric, version.team, version.grain) for version in versions}) > 1:
        raise DeclarationError("These are versions of different goals: choose those of one metric, team and grain.")
    begun = [version for version in versions if version.begins_on <= period.start]
    return max(reversed(begun), key=lambda version: (version.begins_on, version.decided_on), default=None)
