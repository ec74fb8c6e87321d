"""A real Chromium in front of a real server with the demo company."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.listening import DESK, listening
from tests.dashboards.site import PASSWORD, peopled_home, served

__all__ = ["peopled_home"]

expect.set_options(timeout=20_000)  # a page that comes late on a busy machine is no wrong one


@pytest.fixture(scope="session")
def address(peopled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the app is served."""
    home = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(peopled_home, home)
    for site in served(home):
        with listening(site) as place:
            yield place


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def said() -> Iterator[list[str]]:
    """Errors and warnings of the browser's console, policy violations among them. Whatever a test does, there are none."""
    heard: list[str] = []
    yield heard
    assert heard == []


@pytest.fixture(scope="session")
def browsers(chromium: Browser) -> Iterator[dict[str, BrowserContext]]:
    """The browsers of those who have signed in before."""
    known: dict[str, BrowserContext] = {}
    yield known
    for context in known.values():
        context.close()


@pytest.fixture
def reader(chromium: Browser, address: str, said: list[str], browsers: dict[str, BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Opens an address in somebody's own browser; `anew` in one that nobody has used yet."""
    pages: list[Page] = []

    def opened(login: str, search: str = "", *, scheme: str = "light", anew: bool = False) -> Page:
        is_known = login in browsers and not anew
        context = browsers[login] if is_known else chromium.new_context(viewport=DESK, color_scheme=scheme, base_url=address)  # type: ignore[arg-type]
        if not anew:
            browsers[login] = context
        page = context.new_page()
        pages.append(page)
        page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(search if search.startswith("/") else f"/{search}")
        if not is_known:  # then the address leads to the sign-in page, and from there back
            page.fill("input[name=login]", login)
            page.fill("input[name=password]", PASSWORD)
            page.click("button[type=submit]")
        page.wait_for_selector("main h1")
        page.wait_for_load_state("networkidle")
        return page

    yield opened
    for page in pages:
        page.close()
        if page.context not in browsers.values():
            page.context.close()
