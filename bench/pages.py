"""How long the pages take: the first visit and the next page in Chromium, and the server's answers to several readers at once.

    python -m bench.pages --json pages.json

The demo company's data are loaded into a folder of their own and served over loopback, everything measured ahead as after a load.
"""

import argparse
import json
import shutil
import statistics
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import waitress.server
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import sync_playwright
from rich.console import Console

import app as web
import settings as configuration
from access.people import add_user
from access.roles import Role
from bench.company import SIZES
from etl import demo
from etl.load import load
from installation import Installation

LOGIN, PASSWORD = "reader", "paper lantern 7 river"
READERS = (1, 20, 50)
VISITS = ("/", "/trends", "/glossary")
PERIODS = [f"2026-{month:02}" for month in range(1, 11)]
ASKED_EACH = 12  # answers that each reader asks for
OURS = {"Sec-Fetch-Site": "same-origin"}


def results(home: Path) -> dict[str, float]:
    """The figures of a run, as they are kept in JSON."""
    here = Installation.opened(configuration.read(home=home, company="단골상회"))
    for file in demo.write(home / "exports"):
        load(file, state=here.state, tables=here.tables, company=here.company)
    here.warm(lambda share: None)
    add_user(here.state, LOGIN, "Reader", Role.EXECUTIVE, None, PASSWORD, "")
    server: Flask = web.wired(here).server
    listening = waitress.server.create_server(server, host="127.0.0.1", port=0, threads=web.THREADS)
    thread = threading.Thread(target=listening.run, daemon=True)
    thread.start()
    found = _in_browser(f"http://127.0.0.1:{listening.effective_port}")
    listening.close()
    thread.join(10)
    for readers in READERS:
        found[f"callback_p95_ms_{readers}"] = _p95(server, readers)
    here.state.close()
    return found


def _in_browser(address: str) -> dict[str, float]:
    """The first visit with an empty cache until nothing is loading any more, and a click from there to another page."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=address)
        signing_in = context.new_page()
        signing_in.goto("/sign-in")
        cookies = signing_in.request.post(
            "/sign-in", form={"login": LOGIN, "password": PASSWORD}, headers=OURS, max_redirects=0
        ).headers  # the answer's cookie is the context's from here on
        if "location" not in cookies:
            raise SystemExit("The reader could not sign in.")
        signing_in.close()
        page = context.new_page()
        network, sizes = context.new_cdp_session(page), list[float]()
        network.send("Network.enable")
        network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        began = time.perf_counter()
        page.goto("/")
        page.wait_for_selector(".card .number")
        first = time.perf_counter() - began
        page.wait_for_load_state("networkidle")
        transferred = sum(sizes) / 1e6
        began = time.perf_counter()
        page.click(".menu a[href^='/trends']")
        page.wait_for_selector(".chart .main-svg")
        found = {"first_seconds": first, "transferred_mb": transferred, "next_page_seconds": time.perf_counter() - began}
        browser.close()
    return found


def _p95(server: Flask, readers: int) -> float:
    """Milliseconds in which 95 of 100 pages were answered while so many readers ask at once, with as many threads as the server has."""
    times: list[float] = []
    clients = [_signed_in(server) for _ in range(min(readers, web.THREADS))]
    waiting = [(reader, asked) for asked in range(ASKED_EACH) for reader in range(readers)]

    def answered(one: tuple[int, int], client: FlaskClient) -> None:
        reader, asked = one
        path, period = VISITS[(reader + asked) % len(VISITS)], PERIODS[(reader * 3 + asked) % len(PERIODS)]
        began = time.perf_counter()
        answer = client.post("/_dash-update-component", json=_visit(path, f"?period={period}"), headers=OURS)
        if answer.status_code != 200:
            raise SystemExit(f"{path} was answered {answer.status_code}.")
        times.append(time.perf_counter() - began)

    def worked(place: int) -> None:
        for one in waiting[place :: len(clients)]:
            answered(one, clients[place])

    with ThreadPoolExecutor(len(clients)) as pool:
        list(pool.map(worked, range(len(clients))))
    return 1000 * statistics.quantiles(times, n=20)[-1]


def _signed_in(server: Flask) -> FlaskClient:
    client = server.test_client()
    client.post("/sign-in", data={"login": LOGIN, "password": PASSWORD}, headers=OURS)
    return client


def _visit(path: str, search: str) -> dict[str, Any]:
    """What the browser sends when a page is opened."""
    at = "_pages_location"
    return {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}],
        "inputs": [{"id": at, "property": "pathname", "value": path}, {"id": at, "property": "search", "value": search}],
        "changedPropIds": [f"{at}.pathname", f"{at}.search"],
    }


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m bench.pages", description="Times the pages in Chromium and on the server.")
    asked.add_argument(
        "--size", choices=SIZES, default="M", help="taken for the sake of `make bench`; the pages are timed on the demo company"
    )
    asked.add_argument("--json", type=Path, help="where to write the figures")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        found = results(Path(passing) / "home")
    if given.json:
        given.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    for name, figure in found.items():
        Console().print(f"{name:24}{figure:10.2f}")


if __name__ == "__main__":
    main()
