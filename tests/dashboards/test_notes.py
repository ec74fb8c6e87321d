"""Notes on Trends: who writes and sees which, that they stand in the picture and its text, and that a forged form gets nothing."""

from collections.abc import Iterator
from typing import Any

import pytest

import store.notes
from etl.demo_story import ONLINE_TEAM, TEAMS
from metrics.period import Grain
from tests.dashboards.site import Shown, Site, nodes_of, texts_of

OTHER_TEAM = TEAMS[0]
ENTERED = {
    "note-id": None,
    "note-period": "2026-05",
    "note-metric": "complaint_rate",
    "note-whose": "company",
    "note-said": "물류센터 장애",
}
TREND = {"metric": "complaint_rate", "period": "2026-10"}


def send(site: Site, login: str, button: str, path: str = "/trends", **changed: Any) -> Any:
    """What the form sends when a button is clicked."""
    names = [name for name, one in site.app.callback_map.items() if any(each["id"] == button for each in one["inputs"])]
    (output,) = [name for name in names if "noted-place" in name]
    states = [each["id"] for each in site.app.callback_map[output]["state"]][:-2]
    values = ENTERED | {f"note-{name}": value for name, value in changed.items()}
    parts = [part.rsplit(".", 1) for part in output.strip(".").split("...")]
    place = {"pathname": path, "search": "?metric=complaint_rate&period=2026-10"}
    body = {
        "output": output,
        "outputs": [{"id": id, "property": name} for id, name in parts],
        "inputs": [{"id": button, "property": "n_clicks", "value": 1}],
        "state": [
            *({"id": id, "property": "data" if id == "note-id" else "value", "value": values[id]} for id in states),
            *({"id": "address", "property": name, "value": value} for name, value in place.items()),
        ],
        "changedPropIds": [f"{button}.n_clicks"],
    }
    return site.post(login, body)


def opened(site: Site, login: str, note: int) -> Any:
    """What the form holds when the button of a note is clicked."""
    (output,) = [name for name in site.app.callback_map if "note-modal.opened" in name]
    parts = [part.rsplit(".", 1) for part in output.strip(".").split("...")]
    button = {"note": note, "do": "edit"}
    body = {
        "output": output,
        "outputs": [{"id": id, "property": name} for id, name in parts],
        "inputs": [{"id": "note-add", "property": "n_clicks", "value": 0}, [{"id": button, "property": "n_clicks", "value": 1}]],
        "state": [
            {"id": "address", "property": "pathname", "value": "/trends"},
            {"id": "address", "property": "search", "value": "?metric=complaint_rate"},
        ],
        "changedPropIds": [f'{{"do":"edit","note":{note}}}.n_clicks'],
    }
    return site.post(login, body).get_json()["response"]


def kept(site: Site) -> list[store.notes.Note]:
    with site.here.state.read() as session:
        return store.notes.all_notes(session)


def of_people(page: Shown) -> list[str]:
    return [each for each in page.found("remark") if " 메모 " in each]


def test_a_note_stands_under_its_number_in_the_picture_in_the_list_and_in_the_text(site_of_its_own: Site) -> None:
    site = site_of_its_own
    drawn = send(site, "boss", "note-save", said="  물류센터\n<b>장애</b> ")
    assert "물류센터 <b>장애</b>" in " ".join(texts_of(drawn.get_json()["response"]["noted-place"]["children"]))
    (note,) = kept(site)
    assert (note.said, note.written_by, note.author, note.metric, note.team) == (
        "물류센터 <b>장애</b>",
        "boss",
        "김대표",
        "complaint_rate",
        None,
    )
    assert note.period == Grain.MONTH.period_of(note.period.start) and note.period.start.isoformat() == "2026-05-01"
    page = site.page("lead", "/trends", **TREND)
    (said,) = of_people(page)
    number = said.split()[0]
    assert "2026년 5월" in said and "물류센터 <b>장애</b>" in said and "김대표" in said
    figure = page.props(id={"chart": "trend", "part": "figures"})["data"]["light"]
    badges = figure["data"][-1]
    months = [f"{2024 + (10 + place) // 12}년 {(10 + place) % 12 + 1}월" for place in range(24)]
    assert months[badges["x"][badges["text"].index(number)]] == "2026년 5월"
    assert "장애" not in str(figure)  # Plotly would read it as markup
    assert f"({number}) 2026년 5월" in page.found("summary")[0]


def test_notes_are_seen_by_those_whose_teams_they_concern(site_of_its_own: Site) -> None:
    site = site_of_its_own
    for number, whose in enumerate(("company", f"team:{OTHER_TEAM}", f"team:{ONLINE_TEAM}")):
        send(site, "boss", "note-save", whose=whose, said=f"비밀 {number}")
    page = site.page("lead", "/trends", **TREND)
    assert len(of_people(page)) == 2 and "비밀 1" not in page.answer.text and OTHER_TEAM not in page.answer.text
    assert len(of_people(site.page("boss", "/trends", **TREND))) == 3
    assert len(of_people(site.page("boss", "/trends", **TREND, team=OTHER_TEAM))) == 2
    assert len(of_people(site.page("boss", "/trends", metric="order_count", period="2026-10"))) == 0


def test_a_team_lead_notes_for_the_own_team_and_changes_and_removes_what_was_written(site_of_its_own: Site) -> None:
    site = site_of_its_own
    offered = site.page("lead", "/trends", **TREND).props(id="note-whose")["data"]
    assert [each["label"] for each in offered] == [ONLINE_TEAM]
    send(site, "lead", "note-save", whose=f"team:{ONLINE_TEAM}", metric="every", said="앱 개편")
    (note,) = kept(site)
    assert (note.team, note.metric) == (ONLINE_TEAM, None)
    form = opened(site, "lead", note.id)
    assert form["note-said"]["value"] == "앱 개편" and form["note-id"]["data"] == note.id
    send(site, "lead", "note-save", id=note.id, said="앱 개편 (2차)")
    assert "앱 개편 (2차)" in site.page("boss", "/trends", metric="order_count").text
    send(site, "lead", "note-remove", id=note.id)
    assert kept(site) == []


@pytest.mark.parametrize(
    ("login", "button", "changed", "said"),
    [
        ("lead", "note-save", {"whose": "company"}, "맡고 있는 팀의 메모"),
        ("lead", "note-save", {"whose": f"team:{OTHER_TEAM}"}, "읽을 수 없습니다"),
        ("lead", "note-save", {"id": 1}, "맡고 있는 팀의 메모"),
        ("lead", "note-remove", {"id": 1}, "맡고 있는 팀의 메모"),
        ("data", "note-remove", {"id": 99}, "맡고 있는 팀의 메모"),
        ("boss", "note-save", {"period": "1999-01"}, "어느 기간의 메모인지"),
        ("boss", "note-save", {"period": ["2026-05"]}, "어느 기간의 메모인지"),
        ("boss", "note-save", {"metric": "order_count"}, "읽을 수 없습니다"),
        ("boss", "note-save", {"id": {"$gt": 0}}, "읽을 수 없습니다"),
        ("boss", "note-save", {"said": "   "}, "내용을 적어"),
        ("boss", "note-save", {"said": 7}, "내용을 적어"),
        ("boss", "note-save", {"said": "가" * 301}, "300자까지"),
    ],
    ids=str,
)
def test_a_forged_form_changes_nothing_and_is_told_why(
    login: str, button: str, changed: dict[str, Any], said: str, noted_site: Site
) -> None:
    before = kept(noted_site)
    told = send(noted_site, login, button, **changed)
    assert told.status_code == 200 and said in " ".join(texts_of(told.get_json()["response"]["note-fault"]["children"]))
    assert kept(noted_site) == before


@pytest.fixture(scope="module")
def noted_site(site: Site) -> Iterator[Site]:
    """The demo company with one note of its executive, as long as the tests of this file run."""
    send(site, "boss", "note-save", whose="company", said="첫 메모", period="2025-03")
    yield site
    for note in kept(site):
        send(site, "boss", "note-remove", id=note.id)


def test_no_button_of_a_strangers_note_is_shown_and_a_click_on_it_gives_nothing(noted_site: Site) -> None:
    (note,) = kept(noted_site)
    edits = {
        login: [
            node
            for node in nodes_of(noted_site.page(login, "/trends", **TREND).tree)
            if node["props"].get("id") == {"note": note.id, "do": "edit"}
        ]
        for login in ("boss", "lead")
    }
    assert len(edits["boss"]) == 1 and edits["lead"] == []
    assert "note-said" not in opened(noted_site, "lead", 99)


def test_the_feasts_are_remarked_without_anybody_having_written_it(site: Site) -> None:
    page = site.page("boss", "/trends", metric="order_count", grain="week", period="2026-W43", lang="en")
    (chuseok,) = [each for each in page.found("remark") if "Chuseok" in each]
    assert (
        "Week 39, 2026" in chuseok and "the year before on 6 Oct 2025" in chuseok and "below the mean of the 4 weeks around it" in chuseok
    )
