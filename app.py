"""The web app: wires the parts of one installation together. For WSGI servers it is `app:server`."""

import gc
import os
import re
import signal
import sys
import threading
from functools import partial
from pathlib import Path
from typing import Any

import dash
from dash import Dash
from flask import Flask
from waitress import serve as listen

import settings as configuration
from access import typeface
from access.audit import log_line
from access.compression import BUNDLES, compress
from access.guard import csp, protect, set_csp
from access.second_line import SessionAuth
from dashboards import (
    ahead,
    chart,
    customer_list,
    download,
    faults,
    feed,
    feeding,
    filters,
    frame,
    goal_form,
    home,
    kept_mappings,
    kept_pages,
    ledger_deeds,
    menu,
    numbers,
    record_download,
    rehearsal,
    report_deeds,
    report_files,
    theme,
    words,
)
from dashboards.answers import Answers, Question
from dashboards.house import House, current_house, settle
from dashboards.pages import PAGES, loyalty, trends
from dashboards.uploads import Uploads
from dashboards.view import GRAINS
from errors import SettingsError, StateError
from installation import Installation
from metrics.query import EVERYTHING
from metrics.scorecard import last_full_period
from settings import Settings

ASSETS = Path(__file__).parent / "assets"
OWN_PAGES_ONLY = r"sign-in\..*"  # the stylesheet of the pages before sign-in is no part of the app's
THREADS = 8
CHARTS = f"{BUNDLES}plotly/package_data/plotly.min.js"  # where Dash fetches Plotly from


def create_app(settings: Settings) -> Dash:
    """The app of one installation, warm: the first reader waits for nothing.

    Raises:
        SettingsError: the installation, or the environment, is not fit to be served.
    """
    return wired(Installation.opened(settings))


def wired(here: Installation) -> Dash:
    """The app of an opened installation."""
    refuse_switches(os.environ)
    given = here.settings
    server = Flask(__name__, static_folder=None)
    protect(
        server,
        here.state,
        https=given.https,
        proxies=given.proxies,
        idle_minutes=given.idle_minutes,
        session_hours=given.session_hours,
        secret=here.secret,
        company=given.company,
        language=given.language,
    )
    compress(server)
    house = House(
        answers=Answers(here.state, here.engine, here.answers, here.feasts, given.zone),
        metrics=here.overview,
        management=here.management,
        letterhead=here.letterhead,
        company=given.company,
        currency=given.currency,
        zone=given.zone,
        language=given.language,
        pages=PAGES,
        office=here.office,
    )
    settle(server, house)
    feed.settle(server, feed.Feed(here.state, here.tables, here.company, here.overview, Uploads(given.home / "uploads")))
    app = theme.Screens(
        __name__,
        server=server,
        assets_folder=str(ASSETS),
        assets_ignore=OWN_PAGES_ONLY,
        use_pages=True,
        pages_folder="",
        include_pages_meta=False,
        serve_locally=True,
        suppress_callback_exceptions=True,
        title=words.BRAND.of(given.language),
        update_title="",
        enable_mcp=False,
    )
    app.layout = theme.frame
    for page in PAGES:
        dash.register_page(page.name, path=page.path, name=page.title.en, title=words.BRAND.en, layout=partial(frame.opened, page))
    dash.register_page(
        "dashboards.not_found_404", path="/not-found", title=words.BRAND.en, layout=faults.not_found
    )  # Dash knows it by name
    for part in (
        chart,
        feeding,
        filters,
        loyalty,
        menu,
        rehearsal,
        theme,
    ):
        part.register(app)
    goal_form.register(app, here.state)
    trends.register(app, here.state)
    report_deeds.register(app)
    home.register(server)
    kept_pages.register(server)
    download.register(server, here.state)
    customer_list.register(server, here.state)
    kept_mappings.register(server)
    ledger_deeds.register(server)
    numbers.register(server, here.state)
    record_download.register(server, here.state)
    report_files.register(server)
    typeface.register(server)
    SessionAuth(app)
    warm(app, house)
    set_csp(server, csp(app.csp_hashes()))
    return app


def refuse_switches(environment: Any) -> None:
    """Nothing, where no variable of the environment changes how Dash behaves: debug, dev tools, MCP, foreign assets.

    Raises:
        SettingsError: one does.
    """
    switches = sorted(name for name in environment if name.upper().startswith("DASH_"))
    if switches:
        raise SettingsError(f"Unset {', '.join(switches)}: Dash reads it, and it could open debug tools or MCP to everybody.")


def warm(app: Dash, house: House) -> None:
    """Has Dash register its own callbacks and measures the scorecard, before the port is open.

    Dash does the former at the first request, and if that fails it serves nothing until it is started again.
    """
    app.server.test_client().get("/health")
    try:
        snapshot = house.answers.snapshot()
        if snapshot is not None and snapshot.until is not None and house.answers.first_day(snapshot) is not None:
            for grain in GRAINS:
                asked = Question(tuple(m.name for m in house.metrics), grain, last_full_period(grain, snapshot.until))
                house.answers.scores(snapshot, EVERYTHING, asked)
                house.answers.by_team(snapshot, EVERYTHING, house.metrics[0], asked)
    except StateError as away:
        log_line("not-ready", reason=str(away))  # /ready says so until the database is back


def ready(app: Dash) -> None:
    """Has ready what readers would wait for: first the files, then the pages of each snapshot from now on."""
    ready_files(app)
    spare_collector()
    with app.server.app_context():
        house = current_house()
    ahead.keep_ahead(app.server, house)


def ready_files(app: Dash) -> None:
    """Packs the bundles that every page needs, and cuts the typeface."""
    with app.server.test_request_context():
        addresses = re.findall(rf'src="({BUNDLES}[^"]+)"', app.index())
    for address in (*addresses, CHARTS):
        with app.server.test_request_context(address, headers={"Accept-Encoding": "br"}):
            app.server.process_response(app.server.make_response(app.server.dispatch_request()))
    typeface.warm()


def spare_collector() -> None:
    """Has the garbage collector leave alone what stays: looking through all of it stops every reader for a fifth of a second."""
    gc.collect()
    gc.freeze()


def serve(here: Installation) -> None:
    """Serves the installation until it is stopped."""
    app = wired(here)
    threading.Thread(target=ready, args=(app,), daemon=True).start()  # the first reader is still signing in meanwhile
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # waitress finishes what it is at
    given = here.settings
    listen(app.server, host=given.host, port=given.port, threads=THREADS, ident=None)


def __getattr__(name: str) -> Any:
    """`app:server`, made when a WSGI server asks for it, so that importing this module does nothing."""
    if name == "server":
        return create_app(configuration.read()).server
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
