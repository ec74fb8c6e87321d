"""The goal book: every goal that a company has set, and which of them holds."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from metrics.goal import Goal
from metrics.goal_version import GoalVersion, in_force
from metrics.metric import Metric
from metrics.period import Grain, Span
from metrics.standing import is_amount


@dataclass(frozen=True)
class Wanted:
    """What is wanted of a metric's period, and the version that says so; None for the catalog's own goal."""

    goal: Goal
    version: GoalVersion | None = None


@dataclass(frozen=True)
class GoalBook:
    """All versions of all goals, in the order they were decided.

    The catalog's goal of a metric is one of the whole company that stands until somebody sets, or ends, another.
    """

    versions: tuple[GoalVersion, ...] = ()

    @cached_property
    def _by_goal(self) -> dict[tuple[str, str | None], list[GoalVersion]]:
        found: dict[tuple[str, str | None], list[GoalVersion]] = {}
        for version in self.versions:
            found.setdefault((version.metric, version.team), []).append(version)
        return found

    @cached_property
    def _places(self) -> dict[GoalVersion, int]:
        return {version: place for place, version in enumerate(self.versions)}

    def of(self, metric: Metric, team: str | None, grain: Grain | None = None) -> tuple[GoalVersion, ...]:
        """The versions of one goal; without a grain, those of every grain."""
        own = self._by_goal.get((metric.name, team), ())
        return tuple(each for each in own if grain is None or each.grain is grain)

    def wanted(self, metric: Metric, grain: Grain, period: Span, teams: Collection[str] | None = None) -> Wanted | None:
        """What is wanted of a period of those teams together, None for the whole company; None where nothing is.

        A team without a goal of its own is held to the company's, and so are several together. An amount is not: a thousand orders
        of the company are not a thousand of each team.
        """
        if teams is None or "team" not in metric.dimensions:
            return self._companys(metric, grain, period)
        if len(teams) == 1:
            (team,) = teams
            begun = self._begun(metric, team, grain, period)
            own = begun and _goal_of(begun, period)
            if begun and own:
                return Wanted(own, begun)
        return None if is_amount(metric) else self._companys(metric, grain, period)

    def _companys(self, metric: Metric, grain: Grain, period: Span) -> Wanted | None:
        begun = self._begun(metric, None, grain, period)
        if begun is None:
            return Wanted(metric.goal) if metric.goal else None
        goal = _goal_of(begun, period)
        return Wanted(goal, begun) if goal else None

    def _begun(self, metric: Metric, team: str | None, grain: Grain, period: Span) -> GoalVersion | None:
        """The version in force; of a level without a goal of this grain, that of another grain in its period as this one ends.

        A satisfaction that should be 80 % each week should be so each month. A sum of a week says nothing of a month.
        """
        if (metric.name, team) not in self._by_goal:
            return None
        own = in_force(self.of(metric, team, grain), period)
        if own is not None or is_amount(metric):
            return own
        others = (
            in_force(self.of(metric, team, other), other.period_of(period.last)) for other in Grain if other not in (grain, Grain.WHOLE)
        )
        return max((each for each in others if each), key=lambda each: (each.decided_on, self._places[each]), default=None)


def _goal_of(version: GoalVersion, period: Span) -> Goal | None:
    """What a version wants of a period, of its own grain or of another that ends inside one of its own."""
    is_own = version.grain.period_of(period.start) == period
    return version.goal_of(period if is_own else version.grain.period_of(period.last))


CATALOG_GOALS = GoalBook()
