"""The page Reports: what each reader sees and may do there, and what its addresses and callbacks refuse."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

import store.deliveries
import store.documents
import store.runs
import store.schedules
import store.users
from dashboards.schedule_form import FIELDS, field, value_of
from etl.demo_story import ONLINE_TEAM
from reports.worker import Worker
from store.schedules import Schedule
from tests.dashboards.site import Site, served

OTHER_TEAM = "영남팀"


@pytest.fixture
def reports(peopled_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """The demo company in a copy, with a mail server that is never reached and addresses that mail may go to."""
    for name, value in {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": "9", "SMTP_SENDER": "kpi@dangol.example", "REPORT_PROCESSES": "1"}.items():
        monkeypatch.setenv(f"DANGOL_{name}", value)
    shutil.copytree(peopled_home, tmp_path / "home")
    yield from served(tmp_path / "home")


def user_id(site: Site, login: str) -> int:
    with site.here.state.read() as session:
        user = store.users.by_login(session, login)
    assert user is not None
    return user.id


def schedules(site: Site) -> list[Schedule]:
    with site.here.state.read() as session:
        return store.schedules.all_schedules(session)


def entered(site: Site, login: str, **given: Any) -> dict[str, Any]:
    sound = {
        "name": "월간 보고",
        "kind": "chosen",
        "metrics": ["complaint_rate"],
        "teams": [],
        "paper": "a4",
        "cadence": "monthly",
        "weekday": "1",
        "day": "1",
        "at": "08:00",
        "zone": "Asia/Seoul",
        "closed": "after",
        "workbook": False,
        "users": [str(user_id(site, login))],
        "addresses": [],
        "shown": [],
        "language": "ko",
    }
    return sound | given


def asked(site: Site, login: str, input_id: Any, values: list[dict[str, Any]], states: list[dict[str, Any]]) -> TestResponse:
    """What a callback answers, found by its first input."""
    wanted = json.dumps(input_id, separators=(",", ":")) if isinstance(input_id, dict) else input_id
    key, declared = next((key, each) for key, each in site.app.callback_map.items() if each["inputs"] and each["inputs"][0]["id"] == wanted)
    body = {
        "output": key,
        "outputs": [one.to_dict() for one in declared["output"]],
        "inputs": values,
        "state": states,
        "changedPropIds": [],
    }
    return site.post(login, body)


def told(answer: TestResponse) -> str:
    """What a callback answered, with its Hangul as it is read."""
    return json.dumps(answer.json, ensure_ascii=False)


def place(search: str = "") -> list[dict[str, Any]]:
    here = {"pathname": "/reports", "search": search}
    return [{"id": "address", "property": name, "value": value} for name, value in here.items()]


def save(site: Site, login: str, search: str = "?schedule=new", **given: Any) -> TestResponse:
    values = entered(site, login, **given)
    fields = [{"id": field(name), "property": value_of(name), "value": values[name]} for name in FIELDS]
    return asked(site, login, "schedule-save", [{"id": "schedule-save", "property": "n_clicks", "value": 1}], fields + place(search))


def do(site: Site, login: str, deed: str, of: int, search: str = "") -> TestResponse:
    button = {"deed": deed, "of": str(of)}
    key, declared = next((key, each) for key, each in site.app.callback_map.items() if '"deed"' in str(each["inputs"]))
    body = {
        "output": key,
        "outputs": [one.to_dict() for one in declared["output"]],
        "inputs": [[{"id": button, "property": "n_clicks", "value": 1}]],
        "state": place(search),
        "changedPropIds": [f"{json.dumps(button, separators=(',', ':'))}.n_clicks"],
    }
    return site.post(login, body)


def test_a_schedule_is_made_changed_and_started_from_the_form(reports: Site) -> None:
    assert save(reports, "lead", addresses=["partner@dangol.example"], shown=[ONLINE_TEAM]).status_code == 200
    (made,) = schedules(reports)
    assert (made.name, made.state, made.owner_id) == ("월간 보고", "draft", user_id(reports, "lead"))
    assert [(each.address, each.teams) for each in made.recipients] == [(None, None), ("partner@dangol.example", (ONLINE_TEAM,))]
    save(reports, "lead", f"?schedule={made.id}", name="주간 보고", cadence="weekly", weekday="5")
    do(reports, "lead", "start", made.id)
    (changed,) = schedules(reports)
    assert (changed.name, changed.cadence, changed.day, changed.state) == ("주간 보고", "weekly", 5, "active")
    shown = reports.page("lead", "/reports").text
    assert "주간 보고" in shown and "매주 금요일 08:00" in shown and "다음 발송" in shown


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": " "}, "예약 이름"),
        ({"users": [], "addresses": []}, "받는 사람을 한 명 이상"),
        ({"addresses": ["thief@evil.example"]}, "도메인으로는 보낼 수 없습니다"),
        ({"teams": [OTHER_TEAM]}, "볼 수 있는 팀만"),
        ({"addresses": ["a@dangol.example"], "shown": [OTHER_TEAM]}, "볼 수 있는 팀 가운데"),
        ({"addresses": ["a@dangol.example"], "shown": []}, "볼 수 있는 팀 가운데"),
        ({"zone": "Mars/Base"}, "시간대"),
        ({"metrics": ["x"]}, "지표가 없습니다"),
        ({"name": {"evil": 1}}, "입력한 내용을 읽을 수 없습니다"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_what_cannot_be_kept_is_said_in_the_form_and_nothing_is_kept(reports: Site, given: dict[str, Any], said: str) -> None:
    assert said in told(save(reports, "lead", **given))
    assert schedules(reports) == []


def test_who_may_not_schedule_can_neither_open_the_form_nor_save_it(reports: Site) -> None:
    assert "권한이 없습니다" in reports.page("boss", "/reports", schedule="new").text
    assert "권한이 없습니다" in told(save(reports, "boss"))
    assert schedules(reports) == [] and "새 예약" not in reports.page("boss", "/reports").text


def test_another_persons_schedule_can_be_neither_seen_nor_changed_by_a_team_lead(reports: Site) -> None:
    save(reports, "data", name="경영 보고")
    (made,) = schedules(reports)
    assert "경영 보고" not in reports.page("lead", "/reports").text
    for answer in (do(reports, "lead", "start", made.id), save(reports, "lead", f"?schedule={made.id}", name="내 것")):
        assert "본인이 만든 예약이 아닙니다" in told(answer)
    assert [(each.name, each.state) for each in schedules(reports)] == [("경영 보고", "draft")]
    assert reports.client("lead").get(f"/reports/preview/{made.id}.pdf").status_code == 403


@pytest.mark.parametrize("deed", ["start", "trial", "release", "again", "missed", "x"])
def test_no_deed_does_anything_for_who_may_not_schedule(reports: Site, deed: str) -> None:
    assert "권한이 없습니다" in told(do(reports, "boss", deed, 1))


def test_the_next_times_follow_what_is_chosen(reports: Site) -> None:
    chosen = {"cadence": "monthly", "weekday": "1", "day": "31", "at": "09:30", "zone": "America/New_York", "closed": "send"}
    values = [{"id": field(name), "property": "value", "value": value} for name, value in chosen.items()]
    answer = asked(reports, "data", field("cadence"), values, place("?schedule=new")).text
    assert answer.count("09:30") == 3 and ("EST" in answer or "EDT" in answer)


def sent(site: Site, login: str, **given: Any) -> int:
    """The number of a document that was made for a schedule of somebody's."""
    save(site, login, **given)
    made = schedules(site)[-1]
    do(site, login, "start", made.id)
    with site.here.state.write() as session:
        start, end = date(2026, 10, 1), date(2026, 11, 1)
        at = {"start": start, "end": end, "needed_until": end, "due_at": datetime.now(UTC), "is_missed": False}
        store.runs.plan(session, made.id, period="2026-10", **at)
    Worker(site.here.office).round()
    with site.here.state.read() as session:
        return store.documents.history(session, 1)[0].id


def test_a_team_lead_opens_reports_of_own_teams_and_no_others(reports: Site) -> None:
    own = sent(reports, "data", users=[], addresses=["a@dangol.example"], shown=[ONLINE_TEAM])
    whole = sent(reports, "data", name="전사", users=[], addresses=["b@dangol.example"])
    lead, boss = reports.client("lead"), reports.client("boss")
    answer = lead.get(f"/reports/{own}.pdf", buffered=True)
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF") and answer.headers["Content-Disposition"].startswith("inline")
    for path in (f"/reports/{whole}.pdf", f"/reports/{whole}.xlsx", f"/reports/{own}.xlsx", "/reports/999.pdf"):
        assert lead.get(path, buffered=True).status_code == 403, path
    assert boss.get(f"/reports/{whole}.pdf", buffered=True).status_code == 200
    shown = reports.page("lead", "/reports")
    assert ONLINE_TEAM in shown.text and len(shown.table("numbers")) == 2  # the head and one report
    assert "볼 수 없는 팀의 보고서" in reports.page("lead", "/reports", document=str(whole)).text
    assert "b@dangol.example" not in reports.page("lead", "/reports", document=str(whole)).text
    assert "a@dangol.example" in reports.page("lead", "/reports", document=str(own)).text
    same = do(reports, "lead", "compare", own, f"?document={own}").text
    assert "done=same" in same
    assert reports.app.server.test_client().get(f"/reports/{own}.pdf").status_code in (303, 401)


def test_a_held_report_shows_why_and_is_skipped_by_its_owner(reports: Site) -> None:
    save(reports, "data")
    (made,) = schedules(reports)
    with reports.here.state.write() as session:
        start, end = date(2026, 11, 1), date(2026, 12, 1)
        at = {"start": start, "end": end, "needed_until": end, "due_at": datetime.now(UTC), "is_missed": False}
        store.runs.plan(session, made.id, period="2026-11", **at)
        store.users.set_email(session, user_id(reports, "data"), "data@dangol.example")
    Worker(reports.here.office).round()
    shown = reports.page("data", "/reports").text
    assert "확인이 필요합니다" in shown and "주문 데이터가 2026-10-31까지만 있습니다" in shown and "건너뛰기" in shown
    assert "확인이 필요합니다" not in reports.page("lead", "/reports").text
    do(reports, "data", "skip", 1)
    assert "확인이 필요합니다" not in reports.page("data", "/reports").text
    with reports.here.state.read() as session:
        assert store.runs.counts(session) == {"skipped": 1}


def test_what_is_looked_at_can_be_scheduled_from_where_it_is_looked_at(reports: Site) -> None:
    assert "메일로 예약" in reports.page("lead", "/").text and "메일로 예약" not in reports.page("boss", "/").text
    form = reports.page("data", "/reports", schedule="new", grain="week", team=OTHER_TEAM)
    assert form.props(id=field("cadence"))["value"] == "weekly"
    assert form.props(id=field("teams"))["value"] == [OTHER_TEAM]
