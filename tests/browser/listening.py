"""A site that listens on a port of its own, for a browser; and somebody at it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import waitress.server
from playwright.sync_api import Browser, Page, ViewportSize

from tests.dashboards.site import PASSWORD, Site

DESK = ViewportSize(width=1440, height=900)


@contextmanager
def listening(site: Site) -> Iterator[str]:
    """Where the site is served."""
    server = waitress.server.create_server(site.app.server, host="127.0.0.1", port=0, threads=4, clear_untrusted_proxy_headers=True)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(10)


def signed_in(chromium: Browser, address: str, login: str) -> Page:
    """A page of somebody's own browser, at the address that their day begins at."""
    page = chromium.new_context(viewport=DESK, base_url=address).new_page()
    page.goto("/")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_selector("main h1")
    return page
