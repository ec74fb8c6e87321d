"""The judgement on an answer: what is wanted of its period, and whether it is met, on the facts that it was counted from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from metrics.answer import Answer
from metrics.change import Change
from metrics.facts import Facts
from metrics.goal import Goal, Verdict
from metrics.goal_book import GoalBook, Wanted
from metrics.metric import Metric
from metrics.pair import Guarded, pair
from metrics.period import Grain, Span
from metrics.query import EVERYTHING, Scope
from metrics.standing import judged
from metrics.text import Text


@dataclass(frozen=True)
class Judgement:
    """What is wanted of a period, and what can be said of its answer."""

    wanted: Wanted
    guarded: Guarded

    @classmethod
    def of(cls, goal: Goal, guarded: Guarded) -> Self:
        """The judgement on a goal that no single version set, such as that of several teams together."""
        return cls(Wanted(goal), guarded)

    @property
    def goal(self) -> Goal:
        return self.wanted.goal

    @property
    def verdict(self) -> Verdict | None:
        """Met, not met or too early to say; None where the answer is not known. A goal that is met may still be held."""
        return self.guarded.verdict

    @property
    def label(self) -> Text | None:
        """The verdict in words, which say where it is held."""
        return self.guarded.label

    @property
    def shown_as(self) -> Verdict | None:
        """The verdict by which it is marked and coloured: what is held is no success."""
        return Verdict.TOO_EARLY if self.guarded.is_held else self.verdict


def judgement(
    metric: Metric,
    answer: Answer,
    grain: Grain,
    goals: GoalBook,
    facts: Facts,
    *,
    where: Mapping[str, tuple[str, ...]] | None = None,
    scope: Scope = EVERYTHING,
    is_running: bool,
) -> Judgement | None:
    """The judgement on the answer of a period of `grain`, for the teams that are looked at; None where nothing is wanted of it.

    Args:
        where, scope: what the answer was asked with.
    """
    where, period = where or {}, answer.period
    wanted = goals.wanted(metric, grain, period, where.get("team") or scope.teams)
    if wanted is None:
        return None

    def satisfaction() -> Change:
        compared = _compared_with(wanted, grain, period)
        return pair(facts, period, compared, where=where, scope=scope).satisfaction.change

    return Judgement(wanted, judged(metric, wanted.goal, answer, satisfaction, is_over=not is_running))


def _compared_with(wanted: Wanted, grain: Grain, period: Span) -> Span:
    """The period that the guard rail compares with: the version's own where it is of this grain, else the one before."""
    version = wanted.version
    return version.compared_with(period) if version and version.grain is grain else grain.back(period, 1)
