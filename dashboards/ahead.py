"""Pages laid out before anybody asks, after a start and whenever the state has changed: their first reader does not wait for them."""

import time
from itertools import product

from flask import Flask, g

from access.audit import log_line
from access.reader import Reader
from access.roles import Role
from dashboards.frame import opened
from dashboards.house import House
from errors import StateError
from metrics.query import EVERYTHING
from metrics.scorecard import last_full_period

PERIODS = 6  # the last ones, which are looked at most: half a year, or six weeks
EVERY = 5.0  # seconds from one look for what has changed to the next


def keep_ahead(server: Flask, house: House) -> None:
    """Lays the pages out at once, and anew whenever what they show has changed and rests; it does not return."""
    known, before = None, ""
    while True:
        try:
            now = house.answers.revision()
            # A load that is under way changes the revision more than once; it rests when two looks see the same.
            if known is None or now == before != known:
                lay_out(server, house)
                known = now
            before = now
        except StateError as away:
            log_line("not-ahead", reason=str(away))
        time.sleep(EVERY)


def lay_out(server: Flask, house: House) -> None:
    """Every page of the latest snapshot that lasts or shows numbers, in the last periods of its own grain, as executives see it."""
    snapshot = house.answers.snapshot()
    if snapshot is None or snapshot.until is None:
        return
    executive = Reader(0, "", "", Role.EXECUTIVE, EVERYTHING, house.language)  # nobody who could sign in
    pages = [page for page in house.pages if executive.role.may(page.right) and (page.needs_data or page.lasts)]
    for back, page in product(range(PERIODS), pages):
        period = page.grain.back(last_full_period(page.grain, snapshot.until), back)
        with server.test_request_context():
            g.reader = executive
            opened(page, grain=page.grain.value, period=page.grain.code_of(period))
