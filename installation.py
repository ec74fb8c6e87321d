"""One installation opened: its settings, its state and its fact tables, as `app` and `cli` pass them down."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Self

import store.snapshots
from errors import QueryError, SettingsError
from etl.company import Company
from etl.identity import secret_mark
from metrics.calendar import BusinessCalendar
from metrics.facts import Facts
from settings import Settings
from store.facts import FactTables
from store.identities import is_secret_of
from store.snapshots import Snapshot
from store.state import State


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
        calendar = BusinessCalendar.of(given.zone, given.business_hours, given.holidays)
        return Company(zone=given.zone, currency=given.currency, calendar=calendar, secret=self.secret)

    def latest(self) -> tuple[Snapshot, Facts]:
        """The latest snapshot and its facts.

        Raises:
            QueryError: nothing has been loaded yet.
        """
        with self.state.read() as session:
            snapshot = store.snapshots.latest(session)
        if snapshot is None or snapshot.until is None:
            raise QueryError(
                ko="아직 불러온 데이터가 없습니다. 먼저 'dangol load 파일...'을 실행해 주세요.",
                en="Nothing has been loaded yet. Start with 'dangol load FILE...'.",
            )
        return snapshot, store.snapshots.open_facts(snapshot, self.tables)


def until_of(snapshot: Snapshot) -> date:
    """The first day not covered by a snapshot that `latest` gave."""
    if snapshot.until is None:
        raise QueryError(ko="이 스냅샷에는 데이터가 없습니다.", en="This snapshot holds no data.")
    return snapshot.until
