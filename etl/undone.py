"""The last load taken back."""

from collections.abc import Callable

from errors import QueryError
from etl.load import LOCK, WAIT_SECONDS
from etl.persons_undone import parted
from etl.target import Written
from store import loads, merges, snapshots
from store.facts import FactTables
from store.loads import Load
from store.state import Session, State


def undo(state: State, tables: FactTables, record: Callable[[Session, Load], None]) -> Load:
    """The last load, taken back: what readers see is what it was built on, and the same file can be loaded again.

    Merges that somebody took back since then stay so.

    Args:
        record: called in the transaction that does it.
    Raises:
        QueryError: there is no load to take back.
        StateError: a load is running, or a person was erased since.
    """
    with state.lock(LOCK, WAIT_SECONDS):
        with state.read() as session:
            now = snapshots.latest(session)
            base = snapshots.find(session, now.base_id) if now and now.base_id else None
            since = (
                [each for each in merges.undone_since(session, base.published_at) if now and each.load_id != now.load_id] if base else []
            )
            pointers = merges.pointers(session)
        target = None
        if now is not None and base is not None and since:
            target = Written(tables, dict(base.versions), now.load_id or 0)
            for merge in since:
                parted(target, merge, pointers)
        with state.write() as session:
            undone = loads.undo(session)
            if undone is None:
                raise QueryError(ko="되돌릴 불러오기가 없습니다.", en="There is no load to take back.")
            if target is not None:
                snapshots.amend(session, target.versions)
            record(session, undone)
        return undone
