"""What is done to the data, each with who did it, why and how much in the audit, in the transaction that does it where there is one."""

from pathlib import Path

import store.kept_sources
import store.loads
import store.rejects
from access.audit import Event, record
from errors import HeldError, QueryError
from etl import forgotten, persons_undone, recalculated, undone
from etl.arrival import AS_IT_SAYS, Manner, Progress
from etl.company import Company
from etl.gates import UNCONTROLLED, Control
from etl.load import Loaded
from etl.load import load as load_file
from etl.source import Source
from etl.source_file import written
from store.facts import FactTables
from store.kept_sources import KeptSource
from store.loads import Load
from store.merges import Merge
from store.rejects import Reject
from store.state import Session, State

MOST_REJECTS = 100_000
SHORTEST_REASON = 2


def load(
    file: Path,
    state: State,
    tables: FactTables,
    company: Company,
    manner: Manner = AS_IT_SAYS,
    control: Control = UNCONTROLLED,
    *,
    confirmed: bool = False,
    again: bool = False,
    progress: Progress = lambda stage, share: None,
    by: str = "cli",
    address: str = "",
) -> Loaded:
    """Loads a file, as `etl.load` does."""
    try:
        loaded = load_file(
            file,
            state=state,
            tables=tables,
            company=company,
            source=manner.source,
            instance=manner.instance,
            dates=manner.dates,
            sheet=manner.sheet,
            limits=manner.limits,
            name=manner.name,
            control=control,
            confirmed=confirmed,
            again=again,
            progress=progress,
            by=by,
        )
    except HeldError:
        with state.write() as session:
            record(session, Event.LOAD_HELD, actor=by, address=address)
        raise
    if not loaded.already:
        with state.write() as session:
            about = f"load {loaded.load_id} {loaded.source}"
            reason = "confirmed" if confirmed else ""
            record(session, Event.LOADED, actor=by, address=address, about=about, count=loaded.accepted, reason=reason)
    return loaded


def undo(state: State, tables: FactTables, *, reason: str, only: int | None = None, by: str = "cli", address: str = "") -> Load:
    """The last load, taken back; `only` is the one that is meant, where another may have come since.

    Raises:
        QueryError: there is none, it is not the one that is meant, or no reason was given.
        StateError: a load is running, or a person was erased since.
    """
    why = _given(reason)

    def recorded(session: Session, load: Load) -> None:
        record(
            session,
            Event.LOAD_UNDONE,
            actor=by,
            address=address,
            about=f"load {load.id} {load.source}",
            count=load.accepted or 0,
            reason=why,
        )

    return undone.undo(state, tables, recorded, only)


def drop(state: State, load_id: int, *, by: str = "cli", address: str = "") -> Load:
    """A held load whose file is not to be loaded.

    Raises:
        QueryError: there is none of that number, or it does not wait any more.
    """
    with state.write() as session:
        dropped = store.loads.drop(session, load_id, by)
        if dropped is None:
            raise QueryError(
                ko="확인을 기다리는 불러오기가 아닙니다. 목록을 새로 열어 확인해 주세요.",
                en="This load does not wait for anybody any more. Open the list again and look.",
            )
        record(session, Event.LOAD_DROPPED, actor=by, address=address, about=f"load {dropped.id} {dropped.source}", count=0)
    return dropped


def unmerge(state: State, tables: FactTables, merge_id: int, *, reason: str, by: str = "cli", address: str = "") -> Merge:
    """A merge, taken back: the two are two customers again, and later files do not merge them.

    Raises:
        QueryError: there is no such merge, or it was taken back before, or no reason was given.
    """
    why = _given(reason)

    def recorded(session: Session, merge: Merge, rows: int) -> None:
        record(session, Event.MERGE_UNDONE, actor=by, address=address, about=f"merge {merge.id}", count=rows, reason=why)

    return persons_undone.unmerge(state, tables, merge_id, recorded)


def forget(
    ref: str, state: State, tables: FactTables, company: Company, *, reason: str, by: str = "cli", address: str = ""
) -> forgotten.Forgotten:
    """One person, forgotten. The record names the certificate and never the person.

    Raises:
        QueryError: nobody is known by that ref, or no reason was given.
    """
    why = _given(reason)

    def recorded(session: Session, done: forgotten.Forgotten) -> None:
        about = f"certificate {done.number}"
        record(session, Event.CUSTOMER_FORGOTTEN, actor=by, address=address, about=about, count=done.refs, reason=why)

    return forgotten.forget(ref, state=state, tables=tables, company=company, record=recorded)


def recalculate(state: State, tables: FactTables, company: Company, *, by: str = "cli", address: str = "") -> int:
    """How many tickets were counted again by the calendar of now."""

    def recorded(session: Session, changed: int) -> None:
        record(session, Event.RECALCULATED, actor=by, address=address, count=changed)

    return recalculated.recalculate(state, tables, company, recorded)


def keep_source(state: State, source: Source, *, by: str = "cli", address: str = "") -> KeptSource:
    """A source that the installation keeps from now on, in place of the one of its name where there is one."""
    with state.write() as session:
        kept = store.kept_sources.keep(session, source.name, source.label.ko, written(source), by)
        record(session, Event.MAPPING_KEPT, actor=by, address=address, about=f"mapping {kept.id} {kept.name}")
    return kept


def drop_source(state: State, id: int, *, by: str = "cli", address: str = "") -> KeptSource:
    """A kept source that is kept no longer. What was loaded by it stays.

    Raises:
        QueryError: there is none of that number.
    """
    with state.write() as session:
        dropped = store.kept_sources.drop(session, id)
        if dropped is None:
            raise QueryError(
                ko="그런 열 연결이 없습니다. 목록을 새로 열어 확인해 주세요.", en="There is no such mapping. Open the list again."
            )
        record(session, Event.MAPPING_DROPPED, actor=by, address=address, about=f"mapping {dropped.id} {dropped.name}")
    return dropped


def rejects(
    state: State,
    source: str | None,
    *,
    load_id: int | None = None,
    limit: int = MOST_REJECTS,
    is_export: bool = False,
    by: str = "cli",
    address: str = "",
) -> list[tuple[str, str, Reject]]:
    """Rows that wait to be mended: (source, file, reject). Taking them along in a file is recorded."""
    with state.read() as session:
        found = store.rejects.outstanding(session, source, limit, load_id)
    if is_export:
        about = f"load {load_id}" if load_id is not None else source or ""
        with state.write() as session:
            record(session, Event.REJECTS_DOWNLOADED, actor=by, address=address, about=about, count=len(found))
    return found


def _given(reason: str) -> str:
    if len(reason.strip()) < SHORTEST_REASON:
        raise QueryError(ko="이유를 적어 주세요. 감사 기록에 남습니다.", en="Give a reason; it is kept in the audit.")
    return reason.strip()[:500]
