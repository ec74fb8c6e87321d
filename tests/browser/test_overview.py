import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

Reader = Callable[..., Page]


def settled(page: Page, search: str) -> None:
    """Waits until the page is at an address and shows it."""
    page.wait_for_url(re.compile(re.escape(search)))
    page.wait_for_load_state("networkidle")


def texts(page: Page, selector: str) -> list[str]:
    return page.locator(selector).all_inner_texts()


def test_six_cards_are_seen_and_a_click_on_one_shows_its_trend(reader: Reader) -> None:
    page = reader("boss")
    expect(page.locator(".card")).to_have_count(6)
    for number in texts(page, ".card .number"):
        assert re.search(r"\d", number)
    page.locator(".card").nth(4).click()
    settled(page, "metric=complaint_rate")
    expect(page.locator(".trend h2")).to_have_text("불만율 추이")
    expect(page.locator(".chart .main-svg").first).to_be_visible()


def test_the_period_is_changed_by_button_and_by_list_and_the_browser_goes_back(reader: Reader) -> None:
    page = reader("boss")
    october = texts(page, ".card .number")
    page.get_by_title(re.compile("이전 기간")).click()
    settled(page, "period=2026-09")
    expect(page.locator("h1 .when")).to_have_text("2026년 9월")
    september = texts(page, ".card .number")
    assert september != october
    page.locator(".period input").click()
    page.get_by_role("option", name="2026년 5월").click()
    settled(page, "period=2026-05")
    expect(page.locator("h1 .when")).to_have_text("2026년 5월")
    page.go_back()
    expect(page.locator("h1 .when")).to_have_text("2026년 9월")
    expect(page.locator(".period input")).to_have_value("2026년 9월")
    assert texts(page, ".card .number") == september


def test_a_link_of_the_menu_changes_the_page_in_place_and_with_the_control_key_opens_it_aside(reader: Reader) -> None:
    page = reader("boss")
    page.evaluate("window.isTheSameDocument = true")
    page.locator(".menu-link", has_text="응대와 불만").first.click()
    expect(page.locator(".menu-link.is-current").first).to_have_attribute("aria-current", "page")
    expect(page.locator("h1")).to_contain_text("응대와 불만")
    assert page.evaluate("window.isTheSameDocument")
    with page.context.expect_page() as aside:
        page.locator(".menu-link", has_text="추이").first.click(modifiers=["Control"])
    expect(aside.value.locator("h1")).to_contain_text("추이")
    expect(page.locator("h1")).to_contain_text("응대와 불만")


def test_a_metric_is_found_by_typing_its_name(reader: Reader) -> None:
    page = reader("boss", "/trends")
    page.locator(".choose-metric input").first.click()
    page.keyboard.type("순추천지수 (NPS)")
    expect(page.get_by_role("option").first).to_contain_text("순추천지수 (NPS)")
    page.get_by_role("option").first.click()
    settled(page, "metric=net_promoter_score")


def test_the_language_is_changed_and_stays_changed_on_the_way(reader: Reader) -> None:
    page = reader("boss")
    page.get_by_role("link", name="English").click()
    settled(page, "lang=en")
    expect(page.locator("h1 .when")).to_have_text("Oct 2026")
    page.get_by_role("link", name="Week").click()
    settled(page, "grain=week")
    expect(page.locator("h1 .when")).to_have_text("Week 43, 2026")
    assert "lang=en" in page.url


def test_an_address_opened_by_somebody_else_shows_the_same_view(reader: Reader) -> None:
    first = reader("boss", "/trends?grain=quarter&period=2026-Q2&metric=net_promoter_score&lang=en")
    first.locator(".teams input").click()
    first.get_by_role("option", name="온라인팀").click()
    settled(first, "team=")
    expect(first.locator(".mantine-Pill-label")).to_have_text("온라인팀")
    second = reader("data", "/trends?" + first.url.partition("?")[2])
    for seen in (".now .number", ".now .change", "h1 .when", ".summary", ".trend h2", ".mantine-Pill-label"):
        assert texts(second, seen) == texts(first, seen) != []
    assert second.url == first.url


def test_a_team_lead_sees_the_own_team_and_cannot_ask_for_another(reader: Reader) -> None:
    page = reader("lead", "/trends?team=%EC%98%81%EB%82%A8%ED%8C%80&period=2026-09&by=team")
    expect(page.locator(".notice")).to_be_visible()
    assert texts(page, ".panel tbody tr:has(.reach) td:first-child") == ["온라인팀"]
    assert "영남팀" not in page.content() and "수도권" not in page.content()
    executive = reader("boss", "/trends?period=2026-09")
    assert texts(page, ".now .number") != texts(executive, ".now .number")


def test_all_can_be_done_with_the_keyboard(reader: Reader) -> None:
    page = reader("boss")
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("(document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || '').trim()")
        )
        if reached[-1] == "불만율":
            break
    assert reached[0] == "본문으로 건너뛰기"
    assert {"English", "화면 색상", "추이", "분기", "기간", "팀", "필터"} <= set(reached)
    page.keyboard.press("Enter")
    settled(page, "metric=complaint_rate")
    expect(page.locator(".trend h2")).to_have_text("불만율 추이")


def test_a_metrics_definition_is_one_click_away(reader: Reader) -> None:
    page = reader("boss")
    page.get_by_role("button", name="불만율 설명").click()
    expect(page.locator(".popover").filter(has_text="불만 문의 ÷")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".popover").filter(has_text="불만 문의 ÷")).to_have_count(0)


def test_the_numbers_of_the_trend_can_be_read_as_a_table(reader: Reader) -> None:
    page = reader("boss", "/trends?metric=net_promoter_score&period=2026-10")
    rows = page.locator(".numbers-panel tbody tr")
    expect(rows).to_have_count(24)
    expect(rows.first).to_contain_text("2026년 10월")
    expect(rows.first).to_be_visible()


def test_a_point_of_the_chart_can_be_read(reader: Reader) -> None:
    page = reader("boss", "/trends?metric=complaint_rate&period=2026-10")
    page.locator(".trend .chart").scroll_into_view_if_needed()
    box = page.locator(".trend .chart .nsewdrag").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 23.5 / 24, box["y"] + box["height"] / 2)
    expect(page.locator(".trend .chart .hoverlayer")).to_contain_text("2026년 10월")
    expect(page.locator(".trend .chart .hoverlayer")).to_contain_text("95% 구간")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_follow_the_system_until_chosen_and_then_stay(scheme: str, reader: Reader) -> None:
    other, other_name = ("dark", "어둡게") if scheme == "light" else ("light", "밝게")
    page = reader("boss", "/trends", scheme=scheme, anew=True)
    ground = "getComputedStyle(document.documentElement).getPropertyValue('--ground').trim()"
    line = "document.querySelector('.trend .chart .js-line').style.stroke"
    page.wait_for_selector(".trend .chart .js-line", state="attached")
    before, line_before = page.evaluate(ground), page.evaluate(line)
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
    page.get_by_role("button", name="화면 색상").click()
    page.get_by_role("button", name=other_name).click()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", other)
    page.wait_for_function(f"() => document.querySelector('.trend .chart .js-line').style.stroke != '{line_before}'")
    assert page.evaluate(ground) != before
    page.reload()
    page.wait_for_selector(".chart .main-svg")
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", other)


def test_the_browser_keeps_nothing_of_the_data(reader: Reader) -> None:
    page = reader("boss")
    page.locator(".card").nth(2).click()
    settled(page, "metric=")
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_signing_out_ends_the_session(reader: Reader) -> None:
    page = reader("boss", anew=True)
    page.get_by_role("button", name="내 계정").click()
    page.get_by_role("button", name="로그아웃").click()
    page.wait_for_url(re.compile("/sign-in"))
    page.goto("/")
    page.wait_for_url(re.compile("/sign-in"))


def test_the_report_is_downloaded_for_the_view(reader: Reader) -> None:
    page = reader("boss", "?grain=quarter&period=2026-Q2")
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="보고서 내려받기").click()
    assert downloaded.value.suggested_filename == "단골상회 고객 지표 2026-Q2.pdf"
    assert downloaded.value.path().read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_width_scrolls_sideways_or_cuts_words(language: str, reader: Reader) -> None:
    for path in ("/", "/trends"):
        page = reader("boss", f"{path}?lang={language}&grain=week&metric=first_response_time&by=team")
        for width in (1920, 1440, 1280, 1024, 768, 390, 360):
            page.set_viewport_size({"width": width, "height": 844})
            drawn = f"() => [...document.querySelectorAll('.main-svg')].every(svg => svg.clientWidth < {width})"
            page.wait_for_function(drawn)  # Plotly follows a moment later
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), width
            assert page.evaluate(CUT) == [], width
        assert len({round(box["x"]) for card in page.locator(".card").all() if (box := card.bounding_box())}) <= 1


def test_the_overview_is_seen_on_one_screen(reader: Reader) -> None:
    for language in ("ko", "en"):
        page = reader("boss", f"?lang={language}")
        assert page.evaluate("document.documentElement.scrollHeight <= window.innerHeight"), language
        assert page.locator(".brief li").count() >= 4


CUT = """[...document.querySelectorAll('main *, .filters *')]
    .filter(e => e.offsetParent && e.children.length == 0 && e.innerText && getComputedStyle(e).overflow != 'visible')
    .filter(e => e.scrollWidth > e.clientWidth + 1 && !e.className.includes('unseen'))
    .map(e => e.innerText)"""
