"""How long the pages take: the first visit and the next page in Chromium, and the server's answers to several readers at once.

    python -m bench.pages --json pages.json

The demo company, or a made one (`--size`), is served over loopback with everything measured ahead, as after a load. A reader among
others looks at a page for some seconds before the next click; what is timed then is the server's work, without the way there and back.
"""

import argparse
import json
import random
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import waitress.server
from flask import Flask
from playwright.sync_api import sync_playwright
from rich.console import Console

import app as web
import settings as configuration
import store.snapshots
from access.people import add_user
from access.roles import Role
from bench.company import SIZES, UNTIL, fact_tables
from dashboards import ahead
from dashboards.house import current_house
from dashboards.pages import PAGES
from etl import demo
from etl.load import load
from installation import Installation
from metrics.period import Grain
from metrics.scorecard import last_full_period

DEMO = "demo"
LOGIN, PASSWORD = "reader", "paper lantern 7 river"
READERS = (1, 20, 50)
VISITS = [page.path for page in PAGES if Role.EXECUTIVE.may(page.right) and page.group is not None]
LOOKED_AT = 10.0  # seconds at most between two clicks of one of several readers
CLICKS = {1: 60, 20: 6, 50: 6}  # of each reader
CALLBACK = "/_dash-update-component"
OURS = {"Sec-Fetch-Site": "same-origin"}


@dataclass
class Timed:
    """A server that remembers how long it worked at each callback."""

    server: Flask
    seconds: list[tuple[str, float]] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        began = time.perf_counter()
        answer = self.server(environ, start_response)
        if environ["PATH_INFO"] == CALLBACK:
            self.seconds.append((environ.get("HTTP_X_VISIT", ""), time.perf_counter() - began))
        return answer


def results(home: Path, size: str) -> tuple[dict[str, float], dict[str, float]]:
    """The figures of a run, as they are kept in JSON; and the slowest answer of each page, in milliseconds."""
    here = _loaded(home, size)
    here.warm(lambda share: None)
    add_user(here.state, LOGIN, "Reader", Role.EXECUTIVE, None, PASSWORD, "")
    leads = [f"lead{number}" for number, _ in enumerate(here.trends().teams)]
    for lead, team in zip(leads, here.trends().teams, strict=True):
        add_user(here.state, lead, lead, Role.TEAM_LEAD, (team,), PASSWORD, "")
    app = web.wired(here)
    timed = Timed(app.server)
    web.ready_files(app)
    web.spare_collector()
    with app.server.app_context():
        ahead.lay_out(app.server, current_house())
        list(ahead.lay_out_teams(app.server, current_house()))
    until = here.latest()[0].until
    assert until is not None
    last = last_full_period(Grain.MONTH, until)
    # What the program has ready after a load.
    periods = [Grain.MONTH.code_of(Grain.MONTH.back(last, back)) for back in range(ahead.PERIODS)]
    slowest: dict[str, float] = {}
    with _listening(timed) as port:
        found = _in_browser(f"http://127.0.0.1:{port}")
        for readers in READERS:
            timed.seconds.clear()
            _read(port, readers, periods)
            found[f"callback_p95_ms_{readers}"] = 1000 * statistics.quantiles([seconds for _, seconds in timed.seconds], n=20)[-1]
            for visit, seconds in timed.seconds:
                slowest[visit] = max(1000 * seconds, slowest.get(visit, 0.0))
        timed.seconds.clear()
        _look_as_leads(port, periods[0], leads)
        found["first_look_p95_ms"] = 1000 * statistics.quantiles([seconds for _, seconds in timed.seconds], n=20)[-1]
    here.state.close()
    return found, slowest


def _loaded(home: Path, size: str) -> Installation:
    if size == DEMO:
        here = Installation.opened(configuration.read(home=home, company="단골상회"))
        for file in demo.write(home / "exports"):
            load(file, state=here.state, tables=here.tables, company=here.company)
        return here
    tables = fact_tables(home / "made", SIZES[size])
    here = Installation.opened(configuration.read(home=home, company="단골상회", facts_url=tables.url))
    with here.state.write() as session:
        store.snapshots.publish(session, tables.versions(), None, UNTIL)
    return here


@contextmanager
def _listening(timed: Timed) -> Iterator[int]:
    """The port of a server that is served as the program serves it."""
    listening = waitress.server.create_server(timed, host="127.0.0.1", port=0, threads=web.THREADS)
    thread = threading.Thread(target=listening.run, daemon=True)
    thread.start()
    yield int(listening.effective_port)
    listening.close()
    thread.join(10)


def _in_browser(address: str) -> dict[str, float]:
    """The first visit with an empty cache until the Overview is complete, all that is sent for it, and a click to the next page."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=address)
        # Not through a page: that would leave stylesheet and typeface in the cache.
        signed_in = context.request.post("/sign-in", form={"login": LOGIN, "password": PASSWORD}, headers=OURS, max_redirects=0)
        if "location" not in signed_in.headers:
            raise SystemExit("The reader could not sign in.")
        page = context.new_page()
        network, sizes = context.new_cdp_session(page), list[float]()
        network.send("Network.enable")
        network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        began = time.perf_counter()
        page.goto("/")
        page.locator(".card").nth(5).wait_for()
        page.evaluate("document.fonts.ready")
        first = time.perf_counter() - began
        page.wait_for_load_state("networkidle")
        page.wait_for_function("() => window.Plotly")  # fetched ahead for the next page
        transferred = sum(sizes) / 1e6
        began = time.perf_counter()
        page.click(".menu a[href^='/trends']")
        page.locator(".chart .js-line").first.wait_for(state="attached")
        found = {"first_seconds": first, "transferred_mb": transferred, "next_page_seconds": time.perf_counter() - began}
        browser.close()
    return found


def _read(port: int, readers: int, periods: Sequence[str]) -> None:
    """So many readers, each of whom clicks from page to page, now in one period and now in another."""
    cookie = _cookie(port)

    def read(reader: int) -> None:
        chance, connection = random.Random(reader), HTTPConnection("127.0.0.1", port)
        for click in range(CLICKS[readers]):
            if readers > 1:
                time.sleep(chance.uniform(0, LOOKED_AT))
            path, period = VISITS[(reader + click) % len(VISITS)], periods[(reader * 3 + click) % len(periods)]
            _click(connection, cookie, path, period=period)
        connection.close()

    with ThreadPoolExecutor(readers) as pool:
        list(pool.map(read, range(readers)))


def _look_as_leads(port: int, period: str, leads: Sequence[str]) -> None:
    """Each team's lead, one after the other, who looks at every page for the first time."""
    for lead in leads:
        cookie, connection = _cookie(port, lead), HTTPConnection("127.0.0.1", port)
        for path in VISITS:
            _click(connection, cookie, path, period=period)
        connection.close()


def _click(connection: HTTPConnection, cookie: str, path: str, **asked: str) -> None:
    body = json.dumps(_visit(path, f"?{urlencode(asked)}"))
    headers = OURS | {"Cookie": cookie, "Content-Type": "application/json", "Accept-Encoding": "br", "X-Visit": path}
    connection.request("POST", CALLBACK, body, headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"{path} was answered {answer.status}.")


def _cookie(port: int, login: str = LOGIN) -> str:
    connection = HTTPConnection("127.0.0.1", port)
    form = urlencode({"login": login, "password": PASSWORD})
    connection.request("POST", "/sign-in", form, OURS | {"Content-Type": "application/x-www-form-urlencoded"})
    cookies = connection.getresponse().headers.get_all("Set-Cookie") or []
    connection.close()
    return "; ".join(each.partition(";")[0] for each in cookies)


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
    asked.add_argument("--size", choices=(DEMO, *SIZES), default=DEMO, help="the demo company, or a made one of this size")
    asked.add_argument("--json", type=Path, help="where to write the figures")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as passing:
        found, slowest = results(Path(passing) / "home", given.size)
    if given.json:
        given.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    for name, figure in found.items():
        Console().print(f"{name:24}{figure:10.2f}")
    Console().print("\nThe slowest answer of each page, in milliseconds:")
    for path, figure in sorted(slowest.items(), key=lambda each: -each[1]):
        Console().print(f"{path:24}{figure:10.0f}")


if __name__ == "__main__":
    main()
