"""One installation opened: its settings, its state and its fact tables, as `app` and `cli` pass them down."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

import store.attempts
import store.goals
import store.loads
import store.notes
import store.sessions
import store.snapshots
from access.audit import Event, record
from errors import QueryError, SettingsError
from etl.company import Company
from etl.identity import secret_mark
from metrics.calendar import BusinessCalendar
from metrics.catalog import official
from metrics.facts import Facts
from metrics.feasts import Feast, feasts_of
from metrics.goal_book import GoalBook
from metrics.metric import Metric
from reports.letterhead import Letterhead
from reports.remarks import TakenBack
from reports.workshop import Workshop
from settings import Settings
from store.answers import KeptAnswers
from store.facts import FactTables
from store.identities import is_secret_of
from store.snapshots import Snapshot, Tables
from store.spark import SparkTables
from store.state import Session, State
from store.trends import Trends, warm

ATTEMPTS_KEPT = timedelta(days=1)  # longer than any lock-out
if TYPE_CHECKING:
    from reports.office import Office


@dataclass(frozen=True)
class Installation:
    """The parts of one installation, wired together."""

    settings: Settings
    secret: bytes
    state: State
    tables: FactTables

    @classmethod
    def opened(cls, settings: Settings) -> Self:
        """The installation of a data folder, made ready: folder, secret, migrated state, fact tables.

        Raises:
            SettingsError: the secret is missing, weak or another than before, or a setting is wrong.
        """
        settings.home.mkdir(parents=True, exist_ok=True)
        secret = settings.secret_key()
        state = State(settings.state_url)
        state.migrate()
        with state.write() as session:
            is_same = is_secret_of(session, secret_mark(secret))
        if not is_same:
            state.close()
            raise SettingsError(
                "The secret is not the one that this database's customers are known by, so each of them would be counted as a new "
                f"one. Put the first one back as {settings.home / 'secret'}, or set DANGOL_SECRET to it."
            )
        tables = FactTables(settings.tables_url)
        tables.create()
        return cls(settings, secret, state, tables)

    @cached_property
    def company(self) -> Company:
        """What the loader must know of the company."""
        given = self.settings
        calendar = BusinessCalendar.of(given.zone, given.business_hours, given.holidays, given.closed_days)
        return Company(zone=given.zone, currency=given.currency, calendar=calendar, secret=self.secret)

    @cached_property
    def answers(self) -> KeptAnswers:
        """The answers that were measured before, by whichever process."""
        given = self.settings
        return KeptAnswers(given.home / "answers", given.answers_megabytes * 1_000_000, {"engine": given.engine, "zone": given.zone})

    @property
    def feasts(self) -> tuple[Feast, ...]:
        """The feasts of the company's country that move against the calendar."""
        return feasts_of(self.settings.holidays)

    @cached_property
    def engine(self) -> Tables:
        """The fact tables as the engine reads them that computes the metrics. Spark is started when this is first asked for.

        Raises:
            SettingsError: Spark is asked for, and missing or away.
        """
        if self.settings.engine == "polars":
            return self.tables
        return SparkTables.opened(self.tables, self.settings.spark_master, self.settings.spark_options)

    def latest(self) -> tuple[Snapshot, Facts]:
        """The latest snapshot and its facts.

        Raises:
            QueryError: nothing has been loaded yet.
            SettingsError: the engine is missing or away.
        """
        with self.state.read() as session:
            snapshot = store.snapshots.latest(session)
            ledger = store.loads.ledger(session, snapshot, self.company.zone) if snapshot else None
        if snapshot is None or snapshot.until is None:
            raise QueryError(
                ko="아직 불러온 데이터가 없습니다. 먼저 'dangol load 파일...'을 실행해 주세요.",
                en="Nothing has been loaded yet. Start with 'dangol load FILE...'.",
            )
        return snapshot, store.snapshots.open_facts(snapshot, self.engine, ledger)

    @cached_property
    def overview(self) -> tuple[Metric, ...]:
        """The metrics of the Overview, each in the variant that is official here.

        Raises:
            UnknownMetricError: a setting names a metric that is not in the catalog, or a variant of another one.
        """
        return tuple(official(name, self.settings.official) for name in self.settings.overview)

    @cached_property
    def management(self) -> tuple[Metric, ...]:
        """The metrics of the management report, each in the variant that is official here.

        Raises:
            UnknownMetricError: as for `overview`.
        """
        return tuple(official(name, self.settings.official) for name in self.settings.management)

    @cached_property
    def letterhead(self) -> Letterhead:
        """What all reports have in common.

        Raises:
            SettingsError: the logo cannot be printed, or the colour cannot be read.
        """
        given = self.settings
        return Letterhead.of(
            company=given.company,
            currency=given.currency,
            zone=given.zone,
            address=given.address,
            logo=given.logo,
            colour=given.colour,
        )

    def workshop(self) -> Workshop:
        """What reports are made with, the goals and the notes as they are now."""
        zone = ZoneInfo(self.settings.zone)
        with self.state.read() as session:
            undone = [TakenBack.of(load, at, zone) for load, at in store.loads.taken_back(session)]
            return Workshop(self.letterhead, self.feasts, store.goals.book(session), store.notes.all_notes(session), undone)

    def goals(self) -> GoalBook:
        """Every goal that was set."""
        with self.state.read() as session:
            return store.goals.book(session)

    def trends(self) -> Trends:
        """The latest snapshot's answers.

        Raises:
            QueryError: nothing has been loaded yet.
        """
        return Trends(*self.latest(), self.answers)

    def sweep(self) -> None:
        """Removes what nothing needs any more: files that killed loads left behind, sessions and failed sign-ins that are over."""
        now = datetime.now(UTC)
        self.tables.sweep()
        with self.state.write() as session:
            store.sessions.sweep(
                session, now - timedelta(minutes=self.settings.idle_minutes), now - timedelta(hours=self.settings.session_hours)
            )
            store.attempts.sweep(session, now - ATTEMPTS_KEPT)

    def trends_of(self, snapshot_id: int) -> Trends:
        """The answers of a snapshot that was published at some time.

        Raises:
            QueryError: there is none of that number.
        """
        with self.state.read() as session:
            snapshot = store.snapshots.find(session, snapshot_id)
            ledger = store.loads.ledger(session, snapshot, self.company.zone) if snapshot else None
        if snapshot is None:
            raise QueryError(ko="그 스냅샷은 더 이상 없습니다.", en="That snapshot is not there any more.")
        return Trends(snapshot, store.snapshots.open_facts(snapshot, self.engine, ledger), self.answers)

    @cached_property
    def office(self) -> "Office":
        """What the delivery of reports needs."""
        from reports.archive import Archive  # with matplotlib behind it, which takes a second to import; most commands do without
        from reports.office import Office
        from reports.post import MailServer

        given = self.settings
        server = MailServer(
            host=given.smtp_host,
            port=given.smtp_port,
            security=given.smtp_security,
            user=given.smtp_user,
            password=given.smtp_password.get_secret_value(),
        )
        return Office(
            state=self.state,
            trends=self.trends,
            trends_of=self.trends_of,
            workshop=self.workshop,
            calendar=self.company.calendar,
            company=given.company,
            currency=given.currency,
            zone=given.zone,
            language=given.language,
            archive=Archive(given.home / "archive"),
            server=server if given.smtp_host and given.smtp_sender else None,
            sender=given.smtp_sender,
            sender_name=given.company or "Dangol",
            domains=given.mail_domains or tuple(filter(None, [given.smtp_sender.rpartition("@")[2]])),
            address=given.address,
            processes=given.report_processes if given.engine == "polars" else 1,
            stale_after=given.stale_working_days,
            kept_for=timedelta(days=given.archive_days),
            record=self._record,
            sweep=self.sweep,
        )

    def _record(self, session: Session, action: str, about: str, count: int, reason: str) -> None:
        record(session, Event(action), actor="worker", address="", about=about, count=count, reason=reason)

    def warm(self, progress: Callable[[float], None]) -> bool:
        """Measures what the Overview's readers ask first; whether to the end, before a newer snapshot was published."""
        return warm(self.trends(), self.overview, self.feasts, self.state, progress)


def until_of(snapshot: Snapshot) -> date:
    """The first day not covered by a snapshot that `latest` gave."""
    if snapshot.until is None:
        raise QueryError(ko="이 스냅샷에는 데이터가 없습니다.", en="This snapshot holds no data.")
    return snapshot.until
