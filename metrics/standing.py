"""How a period stands against the goal that is in force in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from errors import DeclarationError
from metrics.answer import Answer
from metrics.change import Change
from metrics.goal import Goal, Verdict
from metrics.goal_version import GoalVersion, in_force
from metrics.metric import Better, Metric
from metrics.pair import Guarded, guarded
from metrics.tally import Age, Oldest, Stock, Tally, Total
from metrics.unit import Unit
from metrics.window import Trailing


@dataclass(frozen=True)
class Standing:
    """An answer beside what was wanted of its period, and what can be said of that."""

    version: GoalVersion
    goal: Goal  # what the version wants of this period
    answer: Answer
    is_over: bool  # whether the period is over in the data
    guarded: Guarded

    @property
    def verdict(self) -> Verdict | None:
        """Met, not met or too early to say; None where the answer is not known. A goal that is met may still be held."""
        return self.guarded.verdict


def standing(
    metric: Metric, versions: Sequence[GoalVersion], answer: Answer, until: date, satisfaction: Change | None = None
) -> Standing | None:
    """How the period of an answer stands; None where no goal is in force in it.

    Args:
        versions: those of one metric, team and grain, in the order they were decided.
        until: the first day that the metric's data do not reach.
        satisfaction: how that of the same tickets changed (`pair(...).satisfaction.change` of the goal's team, against
            `GoalVersion.compared_with`). A goal of speed does without it never, other goals may.
    """
    version = in_force(versions, answer.period)
    goal = version.goal_of(answer.period) if version else None
    if version is None or goal is None:
        return None
    is_over = answer.period.end <= until
    return Standing(version, goal, answer, is_over, guarded_verdict(metric, goal, answer, satisfaction, is_over=is_over))


def guarded_verdict(metric: Metric, goal: Goal, answer: Answer, satisfaction: Change | None, *, is_over: bool) -> Guarded:
    """The verdict on an answer, held where speed was gained while satisfaction got worse.

    Raises:
        DeclarationError: it is a goal of speed, and nobody looked at satisfaction.
    """
    if satisfaction is None and is_speed(metric):
        raise DeclarationError(f"A goal of '{metric.name}' is judged beside the satisfaction of the same tickets: pass its change.")
    verdict = verdict_of(metric, goal, answer, is_over=is_over)
    return guarded(verdict, satisfaction) if satisfaction else Guarded(verdict, is_held=False)


def judged(metric: Metric, goal: Goal, answer: Answer, satisfaction: Callable[[], Change], *, is_over: bool) -> Guarded:
    """The same where how satisfaction changed is dear to know: asked only where it can hold the goal."""
    verdict = verdict_of(metric, goal, answer, is_over=is_over)
    return guarded(verdict, satisfaction()) if verdict is Verdict.MET and is_speed(metric) else Guarded(verdict, is_held=False)


def is_speed(metric: Metric) -> bool:
    """Whether it is a time that should be short."""
    return metric.unit is Unit.MINUTES and metric.better is Better.LOWER


def verdict_of(metric: Metric, goal: Goal, answer: Answer, *, is_over: bool) -> Verdict | None:
    """What can be said of an answer against a goal; None where the answer is not known.

    A share, a mean or a median stands for a level beneath it, so its interval decides, and of a period that runs nothing can be
    said yet. An amount is wanted as it comes: a thousand orders are a thousand orders, whatever else might have come by chance.
    While its period runs it can only grow, so a floor that is reached stays reached and a ceiling that is broken stays broken.
    """
    if answer.value is None:
        return None
    if not is_amount(metric):
        return goal.verdict(answer.value, answer.low, answer.high) if is_over else Verdict.TOO_EARLY
    is_kept = goal.is_kept_by(answer.value)
    if not is_over and not (only_grows(metric) and is_kept == goal.wants_more):
        return Verdict.TOO_EARLY
    return Verdict.MET if is_kept else Verdict.NOT_MET


def is_amount(metric: Metric) -> bool:
    """Whether it is what was counted, not the level beneath it."""
    return isinstance(metric.formula, Tally | Total | Stock | Age | Oldest)


def only_grows(metric: Metric) -> bool:
    """Whether it cannot fall as the days of a period pass. A window that moves along leaves days behind."""
    return isinstance(metric.formula, Tally | Total) and not isinstance(metric.window, Trailing)
