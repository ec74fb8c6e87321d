"""Team goals rolled up: by parts and wholes, against what the company's own rows give."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import DeclarationError, QueryError
from metrics import interval
from metrics.catalog import METRICS, metric
from metrics.change import Change, Direction
from metrics.facts import Facts, Orders
from metrics.formula import Rate, Share
from metrics.goal import Comparison, Goal, Verdict
from metrics.mean import Mean
from metrics.measure import Count
from metrics.metric import Better, Metric
from metrics.orders import orders
from metrics.period import Grain
from metrics.query import KNOWN, NO_DATA, Query, measure
from metrics.roll_up import RollUp, rolled_up
from metrics.scorecard import Answer
from metrics.standing import Standing, standing
from metrics.tally import Tally, Total
from metrics.unit import Unit
from tests.made_company import SMALL, UNTIL
from tests.metrics.goals import MONDAY, few, nothing, share, terms, version

SATISFACTION, SCORE, RECOMMENDED = metric("customer_satisfaction"), metric("review_score"), metric("net_promoter_score")
COMPLAINTS, REPLY = metric("complaint_rate"), metric("first_response_time")
ORDERS: Metric = replace(SATISFACTION, formula=Tally(orders, orders), unit=Unit.COUNT)
REVENUE: Metric = replace(SATISFACTION, formula=Total(of=Orders.net_revenue, rows=orders), unit=Unit.MONEY)
OPEN: Metric = replace(METRICS["open_tickets"], goal=None)
WEEK = Grain.WEEK.period_of(MONDAY)
DOWN = Change(-0.1, Direction.DOWN, is_good=False)


def stood(
    of: Metric,
    team: str,
    wanted: float,
    answer: Answer,
    comparison: Comparison = Comparison.AT_LEAST,
    *,
    ran: int = 7,
    grain: Grain = Grain.WEEK,
) -> Standing:
    """A team's standing, `ran` days after its period began."""
    own = version(terms(wanted, comparison=comparison), answer.period.start, grain, team=team, metric=of.name)
    got = standing(of, [own], answer, answer.period.start + timedelta(days=ran))
    assert got is not None
    return got


def total(amount: float, squares: float, n: int) -> Answer:
    low, high = interval.total(amount, squares)
    return Answer(WEEK, amount, float(low), float(high), amount, None, n, KNOWN)


def count(number: int) -> Answer:
    low, high = interval.poisson(number, 1)
    return Answer(WEEK, number, float(low), float(high), number, None, number, KNOWN)


def mean(scores: list[float]) -> Answer:
    low, high = interval.mean(sum(scores), sum(score**2 for score in scores), len(scores))
    bounds = [None if np.isnan(bound) else float(bound) for bound in (low, high)]
    return Answer(WEEK, sum(scores) / len(scores), bounds[0], bounds[1], sum(scores), len(scores), len(scores), KNOWN)


def net(promoters: int, passives: int, detractors: int) -> Answer:
    n = promoters + passives + detractors
    low, high = interval.net_score(promoters, detractors, n)
    return Answer(WEEK, 100 * (promoters - detractors) / n, float(low), float(high), promoters - detractors, n, n, KNOWN)


def events(part: int, whole: int) -> Answer:
    low, high = interval.wilson(part, whole) if part <= whole else interval.poisson(part, whole)
    return Answer(WEEK, part / whole, float(low), float(high), part, whole, whole, KNOWN)


def test_a_roll_up_by_hand() -> None:
    """Seoul 90 of 100 with a goal of 80 %, Busan 400 of 900 with 50 %: 490 of 1,000, and a goal of (80 + 450) / 1,000."""
    got = rolled_up(
        SATISFACTION, [stood(SATISFACTION, "서울", 0.8, share(WEEK, 90, 100)), stood(SATISFACTION, "부산", 0.5, share(WEEK, 400, 900))]
    )
    assert got.goal == Goal(at_least=0.53)
    assert (got.answer.value, got.answer.part, got.answer.whole, got.answer.n) == (0.49, 490, 1000, 1000)  # not (0.90 + 0.44) / 2
    assert (got.answer.low, got.answer.high) == pytest.approx([float(bound) for bound in interval.wilson(490, 1000)])
    assert got.guarded.verdict is Verdict.NOT_MET
    assert (got.teams, got.left_out, got.is_over) == (("서울", "부산"), (), True)


def test_amounts_and_their_goals_are_added() -> None:
    got = rolled_up(ORDERS, [stood(ORDERS, "서울", 100, count(130)), stood(ORDERS, "부산", 50, count(25))])
    assert got.goal == Goal(at_least=150)
    assert (got.answer.value, got.answer.part, got.answer.whole, got.answer.n) == (155, 155, None, 155)
    assert (got.answer.low, got.answer.high) == pytest.approx([float(bound) for bound in interval.poisson(155, 1)])
    assert got.guarded.verdict is Verdict.MET
    money = rolled_up(REVENUE, [stood(REVENUE, "서울", 9e6, total(1e7, 4e12, 30)), stood(REVENUE, "부산", 4e6, total(2e6, 5e11, 12))])
    assert money.goal == Goal(at_least=1.3e7) and money.guarded.verdict is Verdict.NOT_MET
    assert (money.answer.value, money.answer.n) == (1.2e7, 42)
    assert (money.answer.low, money.answer.high) == pytest.approx([float(bound) for bound in interval.total(1.2e7, 4.5e12)])
    still = rolled_up(
        OPEN,
        [stood(OPEN, team, 20, replace(count(15), whole=400, n=400), Comparison.AT_MOST) for team in ("서울", "부산")],
    )
    assert (still.answer.value, still.answer.whole, still.goal, still.guarded.verdict) == (30, 800, Goal(at_most=40), Verdict.MET)


# For each kind: a metric, and answers that a team may have.
parts = st.integers(1, 400).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))
KINDS: Mapping[str, tuple[Metric, st.SearchStrategy[Answer]]] = {
    "share": (SATISFACTION, parts.map(lambda counts: share(WEEK, *counts))),
    "rate": (COMPLAINTS, st.tuples(st.integers(0, 60), st.integers(1, 50)).map(lambda counts: events(*counts))),
    "mean": (SCORE, st.lists(st.sampled_from([1.0, 2.0, 3.0, 4.0, 5.0]), min_size=1, max_size=30).map(mean)),
    "net score": (RECOMMENDED, st.tuples(st.integers(0, 90), st.integers(1, 90), st.integers(0, 90)).map(lambda counts: net(*counts))),
    "count": (ORDERS, st.integers(0, 500).map(count)),
    "total": (
        REVENUE,
        st.tuples(st.floats(1, 1e6), st.integers(1, 99)).map(lambda one: total(one[0] * one[1], one[0] ** 2 * one[1], one[1])),
    ),
}
every_kind = pytest.mark.parametrize("kind", KINDS)
wanted = st.floats(0.01, 0.99)


@every_kind
@settings(deadline=None)
@given(data=st.data(), bound=wanted, comparison=st.sampled_from(Comparison))
def test_the_roll_up_of_one_team_is_that_team(kind: str, data: Any, bound: float, comparison: Comparison) -> None:
    of, answers = KINDS[kind]
    team = stood(of, "서울", bound, data.draw(answers), comparison)
    got = rolled_up(of, [team])
    assert got.goal is not None and got.goal.comparison is comparison and got.goal.value == pytest.approx(bound)
    for name in ("value", "low", "high", "part", "whole", "n"):
        own, rolled = getattr(team.answer, name), getattr(got.answer, name)
        assert (own is None) == (rolled is None) and (own is None or rolled == pytest.approx(own, abs=1e-6)), name
    assert got.guarded.verdict is rolled_up(of, [team, stood(of, "부산", 0.5, nothing(WEEK), comparison)]).guarded.verdict


@every_kind
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_where_every_team_keeps_its_bound_the_company_keeps_the_goal(kind: str, data: Any) -> None:
    of, answers = KINDS[kind]
    teams = data.draw(st.lists(answers, min_size=1, max_size=6))
    for comparison, apart in (
        (Comparison.AT_LEAST, -0.1),
        (Comparison.AT_LEAST, 0.0),
        (Comparison.MORE_THAN, -0.1),
        (Comparison.AT_MOST, 0.0),
        (Comparison.LESS_THAN, 0.1),
    ):
        standings = [stood(of, str(n), (answer.value or 0.0) + apart, answer, comparison) for n, answer in enumerate(teams)]
        got = rolled_up(of, standings)
        assert got.goal is not None and got.answer.value is not None
        assert got.goal.is_kept_by(got.answer.value)
    missed = rolled_up(of, [stood(of, str(n), (answer.value or 0.0) + 0.1, answer) for n, answer in enumerate(teams)])
    assert missed.goal is not None and missed.answer.value is not None and not missed.goal.is_kept_by(missed.answer.value)


@every_kind
@settings(deadline=None)
@given(data=st.data())
def test_the_order_of_teams_changes_nothing_and_the_goal_of_levels_lies_between_theirs(kind: str, data: Any) -> None:
    of, answers = KINDS[kind]
    teams = data.draw(st.lists(st.tuples(answers, wanted), min_size=1, max_size=6))
    standings = [stood(of, str(n), bound, answer) for n, (answer, bound) in enumerate(teams)]
    one, other = rolled_up(of, standings), rolled_up(of, standings[::-1])
    assert one.goal is not None and other.goal is not None and one.goal.value == pytest.approx(other.goal.value)
    assert (one.answer.value, one.answer.n) == (pytest.approx(other.answer.value), other.answer.n)
    bounds = [each.goal.value for each in standings]
    lowest, highest = (min(bounds), max(bounds)) if one.answer.whole else (sum(bounds), sum(bounds))
    assert lowest - 1e-12 <= one.goal.value <= highest + 1e-12


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from([1.0, 2.0, 3.0, 4.0, 5.0]), min_size=1, max_size=20), min_size=1, max_size=5))
def test_the_mean_of_teams_is_that_of_all_their_rows_with_its_interval(teams: list[list[float]]) -> None:
    got = rolled_up(SCORE, [stood(SCORE, str(n), 4.0, mean(scores)) for n, scores in enumerate(teams)]).answer
    whole = mean([score for scores in teams for score in scores])
    assert got.value == pytest.approx(whole.value) and got.n == whole.n
    for rolled, own in ((got.low, whole.low), (got.high, whole.high)):
        assert rolled == (own if own is None else pytest.approx(own, abs=1e-6))  # a single row has no interval


def test_a_net_score_of_large_teams_is_as_sure_as_that_of_all_their_answers() -> None:
    """Teams of the same mix; a mix that differs between teams makes the sum of them surer than a sample of all would be."""
    got = rolled_up(RECOMMENDED, [stood(RECOMMENDED, str(n), 30, net(500, 300, 200)) for n in range(4)]).answer
    whole = net(2000, 1200, 800)
    assert (got.value, got.low, got.high) == pytest.approx((whole.value, whole.low, whole.high))
    apart = rolled_up(RECOMMENDED, [stood(RECOMMENDED, "가", 30, net(900, 50, 50)), stood(RECOMMENDED, "나", 30, net(50, 50, 900))]).answer
    assert apart.value == 0 and apart.high is not None and apart.high < (net(950, 100, 950).high or 0)


def test_the_interval_of_a_rolled_up_net_score_holds_the_truth() -> None:
    """Three teams of different mix and size, 1,000 times: 0.93 is three standard errors below 0.95."""
    chance = np.random.default_rng(5)
    sizes, mixes = (60, 150, 400), ((0.6, 0.3, 0.1), (0.4, 0.3, 0.3), (0.7, 0.2, 0.1))
    truth = sum(size * 100 * (mix[0] - mix[2]) for size, mix in zip(sizes, mixes, strict=True)) / sum(sizes)
    held = 0
    for _ in range(1000):
        drawn = [chance.multinomial(size, mix) for size, mix in zip(sizes, mixes, strict=True)]
        got = rolled_up(RECOMMENDED, [stood(RECOMMENDED, str(n), 30, net(*map(int, counts))) for n, counts in enumerate(drawn)]).answer
        assert got.low is not None and got.high is not None
        held += got.low <= truth <= got.high
    assert 0.93 <= held / 1000 <= 0.98


# Metrics that count every row once, whoever's it is.
BY_ROWS = [
    *(
        each
        for each in METRICS.values()
        if isinstance(each.formula, Share | Rate | Mean | Tally | Total)
        and all(isinstance(counted, Count) for counted in each.formula.measures)
    ),
    ORDERS,
    REVENUE,
]


@pytest.mark.parametrize("of", BY_ROWS, ids=lambda of: of.name or of.formula.kind.en)
@pytest.mark.parametrize("grain", [Grain.WEEK, Grain.MONTH])
def test_all_teams_of_the_made_company_together_are_the_company(facts: Facts, of: Metric, grain: Grain) -> None:
    """Every row of it has a team, so the sums are what is measured without teams, interval and all."""
    period = grain.back(grain.period_of(UNTIL), 2)
    company = Answer.of(measure(Query(of, period, grain, fewest=1), facts).row(0, named=True))
    rows = measure(Query(of, period, grain, by=("team",), fewest=1), facts).rows(named=True)
    comparison = Comparison.AT_LEAST if of.better is Better.HIGHER else Comparison.AT_MOST
    standings = [stood(of, row["team"], 1.0, Answer.of(row), comparison, ran=31, grain=grain) for row in rows]
    if company.value is None:
        assert all(each.answer.value is None for each in standings)
        return
    got = rolled_up(of, standings).answer
    assert got.n == company.n
    for name in ("value", "low", "high", "part", "whole"):
        rolled, own = getattr(got, name), getattr(company, name)
        assert rolled == (own if own is None else pytest.approx(own, rel=1e-9)), name


def test_what_is_not_known_is_left_out_and_named_and_no_zero() -> None:
    known = stood(SATISFACTION, "서울", 0.8, share(WEEK, 90, 100))
    unknown = [stood(SATISFACTION, "부산", 0.9, few(WEEK)), stood(SATISFACTION, "대구", 0.9, nothing(WEEK))]
    got = rolled_up(SATISFACTION, [unknown[0], known, unknown[1]])
    assert (got.goal, got.answer.value, got.answer.n) == (Goal(at_least=0.8), 0.9, 100)
    assert (got.teams, got.left_out) == (("서울",), ("부산", "대구"))
    none: RollUp = rolled_up(SATISFACTION, unknown)
    assert (none.goal, none.answer.state, none.answer.value, none.guarded.verdict) == (None, NO_DATA, None, None)
    assert none.left_out == ("부산", "대구")


def test_without_one_teams_interval_there_is_none_of_all() -> None:
    for of, known in ((SCORE, mean([4.0, 5.0, 3.0])), (RECOMMENDED, net(5, 3, 2))):
        got = rolled_up(of, [stood(of, "서울", 0.8, known), stood(of, "부산", 0.8, replace(known, low=None, high=None))])
        assert (got.answer.low, got.answer.high, got.guarded.verdict) == (None, None, Verdict.TOO_EARLY)
        assert got.answer.value == pytest.approx(known.value)


def test_a_rate_per_many_keeps_its_unit() -> None:
    """12 and 3 complaints on 1,000 and 500 orders: 10 for each 1,000."""
    assert isinstance(COMPLAINTS.formula, Rate)
    per_thousand: Metric = replace(COMPLAINTS, formula=replace(COMPLAINTS.formula, per=1000))
    teams = [
        stood(per_thousand, "서울", 15, replace(events(12, 1000), value=12.0), Comparison.AT_MOST),
        stood(per_thousand, "부산", 9, replace(events(3, 500), value=6.0), Comparison.AT_MOST),
    ]
    got = rolled_up(per_thousand, teams)
    assert (got.answer.value, got.goal) == (10.0, Goal(at_most=13.0))
    assert (got.answer.low, got.answer.high) == pytest.approx([1000 * float(bound) for bound in interval.poisson(15, 1500)])


@pytest.mark.parametrize("ran", [3, 7])
def test_a_running_week_is_rolled_up_as_one(ran: int) -> None:
    shares = rolled_up(SATISFACTION, [stood(SATISFACTION, "서울", 0.5, share(WEEK, 90, 100), ran=ran)])
    counts = rolled_up(ORDERS, [stood(ORDERS, team, 50, count(70), ran=ran) for team in ("서울", "부산")])
    assert (shares.is_over, counts.is_over) == (ran == 7, ran == 7)
    assert shares.guarded.verdict is (Verdict.MET if ran == 7 else Verdict.TOO_EARLY)
    assert counts.guarded.verdict is Verdict.MET  # it cannot fall any more


def test_a_week_is_over_when_it_is_over_for_every_team() -> None:
    both = [stood(SATISFACTION, team, 0.5, share(WEEK, 90, 100), ran=ran) for team, ran in (("서울", 7), ("부산", 6))]
    got = rolled_up(SATISFACTION, both)
    assert (got.is_over, got.guarded.verdict) == (False, Verdict.TOO_EARLY)


@pytest.mark.parametrize("name", ["first_response_time", "first_response_time_p90", "customer_lifetime_value"])
def test_medians_and_means_over_customers_cannot_be_rolled_up(name: str) -> None:
    of = metric(name)
    own = version(terms(60.0, comparison=Comparison.AT_MOST), team="서울", metric=name)
    team = standing(of, [own], replace(share(WEEK, 1, 2), value=40.0), WEEK.end, DOWN)
    assert team is not None
    with pytest.raises(QueryError, match="does not add up"):
        rolled_up(of, [team], DOWN)


def test_goals_that_compare_differently_cannot_be_rolled_up() -> None:
    teams = [
        stood(SATISFACTION, "서울", 0.5, share(WEEK, 90, 100)),
        stood(SATISFACTION, "부산", 0.5, share(WEEK, 90, 100), Comparison.MORE_THAN),
    ]
    with pytest.raises(QueryError, match=r"compare differently \(>, ≥\)"):
        rolled_up(SATISFACTION, teams)


def test_a_roll_up_is_of_the_teams_of_one_metric_and_period() -> None:
    one = stood(SATISFACTION, "서울", 0.5, share(WEEK, 90, 100))
    later = stood(SATISFACTION, "부산", 0.5, share(Grain.WEEK.period_of(WEEK.end), 90, 100))
    company = replace(one, version=replace(one.version, team=None))
    for wrong in ([], [one, one], [one, later], [company], [replace(one, version=replace(one.version, metric="review_score"))]):
        with pytest.raises(DeclarationError, match="one standing for each team"):
            rolled_up(SATISFACTION, wrong)


def test_the_company_is_held_like_a_team() -> None:
    got = rolled_up(SATISFACTION, [stood(SATISFACTION, "서울", 0.5, share(WEEK, 90, 100))], DOWN)
    assert (got.guarded.verdict, got.guarded.is_held, got.guarded.is_met) == (Verdict.MET, True, False)


def test_a_team_too_small_to_be_shown_is_left_out_of_the_made_company(facts: Facts) -> None:
    week = Grain.WEEK.period_of(UNTIL.replace(month=9, day=28))  # 28 September to 4 October: four answers of the small team
    rows = measure(Query(SATISFACTION, week, Grain.WEEK, by=("team",)), facts).rows(named=True)
    got = rolled_up(SATISFACTION, [stood(SATISFACTION, row["team"], 0.5, Answer.of(row)) for row in rows])
    shown = [row for row in rows if row["value"] is not None]
    assert SMALL in got.left_out and set(got.teams) == {row["team"] for row in shown}
    assert got.answer.part == (sum(row["part"] for row in shown) if shown else None)
