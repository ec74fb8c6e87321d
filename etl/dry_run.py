"""A dry run: everything that a load would do, with its rejects and the KPIs before and after, and nothing of it done."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from etl.arrival import AS_IT_SAYS, Arrival, Manner, Progress, Received
from etl.company import Company
from etl.effect import Effect, effects
from etl.gates import UNCONTROLLED, Control, Finding
from etl.intake import Intake, put_in
from etl.kept_sources import of_installation
from etl.load import found_in
from etl.persons import Persons
from etl.reasons import Reason
from etl.target import Rehearsed
from metrics.facts import Facts
from metrics.metric import Metric
from store import loads, snapshots
from store.facts import FactTables
from store.loads import Load
from store.rejects import Reject
from store.state import State


@dataclass(frozen=True)
class DryRun:
    """What loading a file would come to.

    `before` is the load that brought these very bytes already, if one did; `findings` are what would hold the load until confirmed.
    """

    file: str
    source: str
    rows_in_file: int
    accepted: int
    rejected: int
    grouped: int
    reasons: tuple[Reason, ...]
    rejects: tuple[Reject, ...]
    intake: Intake
    merges: int
    findings: tuple[Finding, ...]
    effects: tuple[Effect, ...]
    before: Load | None


def dry_run(
    file: Path,
    *,
    state: State,
    tables: FactTables,
    company: Company,
    metrics: Iterable[Metric],
    manner: Manner = AS_IT_SAYS,
    control: Control = UNCONTROLLED,
    progress: Progress = lambda stage, share: None,
) -> DryRun:
    """What loading a file would come to. Nothing is written: new customers get their keys in a transaction that is taken back.

    Args:
        metrics: those whose values before and after are wanted.
    Raises:
        SourceError: the file cannot be read, or does not fit its source.
    """
    progress("read", 0.0)
    with state.read() as session:
        manner = replace(manner, kept=of_installation(session))
    received = Received.of(file, manner)
    with state.read() as session:
        received = received.with_answer(session)
    progress("check", 0.2)
    arrival = Arrival.of(received, company)
    with state.read() as session:
        order = manner.dates.value if manner.dates else None
        already = loads.done_before(session, received.source.name, received.digest, order)
        snapshot, versions = snapshots.latest(session), snapshots.base_versions(session)
    del received
    with state.rehearse() as session:
        persons = Persons.of(session, arrival.checked.people, arrival.source.family, company.secret)
    progress("write", 0.5)
    target = Rehearsed(tables, versions)
    found = found_in(arrival, state, target.scan, control, company.currency)
    is_new_calendar = snapshot is not None and snapshot.calendar != company.calendar.mark
    intake = put_in(arrival, persons, target, company, is_new_calendar)
    progress("measure", 0.7)
    now = snapshots.open_facts(snapshot, tables) if snapshot else Facts.empty()
    changed = effects(metrics, now, target.facts())
    progress("done", 1.0)
    checked = arrival.checked
    return DryRun(
        file=arrival.name,
        source=arrival.source.name,
        rows_in_file=checked.rows,
        accepted=checked.accepted,
        rejected=checked.rejected,
        grouped=checked.grouped,
        reasons=arrival.reasons,
        rejects=arrival.rejects,
        intake=intake,
        merges=len(persons.found),
        findings=found,
        effects=changed,
        before=already,
    )
