"""Everyone gets their own rows: on the page, in its lists, in its links, in the PDF, whatever the address asks for."""

import shutil
import subprocess
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest

import store.audit
from access.people import change_role
from access.roles import Role
from dashboards.answers import Question
from etl.demo_story import ONLINE_TEAM
from metrics.period import Grain
from metrics.query import EVERYTHING, Query, Scope, measure
from metrics.scorecard import scorecard
from tests.dashboards.site import Site

OWN = Scope(frozenset({ONLINE_TEAM}))
ASKED = [
    {},
    {"team": "영남팀"},
    {"team": ["영남팀", ONLINE_TEAM]},
    {"team": "ALL"},
    {"team": "' or 1=1 --"},
    {"team": "*", "grain": "week"},
    {"metric": "complaint_rate"},
]


def others(site: Site) -> list[str]:
    answers = site.house.answers
    return [team for team in answers.teams(answers.snapshot(), EVERYTHING) if team != ONLINE_TEAM]


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_a_team_lead_is_shown_no_other_team_whatever_the_address_asks_for(asked: dict[str, object], site: Site) -> None:
    assert len(others(site)) == 4
    page = site.page("lead", **asked)
    body = page.answer.text.encode().decode("unicode_escape", errors="ignore") + page.text
    assert ONLINE_TEAM in page.text
    for team in others(site):
        assert team not in page.text and team not in body


def test_a_team_leads_numbers_are_those_of_the_own_teams_rows(site: Site) -> None:
    answers = site.house.answers
    period = Grain.MONTH.period_of(date(2026, 9, 1))
    for login, scope in (("lead", OWN), ("boss", EVERYTHING)):
        scores = scorecard(site.house.metrics, answers.facts(answers.snapshot()), period, Grain.MONTH, scope=scope)
        shown = site.page(login, period="2026-09").found("number")
        assert shown == [score.metric.unit.show(score.now.value, "ko") for score in scores]
    assert site.page("lead", period="2026-09").found("number") != site.page("boss", period="2026-09").found("number")


def test_asking_for_another_team_is_answered_with_the_own_numbers_and_said(site: Site) -> None:
    own, asked = site.page("lead"), site.page("lead", team="영남팀")
    assert own.found("number") == asked.found("number")
    assert asked.found("notice") != [] and own.found("notice") == []


def test_an_executive_choosing_a_team_sees_what_its_lead_sees(site: Site) -> None:
    assert site.page("boss", team=ONLINE_TEAM).found("number") == site.page("lead").found("number")


def test_the_list_of_teams_obeys_the_scope(site: Site) -> None:
    assert [each["value"] for each in site.page("lead").props(id={"choose": "team"})["data"]] == [ONLINE_TEAM]
    assert len(site.page("boss").props(id={"choose": "team"})["data"]) == 5


def test_choosing_in_the_header_cannot_leave_the_scope(site: Site) -> None:
    answer = site.choose("lead", period="2026-09", team=["영남팀"])
    assert answer.status_code == 200
    assert "%EC%98%81%EB%82%A8" not in answer.text  # 영남
    assert "period=2026-09" in answer.text


@pytest.mark.parametrize("value", [None, 7, {"a": 1}, [[]], "x" * 5000, ["2026-09"]])
def test_nonsense_in_the_header_moves_nobody(value: object, site: Site) -> None:
    assert site.choose("boss", period=value, team=value).status_code in (200, 204)


def test_a_changed_scope_holds_from_the_next_request_on(site_of_its_own: Site) -> None:
    site = site_of_its_own
    before = site.page("lead").found("number")
    change_role(site.here.state, "lead", Role.TEAM_LEAD, ["영남팀"])
    after = site.page("lead")
    assert [each["value"] for each in after.props(id={"choose": "team"})["data"]] == ["영남팀"]
    assert after.found("number") != before


def test_the_report_holds_the_own_rows_only_and_is_in_the_audit(site: Site, tmp_path: Path) -> None:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("poppler's pdftotext is not installed")
    texts = {}
    for login, asked in (("boss", {}), ("boss", {"team": ONLINE_TEAM}), ("lead", {"team": "영남팀"})):
        answer = site.client(login).get(f"/report.pdf?{urlencode(asked | {'period': '2026-09'})}", buffered=True)
        assert answer.status_code == 200 and answer.mimetype == "application/pdf"
        path = tmp_path / "report.pdf"
        path.write_bytes(answer.data)
        texts[login, *asked.values()] = subprocess.run([tool, "-layout", path, "-"], capture_output=True, check=True).stdout.decode()
    own = site.page("lead", period="2026-09").found("number")
    everything = site.page("boss", period="2026-09").found("number")
    assert own[0] in texts["lead", "영남팀"] and own[0] in texts["boss", ONLINE_TEAM]
    assert everything[0] in texts[("boss",)] and everything[0] not in texts["lead", "영남팀"]
    assert all(team not in texts["lead", "영남팀"] for team in others(site))
    with site.here.state.read() as session:
        assert [r.actor for r in store.audit.history(session, 3) if r.action == "report-downloaded"] == ["lead", "boss", "boss"]


def test_remembered_answers_are_those_measured_anew(site: Site) -> None:
    answers = site.house.answers
    snapshot = answers.snapshot()
    facts = answers.facts(snapshot)
    for grain, day in (
        (Grain.MONTH, date(2024, 11, 1)),
        (Grain.MONTH, date(2026, 10, 1)),
        (Grain.WEEK, date(2026, 5, 14)),
        (Grain.YEAR, date(2026, 1, 1)),
    ):
        period = grain.period_of(day)
        for scope in (EVERYTHING, OWN):
            remembered = answers.scores(snapshot, scope, Question(tuple(m.name for m in site.house.metrics), grain, period))
            anew = scorecard(site.house.metrics, facts, period, grain, scope=scope, measured=measure)
            for one, other in zip(remembered, anew, strict=True):
                assert (one.now, one.before, one.change, one.verdict) == (other.now, other.before, other.change, other.verdict)
                assert one.trend.equals(other.trend)


@pytest.mark.parametrize("grain", [Grain.WEEK, Grain.MONTH, Grain.YEAR])
@pytest.mark.parametrize("scope", [EVERYTHING, OWN])
def test_remembered_answers_by_team_are_those_measured_anew(grain: Grain, scope: Scope, site: Site) -> None:
    answers = site.house.answers
    snapshot, period = answers.snapshot(), grain.period_of(date(2026, 10, 7))
    assert snapshot is not None
    for metric in site.house.metrics:
        remembered = answers.by_team(snapshot, scope, metric, Question((metric.name,), grain, period))
        anew = measure(Query(metric, period, grain, by=("team",), scope=scope), answers.facts(snapshot))
        assert remembered.equals(anew.filter(anew["n"] > 0))
        assert scope is EVERYTHING or set(remembered["team"]) <= {ONLINE_TEAM}
