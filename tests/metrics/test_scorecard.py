from datetime import date, timedelta
from typing import Any

import pytest

from metrics.catalog import metric
from metrics.change import Direction, Estimate, change
from metrics.goal import Comparison, Goal, Verdict
from metrics.goal_book import GoalBook
from metrics.judgement import judgement
from metrics.pair import pair
from metrics.period import Grain
from metrics.scorecard import TREND_PERIODS, last_full_period, score
from tests.metrics.goals import terms, version
from tests.metrics.rows import facts_of
from tests.metrics.test_pair import APRIL, MARCH, two_months


def answers(day: date, *, promoters: int, passives: int, detractors: int, team: str = "A") -> list[dict[str, Any]]:
    scores = [10.0] * promoters + [7.0] * passives + [3.0] * detractors
    return [{"survey": "nps", "score": s, "answered_on": day, "answered_at": None, "team": team} for s in scores]


SEPTEMBER, OCTOBER = date(2026, 9, 10), date(2026, 10, 25)  # near its end, so that October is over in the data


def october(*responses: dict[str, Any], until: date = date(2026, 11, 1)) -> Any:
    return score(metric("net_promoter_score"), facts_of(until, responses=list(responses)), Grain.MONTH.period_of(OCTOBER), Grain.MONTH)


def test_a_clear_fall_is_told_and_is_not_good() -> None:
    told = october(
        *answers(SEPTEMBER, promoters=800, passives=100, detractors=100), *answers(OCTOBER, promoters=500, passives=300, detractors=200)
    )
    assert (told.now.value, told.before.value) == (30, 70)
    assert (told.change.amount, told.change.direction, told.change.is_good) == (-40, Direction.DOWN, False)
    assert told.verdict is Verdict.NOT_MET


def test_a_small_difference_cannot_be_told() -> None:
    told = october(
        *answers(SEPTEMBER, promoters=75, passives=45, detractors=30), *answers(OCTOBER, promoters=81, passives=42, detractors=27)
    )
    assert told.change.amount == pytest.approx(6)
    assert (told.change.direction, told.change.is_good) == (Direction.CANNOT_TELL, None)


def test_an_unknown_period_before_leaves_the_change_unknown() -> None:
    told = october(*answers(OCTOBER, promoters=81, passives=42, detractors=27))
    assert (told.change.amount, told.change.direction) == (None, Direction.UNKNOWN)


def test_the_trend_ends_with_the_period_and_has_every_one_before_it() -> None:
    told = october(*answers(OCTOBER, promoters=9, passives=9, detractors=9))
    assert told.trend.height == TREND_PERIODS[Grain.MONTH]
    assert told.trend["period_start"][-1] == date(2026, 10, 1)
    assert told.trend["period_start"].is_sorted()


@pytest.mark.parametrize(("until", "running"), [(date(2026, 10, 20), True), (date(2026, 11, 1), False), (date(2026, 9, 1), False)])
def test_a_period_that_the_data_do_not_fill_is_running(until: date, running: bool) -> None:
    last_days = answers(date(2026, 10, 31), promoters=9, passives=9, detractors=9)
    assert october(*last_days, until=until).is_running is running


def test_what_cannot_be_told_says_how_many_would_tell_it() -> None:
    told = october(
        *answers(SEPTEMBER, promoters=75, passives=45, detractors=30),
        *answers(OCTOBER, promoters=81, passives=42, detractors=27),
        *answers(date(2026, 10, 31), promoters=0, passives=0, detractors=0),
    )
    # z^2 (0.61 + 0.59040) / 0.06^2, by hand: the variances of 50/30/20 and 54/28/18
    assert told.decides_change == 1281
    assert told.verdict is Verdict.NOT_MET and told.decides_goal is None


def test_what_is_told_needs_no_more() -> None:
    told = october(
        *answers(SEPTEMBER, promoters=800, passives=100, detractors=100), *answers(OCTOBER, promoters=500, passives=300, detractors=200)
    )
    assert told.change.direction is Direction.DOWN and told.decides_change is None


def test_overlapping_windows_are_not_tested_as_if_independent() -> None:
    rate = metric("repurchase_rate")
    assert change(rate, Estimate(0.40, 0.39, 0.41), Estimate(0.50, 0.49, 0.51), overlap=True).direction is Direction.OVERLAPS


def test_speed_is_shown_with_the_slowest_tenth_satisfaction_and_those_waiting_beside_it() -> None:
    period = Grain.MONTH.period_of(OCTOBER)
    told = score(metric("first_response_time"), facts_of(OCTOBER), period, Grain.MONTH)
    assert [other.metric.name for other in told.beside] == ["first_response_time_p90", "customer_satisfaction", "waiting_tickets"]


def test_a_filter_that_a_metric_does_not_know_is_left_out_of_its_question() -> None:
    period = Grain.MONTH.period_of(OCTOBER)
    facts = facts_of(OCTOBER + timedelta(days=30), responses=answers(OCTOBER, promoters=9, passives=9, detractors=9))
    told = score(metric("net_promoter_score"), facts, period, Grain.MONTH, where={"product_category": ("가구",)})
    assert told.now.n == 27


@pytest.mark.parametrize(
    ("grain", "until", "start"),
    [
        (Grain.MONTH, date(2026, 11, 1), date(2026, 10, 1)),
        (Grain.MONTH, date(2026, 10, 31), date(2026, 9, 1)),
        (Grain.WEEK, date(2026, 11, 1), date(2026, 10, 19)),
        (Grain.QUARTER, date(2026, 11, 1), date(2026, 7, 1)),
    ],
)
def test_the_last_full_period_is_over_in_the_data(grain: Grain, until: date, start: date) -> None:
    assert last_full_period(grain, until).start == start


def test_the_goal_in_force_judges_and_each_period_of_the_trend_has_its_own() -> None:
    rows = answers(SEPTEMBER, promoters=800, passives=100, detractors=100) + answers(OCTOBER, promoters=500, passives=300, detractors=200)
    set_in_october = version(terms(25), date(2026, 10, 1), Grain.MONTH, metric="net_promoter_score")
    facts = facts_of(date(2026, 11, 1), responses=rows)
    nps, period = metric("net_promoter_score"), Grain.MONTH.period_of(OCTOBER)
    told = score(nps, facts, period, Grain.MONTH, goals=GoalBook((set_in_october,)))
    assert (told.goal, told.verdict) == (Goal(at_least=25), Verdict.MET)
    assert told.goals[-3:] == (Goal(at_least=70), Goal(at_least=70), Goal(at_least=25))
    assert score(nps, facts, period, Grain.MONTH).verdict is Verdict.NOT_MET  # the catalog's 70


def test_a_speed_goal_that_is_kept_is_held_while_the_same_tickets_satisfaction_is_down() -> None:
    """Replies in 30 minutes, not 180; of 200 answers each 180 were content, then 140."""
    speed = metric("first_response_time")
    goal = version(terms(60, comparison=Comparison.AT_MOST), APRIL.start, Grain.MONTH, metric=speed.name)
    for content, is_held in (((180, 140), True), ((180, 178), False)):
        facts = two_months(minutes=(180, 30), content=content)
        answer = pair(facts, APRIL, MARCH).speed.after
        told = judgement(speed, answer, Grain.MONTH, GoalBook((goal,)), facts, is_running=False)
        assert told is not None and told.verdict is Verdict.MET
        assert told.guarded.is_held is is_held and told.shown_as is (Verdict.TOO_EARLY if is_held else Verdict.MET)
