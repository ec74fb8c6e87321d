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


def undo(state: State, tables: FactTables, record: Callable[[Session, Load], None], only: int | None = None) -> Load:
    """The last load, taken back: what readers see is what it was built on, and the same file can be loaded again.

    Merges that somebody took back since then stay so.

    Args:
        record: called in the transaction that does it.
        only: the load that is meant, where somebody looked at one: another may have come since.
    Raises:
        QueryError: there is no load to take back, or the last one is not the one that is meant.
        StateError: a load is running, or a person was erased since.
    """
    with state.lock(LOCK, WAIT_SECONDS):
        with state.read() as session:
            now = snapshots.latest(session)
            if only is not None and (now is None or now.load_id != only):
                raise QueryError(
                    ko="마지막 불러오기가 아니어서 되돌리지 않았습니다. 그 사이에 다른 파일을 불러왔거나 이미 되돌렸습니다. "
                    "목록을 새로 열어 확인해 주세요.",
                    en="Nothing was taken back: this is not the last load any more. Another file was loaded since, or it was taken back "
                    "already. Open the list again and look.",
                )
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
