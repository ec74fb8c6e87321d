"""The worker: plans what is due, has it made and checked, sends it, and tidies up. Any number may run; the database says who does what."""

import logging
import os
import secrets
import socket
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import store.runs
import store.schedules
import store.snapshots
import store.workers
from errors import StateError
from reports.agenda import plan_due
from reports.office import Office
from reports.outbox import Outbox
from reports.preparation import LEASE, prepare
from store.clock import database_now

LOG = logging.getLogger("dangol")
LOOKED_EVERY = timedelta(seconds=5)
SWEPT_EVERY = timedelta(hours=1)


@dataclass
class Worker:
    """One worker of an installation. `stop` has it end after the mail that it is sending."""

    office: Office
    name: str = field(default_factory=lambda: f"{socket.gethostname()[:60]}-{os.getpid()}-{secrets.token_hex(3)}")
    _stopping: threading.Event = field(default_factory=threading.Event)
    _swept_at: datetime | None = None

    def stop(self) -> None:
        """End soon."""
        self._stopping.set()

    def run(self) -> None:
        """Works until it is stopped. While the database is away, it waits for it."""
        outbox = Outbox(self.office, self.name, self._stopping.is_set)
        while not self._stopping.is_set():
            try:
                did_something = self.round(outbox)
            except StateError as away:
                LOG.warning("worker %s waits: %s", self.name, away)
                did_something = False
            if not did_something:
                self._stopping.wait(LOOKED_EVERY.total_seconds())
        with self.office.state.write() as session:
            store.workers.left(session, self.name)

    def round(self, outbox: Outbox | None = None) -> bool:
        """Whether there was anything to do: one look at everything that may be due."""
        with self.office.state.write() as session:
            store.workers.seen(session, self.name)
            planned = plan_due(session, self.office)
            latest = store.snapshots.latest(session)
            again = store.runs.check_again(session, latest.id) if latest else 0
        prepared = self._prepare_one()
        sent = (outbox or Outbox(self.office, self.name, self._stopping.is_set)).send()
        self._sweep()
        return bool(planned or again or prepared or sent)

    def until_idle(self) -> None:
        """Works until nothing is due."""
        outbox = Outbox(self.office, self.name, self._stopping.is_set)
        while self.round(outbox) and not self._stopping.is_set():
            continue

    def _prepare_one(self) -> bool:
        with self.office.state.write() as session:
            run = store.runs.claim(session, self.name, LEASE)
            schedule = store.schedules.find(session, run.schedule_id) if run else None
        if run is None or schedule is None:
            return False
        is_sent = prepare(self.office, run, schedule, self.name)
        LOG.info("run %d of schedule %d, %s: %s", run.id, schedule.id, run.period, "sending" if is_sent else "not sent")
        return True

    def _sweep(self) -> None:
        now = datetime.now(UTC)
        if self._swept_at is not None and now - self._swept_at < SWEPT_EVERY:
            return
        self._swept_at = now
        self.office.archive.sweep(self.office.state, now, self.office.kept_for)
        with self.office.state.write() as session:
            store.workers.sweep(session, database_now(session) - timedelta(days=1))
        self.office.sweep()
