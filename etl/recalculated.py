"""Durations counted again by the company's calendar, outside of a load."""

from collections.abc import Callable

from etl.company import Company
from etl.durations import recounted
from etl.load import LOCK, WAIT_SECONDS
from etl.target import Written
from metrics.facts import Tickets
from store import snapshots
from store.facts import FactTables
from store.state import Session, State


def recalculate(state: State, tables: FactTables, company: Company, record: Callable[[Session, int], None]) -> int:
    """How many tickets got other business minutes; readers see them at once.

    Raises:
        StateError: a load is running.
    """
    with state.lock(LOCK, WAIT_SECONDS):
        with state.read() as session:
            now = snapshots.latest(session)
        if now is None or now.calendar == company.calendar.mark:
            return 0
        target = Written(tables, dict(now.versions), now.load_id or 0)
        rows = recounted(target.scan, company.calendar)
        changed = target.put(Tickets, rows).updated if rows.height else 0
        with state.write() as session:
            snapshots.amend(session, target.versions, company.calendar.mark)
            record(session, changed)
        return changed
