"""Every screen judges by the goal in force, from the moment it is set."""

from datetime import date

from access.goals import decide
from etl.demo_story import ONLINE_TEAM
from metrics.goal import Comparison
from metrics.goal_version import GoalVersion
from metrics.period import Grain
from metrics.terms import Meant, Terms
from tests.dashboards.site import Site
from tests.metrics.goals import version

SEPTEMBER = {"period": "2026-09", "metric": "complaint_rate"}


def wanted(amount: float, team: str | None = None) -> GoalVersion:
    terms = Terms(comparison=Comparison.AT_MOST, amount=amount, meant=Meant.ABSOLUTE)
    return version(terms, date(2026, 9, 1), Grain.MONTH, metric="complaint_rate", team=team)


def test_a_goal_that_is_set_judges_the_card_the_teams_and_the_trend_at_once(site_of_its_own: Site) -> None:
    site = site_of_its_own
    assert "목표 ≤ 5.0%" in site.page(**SEPTEMBER).text
    decide(site.here.state, wanted(0.031))
    page = site.page(**SEPTEMBER)
    assert "목표 ≤ 3.1%" in page.text and "목표 ≤ 5.0%" not in page.text
    trend = site.page(path="/trends", **SEPTEMBER)
    shapes = trend.props(id={"chart": "trend", "part": "figures"})["data"]["light"]["layout"]["shapes"]
    lines = {shape["y0"] for shape in shapes if shape.get("yref") != "paper"}  # those of remarks stand on the paper
    assert lines == {0.05, 0.031}  # before September the catalog's, and the step down
    assert "목표 ≤ 5.0%" in site.page(**SEPTEMBER | {"period": "2026-08"}).text


def test_a_team_lead_is_held_to_the_own_teams_goal_and_nobody_else_is(site_of_its_own: Site) -> None:
    site = site_of_its_own
    decide(site.here.state, wanted(0.02, ONLINE_TEAM))
    assert "목표 ≤ 2.0%" in site.page("lead", **SEPTEMBER).text
    assert "목표 ≤ 2.0%" in site.page("boss", team=ONLINE_TEAM, **SEPTEMBER).text
    assert "목표 ≤ 2.0%" not in site.page("boss", **SEPTEMBER).text
