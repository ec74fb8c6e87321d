"""The page on service and complaints: its numbers against plain SQL, who waits, and the weeks of the failing parcel hub."""

import re
from datetime import date, timedelta

import duckdb
import pytest

from etl.demo_story import END, LATE_PARCELS, ONLINE_TEAM, TEAMS
from metrics.catalog.service import Service
from metrics.period import Grain
from metrics.tally import Oldest, Stock
from metrics.text import Language
from metrics.unit import Unit
from tests.dashboards.site import Site

OCTOBER = "opened_on >= DATE '2026-10-01' AND opened_on < DATE '2026-11-01'"


@pytest.fixture(scope="module")
def tickets(site: Site) -> duckdb.DuckDBPyConnection:
    _, facts = site.here.latest()
    connection = duckdb.connect()
    connection.register("tickets", facts.frames["tickets"].collect().to_arrow())
    return connection


def panel(site: Site, title: str, **asked: str) -> str:
    return next(text for text in site.page(path="/service", **{"period": "2026-10"} | asked).found("panel") if text.startswith(title))


@pytest.mark.parametrize(
    ("metric", "told", "show"),
    [
        (Service.first_response_time, "median(first_response_business_minutes)", Unit.MINUTES),
        (Service.first_response_time_p90, "quantile_cont(first_response_business_minutes, 0.9)", Unit.MINUTES),
        (Service.first_response_time_calendar, "median(first_response_minutes)", Unit.MINUTES),
        (Service.reopen_rate, "avg(CASE WHEN reopened_count > 0 THEN 1.0 ELSE 0 END)", Unit.SHARE),
    ],
)
def test_the_table_has_the_numbers_of_plain_sql(
    site: Site, tickets: duckdb.DuckDBPyConnection, metric: object, told: str, show: Unit
) -> None:
    found = tickets.execute(f"SELECT {told} FROM tickets WHERE {OCTOBER}").fetchone()  # noqa: S608 - ours
    assert found is not None
    label = metric.label.ko  # type: ignore[attr-defined]
    assert re.search(rf"{re.escape(label)}\s+i?\s*.*?{re.escape(show.show(found[0], 'ko'))}", panel(site, "응대 지표"))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_metric_of_the_theme_of_which_anything_is_known_has_its_row(site: Site, language: Language) -> None:
    page = site.page(path="/service", period="2026-10", lang=language)
    names = page.found("named")
    for metric in Service.metrics:
        is_row = not isinstance(metric.formula, Stock | Oldest) and metric is not Service.first_resolution_time  # which no export tells
        assert any(name.startswith(metric.label.of(language)) for name in names) == is_row, metric
    assert "{" not in page.text and "None" not in page.text


def test_both_clocks_stand_side_by_side(site: Site, tickets: duckdb.DuckDBPyConnection) -> None:
    found = tickets.execute(
        f"SELECT median(first_response_business_minutes), median(first_response_minutes) FROM tickets WHERE {OCTOBER}"  # noqa: S608 - ours
    ).fetchone()
    assert found is not None
    text = panel(site, Service.first_response_time.label.ko)
    assert f"영업시간으로는 {Unit.MINUTES.show(found[0], 'ko')}" in text
    assert f"(밤과 휴일 포함)으로는 {Unit.MINUTES.show(found[1], 'ko')}" in text


def test_those_who_wait_are_counted_by_team_and_age(site: Site, tickets: duckdb.DuckDBPyConnection) -> None:
    left = "first_responded_on IS NULL AND closed_on IS NULL AND first_response_minutes IS NULL AND first_response_business_minutes IS NULL"
    found = tickets.execute(f"SELECT team, count(*), max(DATE '{END}' - 1 - opened_on) FROM tickets WHERE {left} GROUP BY 1").fetchall()  # noqa: S608 - ours
    waiting, oldest = sum(count for _, count, _ in found), max(days for *_, days in found)
    text = panel(site, "지금 기다리는 문의")
    assert f"{waiting:,}건이 첫 응답을 기다리고" in text and f"{oldest:,}일째" in text
    for team, count, _ in found:
        assert re.search(rf"{team}( (\d+|–)){{6}} {count}\b", text), (team, count, text)


def test_a_team_lead_sees_the_own_team_only(site: Site) -> None:
    page = site.page("lead", "/service", period="2026-10")
    assert ONLINE_TEAM in page.text
    assert not any(team in page.answer.text for team in TEAMS if team != ONLINE_TEAM)


@pytest.mark.parametrize(("title", "column"), [("불만 문의: 문의 유형별", "category"), ("불만 문의: 채널별", "channel")])
def test_complaints_stand_from_the_most_frequent_down(site: Site, tickets: duckdb.DuckDBPyConnection, title: str, column: str) -> None:
    found = tickets.execute(
        f"SELECT {column}, count(*) FILTER (is_complaint) AS n FROM tickets WHERE opened_on >= DATE '2026-05-01' "  # noqa: S608 - ours
        f"AND opened_on < DATE '2026-06-01' GROUP BY 1 ORDER BY n DESC, 1"
    ).fetchall()
    text = panel(site, title, period="2026-05")
    total = sum(n for _, n in found)
    rows = text[text.index("직전 기간 " + found[0][0]) if f"직전 기간 {found[0][0]}" in text else 0 :]
    at = 0
    for name, n in found:
        said = f"{name} {n:,} {Unit.SHARE.show(n / total, 'ko')}"
        assert said in rows[at:], said
        at = rows.index(said, at)
    assert f"{found[0][0]} 불만 문의" in text


def test_the_failing_parcel_hub_is_found_in_may(site: Site) -> None:
    said = panel(site, "불만 문의: 문의 유형별", period="2026-05")
    assert re.search(r"뚜렷하게 늘어난 것: 배송\(\d+건 → \d+건\)", said)
    chart = panel(site, "평소와 다른 주가", period="2026-10")
    weeks = []
    week = Grain.WEEK.period_of(LATE_PARCELS.starts_on)
    while week.start < LATE_PARCELS.ends_on:
        weeks.append(week)
        week = Grain.WEEK.period_of(week.end)
    out = re.findall(r"(\d{4}년 \d+주)\([\d.]+%, 평소 범위보다 높음\)", chart)
    assert out == [Grain.WEEK.name_of(week, "ko") for week in weeks]
    # Looked at from before, none of these weeks is told of.
    before = panel(site, "평소와 다른 주가", period="2026-04")
    assert not any(Grain.WEEK.name_of(week, "ko") in before for week in weeks)


def test_the_usual_range_is_set_by_the_first_half_year_and_stays(site: Site) -> None:
    for period in ("2026-10", "2026-03"):
        assert "2024년 45주부터 2025년 18주까지의 26주" in panel(site, "평소와 다른 주가", period=period)


def test_a_chart_needs_enough_weeks_and_says_so(site: Site) -> None:
    few = panel(site, "평소와 다른 주가", control="first_contact_resolution", category="결제", team=TEAMS[0])
    assert "%" in few or "필요합니다" in few


@pytest.mark.parametrize("asked", [{"grain": "week", "period": "2026-W40"}, {"grain": "year", "period": "2025"}, {"period": "2024-11"}])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_there_is_a_page_for_every_period(site: Site, asked: dict[str, str], language: str) -> None:
    page = site.page(path="/service", lang=language, **asked)
    assert len(page.found("panel")) == 7
    assert "{" not in page.text and "None" not in page.text


def test_a_wrong_metric_for_the_chart_is_refused_in_words(site: Site) -> None:
    assert site.page(path="/service", control="revenue").found("notice")


def test_the_weeks_of_the_chart_are_whole_weeks_within_the_data(site: Site) -> None:
    chart = panel(site, "평소와 다른 주가")
    first, last = Grain.WEEK.period_of(date(2024, 11, 1)), Grain.WEEK.period_of(END - timedelta(days=1))
    assert Grain.WEEK.name_of(first, "ko") not in chart
    assert (last.end <= END) == (Grain.WEEK.name_of(last, "ko") in chart)
