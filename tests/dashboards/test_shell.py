"""Many pages in one frame: who may open which, and what goes along from one to another."""

from typing import Any

import narwhals as nw
import pytest

from access.roles import Role
from dashboards.own import Own, Parameter, asked
from dashboards.page import EVERY_FILTER, Page
from dashboards.pages import PAGES
from etl.demo_story import ONLINE_TEAM
from metrics.facts import Orders
from metrics.query import EVERYTHING, Scope
from metrics.text import Text
from tests.dashboards.site import PEOPLE, Site, nodes_of

LABEL = Text(ko="점수대", en="Score band")
BAND = Parameter("band", LABEL, values=("good", "bad"))
WORDS = Parameter("q", LABEL, longest=10)
MARKS = Parameter("mark", LABEL, values=("a", "b", "c"), is_many=True)


def links(site: Site, login: str, path: str = "/", **search: Any) -> dict[str, dict[str, Any]]:
    """The menu's links by their path."""
    found = [
        node["props"] for node in nodes_of(site.page(login, path, **search).tree) if "menu-link" in str(node["props"].get("className"))
    ]
    return {link["href"].partition("?")[0]: link for link in found}


@pytest.mark.parametrize("login", PEOPLE)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_a_page_opens_for_those_who_have_its_right_and_for_nobody_else(page: Page, login: str, site: Site) -> None:
    _, role, _ = PEOPLE[login]
    shown = site.page(login, page.path)
    assert (shown.found("fault") == []) == role.may(page.right)
    assert (page.path in links(site, login)) == (role.may(page.right) and page.group is not None)


@pytest.mark.parametrize("page", [page for page in PAGES if page.group], ids=lambda page: page.path)
def test_the_menu_marks_the_page_that_is_open(page: Page, site: Site) -> None:
    login = next(login for login, (_, role, _) in PEOPLE.items() if role.may(page.right))
    assert [path for path, link in links(site, login, page.path).items() if link.get("aria-current")] == [page.path]


def test_the_view_goes_along_to_other_pages(site: Site) -> None:
    asked_for = {"grain": "quarter", "period": "2026-Q2", "team": ["온라인팀"], "lang": "en", "channel": ["전화"], "against": "year"}
    for link in links(site, "boss", **asked_for).values():
        kept = asked(link["href"].partition("?")[2])
        assert {name: kept[name] for name in asked_for} == {name: [v] if isinstance(v, str) else v for name, v in asked_for.items()}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_a_page_looks_at_filters_that_there_are(page: Page) -> None:
    assert set(page.filters) <= set(EVERY_FILTER)
    assert page.path.startswith("/") and (page.path == "/" or not page.path.endswith("/"))


def test_paths_are_pages_own() -> None:
    assert len({page.path for page in PAGES}) == len(PAGES)
    assert all(sum(role in page.home_of for page in PAGES) <= 1 for role in Role)


@pytest.mark.parametrize("login", PEOPLE)
def test_the_day_begins_on_the_page_of_the_role(login: str, site: Site) -> None:
    _, role, _ = PEOPLE[login]
    home = next((page.path for page in PAGES if role in page.home_of), PAGES[0].path)
    answer = site.client(login).get("/home")
    assert (answer.status_code, answer.headers["Location"]) == (303, home)


@pytest.mark.parametrize("path", ["/nowhere", "/_dash-layout", "trends"])
def test_a_choice_on_a_page_that_is_none_is_refused(path: str, site: Site) -> None:
    answer = site.choose("boss", path=path, period="2026-09")
    assert answer.status_code == 200 and "search" not in answer.json["response"].get("address", {})
    assert "찾으시는 페이지가 없습니다" in answer.text.encode().decode("unicode_escape")


def test_a_filter_narrows_the_rows_and_is_taken_back_by_choosing_nothing(site: Site) -> None:
    answer = site.choose("boss", period="2026-09", channel=["전화"])
    search = answer.json["response"]["address"]["search"]
    assert asked(search)["channel"] == ["전화"]
    narrowed, all_rows = (site.page("boss", **asked(one)).found("number") for one in (search, "?period=2026-09"))
    assert narrowed != all_rows
    back = site.choose("boss", search=search, channel=[]).json["response"]["address"]["search"]
    assert "channel" not in asked(back) and asked(back)["period"] == ["2026-09"]


def test_the_values_of_filters_obey_the_scope(site: Site) -> None:
    answers = site.house.answers
    snapshot = answers.snapshot()
    assert snapshot is not None
    everything, own = (answers.values(snapshot, scope) for scope in (EVERYTHING, Scope(frozenset({ONLINE_TEAM}))))
    rows = answers.facts(snapshot).frame(Orders).filter(nw.col("team") == ONLINE_TEAM).select("channel").unique().collect()
    assert set(rows["channel"].drop_nulls().to_list()) <= set(own["channel"]) < set(everything["channel"])


@pytest.mark.parametrize(
    ("search", "given", "refused"),
    [
        ("?band=good&q=%EB%B0%B0%EC%86%A1", {"band": ("good",), "q": ("배송",)}, ()),
        ("?band=worst", {}, ("band",)),
        ("?band=good&band=bad", {}, ("band",)),
        ("?mark=c&mark=a&mark=c", {"mark": ("c", "a")}, ()),
        ("?mark=a&mark=z", {}, ("mark",)),
        ("?q=12345678901", {}, ("q",)),
        ("?q=", {}, ()),
        ("?other=1", {}, ()),
        ("?q=%E1%84%87%E1%85%A2", {"q": ("배",)}, ()),  # decomposed
    ],
)
def test_a_page_takes_its_own_parameters_as_declared(search: str, given: dict[str, tuple[str, ...]], refused: tuple[str, ...]) -> None:
    own = Own.of(asked(search), (BAND, WORDS, MARKS))
    assert dict(own.given) == given
    assert tuple(parameter.name for parameter in own.refused) == refused
    assert Own.of(asked(own.search), (BAND, WORDS, MARKS)) == own
