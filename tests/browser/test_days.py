"""A day of each role from sign-in on: on the demo company, and in new installations on real exports."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from access.people import add_user
from access.roles import Role
from commands.demo_goals import set_goals
from etl.demo_story import TEAMS
from tests.browser.conftest import DESK
from tests.browser.listening import listening, signed_in
from tests.dashboards.site import PASSWORD, served

pytestmark = pytest.mark.browser

Reader = Callable[..., Page]
CALLBACK = "/_dash-update-component"
LONG = 60_000  # milliseconds, for half a million lines


def test_an_executive_asks_why_nps_fell_reads_the_comments_and_comes_back(reader: Reader) -> None:
    page = reader("boss", "?period=2026-05")
    numbers = page.locator(".card .number").all_inner_texts()
    assert len(numbers) == 6
    fall = page.locator(".moved li", has_text="NPS").first
    expect(fall).to_contain_text("+52에서 +26으로 낮아졌습니다")
    expect(page.locator(".moved")).to_contain_text("가장 큰 몫은 배송")
    fall.locator(".told").click()
    page.wait_for_url(re.compile("/trends.*metric=net_promoter_score"))
    page.wait_for_selector(".chart .main-svg")
    page.go_back()
    expect(page.locator("h1 .when")).to_have_text("2026년 5월")
    page.locator(".moved li", has_text="NPS").first.get_by_role("link", name="고객 의견").click()
    expect(page.locator("h1")).to_contain_text("고객의 목소리")
    said = page.locator(".comments li")
    expect(said.first).to_be_visible()
    assert any("배송" in comment for comment in said.all_inner_texts()), "late deliveries were what May was about"
    page.go_back()
    expect(page.locator("h1 .when")).to_have_text("2026년 5월")
    expect(page.locator(".card .number")).to_have_text(numbers)


def test_a_team_lead_sets_the_own_goal_and_a_request_made_by_hand_sets_no_others(reader: Reader) -> None:
    page = reader("lead", "goal?grain=week&metric=complaint_rate")
    page.locator("#goal-amount").fill("3.5")
    page.locator("#goal-reason").fill("불만 줄이기 주간")
    page.locator("#goal-save").click()
    with page.expect_request(lambda request: CALLBACK in request.url and '"goal-confirm.n_clicks"' in (request.post_data or "")) as sent:
        page.locator("#goal-confirm").click()
    expect(page.locator(".goal-table")).to_contain_text("불만 줄이기 주간")
    forged = _for_team(sent.value.post_data or "", TEAMS[0]).replace("불만 줄이기 주간", "남의 목표")
    assert "남의 목표" in forged
    send = "([to, body]) => fetch(to, {method: 'POST', headers: {'Content-Type': 'application/json'}, body}).then(answer => answer.json())"
    answer = page.evaluate(send, [CALLBACK, forged])
    assert "이 팀의 목표는 볼 수 없습니다" in json.dumps(answer, ensure_ascii=False)
    others = reader("boss", f"goal?grain=week&metric=complaint_rate&for={quote(TEAMS[0])}")
    expect(others.locator("main h1")).to_be_visible()
    assert "남의 목표" not in others.content()


def test_a_lead_of_two_teams_sees_their_goals_rolled_up_and_sets_the_next(peopled_home: Path, tmp_path: Path, chromium: Browser) -> None:
    for site in served(Path(shutil.copytree(peopled_home, tmp_path / "home"))):
        add_user(site.here.state, "leads", "박팀장", Role.TEAM_LEAD, TEAMS[:2], PASSWORD, "단골상회")
        set_goals(site.here, site.here.trends(), by="admin")
        with listening(site) as address:
            page = signed_in(chromium, address, "leads")
            expect(page.locator("h1")).to_contain_text("목표")
            together = page.locator("tr.together", has_text="2개 팀 합계")
            expect(together.first).to_contain_text("% 이상")
            assert all(team not in page.locator("main").inner_text() for team in TEAMS[2:])
            page.goto(f"/goal?lang=ko&grain=week&metric=complaint_rate&for={quote(TEAMS[1])}")
            page.wait_for_load_state("networkidle")
            page.locator("#goal-amount").fill("3.5")
            page.locator("#goal-reason").fill("불만 줄이기 주간")
            page.locator("#goal-save").click()
            page.locator("#goal-confirm").click()
            expect(page.locator(".goal-table")).to_contain_text("불만 줄이기 주간")
            page.context.close()


def _for_team(sent: str, team: str) -> str:
    """A callback's body as somebody would forge it: sent from the page of another team's goal."""
    body = json.loads(sent)
    for state in body["state"]:
        if isinstance(state, dict) and (state["id"], state["property"]) == ("address", "search"):
            state["value"] += f"&for={quote(team)}"
    return json.dumps(body, ensure_ascii=False)


@pytest.mark.parametrize(
    ("file", "rows", "accepted", "seen", "card", "value", "goal"),
    [
        (
            "zendesk_plum_tickets/tickets.csv",
            "16,476",
            "16,476",
            "?grain=quarter&period=2023-Q2",
            "첫 응답",
            "7시간 58분",  # 478 business minutes are the median
            "customer_satisfaction",
        ),
        (
            "online_retail/online_retail_2009_2010.zip",
            "525,461",
            "28,816",
            "?period=2010-11",
            "재구매율",
            "64.7%",  # 2,758 of 4,266 customers
            "repurchase_rate",
        ),
    ],
    ids=["zendesk", "online_retail"],
)
def test_a_new_installation_is_led_from_its_first_file_to_its_first_goal(
    file: str, rows: str, accepted: str, seen: str, card: str, value: str, goal: str, shared: Path, tmp_path: Path, chromium: Browser
) -> None:
    with _new_installation(tmp_path / "home") as address:
        context = chromium.new_context(viewport=DESK, base_url=address)
        page = context.new_page()
        page.goto("/")
        page.fill("input[name=login]", "root")
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url(re.compile("/first-steps"))
        expect(page.locator(".tally")).to_have_text("5단계 가운데 0단계를 마쳤습니다.")
        page.get_by_role("link", name="파일 올리기").click()
        with page.expect_file_chooser() as chooser:
            page.locator("#data-choose").click()
        chooser.value.set_files(shared / file)
        page.locator("#data-try").click(timeout=LONG)
        page.locator("#data-load").click(timeout=LONG)
        expect(page.locator("#data-done")).to_be_visible(timeout=LONG)
        expect(page.locator("#data-rows")).to_have_text(rows)
        expect(page.locator("#data-accepted")).to_have_text(accepted)
        page.get_by_role("link", name="시작하기").click()
        expect(page.locator(".step-mark")).to_have_text(["✓", "✓", "✓", "4", "5"])
        page.get_by_role("link", name="한눈에 보기 열기").click()
        expect(page.locator(".card")).to_have_count(6)
        page.goto(f"/{seen}")
        expect(page.locator(f".card:has(h2:has-text('{card}')) .number")).to_have_text(value)
        page.goto(f"/goal?grain=month&metric={goal}")
        page.locator("#goal-amount").fill("70")
        page.locator("#goal-reason").fill("첫 목표")
        page.locator("#goal-save").click()
        page.locator("#goal-confirm").click()
        expect(page.locator(".goal-table")).to_contain_text("첫 목표")
        page.goto("/first-steps")
        expect(page.locator(".step-mark")).to_have_text(["✓", "✓", "✓", "✓", "5"])
        context.close()


@contextmanager
def _new_installation(home: Path) -> Iterator[str]:
    """The address of an installation with nothing in it but an administrator."""
    for site in served(home):
        add_user(site.here.state, "root", "박관리", Role.ADMIN, None, PASSWORD, "단골상회")
        with listening(site) as address:
            yield address
