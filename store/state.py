"""The state: what people and the program decide, in SQLite or PostgreSQL."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, OperationalError, TimeoutError
from sqlalchemy.orm import Session as Session  # the layers above name the type and import it from here

from errors import SettingsError, StateError
from store.lock import advisory_lock, file_lock
from store.revision import keep_count

WAIT_SECONDS = 30
CONNECT_SECONDS = 5
STATEMENT_SECONDS = 60

# PostgreSQL's classes of "not now": connection lost, out of resources, stopped by the operator or the time limit.
_POSTGRESQL_ABSENCE = ("08", "53", "57")
# A plain SQLITE_READONLY is not among them: that is a write in a read session, and ours to mend.
_SQLITE_ABSENCE = ("SQLITE_BUSY", "SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_LOCKED", "SQLITE_READONLY_")


class State:
    """The state database of one installation.

    `read()` and `write()` give a session each. There is one write session at a time, over all processes, so that what it has
    read is still true when it writes; keep it short. Readers never wait.
    """

    def __init__(self, url: str) -> None:
        """
        Args:
            url: `sqlite:///folder/state.sqlite3` or `postgresql://user@host/name`.
        Raises:
            SettingsError: the URL is neither.
        """
        try:
            parsed = make_url(url)
        except ArgumentError as wrong:
            raise SettingsError(
                "The database URL cannot be read. Use sqlite:////folder/state.sqlite3 or postgresql://user@host/name."
            ) from wrong
        if parsed.get_backend_name() == "postgresql":
            self.file: Path | None = None
            self.engine = create_engine(
                parsed.set(drivername="postgresql+psycopg"),
                pool_pre_ping=True,
                pool_timeout=WAIT_SECONDS,
                connect_args={
                    "connect_timeout": CONNECT_SECONDS,
                    "options": f"-c statement_timeout={STATEMENT_SECONDS * 1000} -c timezone=UTC",
                },
            )
            event.listen(self.engine, "begin", _begin_postgresql)
        elif parsed.get_backend_name() == "sqlite" and parsed.database and parsed.database != ":memory:":
            self.file = Path(parsed.database).absolute()
            waiting = {"timeout": str(WAIT_SECONDS), **parsed.query}
            self.engine = create_engine(parsed.set(query=waiting), pool_timeout=WAIT_SECONDS)
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        else:
            raise SettingsError(f"'{parsed.drivername}' cannot keep the state. Use a SQLite file or PostgreSQL.")
        keep_count(self.engine)
        self._writer = self.engine.execution_options(writes=True)

    def migrate(self) -> None:
        """Bring the tables to this release; nothing happens where they are already.

        Two processes may start at once: the second waits for the first.
        """
        from alembic import command  # not above: who works on tables that stand need not load it
        from alembic.config import Config

        if self.file is not None:
            _make_private(self.file)
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
        # SQLite turns a new file to WAL without waiting for anybody who is doing the same, so that needs a lock of its own.
        with self.lock("migrate", WAIT_SECONDS), self._reachable(), self._writer.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one moment of the state and cannot write."""
        with self._reachable(), self.engine.connect() as connection:
            # TRICKY: `query_only` outlives the transaction, so the connection must not go back to the pool with it.
            if self.file is None:
                connection = connection.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
            else:
                connection.exec_driver_sql("PRAGMA query_only = ON")
            try:
                with Session(connection, autoflush=False) as session:
                    yield session
            finally:
                if self.file is not None and not connection.invalidated:
                    connection.exec_driver_sql("PRAGMA query_only = OFF")

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that commits at the end and rolls back when an error comes out of it."""
        with self._reachable(), Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    def compact(self) -> None:
        """Lets nothing of what was deleted stay in the database's own log. PostgreSQL's is the operator's to age out."""
        if self.file is not None:
            with self._reachable(), self.engine.connect() as connection:
                connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def rehearse(self) -> Iterator[Session]:
        """A session that writes, and whose every change is taken back at the end."""
        with self._reachable(), Session(self._writer, expire_on_commit=False) as session:
            session.begin()
            try:
                yield session
            finally:
                session.rollback()

    @contextmanager
    def lock(self, name: str, wait_seconds: float) -> Iterator[None]:
        """The one right to do `name`, over all processes; free again as soon as its holder ends, however it ends.

        Raises:
            UserError: another process still held it after `wait_seconds`.
        """
        if self.file is None:
            with self._reachable(), self.engine.connect() as connection, advisory_lock(connection, name, wait_seconds):
                yield
        else:
            _make_private(self.file)
            with file_lock(self.file.with_name(f"{self.file.name}.{name}.lock"), wait_seconds):
                yield

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()

    @contextmanager
    def _reachable(self) -> Iterator[None]:
        """Turns the database's absence, and nothing else, into a StateError."""
        try:
            yield
        except TimeoutError as busy:
            raise StateError.unreachable(self._where()) from busy
        except OperationalError as lost:
            if _is_absence(lost):
                raise StateError.unreachable(self._where()) from lost
            raise

    def _where(self) -> str:
        """The database's place, without its password."""
        return str(self.file) if self.file is not None else f"{self.engine.url.host or 'local'}/{self.engine.url.database}"


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver would begin transactions by its own rules; `_begin_sqlite` does
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("writes", False):
        # One writer at a time, as in SQLite: what a write session has read stays true, and both databases behave alike.
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtextextended('dangol.write', 0))")


def _make_private(file: Path) -> None:
    """Makes the database file, readable by its owner only: it holds password hashes."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as refused:
        raise StateError.unwritable(str(file), refused.strerror) from refused


def _is_absence(error: OperationalError) -> bool:
    name = getattr(error.orig, "sqlite_errorname", None)
    if name is not None:
        return str(name).startswith(_SQLITE_ABSENCE)
    state = getattr(error.orig, "sqlstate", None)
    return state is None or str(state).startswith(_POSTGRESQL_ABSENCE)
