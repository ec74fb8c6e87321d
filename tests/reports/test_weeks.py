"""The weekly goals of the teams, and what the teams' own goals come to together."""

from collections.abc import Callable
from datetime import date

import pytest

from metrics.catalog import METRICS
from metrics.facts import Facts
from metrics.goal import Comparison
from metrics.goal_book import GoalBook
from metrics.period import Grain
from reports.content import Content
from reports.edition import Edition
from reports.kind import MONTHLY
from reports.weeks import GoalWeeks, goal_weeks
from store.trends import Trends
from tests.metrics.goals import terms, version

SEPTEMBER = Grain.MONTH.period_of(date(2026, 9, 1))
LATE_AUGUST = date(2026, 8, 24)


def weeks(name: str, trends: Trends, bounds: dict[str, float], comparison: Comparison = Comparison.AT_MOST) -> GoalWeeks:
    """The weeks of one metric, whose teams have these goals."""
    wanted = {team: terms(bound, comparison=comparison) for team, bound in bounds.items()}
    book = GoalBook(tuple(version(each, LATE_AUGUST, metric=name, team=team) for team, each in wanted.items()))
    (found,) = goal_weeks(Edition(kind=MONTHLY, metrics=(METRICS[name],), period=SEPTEMBER, language="ko"), trends, book)
    return found


def test_the_teams_own_goals_are_rolled_up_by_what_was_counted(trends: Callable[..., Trends]) -> None:
    found = weeks("complaint_rate", trends(), {"서울": 0.02, "부산": 0.04})
    *teams, rolled_up, together = found.rows
    assert [row.team for row in teams] == ["부산", "서울"] and (rolled_up.is_rolled_up, together.is_rolled_up) == (True, False)
    for place in range(len(found.weeks)):
        parts, wholes = ([getattr(row.answers[place], name) for row in teams] for name in ("part", "whole"))
        assert rolled_up.answers[place].value == pytest.approx(sum(parts) / sum(wholes))
        judged = rolled_up.judged[place]
        assert judged is not None
        bounds = {"부산": 0.04, "서울": 0.02}
        wanted = sum(bounds[row.team or ""] * whole for row, whole in zip(teams, wholes, strict=True)) / sum(wholes)
        assert judged.goal.value == pytest.approx(wanted)


@pytest.mark.parametrize(("name", "bounds"), [("complaint_rate", {"서울": 0.02}), ("first_response_time", {"서울": 60.0, "부산": 60.0})])
def test_one_goal_alone_and_medians_are_not_rolled_up(name: str, bounds: dict[str, float], trends: Callable[..., Trends]) -> None:
    assert not any(row.is_rolled_up for row in weeks(name, trends(), bounds).rows)


def test_a_report_names_the_row(report: Callable[..., Content], facts: Facts) -> None:
    own = tuple(
        version(terms(0.02, comparison=Comparison.AT_MOST), LATE_AUGUST, metric="complaint_rate", team=team) for team in ("서울", "부산")
    )
    said = report(goals=GoalBook(own))
    (complaints,) = [each for each in said.weeks if each.label == METRICS["complaint_rate"].label.ko]
    assert [row[:2] for row in complaints.rows][-2:] == [("팀 목표 합산", "2.0% 이하"), ("전체", "5.0% 이하")]
