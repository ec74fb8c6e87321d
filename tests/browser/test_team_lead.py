"""A team lead's day: on track or not, next week's goal set, and nobody else's touched."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from etl.demo_story import ONLINE_TEAM, TEAMS

pytestmark = pytest.mark.browser

Reader = Callable[..., Page]


def test_a_team_lead_sees_the_week_sets_next_weeks_goal_and_finds_it_kept(reader: Reader) -> None:
    page = reader("lead", "goals")
    expect(page.locator("h1 .when")).to_have_text("2026년 43주")
    expect(page.locator(".tally")).to_contain_text("목표 3개")
    said = page.locator("main").inner_text()
    assert ONLINE_TEAM in said and not any(team in said for team in TEAMS if team != ONLINE_TEAM)
    page.get_by_role("link", name="목표 정하기").click()
    page.locator("#goal-amount").fill("57")
    page.locator("#goal-amount").blur()
    expect(page.locator("#goal-preview")).to_contain_text("2026년 45주부터 57.0% 이상")
    expect(page.locator("#goal-preview")).to_contain_text("50.0% 이상")  # what it takes the place of
    page.locator("#goal-save").click()
    expect(page.locator("#goal-fault")).to_contain_text("책임자와 이유")
    page.locator("#goal-reason").fill("연말 재구매 확대")
    page.locator("#goal-save").click()
    expect(page.get_by_role("dialog")).to_contain_text(f"{ONLINE_TEAM} · 재구매율")
    page.locator("#goal-confirm").click()
    expect(page.locator(".goal-table")).to_contain_text("연말 재구매 확대")
    page.get_by_role("link", name=re.compile("목표로 돌아가기")).click()
    expect(page.locator(".goal-table.is-board")).to_contain_text("2026년 45주부터 57.0% 이상")


def test_save_stays_under_the_pointer_while_the_preview_grows(reader: Reader) -> None:
    page = reader("lead", "goal?grain=week&metric=complaint_rate")
    save, preview = page.locator("#goal-save"), page.locator("#goal-preview")
    expect(preview).to_contain_text("숫자를 입력하면")
    before = save.bounding_box()
    page.locator("#goal-amount").fill("3.5")
    expect(preview).to_contain_text("3.5%")
    assert save.bounding_box() == before


def test_a_team_lead_cannot_come_near_another_teams_goal(reader: Reader) -> None:
    page = reader("lead", "goals")
    page.goto(f"/goal?grain=week&metric=repurchase_rate&for={TEAMS[0]}")
    expect(page.get_by_role("alert")).to_contain_text("이 팀의 목표는 볼 수 없습니다")
    assert page.locator("#goal-save").count() == 0


def test_an_executive_reads_every_goal_and_is_offered_no_form(reader: Reader) -> None:
    page = reader("boss", "goals")
    for team in TEAMS:
        expect(page.locator("main")).to_contain_text(team)
    page.get_by_role("link", name="이력").first.click()
    expect(page.locator("main")).to_contain_text("관리자나 해당 팀의 팀장이 정합니다")
    assert page.locator("#goal-save").count() == 0


def test_from_a_goal_that_is_behind_one_click_leads_to_the_comments_and_back(reader: Reader) -> None:
    page = reader("boss", "goals")
    page.locator(".first li", has_text="NPS").first.get_by_role("link", name="고객 의견").click()
    expect(page.locator("h1")).to_contain_text("고객의 목소리")
    expect(page.locator(".comments li").first).to_be_visible()
    assert "band=low" in page.url and "survey=nps" in page.url
    page.go_back()
    expect(page.locator(".tally")).to_be_visible()
