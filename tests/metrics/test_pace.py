"""Pace: where the answers lead by the deadline, and when nothing can be told."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import DeclarationError
from metrics.catalog import metric
from metrics.facts import Facts
from metrics.goal import Comparison
from metrics.goal_version import GoalVersion
from metrics.metric import Metric
from metrics.orders import orders
from metrics.pace import Outlook, Pace, pace
from metrics.period import Grain, Span, months_later
from metrics.query import Query, measure
from metrics.ramp import Line
from metrics.scorecard import Answer
from metrics.tally import Tally
from metrics.terms import Terms
from metrics.unit import Unit
from tests.made_company import SMALL, UNTIL
from tests.metrics.goals import few, frame, nothing, share, terms, version

SATISFACTION, REPURCHASE = metric("customer_satisfaction"), metric("repurchase_rate")
ORDERS = Tally(orders, orders)
BEGIN = date(2026, 10, 5)
WEEKS = Grain.WEEK.periods(Span(BEGIN, BEGIN + timedelta(weeks=20)))
DEADLINE = date(2026, 12, 31)  # a Thursday: the last week that is over by then is the one from the 21st, the 12th
DUE = WEEKS[11]


def weekly(counts: list[tuple[int, int]]) -> list[Answer]:
    return [share(week, *count) for week, count in zip(WEEKS, counts, strict=False)]


def told(wanted: Terms, answers: list[Answer], until: date | None = None, of: Metric = SATISFACTION, **given_: object) -> Pace:
    got = pace(of, version(wanted, BEGIN, **given_), frame(answers), until or answers[-1].period.end)
    assert got is not None
    return got


def test_a_pace_by_hand() -> None:
    """Of 1,000 answers each, 500, 510 and 520 are content: a percentage point a week, so 61 % in the 12th week."""
    got = told(terms(0.7, deadline=DEADLINE), weekly([(500, 1000), (510, 1000), (520, 1000)]))
    assert (got.due, got.points) == (DUE, 3)
    assert got.value == pytest.approx(0.61)
    assert got.slope == pytest.approx(0.01)
    assert got.needed == pytest.approx(0.18 / 9)  # from 52 % in the third week to 70 % in the 12th
    error = (0.51 * 0.49 / 1000) ** 0.5  # of one week, nearly
    assert got.high is not None and got.low is not None
    margin = 1.96 * error * (1 / 3 + 10**2 / 2) ** 0.5
    assert (got.low, got.high) == pytest.approx((0.61 - margin, 0.61 + margin), rel=0.01)
    assert got.outlook is Outlook.CANNOT_TELL


def test_the_projection_is_the_regression_of_statsmodels() -> None:
    counts = [(120, 300), (400, 800), (90, 250), (260, 500), (30, 40), (330, 700), (610, 1200)]
    got = told(terms(0.7, deadline=WEEKS[8].last), weekly(counts))
    parts, wholes = (np.array(numbers, dtype=float) for numbers in zip(*counts, strict=True))
    half = np.array([(answer.high - answer.low) / 2 for answer in weekly(counts) if answer.high and answer.low])
    of_one = ((wholes * half / 1.959963984540054) ** 2).sum() / wholes.sum()

    def fitted(unexplained: float) -> sm.regression.linear_model.RegressionResults:
        return sm.WLS(parts / wholes, sm.add_constant(np.arange(7)), weights=1 / (of_one / wholes + unexplained)).fit()

    grid = np.linspace(0, 0.02, 200_001)[1:]
    low, high = 0, len(grid) - 1
    while high - low > 1:  # the variance at which the scatter is one, on a grid
        middle = (low + high) // 2
        low, high = (middle, high) if fitted(grid[middle]).scale > 1 else (low, middle)
    there = fitted(grid[high]).get_prediction([[1.0, 8.0]]).summary_frame().iloc[0]
    assert (got.value, got.low, got.high) == pytest.approx((there["mean"], there["mean_ci_lower"], there["mean_ci_upper"]), abs=1e-4)


@pytest.mark.parametrize(
    ("comparison", "amount", "outlook"),
    [
        (Comparison.AT_LEAST, 0.55, Outlook.ON_PACE),
        (Comparison.AT_LEAST, 0.90, Outlook.OFF_PACE),
        (Comparison.AT_LEAST, 0.66, Outlook.CANNOT_TELL),
        (Comparison.AT_MOST, 0.55, Outlook.OFF_PACE),
        (Comparison.AT_MOST, 0.90, Outlook.ON_PACE),
    ],
)
def test_the_outlook_is_told_where_the_whole_interval_agrees(comparison: Comparison, amount: float, outlook: Outlook) -> None:
    answers = weekly([(5000 + 150 * week, 10_000) for week in range(8)])
    got = told(terms(amount, comparison=comparison, deadline=DEADLINE), answers)
    assert got.value == pytest.approx(0.665) and got.outlook is outlook


@settings(deadline=None)
@given(st.sampled_from([Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER]), st.floats(0.2, 0.4), st.floats(0.5, 0.8))
def test_answers_on_a_straight_ramp_lead_to_its_end(grain: Grain, start: float, final: float) -> None:
    begins_on = date(2026, 1, 1)
    first = version(None, begins_on, grain).first_period
    periods = grain.periods(Span(first.start, first.end + 9 * (first.end - first.start)))[:10]
    own = version(terms(final, ramp=Line(start), deadline=periods[-1].last), begins_on, grain)
    goals = [own.goal_of(period) for period in periods[:6]]
    answers = [share(period, 1, 1) for period in periods[:6]]
    on_ramp = [
        replace(answer, value=goal.value, low=goal.value - 0.01, high=goal.value + 0.01, n=500)
        for answer, goal in zip(answers, goals, strict=True)
        if goal
    ]
    got = pace(SATISFACTION, own, frame(on_ramp), on_ramp[-1].period.end)
    assert got is not None and got.value == pytest.approx(final)
    assert got.slope == pytest.approx(got.needed) == pytest.approx((final - start) / 10)
    assert got.outlook is Outlook.CANNOT_TELL


def test_a_running_period_is_no_point_of_the_trend() -> None:
    answers = weekly([(500, 1000), (510, 1000), (520, 1000), (10, 400)])
    over = told(terms(0.7, deadline=DEADLINE), answers[:3])
    assert told(terms(0.7, deadline=DEADLINE), answers, until=answers[3].period.last) == over
    assert told(terms(0.7, deadline=DEADLINE), answers, until=answers[3].period.end) != over


def test_weeks_without_an_answer_keep_their_place() -> None:
    known = weekly([(500, 1000), (510, 1000), (520, 1000), (530, 1000), (540, 1000)])
    holes = [known[0], nothing(WEEKS[1]), known[2], few(WEEKS[3]), known[4]]
    got = told(terms(0.7, deadline=DEADLINE), holes)
    assert (got.points, got.value, got.slope) == (3, pytest.approx(0.61), pytest.approx(0.01))
    assert told(terms(0.7, deadline=DEADLINE), holes[::-1], until=holes[-1].period.end) == got


@pytest.mark.parametrize("known", [0, 1, 2])
def test_fewer_than_three_known_periods_are_said_instead_of_a_number(known: int) -> None:
    answers = [*weekly([(500, 1000)] * known), few(WEEKS[3]), nothing(WEEKS[4]), replace(share(WEEKS[5], 1, 2), low=None, high=None)]
    got = told(terms(0.7, deadline=DEADLINE), answers)
    assert got.outlook is Outlook.TOO_FEW and got.points == known
    assert (got.value, got.low, got.high, got.slope, got.needed) == (None,) * 5


def test_answers_without_any_doubt_are_not_projected() -> None:
    sure = [replace(answer, low=answer.value, high=answer.value) for answer in weekly([(5, 10), (6, 10), (7, 10)])]
    got = told(terms(0.7, deadline=DEADLINE), sure)
    assert (got.outlook, got.value) == (Outlook.CANNOT_TELL, None)


def test_after_the_deadline_there_is_nothing_to_project() -> None:
    answers = weekly([(500, 1000)] * 12)
    assert told(terms(0.7, deadline=DEADLINE), answers, until=DUE.last).outlook is Outlook.OFF_PACE
    got = told(terms(0.7, deadline=DEADLINE), answers, until=DUE.end)
    assert (got.outlook, got.value) == (Outlook.DUE, None)


@pytest.mark.parametrize("wanted", [None, terms(0.7)])
def test_a_goal_without_a_deadline_has_no_pace(wanted: Terms | None) -> None:
    assert pace(SATISFACTION, version(wanted, BEGIN), frame(weekly([(5, 10)] * 4)), WEEKS[4].start) is None


def monthly(count: int) -> list[Answer]:
    months = [Grain.MONTH.period_of(months_later(date(2024, 1, 1), passed)) for passed in range(count)]
    return [share(month, 4000 + 20 * passed, 10_000) for passed, month in enumerate(months)]


@pytest.mark.parametrize(("months", "points", "outlook"), [(24, 2, Outlook.OVERLAPS), (36, 3, None), (41, 4, None)])
def test_overlapping_windows_are_not_taken_for_independent(months: int, points: int, outlook: Outlook | None) -> None:
    """Of trailing-12-month answers every 12th is looked at: over 36 months three."""
    deadline = months_later(date(2024, 1, 1), months + 12) - timedelta(days=1)
    own = version(terms(0.5, deadline=deadline), months_later(date(2024, 1, 1), months), Grain.MONTH, metric="repurchase_rate")
    answers = monthly(months)
    got = pace(REPURCHASE, own, frame(answers), answers[-1].period.end)
    assert got is not None and got.points == points
    if outlook:
        assert (got.outlook, got.value) == (outlook, None)
    else:
        assert got.value == pytest.approx(0.4 + 0.002 * (months + 11)) and got.slope == pytest.approx(0.002)
        every_twelfth = answers[(months - 1) % 12 :: 12]
        assert pace(REPURCHASE, own, frame(every_twelfth), answers[-1].period.end) == got
        assert got.high is not None and got.low is not None
        one_of_all = pace(SATISFACTION, replace(own, metric="customer_satisfaction"), frame(answers), answers[-1].period.end)
        assert one_of_all is not None and one_of_all.high is not None and one_of_all.low is not None
        assert got.high - got.low > 2 * (one_of_all.high - one_of_all.low)  # what taking them all for independent would have claimed


def test_all_trailing_answers_together_would_look_far_surer_than_they_are() -> None:
    """Four years of months around 40 %, 100 times: how often the projection half a year ahead holds the 40 %."""
    chance, months = np.random.default_rng(3), [Grain.MONTH.period_of(months_later(date(2023, 1, 1), passed)) for passed in range(47)]
    own = version(terms(0.5, deadline=date(2027, 5, 31)), date(2026, 12, 1), Grain.MONTH, metric="repurchase_rate")
    held = {REPURCHASE: 0, SATISFACTION: 0}  # the latter looks at its period alone, so all of them are taken
    for _ in range(100):
        buyers = chance.integers(150, 250, 47)
        again = chance.binomial(buyers, 0.4 + 0.03 * chance.standard_normal(47))
        parts, wholes = (np.convolve(numbers, np.ones(12, dtype=int), "valid") for numbers in (again, buyers))
        answers = frame([share(month, int(part), int(whole)) for month, part, whole in zip(months[11:], parts, wholes, strict=True)])
        for of in held:
            got = pace(of, replace(own, metric=of.name), answers, months[-1].end)
            assert got is not None and got.low is not None and got.high is not None
            held[of] += got.low <= 0.4 <= got.high
    assert held[REPURCHASE] >= 93
    assert held[SATISFACTION] < 60


def test_all_to_date_always_overlaps() -> None:
    value = metric("customer_lifetime_value")
    own = version(terms(150_000, deadline=date(2027, 12, 31)), date(2027, 1, 1), Grain.MONTH, metric=value.name)
    answers = [replace(answer, value=1e5, low=9e4, high=1.1e5) for answer in monthly(36)]
    got = pace(value, own, frame(answers), answers[-1].period.end)
    assert got is not None and (got.outlook, got.points) == (Outlook.OVERLAPS, 1)


@pytest.mark.parametrize(
    ("contents", "value", "outlook"), [((850, 900, 950), 1.0, Outlook.ON_PACE), ((150, 100, 50), 0.0, Outlook.OFF_PACE)]
)
def test_a_share_stays_within_what_a_share_can_be_and_is_no_surer_there(contents: tuple[int, ...], value: float, outlook: Outlook) -> None:
    """Five points a week come to the edge in the fourth week: from there on the interval is that of the fourth week, cut there."""
    answers = weekly([(content, 1000) for content in contents])
    far, near = (told(terms(0.9, deadline=deadline), answers) for deadline in (DEADLINE, WEEKS[3].last))
    assert far.value == pytest.approx(value) and near.value == pytest.approx(value)
    assert (far.low, far.high) == pytest.approx((near.low, near.high))
    assert near.high is not None and near.low is not None and 0.01 < near.high - near.low < 0.1
    assert (far.outlook, near.outlook) == (outlook, outlook)


def test_a_total_is_projected_with_equal_weights() -> None:
    """A week with many orders is no surer about orders a week than one with few."""
    counts, tally = [900.0, 1000.0, 1300.0, 1200.0], replace(SATISFACTION, formula=ORDERS, unit=Unit.COUNT)
    answers = [
        replace(share(week, 1, 2), value=count, low=count - 60, high=count + 60, n=int(count))
        for week, count in zip(WEEKS, counts, strict=False)
    ]
    got = told(terms(1500, deadline=WEEKS[5].last), answers, of=tally)
    slope, level = np.polyfit(range(4), counts, 1)
    assert (got.slope, got.value) == pytest.approx((slope, level + 5 * slope))


def test_a_pace_is_of_one_series_of_one_grain() -> None:
    answers = weekly([(500, 1000)] * 4)
    for wrong in ([*answers, answers[0]], monthly(4)):
        with pytest.raises(DeclarationError, match="one answer for each week"):
            told(terms(0.7, deadline=DEADLINE), wrong)


def test_the_made_company_has_a_pace(facts: Facts) -> None:
    """Its satisfaction falls from week to week. Of its smallest team few weeks are known, and so it is less sure."""
    span = Span(UNTIL - timedelta(weeks=26), UNTIL)
    own: GoalVersion = version(terms(0.75, deadline=date(2026, 12, 27)), Grain.WEEK.period_of(UNTIL).start)
    whole = pace(SATISFACTION, own, measure(Query(SATISFACTION, span, Grain.WEEK), facts), UNTIL)
    assert whole is not None and whole.outlook is Outlook.OFF_PACE
    assert whole.slope is not None and whole.slope < 0 and whole.points == 26
    small = pace(
        SATISFACTION, replace(own, team=SMALL), measure(Query(SATISFACTION, span, Grain.WEEK, where={"team": (SMALL,)}), facts), UNTIL
    )
    assert small is not None and 3 <= small.points < 26
    assert small.value == 1.0 and small.high == 1.0 and small.low is not None and small.low < 0.9  # all content, as far as known
