"""The cards of the demo company: what stands beside a number, where it leads, and what it is on the way to."""

from datetime import date

import pytest

from access.goals import decide
from etl.demo_story import ONLINE_TEAM
from metrics.goal import Comparison
from metrics.pair import Verdict, pair
from metrics.period import Grain
from metrics.query import EVERYTHING
from metrics.ramp import Line
from metrics.terms import Meant, Terms
from tests.dashboards.site import Site, nodes_of
from tests.metrics.goals import version


@pytest.mark.parametrize(("period", "team"), [("2026-03", None), ("2025-12", None), ("2026-10", ONLINE_TEAM)])
def test_a_speed_stands_with_the_verdict_on_the_same_tickets(period: str, team: str | None, site: Site) -> None:
    asked = {"period": period, "lang": "ko"} | ({"team": team} if team else {})
    answers, month = site.house.answers, Grain.MONTH.period_of(date.fromisoformat(f"{period}-01"))
    where = {"team": (team,)} if team else {}
    right = pair(answers.facts(answers.snapshot()), month, Grain.MONTH.back(month, 12), where=where).verdict
    marks = site.page(**asked).found("pair-mark")
    assert len(marks) == (0 if right is Verdict.CANNOT_TELL else 1)
    assert all(right.label.ko in mark for mark in marks)
    if right is not Verdict.CANNOT_TELL:
        (link,) = [
            node["props"] for node in nodes_of(site.page(**asked).tree) if node["props"].get("className", "").startswith("pair-mark")
        ]
        assert right.label.ko in site.page(path="/pair", **asked).found("big-verdict")[0]
        assert link["href"].startswith("/pair?") and f"period={period}" in link["href"]


def test_no_verdict_on_tickets_stands_where_they_cannot_be_filtered_alike(site: Site) -> None:
    answers = site.house.answers
    category = answers.values(answers.snapshot(), EVERYTHING)["product_category"][0]
    assert site.page(period="2026-03", product_category=category).found("pair-mark") == []


def test_each_number_leads_to_the_records_that_it_was_counted_from(site: Site) -> None:
    page = site.page("boss", period="2026-10", team=ONLINE_TEAM)
    links = [node["props"]["href"] for node in nodes_of(page.tree) if "is-link" in node["props"].get("className", "").split()]
    assert len(links) == len(site.house.metrics)
    for metric, href in zip(site.house.metrics, links, strict=True):
        assert href.startswith("/records?") and f"metric={metric.name}" in href and "period=2026-10" in href and "team=" in href


def test_a_card_tells_where_the_trend_leads_by_the_goals_deadline(site_of_its_own: Site) -> None:
    site = site_of_its_own
    terms = Terms(comparison=Comparison.AT_LEAST, amount=0.9, meant=Meant.ABSOLUTE, deadline=date(2026, 12, 27), ramp=Line(start=0.7))
    decide(site.here.state, version(terms, date(2026, 10, 19), Grain.WEEK, team=ONLINE_TEAM))
    (told,) = site.page("lead", grain="week", period="2026-W43").found("pace")
    row = next(
        row for row in site.page("lead", "/goals", grain="week", period="2026-W43").table("is-board") if row and "2026년 52주" in row[4]
    )
    assert "2026년 52주 예상" in told and told.partition(" · ")[2].strip() in row[4]
    assert told.partition("예상 ")[2].split()[0] in row[4]
    assert site.page("boss", grain="month", period="2026-10").found("pace") == []


@pytest.mark.parametrize(
    ("period", "grain", "said"),
    [
        ("2026-W39", "week", "추석 연휴가 든 주입니다(당일 2026년 9월 25일, 한 해 전은 2025년 10월 6일). 주문 수는 앞뒤 4주 평균보다"),
        ("2026-10", "month", "추석이 10월 6일에서 9월 25일로 옮겨져, 1년 전과는 9~10월을 합산해 비교했습니다."),
        ("2026-W41", "week", ""),
    ],
)
def test_a_feast_is_told_where_it_bears_on_the_numbers(period: str, grain: str, said: str, site: Site) -> None:
    (moved,) = site.page(period=period, grain=grain).found("moved")
    assert said in moved and ("추석" in moved) is bool(said)
