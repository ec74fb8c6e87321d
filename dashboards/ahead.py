"""Pages laid out before anybody asks, after a start and after each load: the first reader does not wait for what is kept from then on."""

import time

from flask import Flask, g

from access.audit import log_line
from access.reader import Reader
from access.roles import Role
from dashboards.frame import opened
from dashboards.house import House
from errors import StateError
from metrics.query import EVERYTHING
from metrics.scorecard import last_full_period

PERIODS = 3  # the last ones, which are looked at most
EVERY = 5.0  # seconds from one look for a newer snapshot to the next
SEES_ALL = Reader(0, "", "", Role.ADMIN, EVERYTHING, "ko")  # nobody who could sign in; executives see the same rows


def keep_ahead(server: Flask, house: House) -> None:
    """Lays the pages out anew whenever a snapshot is published; it does not return."""
    known = None
    while True:
        try:
            snapshot = house.answers.snapshot()
            if snapshot is not None and snapshot.id != known:
                lay_out(server, house)
                known = snapshot.id
        except StateError as away:
            log_line("not-ahead", reason=str(away))
        time.sleep(EVERY)


def lay_out(server: Flask, house: House) -> None:
    """Every page of the latest snapshot that shows numbers, in the last periods of its own grain."""
    snapshot = house.answers.snapshot()
    if snapshot is None or snapshot.until is None:
        return
    for page in house.pages:
        last = last_full_period(page.grain, snapshot.until)
        for back in range(PERIODS if page.needs_data else 0):
            with server.test_request_context():
                g.reader = SEES_ALL
                opened(page, grain=page.grain.value, period=page.grain.code_of(page.grain.back(last, back)))
