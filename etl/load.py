"""A load: one run of one file, from its bytes to a published snapshot, wholly or not at all.

Under the writers' lock: known bytes are answered and nothing changes; the load is noted as received; the file is checked, and held
where a gate finds something unusual that nobody has confirmed; its rows are put in on the latest snapshot's versions; then one
transaction ends the load, keeps its rejects and merges, and publishes. Whatever dies before that transaction is seen by nobody, and
the next load builds on what was published.
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from errors import HeldError, StateError, UserError
from etl.arrival import Arrival, Manner, Progress, Received
from etl.company import Company
from etl.dates import DateOrder
from etl.effect import Effect, effects
from etl.gates import UNCONTROLLED, Control, Evidence, Finding, findings
from etl.intake import Intake, put_in
from etl.kept_sources import of_installation
from etl.limits import OWN, Limits
from etl.links import Scan
from etl.persons import Persons, without_merges
from etl.profile import Profile
from etl.reasons import LINES_SHOWN, Reason, summary
from etl.source import Source
from etl.target import Written
from metrics.catalog import METRICS
from metrics.text import Text
from store import loads, merges, snapshots
from store import rejects as kept_rejects
from store.facts import FactTables
from store.loads import Load
from store.snapshots import Snapshot
from store.state import Session, State

LOCK = "load"
WAIT_SECONDS = 60.0
LOOKED_AT = 1_000  # rejects of an earlier load that are looked through for their first lines
EARLIER = 12  # files of a source by which the next one is judged


@dataclass(frozen=True, kw_only=True)
class Loaded(Intake):
    """What a load came to.

    Rows of the file: accepted + rejected + grouped = rows_in_file; `grouped` are further lines of an accepted order. `cleared` are
    rejects of earlier files whose rows this one brought.
    Rows of the facts are those of an `Intake`. `merges` are customers that turned out to be one person, `merging` what that did to the
    repurchase rate, `shared` phone numbers and addresses that too many customers share to be one's own.
    `already` says that these very bytes were loaded before: then the counts are that load's, and nothing was changed.
    """

    load_id: int
    snapshot: str
    source: str
    rows_in_file: int
    accepted: int
    rejected: int
    grouped: int
    reasons: tuple[Reason, ...]
    already: bool
    cleared: int = 0
    merges: int = 0
    shared: int = 0
    merging: Effect | None = None


def load(
    file: Path,
    *,
    state: State,
    tables: FactTables,
    company: Company,
    source: Source | None = None,
    instance: str = "",
    dates: DateOrder | None = None,
    sheet: str | None = None,
    limits: Limits = OWN,
    name: str = "",
    control: Control = UNCONTROLLED,
    confirmed: bool = False,
    again: bool = False,
    progress: Progress = lambda stage, share: None,
    by: str = "",
) -> Loaded:
    """Loads one export file.

    Args:
        source: what the file is an export of; found by its headers if not given.
        instance: which of several systems of that kind it comes from.
        dates: how to read 03/04/2025 where a column does not tell; if not given, as it was answered for the source before.
        sheet: the sheet of a workbook; the one that fits if not given.
        limits: how large the file may be; what comes over the web is read in a child process.
        name: what its sender called it, where it is kept under another name.
        control: what is known of the file from elsewhere.
        confirmed: whatever the gates find was looked at and is right.
        again: load it also if these very bytes were loaded before.
        progress: told at each stage ("read", "check", "write", "publish", "done") the share of the load that is behind.
        by: who loads it.
    Raises:
        SourceError: the file cannot be read, or does not fit its source; nothing was loaded.
        HeldError: a gate found something unusual; nothing was loaded.
        UserError: another load is running, the disk is full, or the database is away; nothing was loaded.
    """
    progress("read", 0.0)
    with state.read() as session:
        kept = of_installation(session)
    received = Received.of(file, Manner(source, instance, dates, sheet, limits, name, kept))
    with state.lock(LOCK, WAIT_SECONDS):
        order = dates.value if dates else None
        with state.read() as session:
            received = received.with_answer(session)
            before = loads.done_before(session, received.source.name, received.digest, order)
        if before is not None and not again:
            return _already(before, state)
        with state.write() as session:
            for dead in loads.unfinished(session):  # nobody else holds the lock, so they were killed
                loads.fail(session, dead.id, "중간에 끊겼습니다. 아무것도 불러오지 않았습니다.", "Broken off half-way. Nothing was loaded.")
            run = loads.begin(session, received.source.name, received.name, received.digest, received.size, order, by)
        try:
            progress("check", 0.2)
            arrival = Arrival.of(received, company)
            del received  # the text is no longer needed, and is as large as the file
            if not confirmed:
                _hold_if_unusual(run, arrival, control, state, tables, company.currency)
            return _Run(run, arrival, state, tables, company, progress).loaded()
        except HeldError:
            raise
        except UserError as refused:
            with suppress(StateError), state.write() as session:  # where the state is what is away, the next load says of this one
                loads.fail(session, run.id, refused.ko, refused.en)  # that it broke off
            raise


def found_in(arrival: Arrival, state: State, scan: Scan, control: Control, currency: str) -> tuple[Finding, ...]:
    """What the gates find in a file, judged by the earlier files of its source."""
    with state.read() as session:
        earlier = loads.earlier(session, arrival.source.name, EARLIER)
    profiles = [Profile.kept(each.profile) for each in earlier if each.profile is not None]
    return findings(Evidence(arrival, profiles, control, currency, scan))


def _hold_if_unusual(run: Load, arrival: Arrival, control: Control, state: State, tables: FactTables, currency: str) -> None:
    with state.read() as session:
        now = Written(tables, snapshots.base_versions(session), run.id)
    found = found_in(arrival, state, now.scan, control, currency)
    if not found:
        return
    with state.write() as session:
        loads.hold(session, run.id, [{"gate": each.gate, "ko": each.text.ko, "en": each.text.en} for each in found])
    raise held(arrival.name, [each.text for each in found])


def held(name: str, found: Sequence[Text]) -> HeldError:
    """The error of a load that waits for somebody to confirm what was found."""
    return HeldError(
        ko=f"{name}: 확인이 필요해서 아직 불러오지 않았습니다. {' '.join(each.ko for each in found)} "
        "이대로 맞으면 확인하고 불러와 주세요(명령줄에서는 --confirm).",
        en=f"{name} is held until you confirm it; nothing was loaded. {' '.join(each.en for each in found)} "
        "If it is right as it is, confirm it (on the command line, --confirm).",
    )


@dataclass(frozen=True)
class _Run:
    """One load under way."""

    run: Load
    arrival: Arrival
    state: State
    tables: FactTables
    company: Company
    progress: Progress

    def loaded(self) -> Loaded:
        checked, source, mark = self.arrival.checked, self.arrival.source, self.company.calendar.mark
        with self.state.write() as session:
            persons = Persons.of(session, checked.people, source.family, self.company.secret)
            now = snapshots.latest(session)
            target = Written(self.tables, snapshots.base_versions(session), self.run.id)
        self.progress("write", 0.5)
        intake = put_in(self.arrival, persons, target, self.company, now is not None and now.calendar != mark)
        self.progress("publish", 0.9)
        until = self.tables.until(target.versions)
        with self.state.write() as session:
            snapshot = snapshots.publish(session, target.versions, self.run.id, until, mark)
            kept_rejects.add_many(session, self.run.id, self.arrival.rejects)
            cleared = self._clear_mended(session)
            merges.add_many(session, self.run.id, persons.found)
            loads.replace(session, self.run.id)
            self._finish(session, intake, snapshot)
        loaded = Loaded(
            load_id=self.run.id,
            snapshot=snapshot.name,
            source=source.name,
            rows_in_file=checked.rows,
            accepted=checked.accepted,
            rejected=checked.rejected,
            grouped=checked.grouped,
            reasons=self.arrival.reasons,
            already=False,
            **asdict(intake),
            cleared=cleared,
            merges=len(persons.found),
            shared=persons.shared,
        )
        loaded = replace(loaded, merging=self._merging(persons, snapshot)) if persons.found else loaded
        self.progress("done", 1.0)
        return loaded

    def _finish(self, session: Session, intake: Intake, snapshot: Snapshot) -> None:
        checked = self.arrival.checked
        loads.finish(
            session,
            self.run.id,
            rows_in_file=checked.rows,
            accepted=checked.accepted,
            rejected=checked.rejected,
            grouped=checked.grouped,
            inserted=intake.inserted,
            updated=intake.updated,
            unchanged=intake.unchanged,
            outdated=intake.outdated,
            merged=intake.merged,
            profile=self.arrival.profile.as_kept(),
            snapshot_id=snapshot.id,
        )

    def _clear_mended(self, session: Session) -> int:
        """Says of rejects of the source's earlier files that this one brought their rows; how many."""
        fact = self.arrival.source.facts[0]
        waiting = kept_rejects.outstanding_keys(session, self.arrival.source.name, self.run.id)
        if not waiting:
            return 0
        here = set(self.arrival.checked.facts[fact][fact.own_id()]) if fact.own_id() in self.arrival.checked.facts[fact].columns else set()
        mended = [id for id, key in waiting if key in here]
        kept_rejects.clear(session, mended, self.run.id)
        return len(mended)

    def _merging(self, persons: Persons, snapshot: Snapshot) -> Effect | None:
        """What the merges did to the repurchase rate."""
        after = snapshots.open_facts(snapshot, self.tables)
        return next(iter(effects([METRICS["repurchase_rate"]], without_merges(after, persons.unmerged), after)), None)


def _already(before: Load, state: State) -> Loaded:
    with state.read() as session:
        by_text = kept_rejects.counts(session, before.id)
        first = kept_rejects.of_load(session, before.id, LOOKED_AT)
        snapshot = snapshots.latest(session)
    counts: Counter[str] = Counter()
    for code, _, _, count in by_text:  # a reason's text may name another line, so one reason has many texts
        counts[code] += count
    first_lines = {code: [reject.line for reject in first if reject.reason_code == code][:LINES_SHOWN] for code in counts}
    return Loaded(
        load_id=before.id,
        snapshot=snapshot.name if snapshot else "",
        source=before.source,
        rows_in_file=before.rows_in_file or 0,
        accepted=before.accepted or 0,
        rejected=before.rejected or 0,
        grouped=before.grouped or 0,
        reasons=tuple(Reason(code, summary(code), count, tuple(first_lines[code])) for code, count in counts.most_common()),
        already=True,
        **asdict(Intake()),
    )
