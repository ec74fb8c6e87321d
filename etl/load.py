"""A load: one run of one file, from its bytes to a published snapshot, wholly or not at all.

Under the writers' lock: known bytes are answered and nothing changes; the load is noted as received; the file is parsed and
checked; each fact is upserted on the latest snapshot's versions; then one transaction ends the load, keeps its rejects and
publishes. Whatever dies before that transaction is seen by nobody, and the next load builds on what was published.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import polars as pl

from errors import SourceError
from etl.columns import Faults, columns
from etl.company import Company
from etl.contracts import REF, Checked, check
from etl.dates import DateOrder
from etl.export import Export
from etl.identity import customer_keys, storable_ref
from etl.limits import OWN, Limits
from etl.links import completed, overtaken
from etl.parse import Reading
from etl.read import contents, parsed, shown_name
from etl.reasons import summary
from etl.rejects import rejects
from etl.source import Source
from etl.sources import SOURCES, fits, recognise, sheets_of
from metrics.facts import FACTS, Customers, Fact, Responses, name_of
from metrics.text import Text
from store import loads, snapshots
from store import rejects as kept_rejects
from store.facts import FactTables
from store.loads import Load
from store.state import State

LOCK = "load"
WAIT_SECONDS = 60.0
LINES_SHOWN = 5
LOOKED_AT = 1_000  # rejects of an earlier load that are looked through for their first lines

Progress = Callable[[str, float], None]  # what is being done, and how much of the load is behind


@dataclass(frozen=True)
class Reason:
    """How many rows were rejected for one reason, and on which lines it was seen first."""

    code: str
    text: Text
    count: int
    first_lines: tuple[int, ...]


@dataclass(frozen=True)
class Loaded:
    """What a load came to.

    Rows of the file: accepted + rejected + grouped = rows_in_file; `grouped` are further lines of an accepted order.
    Rows of the facts: inserted, updated, unchanged; `completed` are answers of earlier loads that got their customer now.
    `already` says that these very bytes were loaded before: then the counts are that load's, and nothing was changed.
    """

    load_id: int
    snapshot: str
    source: str
    rows_in_file: int
    accepted: int
    rejected: int
    grouped: int
    inserted: int
    updated: int
    unchanged: int
    completed: int
    reasons: tuple[Reason, ...]
    already: bool


def load(
    file: Path,
    *,
    state: State,
    tables: FactTables,
    company: Company,
    source: Source | None = None,
    dates: DateOrder | None = None,
    sheet: str | None = None,
    limits: Limits = OWN,
    progress: Progress = lambda stage, share: None,
) -> Loaded:
    """Loads one export file.

    Args:
        source: what the file is an export of; found by its headers if not given.
        dates: how to read 03/04/2025 where a column does not tell.
        sheet: the sheet of a workbook; the one that fits if not given.
        limits: how large the file may be; what comes over the web is read in a child process.
        progress: told at each stage ("read", "check", "write", "publish", "done") the share of the load that is behind.
    Raises:
        SourceError: the file cannot be read, or does not fit its source; nothing was loaded.
        UserError: another load is running.
    """
    progress("read", 0.0)
    name, raw = shown_name(file), contents(file, limits)
    export = parsed(name, raw, limits=limits, sheets=sheets_of(sheet, source), fits=fits(source))
    source = source or recognise(export.headers, name)
    digest = sha256(raw).hexdigest()
    with state.lock(LOCK, WAIT_SECONDS):
        with state.read() as session:
            before = loads.done_before(session, source.name, digest)
        if before is not None:
            return _already(before, state)
        with state.write() as session:
            for dead in loads.unfinished(session):  # nobody else holds the lock, so they were killed
                loads.fail(session, dead.id, "중간에 끊겼습니다. 아무것도 불러오지 않았습니다.", "Broken off half-way. Nothing was loaded.")
            run = loads.begin(session, source.name, name, digest, len(raw))
        try:
            return _run(run, export, source, Reading(company, datetime.now(UTC), dates), state, tables, progress)
        except SourceError as refused:
            with state.write() as session:
                loads.fail(session, run.id, refused.ko, refused.en)
            raise


def _run(run: Load, export: Export, source: Source, reading: Reading, state: State, tables: FactTables, progress: Progress) -> Loaded:
    progress("check", 0.2)
    checked = check(export, source, columns(export, source, reading), reading.company.currency)
    progress("write", 0.5)
    facts = _with_customers(checked, source, reading.company, run, state)
    with state.read() as session:
        versions = snapshots.base_versions(session)
    inserted = updated = unchanged = late = 0
    for fact in FACTS:  # customers, orders, tickets, and last the responses, which look into the others
        name = name_of(fact)
        if fact in facts:
            rows = completed(facts[fact], source, tables, versions) if fact is Responses else facts[fact]
            done = tables.upsert(fact, rows, run.id, versions[name])
            versions[name] = done.version
            inserted, updated, unchanged = inserted + done.inserted, updated + done.updated, unchanged + done.unchanged
        if fact is Responses:
            late_rows = overtaken(SOURCES, source, tables, versions, facts)
            if late_rows.height:
                done = tables.upsert(fact, late_rows, run.id, versions[name])
                versions[name], late = done.version, done.updated
    progress("publish", 0.9)
    turned_away = rejects(export, source, checked.faults, run.id)
    until = tables.until(versions)
    with state.write() as session:
        snapshot = snapshots.publish(session, versions, run.id, until)
        kept_rejects.add_many(session, run.id, turned_away)
        loads.finish(
            session,
            run.id,
            rows_in_file=checked.rows,
            accepted=checked.accepted,
            rejected=checked.rejected,
            grouped=checked.grouped,
            inserted=inserted,
            updated=updated,
            unchanged=unchanged,
            snapshot_id=snapshot.id,
        )
    progress("done", 1.0)
    return Loaded(
        run.id,
        snapshot.name,
        source.name,
        checked.rows,
        checked.accepted,
        checked.rejected,
        checked.grouped,
        inserted,
        updated,
        unchanged,
        late,
        _reasons(checked.faults, export),
        already=False,
    )


def _with_customers(checked: Checked, source: Source, company: Company, run: Load, state: State) -> Mapping[type[Fact], pl.DataFrame]:
    """The accepted rows with customer keys, in the columns of their facts."""
    refs = pl.concat([rows[REF] for rows in checked.facts.values()])
    with state.write() as session:
        keys = customer_keys(session, refs, source.family, company.secret)
    made = {}
    for fact, rows in checked.facts.items():
        rows = rows.join(keys, left_on=REF, right_on="ref", how="left", maintain_order="left")
        if fact is Customers:
            ref = Customers.customer_ref.name
            rows = rows.with_columns(pl.Series(ref, [storable_ref(each, source.family, company.secret) for each in rows[ref]], pl.String))
        rows = rows.with_columns(source=pl.lit(source.name), load_id=pl.lit(run.id, pl.Int64))
        absent = [pl.lit(None, column.dtype).alias(name) for name, column in fact.columns().items() if name not in rows.columns]
        made[fact] = rows.with_columns(absent).select(pl.col(name).cast(column.dtype) for name, column in fact.columns().items())
    return made


def _already(before: Load, state: State) -> Loaded:
    with state.read() as session:
        by_text = kept_rejects.counts(session, before.id)
        first = kept_rejects.of_load(session, before.id, LOOKED_AT)
        snapshot = snapshots.latest(session)
    counts: Counter[str] = Counter()
    for code, _, _, count in by_text:  # a reason's text may name another line, so one reason has many texts
        counts[code] += count
    first_lines = {code: [reject.line for reject in first if reject.reason_code == code][:LINES_SHOWN] for code in counts}
    reasons = tuple(Reason(code, summary(code), count, tuple(first_lines[code])) for code, count in counts.most_common())
    return Loaded(
        before.id,
        snapshot.name if snapshot else "",
        before.source,
        before.rows_in_file or 0,
        before.accepted or 0,
        before.rejected or 0,
        before.grouped or 0,
        0,
        0,
        0,
        0,
        reasons,
        already=True,
    )


def _reasons(faults: Faults, export: Export) -> tuple[Reason, ...]:
    """The reasons of the rejects, the commonest first."""
    bad = ~faults.good
    kinds = pl.Series([faults.kinds[at][0] for at in faults.kind[bad.to_numpy()]], dtype=pl.String)
    by_code = (
        pl.DataFrame({"code": kinds, "line": export.lines.filter(bad)})
        .group_by("code", maintain_order=True)
        .agg(pl.len().alias("count"), pl.col("line").head(LINES_SHOWN))
        .sort("count", descending=True, maintain_order=True)
    )
    return tuple(Reason(code, summary(code), count, tuple(lines)) for code, count, lines in by_code.iter_rows())
