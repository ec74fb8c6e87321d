"""What a data admin clicks on the Data page to load a file."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

SLOW = 45_000  # milliseconds for the largest file on a busy machine


def sent(page: Page, file: Path) -> None:
    """Chooses a file on the Data page, and waits until it is looked at."""
    page.goto("/data?lang=ko")
    with page.expect_file_chooser() as asked:
        page.click("#data-choose")
    asked.value.set_files(file)
    page.wait_for_url("**file=**", timeout=SLOW)
    page.wait_for_selector(".real-rows", timeout=SLOW)


def chosen(page: Page, item: str, value: str, address: str) -> None:
    """Chooses something, and waits until the page is that of the new address: only then is the next list the one to choose from."""
    page.get_by_role("textbox", name=item).click()
    page.get_by_role("option", name=value, exact=True).click()
    expect(page.locator("a[href*='mapping.json']")).to_have_attribute("href", re.compile(re.escape(address)))


def rehearsed(page: Page, *, dates: str = "") -> None:
    """Has it rehearsed, and waits for what would come of it; where its dates can be read in two ways, it asks for `dates` first."""
    page.click("#data-try")
    if dates:
        expect(page.locator("#data-result [role=alert]")).to_contain_text("두 가지로 읽힙니다", timeout=SLOW)
        page.get_by_role("textbox", name="날짜 순서").click()
        page.get_by_role("option", name=dates).click()
        expect(page.locator("#data-result [role=alert]")).to_have_count(0)
        page.click("#data-try")
    page.wait_for_selector("#data-load", timeout=SLOW)


def loaded(page: Page, *, confirms: Callable[[Page], None] = lambda page: page.check("#data-confirm")) -> None:
    """Loads what was rehearsed, confirming what is unusual about it where something is."""
    if page.locator("#data-confirm").is_visible():
        confirms(page)
    page.click("#data-load")
    page.wait_for_selector("#data-done", timeout=SLOW)


def counted(page: Page) -> tuple[int, int, int, int]:
    """Rows in the file, accepted, rejected and grouped, as the page shows them."""

    def number(name: str) -> int:
        place = page.locator(f"#data-{name}")
        return int(place.inner_text().replace(",", "")) if place.count() else 0

    rows, accepted, rejected, grouped = map(number, ("rows", "accepted", "rejected", "grouped"))
    return rows, accepted, rejected, grouped


def newest(page: Page) -> list[str]:
    """The cells of the newest row of the ledger."""
    page.goto("/data?lang=ko")
    expect(page.locator(".listed tbody tr").first).to_be_visible()
    return page.locator(".listed tbody tr").first.locator("td").all_inner_texts()
