"""Can the story of the demo company be found in its exports, with this seed and with another?"""

import math
from datetime import timedelta

import polars as pl
import pytest

from etl import demo
from etl.demo_story import (
    COMPLAINTS_IN_MAY,
    END,
    FASTER_REPLIES,
    FIRST_DAY,
    LATE_PARCELS,
    LESS_SATISFIED,
    ONLINE_COMES_BACK,
    ONLINE_RECOMMENDS,
    ONLINE_TEAM,
    SHUT_DAYS,
    STORY,
    Effect,
)
from tests.etl.demo_exports import CALENDAR, OTHER_SEED, Exports, moment


@pytest.fixture(scope="module")
def exports(tmp_path_factory) -> Exports:
    return Exports.of(tmp_path_factory.getbasetemp(), demo.SEED)


@pytest.fixture(scope="module")
def other(tmp_path_factory) -> Exports:
    """The same company with other luck."""
    return Exports.of(tmp_path_factory.getbasetemp(), OTHER_SEED)


@pytest.fixture(params=["exports", "other"], ids=["as delivered", "another seed"])
def company(request) -> Exports:
    return request.getfixturevalue(request.param)


def during(effect: Effect, column: str = "on") -> pl.Expr:
    return pl.col(column).is_between(effect.starts_on, effect.ends_on, closed="left")


def net_promoter_score(scores: pl.Series) -> float:
    return 100 * ((scores >= 9).mean() - (scores <= 6).mean())


def repurchase_rate(orders: pl.DataFrame, effect: Effect) -> float:
    paid = orders.filter(during(effect) & ~pl.col("주문상태").is_in(["주문취소", "환불완료"]))
    return (paid.group_by("회원번호").agg(pl.col("on").n_unique())["on"] >= 2).mean()


def test_replies_get_faster_while_the_satisfaction_of_the_same_tickets_falls(company):
    after = company.tickets.filter(during(FASTER_REPLIES))["waited"].median()
    before = company.tickets.filter(~during(FASTER_REPLIES))["waited"].median()
    assert (before, after) == pytest.approx((FASTER_REPLIES.usual, FASTER_REPLIES.planted), rel=0.1)

    shares = {on: answers["top_two"] for (on,), answers in company.satisfied.group_by(during(LESS_SATISFIED, "opened_on"))}
    assert (shares[False].mean(), shares[True].mean()) == pytest.approx((LESS_SATISFIED.usual, LESS_SATISFIED.planted), abs=0.03)


def test_the_fall_is_seen_at_the_size_of_a_month(exports):
    months = exports.satisfied.group_by(pl.col("opened_on").dt.truncate("1mo").alias("month")).agg(
        n=pl.len(), share=pl.col("top_two").mean()
    )
    before = exports.satisfied.filter(~during(LESS_SATISFIED, "opened_on"))["top_two"].mean()
    for month, n, share in months.filter(during(LESS_SATISFIED, "month")).iter_rows():
        assert before - share > 1.96 * math.sqrt(share * (1 - share) / n), month


def test_the_speed_trap_is_not_the_online_teams(company):
    online = company.tickets.filter(담당팀=ONLINE_TEAM).group_by(during(FASTER_REPLIES)).agg(pl.col("waited").median())["waited"]
    assert online[0] == pytest.approx(online[1], rel=0.15)
    answers = company.satisfied.filter(team=ONLINE_TEAM).group_by(during(LESS_SATISFIED, "opened_on")).agg(pl.col("top_two").mean())
    assert answers["top_two"][0] == pytest.approx(answers["top_two"][1], abs=0.05)


def test_customers_say_that_fast_replies_were_copied(exports):
    def share(answers: pl.DataFrame) -> float:
        return answers["의견"].drop_nulls().str.contains("복사|안내문|매크로|자동 응답").mean()

    unhappy = exports.satisfied.filter(pl.col("score") <= 3)
    now = during(LESS_SATISFIED, "opened_on")
    assert share(unhappy.filter(now)) > 0.25
    assert share(unhappy.filter(now)) > 2 * share(unhappy.filter(~now))


def test_late_parcels_triple_the_complaints_about_delivery_for_three_weeks(company):
    about = company.tickets.filter(pl.col("complaint") & (pl.col("문의유형") == "배송"))
    then, usual = (about.filter(on).height / company.orders.filter(on).height for on in (during(LATE_PARCELS), ~during(LATE_PARCELS)))
    assert (then, usual) == pytest.approx((LATE_PARCELS.planted, LATE_PARCELS.usual), rel=0.15)
    assert then > 3 * usual


def test_the_complaint_rate_passes_its_goal_in_that_month_only(company):
    raised = company.tickets.group_by("month").agg(pl.col("complaint").sum())
    months = company.orders.group_by("month").len().join(raised, on="month").with_columns(rate=pl.col("complaint") / pl.col("len"))
    rates = dict(months.select("month", "rate").iter_rows())
    incident = rates.pop(COMPLAINTS_IN_MAY.starts_on)
    assert incident == pytest.approx(COMPLAINTS_IN_MAY.planted, rel=0.12)
    assert incident > 0.07
    assert max(rates.values()) < 0.05
    assert sum(rates.values()) / len(rates) == pytest.approx(COMPLAINTS_IN_MAY.usual, rel=0.05)


def test_recommendation_dips_with_the_late_parcels(company):
    asked_then = pl.col("on").is_between(LATE_PARCELS.starts_on + timedelta(days=5), LATE_PARCELS.ends_on + timedelta(days=7))
    then, usual = (net_promoter_score(company.recommending.filter(on)["score"]) for on in (asked_then, ~asked_then))
    assert then < usual - 12


def test_the_dip_makes_its_month_the_worst(exports):
    monthly = {month: net_promoter_score(answers["score"]) for (month,), answers in exports.recommending.group_by("month")}
    assert min(monthly, key=monthly.get) == COMPLAINTS_IN_MAY.starts_on
    assert monthly.pop(COMPLAINTS_IN_MAY.starts_on) < sum(monthly.values()) / len(monthly) - 10


@pytest.mark.parametrize("effect", SHUT_DAYS, ids=lambda effect: effect.name)
def test_orders_and_contacts_drop_and_replies_wait_over_the_holidays(company, effect):
    around = pl.col("on").is_between(effect.starts_on - timedelta(15), effect.ends_on + timedelta(14)) & ~during(effect)
    days = (effect.ends_on - effect.starts_on).days
    for rows in (company.orders, company.tickets):
        share = (rows.filter(during(effect)).height / days) / (rows.filter(around).height / 30)
        assert share == pytest.approx(effect.planted, abs=0.2)
    waiting = (moment("첫응답일시") - pl.col("at")).dt.total_minutes().median()
    assert company.tickets.filter(during(effect)).select(waiting).item() > 2 * company.tickets.filter(around).select(waiting).item()


def test_the_shut_days_are_public_holidays():
    for effect in SHUT_DAYS:
        days = tuple(effect.starts_on + timedelta(day) for day in range((effect.ends_on - effect.starts_on).days))
        assert CALENDAR.holidays_between(effect.starts_on, effect.ends_on) == days


def test_the_online_teams_customers_come_back_and_recommend(company):
    teams = {team: repurchase_rate(orders, ONLINE_COMES_BACK) for (team,), orders in company.orders.group_by("담당팀")}
    assert repurchase_rate(company.orders, ONLINE_COMES_BACK) == pytest.approx(ONLINE_COMES_BACK.usual, abs=0.015)
    assert teams.pop(ONLINE_TEAM) == pytest.approx(ONLINE_COMES_BACK.planted, abs=0.02)
    assert max(teams.values()) < 0.46

    answers = company.recommending.filter(during(ONLINE_RECOMMENDS))
    scores = {team: net_promoter_score(own["score"]) for (team,), own in answers.group_by("team")}
    assert net_promoter_score(answers["score"]) == pytest.approx(100 * ONLINE_RECOMMENDS.usual, abs=5)
    assert scores.pop(ONLINE_TEAM) == pytest.approx(100 * ONLINE_RECOMMENDS.planted, abs=5)
    assert max(scores.values()) < 45


def test_the_story_says_in_both_languages_what_happens_when():
    assert len({effect.name for effect in STORY}) == len(STORY)
    for effect in STORY:
        assert FIRST_DAY <= effect.starts_on < effect.ends_on <= END
        assert effect.usual != effect.planted
