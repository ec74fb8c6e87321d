"""Pages laid out before anybody asks, after a start and whenever the state has changed: their first reader does not wait for them."""

import time
from collections.abc import Iterator
from itertools import product

from flask import Flask, g

from access.audit import log_line
from access.reader import Reader
from access.roles import Role
from dashboards.frame import opened
from dashboards.house import House
from dashboards.page import Page
from errors import StateError
from metrics.query import EVERYTHING, TEAM, Scope
from metrics.scorecard import last_full_period
from store.trends import MOST_TEAMS

PERIODS = 6  # the last ones, which are looked at most: half a year, or six weeks
EVERY = 5.0  # seconds from one look for what has changed to the next


def keep_ahead(server: Flask, house: House) -> None:
    """Lays the pages out at once, anew whenever what they show has changed and rests, and each team's once. It does not return."""
    known, before, looked_at, looks = None, "", None, iter(())
    while True:
        try:
            now = house.answers.revision()
            # A load that is under way changes the revision more than once; it rests when two looks see the same.
            if known is None or now == before != known:
                lay_out(server, house)
                known = now
                snapshot = house.answers.snapshot()
                if snapshot is not None and snapshot.id != looked_at:
                    looks, looked_at = lay_out_teams(server, house), snapshot.id
            before = now
            _go_on(looks)
        except StateError as away:
            log_line("not-ahead", reason=str(away))
            time.sleep(EVERY)


def lay_out(server: Flask, house: House) -> None:
    """Every page of the latest snapshot that lasts or shows numbers, in the last periods of its own grain, as executives see it."""
    for back, page in product(range(PERIODS), _pages(house, Role.EXECUTIVE)):
        _look(server, house, page, _reader(house, Role.EXECUTIVE), back)


def lay_out_teams(server: Flask, house: House) -> Iterator[None]:
    """The same in the last period, as who leads a team sees it and who picks it: a page at a step."""
    snapshot = house.answers.snapshot()
    teams = () if snapshot is None else house.answers.teams(snapshot, EVERYTHING)
    for team in teams if len(teams) <= MOST_TEAMS else ():
        for page in _pages(house, Role.TEAM_LEAD):
            yield _look(server, house, page, _reader(house, Role.TEAM_LEAD, Scope(frozenset({team}))))
        for page in _pages(house, Role.EXECUTIVE):
            if TEAM in page.filters:
                yield _look(server, house, page, _reader(house, Role.EXECUTIVE), team=team)


def _pages(house: House, role: Role) -> list[Page]:
    return [page for page in house.pages if role.may(page.right) and (page.needs_data or page.lasts)]


def _reader(house: House, role: Role, scope: Scope = EVERYTHING) -> Reader:
    return Reader(0, "", "", role, scope, house.language)  # nobody who could sign in


def _look(server: Flask, house: House, page: Page, reader: Reader, back: int = 0, **asked: str) -> None:
    snapshot = house.answers.snapshot()
    if snapshot is None or snapshot.until is None:
        return
    period = page.grain.back(last_full_period(page.grain, snapshot.until), back)
    with server.test_request_context():
        g.reader = reader
        opened(page, grain=page.grain.value, period=page.grain.code_of(period), **asked)


def _go_on(looks: Iterator[None]) -> None:
    """Takes one look after the other until it is time to see what has changed, and rests after each: readers come first."""
    ends = time.monotonic() + EVERY
    while (began := time.monotonic()) < ends and next(looks, looks) is None:
        time.sleep(time.monotonic() - began)
    time.sleep(max(0.0, ends - time.monotonic()))
