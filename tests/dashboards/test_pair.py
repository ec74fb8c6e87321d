"""The page on speed and satisfaction: its numbers against plain SQL, its verdict, and whose tickets it shows."""

import re
from datetime import date

import duckdb
import pytest

from etl.demo_story import ONLINE_TEAM, TEAMS
from metrics.dose import BANDS
from metrics.pair import DOES_NOT_PROVE, Verdict
from metrics.unit import Unit
from tests.dashboards.site import Site

PAIRED = """
    SELECT t.*, CASE WHEN r.score >= 4 THEN 1 ELSE 0 END AS content FROM tickets t
    JOIN (SELECT ticket_id, arg_max(score, answered_at) AS score FROM responses
          WHERE survey = 'csat' AND score IS NOT NULL AND ticket_id IS NOT NULL GROUP BY ticket_id) r USING (ticket_id)
    WHERE t.first_response_business_minutes IS NOT NULL AND closed_on >= ? AND closed_on < ?
"""


@pytest.fixture(scope="module")
def rows(site: Site) -> duckdb.DuckDBPyConnection:
    _, facts = site.here.latest()
    connection = duckdb.connect()
    for name in ("tickets", "responses"):
        connection.register(name, facts.frames[name].collect().to_arrow())
    return connection


def shown(rows: duckdb.DuckDBPyConnection, start: date, end: date, condition: str = "true") -> tuple[str, str, int]:
    """The median first response, the satisfaction and how many, as the page writes them in Korean."""
    said = rows.execute(
        f"SELECT median(first_response_business_minutes), avg(content), count(*) FROM ({PAIRED}) WHERE {condition}",  # noqa: S608 - ours
        [start, end],
    ).fetchone()
    assert said is not None
    return Unit.MINUTES.show(said[0], "ko"), Unit.SHARE.show(said[1], "ko"), said[2]


def test_the_verdict_and_both_numbers_stand_at_the_top(site: Site, rows: duckdb.DuckDBPyConnection) -> None:
    (verdict,) = site.page(path="/pair", period="2026-10").found("verdict-panel")
    now, then = shown(rows, date(2026, 10, 1), date(2026, 11, 1)), shown(rows, date(2025, 10, 1), date(2025, 11, 1))
    assert verdict.index(Verdict.SPEED_TRAP.label.ko) < verdict.index(now[0]) < verdict.index(DOES_NOT_PROVE.ko)
    for text in (*now[:2], *then[:2], f"n {now[2]:,}"):
        assert text in verdict


def test_it_is_said_when_speed_and_satisfaction_parted(site: Site, rows: duckdb.DuckDBPyConnection) -> None:
    (since,) = site.page(path="/pair", period="2026-10").found("since")
    march, february = shown(rows, date(2026, 3, 1), date(2026, 4, 1)), shown(rows, date(2026, 2, 1), date(2026, 3, 1))
    assert "2026년 3월" in since
    assert f"{february[0]} → {march[0]}" in since and f"{february[1]} → {march[1]}" in since


@pytest.mark.parametrize("band", BANDS, ids=lambda band: band.name)
def test_the_dose_table_is_of_the_last_half_year(site: Site, rows: duckdb.DuckDBPyConnection, band: object) -> None:
    number = BANDS.index(band)  # type: ignore[arg-type]
    over, upto = BANDS[number].over, BANDS[number].upto
    condition = f"first_response_business_minutes > {-1 if over is None else over}"
    condition += "" if upto is None else f" AND first_response_business_minutes <= {upto}"
    _, share, count = shown(rows, date(2026, 5, 1), date(2026, 11, 1), condition)
    panels = site.page(path="/pair", period="2026-10").found("panel")
    dose = next(panel for panel in panels if panel.startswith("얼마나 기다렸을"))
    assert re.search(rf"{BANDS[number].label.ko} {share} \S+ – \S+ {count:,}\b", dose), dose


@pytest.mark.parametrize("team", TEAMS)
def test_each_team_has_its_numbers_and_its_verdict(site: Site, rows: duckdb.DuckDBPyConnection, team: str) -> None:
    panels = site.page(path="/pair", period="2026-10").found("panel")
    teams = next(panel for panel in panels if panel.startswith("팀마다"))
    speed, share, _ = shown(rows, date(2026, 5, 1), date(2026, 11, 1), f"team = '{team}'")
    row = teams[teams.rindex(f"{team} {speed}") :]
    assert share in row
    verdict = Verdict.CANNOT_TELL if team == ONLINE_TEAM else Verdict.SPEED_TRAP
    assert min(Verdict, key=lambda each: (row.find(each.label.ko) < 0, row.find(each.label.ko))) is verdict
    assert "5개 팀 가운데 4개 팀" in teams


def test_the_tickets_behind_the_numbers_are_those_of_the_band(site: Site, rows: duckdb.DuckDBPyConnection) -> None:
    panels = site.page(path="/pair", period="2026-10", wait="within_30_minutes").found("rows")
    _, _, count = shown(rows, date(2026, 10, 1), date(2026, 11, 1), "first_response_business_minutes <= 30")
    (panel,) = panels
    assert f"문의 {count:,}건 가운데" in panel
    listed = re.findall(r"CS\d+", panel)
    assert listed
    found = rows.execute(
        f"SELECT ticket_id FROM ({PAIRED}) ORDER BY content, first_response_business_minutes, ticket_id LIMIT 12",  # noqa: S608 - ours
        [date(2026, 10, 1), date(2026, 11, 1)],
    ).fetchall()
    assert listed == [ticket for (ticket,) in found]


def test_a_team_lead_sees_nothing_of_other_teams(site: Site) -> None:
    page = site.page("lead", "/pair", period="2026-10")
    assert ONLINE_TEAM in page.text
    assert not any(team in page.answer.text for team in TEAMS if team != ONLINE_TEAM)
    assert Verdict.SPEED_TRAP.label.ko not in page.text


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("asked", [{"to": "before"}, {"grain": "week"}, {"grain": "year", "period": "2025"}, {"period": "2024-11"}])
def test_there_is_a_page_for_every_period_and_base(site: Site, language: str, asked: dict[str, str]) -> None:
    page = site.page(path="/pair", lang=language, **asked)
    (heading,) = page.found("big-verdict")
    assert heading in {verdict.label.of(language) for verdict in Verdict}  # type: ignore[arg-type]
    assert "{" not in page.text and "None" not in page.text


def test_what_cannot_be_told_says_how_many_would_tell_it(site: Site) -> None:
    (verdict,) = site.page(path="/pair", period="2026-10", to="before").found("verdict-panel")
    assert Verdict.CANNOT_TELL.label.ko in verdict
    assert "건이면 판단할 수 있습니다" in site.page(path="/pair", grain="week", period="2026-W30").text


def test_where_nobody_rated_there_is_a_sentence_and_no_number(site: Site) -> None:
    page = site.page(path="/pair", period="2026-10", category="없는 유형")
    assert page.found("notice")
    nothing = site.page("lead", "/pair", period="2024-11", channel="매장")
    assert nothing.found("nothing") or nothing.found("big-verdict")
