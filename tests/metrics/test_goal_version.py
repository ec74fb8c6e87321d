"""Goals as a company sets them: amounts as they are meant, ramps, and a history that never rewrites what is over."""

from dataclasses import FrozenInstanceError, fields, replace
from datetime import date, timedelta
from itertools import pairwise
from math import inf, nan

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from errors import DeclarationError, QueryError
from metrics.catalog import metric
from metrics.extremes import extremes
from metrics.goal import Comparison, Goal
from metrics.goal_version import GoalVersion, in_force
from metrics.period import Grain, Span, months_later
from metrics.ramp import Line, Ramp, Step, Steps, on_the_way
from metrics.terms import Baseline, Meant, Terms
from tests.metrics.goals import MONDAY, few, nothing, share, terms, version

OCTOBER, NOVEMBER = Span(date(2026, 10, 1), date(2026, 11, 1)), Span(date(2026, 11, 1), date(2026, 12, 1))
FORTY = Baseline(0.40, OCTOBER, 500)
GRAINS = [grain for grain in Grain if grain is not Grain.WHOLE]
days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
amounts = st.floats(-1000, 1000)


def bound(wanted: Terms, period: Span, begins_on: date = MONDAY, grain: Grain = Grain.WEEK) -> float:
    goal = version(wanted, begins_on, grain).goal_of(period)
    assert goal is not None
    return goal.value


@pytest.mark.parametrize(
    ("meant", "amount", "baseline", "wanted"),
    [
        (Meant.ABSOLUTE, 0.50, FORTY, 0.50),
        (Meant.PERCENT, 0.05, FORTY, 0.42),
        (Meant.POINTS, 0.05, FORTY, 0.45),
        (Meant.PERCENT, -0.25, FORTY, 0.30),
        (Meant.PERCENT, -1.0, FORTY, 0.0),
        (Meant.POINTS, 12.0, Baseline(-20.0, OCTOBER, 500), -8.0),
        (Meant.POINTS, 0.05, Baseline(0.0, OCTOBER, 500), 0.05),
    ],
)
def test_per_cent_of_a_baseline_is_not_percentage_points(meant: Meant, amount: float, baseline: Baseline, wanted: float) -> None:
    assert terms(amount, meant=meant, baseline=baseline).final == pytest.approx(wanted, abs=1e-15)


@settings(deadline=None)
@given(st.integers(1, 100), st.integers(1, 200), st.integers(-90, 100))
def test_reaching_just_what_was_computed_is_reaching_it(part: int, whole: int, percent: int) -> None:
    baseline = Baseline(part / whole, OCTOBER, whole)
    wanted = terms(percent / 100, meant=Meant.PERCENT, baseline=baseline).final
    reached = part * (100 + percent) / (100 * whole)  # the same number, by another way of rounding
    for comparison in Comparison:
        assert Goal.of(comparison, wanted).is_kept_by(reached) is not comparison.is_strict


def test_forty_two_of_a_hundred_is_five_per_cent_above_forty() -> None:
    wanted = terms(0.05, meant=Meant.PERCENT, baseline=FORTY).final
    assert wanted > 42 / 100  # 0.42000000000000003
    assert Goal(at_least=wanted).is_kept_by(42 / 100)
    assert not Goal(more_than=wanted).is_kept_by(42 / 100)
    assert not Goal(at_least=wanted).is_kept_by(0.42 - 1e-9)


@pytest.mark.parametrize("baseline", [0.0, -20.0])
def test_per_cent_of_nothing_or_less_is_refused(baseline: float) -> None:
    with pytest.raises(QueryError, match="per cent of that means nothing"):
        terms(0.05, meant=Meant.PERCENT, baseline=Baseline(baseline, OCTOBER, 500))


@pytest.mark.parametrize("meant", [Meant.PERCENT, Meant.POINTS])
def test_a_relative_goal_needs_its_baseline(meant: Meant) -> None:
    with pytest.raises(QueryError, match="needs a baseline"):
        terms(0.05, meant=meant)


def test_how_an_amount_is_meant_is_never_assumed() -> None:
    with pytest.raises(TypeError, match="meant"):
        Terms(comparison=Comparison.AT_LEAST, amount=0.05)  # type: ignore[call-arg]


@pytest.mark.parametrize("number", [nan, inf])
def test_every_amount_is_a_number(number: float) -> None:
    steps = Steps((Step(MONDAY, number), Step(MONDAY + timedelta(7), 0.5)))
    unwanted: list[dict[str, object]] = [
        {"amount": number},
        {"baseline": replace(FORTY, value=number)},
        {"ramp": Line(number), "deadline": date(2027, 1, 1)},
        {"ramp": steps},
    ]
    for given_ in unwanted:
        with pytest.raises(QueryError, match="made of numbers"):
            terms(**given_)


def test_a_baseline_is_frozen_from_a_known_answer() -> None:
    answer = share(OCTOBER, 200, 500)
    baseline = Baseline.of(answer)
    assert baseline == FORTY
    with pytest.raises(FrozenInstanceError):
        baseline.value = 0.5  # type: ignore[misc]


@pytest.mark.parametrize("unknown", [few(OCTOBER), nothing(OCTOBER)])
def test_what_is_not_known_is_no_baseline(unknown: object) -> None:
    with pytest.raises(QueryError, match="has no value"):
        Baseline.of(unknown)  # type: ignore[arg-type]


def test_a_straight_ramp_by_hand_over_a_year_of_53_weeks() -> None:
    """From 40 % to 50 % in weeks 49 to 53 of 2026: the last ends on 3 January 2027."""
    wanted = terms(0.50, baseline=FORTY, deadline=date(2027, 1, 3), ramp=Line())
    own = version(wanted)
    assert own.due_period == Span(date(2026, 12, 28), date(2027, 1, 4))
    weeks = Grain.WEEK.periods(Span(MONDAY, date(2027, 1, 18)))
    assert [Grain.WEEK.code_of(week) for week in weeks] == [
        "2026-W49", "2026-W50", "2026-W51", "2026-W52", "2026-W53", "2027-W01", "2027-W02",
    ]  # fmt: skip
    assert [bound(wanted, week) for week in weeks] == pytest.approx([0.42, 0.44, 0.46, 0.48, 0.50, 0.50, 0.50])


def test_a_straight_ramp_takes_equal_steps_over_months_of_different_length() -> None:
    wanted = terms(65.0, ramp=Line(50.0), deadline=date(2027, 3, 31))
    months = Grain.MONTH.periods(Span(date(2027, 1, 1), date(2027, 5, 1)))
    assert [bound(wanted, month, date(2027, 1, 1), Grain.MONTH) for month in months] == [55.0, 60.0, 65.0, 65.0]


def test_a_deadline_inside_a_period_is_reached_in_the_one_before() -> None:
    wanted = terms(65.0, ramp=Line(50.0), deadline=date(2027, 3, 30))
    months = Grain.MONTH.periods(Span(date(2027, 1, 1), date(2027, 4, 1)))
    assert [bound(wanted, month, date(2027, 1, 1), Grain.MONTH) for month in months] == [57.5, 65.0, 65.0]


@settings(deadline=None)
@given(st.sampled_from(GRAINS), days, amounts, amounts, st.integers(1, 40))
def test_a_ramp_hits_its_ends(grain: Grain, begins_on: date, start: float, final: float, count: int) -> None:
    own = version(None, begins_on, grain)
    periods = [own.first_period]
    while len(periods) < count:
        periods.append(grain.period_of(periods[-1].end))
    wanted = terms(final, ramp=Line(start), deadline=periods[-1].last)
    bounds = [bound(wanted, period, begins_on, grain) for period in [*periods, grain.period_of(periods[-1].end)]]
    assert bounds[count - 1] == bounds[count] == final
    assert on_the_way(start, final, 0, count) == start
    assert bounds[0] == pytest.approx(start + (final - start) / count)
    rises = [later - earlier for earlier, later in pairwise(bounds[:count])]
    assert rises == pytest.approx([(final - start) / count] * (count - 1), abs=1e-9)


def test_explicit_steps_hold_from_their_day_on_and_are_meant_as_the_goal_is() -> None:
    """Five per cent in the end: 40 % becomes 40.8 %, 41.2 %, 42 %. A step inside a week holds from the next week on."""
    ramp = Steps((Step(MONDAY, 0.02), Step(date(2026, 12, 16), 0.03), Step(date(2026, 12, 28), 0.05)))
    wanted = terms(0.05, meant=Meant.PERCENT, baseline=FORTY, ramp=ramp)
    weeks = Grain.WEEK.periods(Span(MONDAY, date(2027, 1, 11)))
    assert [bound(wanted, week) for week in weeks] == pytest.approx([0.408, 0.408, 0.408, 0.412, 0.42, 0.42])


@pytest.mark.parametrize(
    ("ramp", "deadline", "told"),
    [
        (Line(), date(2026, 12, 31), "needs a start or a baseline"),
        (Line(0.4), None, "needs a deadline"),
        (Steps((Step(MONDAY, 0.4),)), None, "is not the final amount"),
        (Steps((Step(date(2026, 12, 7), 0.5),)), None, "later than the first period"),
        (Steps((Step(MONDAY, 0.4), Step(date(2026, 12, 22), 0.5))), date(2026, 12, 27), "later than the last period"),
        (None, date(2026, 12, 3), "No period is over by the deadline"),
    ],
)
def test_a_way_that_does_not_lead_to_the_goal_is_refused(ramp: Ramp | None, deadline: date | None, told: str) -> None:
    with pytest.raises(QueryError, match=told):
        version(terms(0.5, ramp=ramp, deadline=deadline))


@pytest.mark.parametrize("steps", [(), (Step(MONDAY, 0.4), Step(MONDAY, 0.5)), (Step(NOVEMBER.end, 0.4), Step(NOVEMBER.start, 0.5))])
def test_steps_are_in_the_order_of_their_days(steps: tuple[Step, ...]) -> None:
    with pytest.raises(QueryError, match="in the order of their dates"):
        Steps(steps)


def test_the_goal_of_a_period_is_of_the_version_that_begins_latest_but_not_after_it() -> None:
    first = version(terms(0.5), date(2026, 11, 2))
    second = version(terms(0.6), date(2026, 11, 18), decided_on=date(2026, 11, 10))  # a Wednesday
    ended = version(None, date(2026, 12, 7), decided_on=date(2026, 12, 1))
    versions = [first, second, ended]
    held = {
        date(2026, 10, 26): None,
        date(2026, 11, 2): first,
        date(2026, 11, 16): first,
        date(2026, 11, 23): second,
        date(2026, 11, 30): second,
        date(2026, 12, 7): ended,
    }
    assert {day: in_force(versions, Grain.WEEK.period_of(day)) for day in held} == held
    assert ended.goal_of(Grain.WEEK.period_of(date(2026, 12, 7))) is None


def test_of_two_versions_from_one_day_on_the_later_decided_holds() -> None:
    week = Grain.WEEK.period_of(date(2026, 12, 7))
    monday, tuesday, again = (
        version(terms(amount), week.start, decided_on=day)
        for amount, day in ((0.5, date(2026, 12, 1)), (0.6, date(2026, 12, 2)), (0.7, date(2026, 12, 2)))
    )
    assert in_force([monday, tuesday, again], week) is again
    assert in_force([tuesday, again, monday], week) is again


@pytest.mark.parametrize("grain", GRAINS)
def test_a_version_cannot_begin_in_a_period_that_is_over(grain: Grain) -> None:
    today = date(2026, 12, 30)
    running = grain.period_of(today)
    assert version(terms(), running.start, grain, decided_on=today).first_period == running
    with pytest.raises(QueryError, match="cannot change periods that are over"):
        version(terms(), running.start - timedelta(days=1), grain, decided_on=today)


decisions = st.lists(st.tuples(days, st.integers(-10, 60), amounts | st.none()), min_size=1, max_size=8)


@settings(deadline=None)
@given(st.sampled_from(GRAINS), decisions, st.tuples(days, st.integers(-10, 60), amounts | st.none()), days)
def test_no_later_version_changes_the_goal_of_a_period_that_is_over(
    grain: Grain, earlier: list[tuple[date, int, float | None]], later: tuple[date, int, float | None], day: date
) -> None:
    def made(decided_on: date, ahead: int, amount: float | None) -> GoalVersion:
        begins_on = max(grain.period_of(decided_on).start, decided_on + timedelta(days=ahead))
        return version(None if amount is None else terms(amount), begins_on, grain, decided_on=decided_on)

    versions, added, period = [made(*each) for each in sorted(earlier, key=lambda each: each[0])], made(*later), grain.period_of(day)
    assume(period.end <= added.decided_on)
    assert in_force([*versions, added], period) is in_force(versions, period)


def test_a_version_for_later_does_not_yield_to_one_that_was_decided_after_it_for_sooner() -> None:
    spring = version(terms(0.7), date(2027, 3, 1), decided_on=date(2026, 12, 1))
    winter = version(terms(0.6), date(2027, 1, 4), decided_on=date(2026, 12, 14))
    assert in_force([spring, winter], Grain.WEEK.period_of(date(2027, 2, 22))) is winter
    assert in_force([spring, winter], Grain.WEEK.period_of(date(2027, 3, 1))) is spring


def test_versions_of_different_goals_are_not_mixed() -> None:
    with pytest.raises(DeclarationError, match="different goals"):
        in_force([version(terms()), version(terms(), team="서울")], Grain.WEEK.period_of(MONDAY))


@pytest.mark.parametrize(
    "period", [Span(date(2026, 11, 23), MONDAY), Span(date(2026, 12, 1), date(2026, 12, 8)), Span(MONDAY, date(2026, 12, 8))]
)
def test_a_version_says_nothing_of_other_periods_than_its_own(period: Span) -> None:
    with pytest.raises(DeclarationError, match="is no week"):
        version(terms()).goal_of(period)


@pytest.mark.parametrize("missing", ["owner", "reason"])
def test_a_goal_has_an_owner_and_a_reason_kept_as_given(missing: str) -> None:
    assert version(terms(), **{missing: " 영업 2팀\n"}).__getattribute__(missing) == " 영업 2팀\n"
    with pytest.raises(QueryError, match="an owner and a reason"):
        version(terms(), **{missing: " "})


@pytest.mark.parametrize(
    ("period", "decided_on", "is_over"),
    [
        (OCTOBER, date(2026, 11, 2), True),
        (NOVEMBER, date(2026, 12, 1), True),
        (NOVEMBER, date(2026, 11, 30), False),
        (Span(date(2026, 12, 1), date(2026, 12, 4)), date(2026, 12, 10), False),  # over when decided, but not when it begins
    ],
)
def test_a_baseline_is_of_a_period_that_is_over_when_the_goal_is_decided_and_begins(period: Span, decided_on: date, is_over: bool) -> None:
    wanted = terms(0.05, meant=Meant.POINTS, baseline=replace(FORTY, period=period))
    begins_on = date(2026, 12, 1)

    def made() -> GoalVersion:
        return version(wanted, begins_on, Grain.MONTH, decided_on=decided_on)

    if is_over:
        assert not made().compared_with(Grain.MONTH.period_of(begins_on)).overlaps(made().first_period)
    else:
        with pytest.raises(QueryError, match="must be over"):
            made()


def test_a_guard_rail_looks_back_to_the_baseline_or_to_the_period_before() -> None:
    december = Grain.MONTH.period_of(date(2026, 12, 1))
    assert version(terms(), december.start, Grain.MONTH).compared_with(december) == NOVEMBER
    assert version(terms(baseline=FORTY), december.start, Grain.MONTH).compared_with(december) == OCTOBER


@pytest.mark.parametrize(
    ("name", "comparison", "amount", "told"),
    [
        ("customer_satisfaction", Comparison.AT_LEAST, 0.8, None),
        ("customer_satisfaction", Comparison.AT_LEAST, 1.0, None),
        ("customer_satisfaction", Comparison.MORE_THAN, 1.0, "can never be"),
        ("customer_satisfaction", Comparison.AT_LEAST, 80, "can never be '≥ 8000.0%'"),
        ("customer_satisfaction", Comparison.AT_MOST, 0.8, "points the other way"),
        ("net_promoter_score", Comparison.AT_LEAST, 70, None),
        ("net_promoter_score", Comparison.AT_LEAST, 101, "can never be"),
        ("complaint_rate", Comparison.AT_MOST, 1.2, None),
        ("complaint_rate", Comparison.LESS_THAN, 0, "can never be"),
        ("complaint_rate", Comparison.AT_LEAST, 0.05, "points the other way"),
        ("first_response_time", Comparison.AT_MOST, 60, None),
        ("first_response_time", Comparison.AT_MOST, -5, "can never be"),
    ],
)
def test_a_goal_that_the_metric_cannot_have_is_refused(name: str, comparison: Comparison, amount: float, told: str | None) -> None:
    own = version(terms(amount, comparison=comparison), metric=name)
    if told is None:
        own.check(metric(name))
    else:
        with pytest.raises(QueryError, match=told):
            own.check(metric(name))


@pytest.mark.parametrize(
    ("name", "lowest", "highest"),
    [
        ("customer_satisfaction", 0, 1),
        ("complaint_rate", 0, inf),  # an order can bring more than one complaint
        ("net_promoter_score", -100, 100),
        ("first_response_time", 0, inf),
        ("customer_lifetime_value", -inf, inf),
        ("review_score", -inf, inf),
    ],
)
def test_how_low_and_how_high_a_metric_can_be_is_read_off_it(name: str, lowest: float, highest: float) -> None:
    assert extremes(metric(name)) == (lowest, highest)


def test_the_steps_of_a_goal_are_checked_like_its_end() -> None:
    ramp = Steps((Step(MONDAY, 40), Step(date(2026, 12, 14), 0.5)))
    with pytest.raises(QueryError, match="can never be"):
        version(terms(0.5, ramp=ramp)).check(metric("customer_satisfaction"))


def test_a_goal_that_ends_fits_every_metric_and_a_goal_of_another_metric_none() -> None:
    version(None).check(metric("customer_satisfaction"))
    with pytest.raises(DeclarationError, match="is not one of"):
        version(None).check(metric("complaint_rate"))


def test_a_goal_is_made_of_plain_values_that_a_row_can_hold() -> None:
    own = version(terms(0.05, meant=Meant.PERCENT, baseline=FORTY, deadline=date(2027, 6, 30), ramp=Line(0.41)), team="서울")
    wanted = own.terms
    assert wanted is not None and wanted.baseline is not None and isinstance(wanted.ramp, Line)
    plain = [getattr(own, each.name) for each in fields(own) if each.name != "terms"]
    plain += [getattr(wanted, each.name) for each in fields(wanted) if each.name not in ("baseline", "ramp")]
    plain += [wanted.baseline.value, wanted.baseline.period.start, wanted.baseline.period.end, wanted.baseline.n, wanted.ramp.start]
    assert all(isinstance(value, str | float | int | date) for value in plain)
    again = Terms(
        comparison=Comparison(str(wanted.comparison)),
        amount=wanted.amount,
        meant=Meant(str(wanted.meant)),
        baseline=Baseline(wanted.baseline.value, Span(wanted.baseline.period.start, wanted.baseline.period.end), wanted.baseline.n),
        deadline=wanted.deadline,
        ramp=Line(wanted.ramp.start),
    )
    assert again == wanted


def test_half_a_year_of_months_from_the_end_of_january() -> None:
    """A goal that begins inside a month holds from the next one on, whose length does not matter."""
    wanted = terms(70.0, ramp=Line(40.0), deadline=date(2027, 7, 31))
    own = version(wanted, date(2027, 1, 31), Grain.MONTH)
    months = [Grain.MONTH.period_of(months_later(date(2027, 2, 1), count)) for count in range(6)]
    assert own.first_period == months[0] and own.due_period == months[-1]
    assert [bound(wanted, month, date(2027, 1, 31), Grain.MONTH) for month in months] == [45.0, 50.0, 55.0, 60.0, 65.0, 70.0]
