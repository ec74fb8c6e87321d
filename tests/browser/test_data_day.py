"""A data admin's day: a messy file in, a gate that trips, rejects taken along, mended and cleared, and the last load taken back."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote_plus

import polars as pl
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.data_clicks import chosen, counted, loaded, newest, rehearsed, sent
from tests.browser.listening import listening, signed_in
from tests.dashboards.site import served

pytestmark = pytest.mark.browser

TITLE = "우리 매장 거래 내역,,,\n조회 기간: 전체,,,\n\n"
HEADER = "거래 코드,언제,손님 번호,받은 돈\n"


@pytest.fixture
def admin(chromium: Browser, tmp_path: Path, said: list[str]) -> Iterator[Page]:
    """A data admin at an installation that nothing was loaded into."""
    for site in served(tmp_path / "home"):
        with listening(site) as address:
            page = signed_in(chromium, address, "data")
            page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
            page.on("pageerror", lambda error: said.append(str(error)))
            yield page
            page.context.close()


def lines(first: date, *more: str) -> str:
    days = [first + timedelta(days=at) for at in range(25)]
    made = [f'A{day:%m%d},{day:%Y. %-m. %-d.} 오후 3:20,C{day.day},"￦{day.day},000"' for day in days]
    return HEADER + "".join(f"{line}\n" for line in (*made, *more))


def test_a_data_admins_day(admin: Page, tmp_path: Path) -> None:
    page = admin
    page.goto("/data?lang=ko")
    expect(page.locator("main")).to_contain_text("아직 불러온 파일이 없습니다")
    september = tmp_path / "9월 거래.csv"
    september.write_bytes((TITLE + lines(date(2026, 9, 1))).encode("cp949"))
    sent(page, september)
    expect(page.locator(".read-as")).to_contain_text("CP949")
    expect(page.locator("main")).to_contain_text("어느 시스템의 파일인지 알 수 없습니다")
    chosen(page, "어느 시스템에서 내보낸 파일인가요?", "주문 목록", "kind=orders")
    for item, header in (("주문 번호", "거래 코드"), ("주문 일시", "언제"), ("결제 금액", "받은 돈"), ("고객 번호", "손님 번호")):
        chosen(page, item, header, quote_plus(header))
    page.fill("#data-mapping-title", "매장 거래")
    page.get_by_role("button", name="이름 붙여 두기").click()
    expect(page.get_by_role("textbox", name="어느 시스템에서 내보낸 파일인가요?")).to_have_value("매장 거래")
    rehearsed(page)
    loaded(page)
    assert counted(page)[:3] == (25, 25, 0)

    november = tmp_path / "11월 거래.csv"
    bad = ("B1,2026. 11. 3. 오전 9:00,C3,많이", "B2,언젠가,C4,12000")
    november.write_bytes((TITLE + lines(date(2026, 11, 1), *bad)).encode("cp949"))
    sent(page, november)
    expect(page.locator("main")).to_contain_text("'매장 거래' 파일로 알아보았습니다.")
    rehearsed(page)
    expect(page.locator("#data-result")).to_contain_text("데이터가 비어 있습니다")
    page.click("#data-load")
    expect(page.locator("#data-result")).to_contain_text("아직 불러오지 않았습니다")

    page.goto("/data?lang=ko")
    expect(page.locator(".attention")).to_contain_text("11월 거래.csv")
    page.locator(".attention").get_by_role("link", name="확인하고 불러오기").click()
    page.wait_for_selector("#data-load")
    expect(page.locator("#data-result")).to_contain_text("데이터가 비어 있습니다")
    loaded(page)
    assert counted(page)[:3] == (27, 25, 2)

    page.get_by_role("link", name="이 불러오기의 기록과 지표 영향 보기").click()
    expect(page.locator("main")).to_contain_text("지표에 준 영향")
    with page.expect_download() as taken:
        page.click("#data-rejects")
    rejects = pl.read_excel(taken.value.path())
    assert rejects["줄"].to_list() == [30, 31]
    mended = tmp_path / "고친 거래.xlsx"
    whole = {"언제": ["2026-11-03 09:00", "2026-11-04 09:00"], "받은 돈": ["9,000", "12000"], "손님 번호": ["C3", "C4"]}
    rejects.with_columns(pl.Series(name, values) for name, values in whole.items()).write_excel(mended)
    sent(page, mended)
    rehearsed(page)
    loaded(page)
    assert counted(page)[:3] == (2, 2, 0)
    page.goto("/data?lang=ko")
    expect(page.locator(".standings")).to_contain_text("고칠 행이 없습니다.")

    page.locator(".listed").get_by_role("link", name="되돌리기").click()
    page.locator("summary", has_text="되돌리기").click()
    page.get_by_role("textbox").fill("고친 값을 다시 확인해야 함")
    page.get_by_role("button", name="네, 되돌립니다").click()
    expect(page.locator(".notice")).to_contain_text("되돌렸습니다")
    assert "되돌림" in newest(page)[-1]
    expect(page.locator(".standings")).to_contain_text("고칠 행이 2개 있습니다.")
