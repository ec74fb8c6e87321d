"""A kept page is the one that would be laid out now, for whoever looks at it."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from dash import html
from flask import g
from plotly.io.json import to_json_plotly
from sqlalchemy import event

import store.goals
import store.snapshots
from access.reader import Reader
from access.roles import Role
from dashboards.frame import framed, opened
from dashboards.header import account
from dashboards.kept_pages import PLACE, Asked, KeptPages, LaidOut
from dashboards.page import Page
from dashboards.pages import PAGES
from dashboards.still import stilled
from dashboards.visit import Desk
from etl.demo_story import ONLINE_TEAM, TEAMS
from metrics.goal import Comparison
from metrics.goal_version import GoalVersion
from metrics.period import Grain
from metrics.query import EVERYTHING, Scope
from metrics.terms import Meant, Terms
from store.schema import Base
from tests.dashboards.site import Site

LASTING = [page for page in PAGES if page.lasts]
BY_NAME = {page.path.strip("/") or "overview": page for page in LASTING}
ASKED = Asked("/?lang=ko", Role.EXECUTIVE, EVERYTHING, "ko", ())
BOSS = Reader(1, "boss", "김대표", Role.EXECUTIVE, EVERYTHING, "ko")


@contextmanager
def laid_out(site: Site, page: Page, reader: Reader = BOSS, **asked: str) -> Iterator[str]:
    """A page's JSON as somebody is sent it."""
    with site.app.server.test_request_context():
        g.reader = reader
        waiting = opened(page, **asked).to_plotly_json()
        yield g.laid_out[waiting]


def test_it_is_made_from_nothing_that_leaves_the_revision_as_it_was(site_of_its_own: Site) -> None:
    site, read = site_of_its_own, set[str]()
    with site.here.state.write() as session:
        store.snapshots.amend(session, {**site.here.latest()[0].versions})  # so that all is read again
    event.listen(site.here.state.engine, "before_cursor_execute", lambda *given: read.update(re.findall(r"(?:FROM|JOIN) (\w+)", given[2])))
    for page in LASTING:
        with laid_out(site, page):
            pass
    tables = {name: Base.metadata.tables[name].info for name in read}
    assert [name for name, info in tables.items() if not info.get("is_shown")] == ["revision"]
    assert "snapshots" in tables


@pytest.mark.parametrize("page", LASTING, ids=list(BY_NAME))
@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.TEAM_LEAD, Role.ADMIN], ids=lambda role: role.value)
def test_it_is_what_each_of_those_who_may_see_the_same_would_be_laid_out(page: Page, role: Role, site: Site) -> None:
    scope = Scope(frozenset({ONLINE_TEAM})) if role is Role.TEAM_LEAD else EVERYTHING
    for number, login, name in ((7, "kim", "Kim Hana"), (8, "lee", "Lee Duri")):
        reader = Reader(number, login, name, role, scope, "ko")
        with laid_out(site, page, reader) as kept:
            desk = Desk.of(page, {})
            assert kept == LaidOut.of(framed(page.layout(desk), desk, account(desk))).text
        assert name in kept and ("Kim" in kept) is (login == "kim")


@pytest.mark.parametrize("page", [page for page in LASTING if page.needs_data], ids=lambda page: page.name)
def test_what_was_kept_for_who_sees_all_is_not_given_to_a_team(page: Page, site: Site) -> None:
    with laid_out(site, page):
        pass
    with laid_out(site, page, Reader(9, "lead", "이팀장", Role.TEAM_LEAD, Scope(frozenset({ONLINE_TEAM})), "ko")) as seen:
        assert json.dumps(ONLINE_TEAM).strip('"') in seen
        assert not [team for team in TEAMS if team != ONLINE_TEAM and json.dumps(team).strip('"') in seen]


def test_a_goal_that_was_set_shows_at_once(site_of_its_own: Site) -> None:
    site = site_of_its_own
    period = site.here.latest()[0].until or datetime.now(UTC).date()
    before = site.page("boss", "/goals").text
    version = GoalVersion(
        metric="complaint_rate",
        team=None,
        grain=Grain.WEEK,
        begins_on=Grain.WEEK.period_of(period + timedelta(days=7)).start,
        decided_on=period,
        owner="김대표",
        reason="불만 줄이기",
        terms=Terms(comparison=Comparison.AT_MOST, amount=0.0123, meant=Meant.ABSOLUTE),
    )
    with site.here.state.write() as session:
        store.goals.add(session, version, by="boss", now=datetime.now(UTC))
    after = site.page("boss", "/goals").text
    assert "1.2%" in after and after != before


def test_a_load_that_is_taken_back_takes_its_pages_with_it(site_of_its_own: Site) -> None:
    site = site_of_its_own
    before = site.page("boss").text
    with site.here.state.write() as session:
        assert store.snapshots.step_back(session) is not None
    assert site.page("boss").text != before


def test_a_page_that_was_laid_out_while_the_state_changed_is_not_kept() -> None:
    kept, made = KeptPages(), list[str]()

    def page(words: str) -> Any:
        made.append(words)
        return html.Div(words)

    def overtaken() -> Any:
        kept.page("second", ASKED, lambda: page("new"), PLACE)
        return page("old")

    assert "old" in kept.page("first", ASKED, overtaken, PLACE).text
    assert "new" in kept.page("second", ASKED, lambda: page("newer"), PLACE).text
    assert made == ["new", "old"]


def test_the_least_recently_used_page_goes_first() -> None:
    kept, made = KeptPages(most=2), list[str]()
    for address in ("/a", "/b", "/a", "/c", "/a", "/b"):
        kept.page("now", replace(ASKED, address=address), lambda: made.append(address) or html.Div(), PLACE)  # noqa: B023
    assert made == ["/a", "/b", "/c", "/b"]


def test_words_on_a_page_are_never_taken_for_the_place_of_the_account() -> None:
    forged = to_json_plotly(PLACE)
    text = KeptPages().page("now", ASKED, lambda: html.Div([forged, PLACE]), html.B("김대표")).text
    assert json.loads(text)["props"]["children"] == [forged, stilled(html.B("김대표"))]


def test_what_was_asked_for_in_vain_is_said_on_a_page_of_its_own(site: Site) -> None:
    plain, asked = site.page("boss", "/"), site.page("boss", "/", team="없는 팀")
    assert "(팀)는 쓸 수 없어" in asked.text and "쓸 수 없어" not in plain.text
    assert site.page("boss", "/").text == plain.text
