"""A merge of two customers taken back: their rows get the keys of two persons again."""

from collections.abc import Callable, Mapping

import polars as pl

from errors import QueryError
from etl.load import LOCK, WAIT_SECONDS
from etl.persons import person, with_persons
from etl.target import Written
from metrics.facts import FACTS
from store import merges, snapshots
from store.facts import FactTables
from store.merges import Merge
from store.state import Session, State


def unmerge(state: State, tables: FactTables, merge_id: int, record: Callable[[Session, Merge, int], None]) -> Merge:
    """A merge, taken back; later files do not merge the two again.

    Args:
        record: called in the transaction that does it, with how many rows changed their customer.
    Raises:
        QueryError: there is no such merge, or it was taken back before.
        StateError: a load is running.
    """
    with state.lock(LOCK, WAIT_SECONDS):
        with state.read() as session:
            merge, now, pointers = merges.find(session, merge_id), snapshots.latest(session), merges.pointers(session)
        if merge is None or now is None or merge.undone_at is not None:
            raise QueryError(
                ko=f"{merge_id}번 고객 통합이 없거나 이미 되돌렸습니다.", en=f"There is no merge {merge_id}, or it was taken back before."
            )
        target = Written(tables, dict(now.versions), now.load_id or 0)
        pointers.pop(merge.merged_key, None)
        changed = parted(target, merge, pointers)
        with state.write() as session:
            merges.undo(session, merge.id)
            if changed:
                snapshots.amend(session, target.versions)
            record(session, merge, changed)
        return merge


def parted(target: Written, merge: Merge, pointers: Mapping[int, int]) -> int:
    """Gives the rows of a merged person the keys that they have without the merge, which `pointers` leave out; how many changed."""
    together, changed = person(merge.kept_key, pointers), 0
    for fact in FACTS:
        rows = target.scan(fact).filter(pl.col("customer_key") == together).collect()
        apart = with_persons(rows.with_columns(own_key=pl.coalesce("own_key", "customer_key")), pointers).select(rows.columns)
        different = apart.filter(apart["customer_key"].ne_missing(rows["customer_key"]))
        changed += target.put(fact, different).updated if different.height else 0
    return changed
