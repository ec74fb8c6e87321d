"""The database itself: migrations, sessions, locks, absence."""

import multiprocessing
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from errors import SettingsError, StateError, UserError
from store import attempts, loads
from store.schema import Base
from store.state import State
from tests.postgres import Cluster

ROOT = Path(__file__).parents[2]
SEOUL = timezone(timedelta(hours=9))


def test_models_and_migrations_agree(state: State) -> None:
    with state.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata) == []


def test_migrating_twice_is_nothing(state: State) -> None:
    with state.write() as session:
        loads.begin(session, "demo_orders", "orders.csv", "a" * 64, 1)
    state.migrate()
    with state.read() as session:
        assert len(loads.history(session, 10)) == 1


def _migrate(url: str, ready: "multiprocessing.synchronize.Barrier") -> None:
    ready.wait()
    State(url).migrate()


def test_processes_that_migrate_at_once_all_succeed(state_url: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Barrier(4)
    processes = [spawn.Process(target=_migrate, args=(state_url, ready)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(30)
    assert [process.exitcode for process in processes] == [0, 0, 0, 0]
    state = State(state_url)
    assert "loads" in inspect(state.engine).get_table_names()
    state.close()


def test_an_error_takes_back_the_whole_write(state: State) -> None:
    with pytest.raises(KeyError), state.write() as session:  # noqa: PT012
        loads.begin(session, "demo_orders", "orders.csv", "a" * 64, 1)
        raise KeyError
    with state.read() as session:
        assert loads.history(session, 10) == []


def test_a_read_session_cannot_write_and_leaves_its_connection_as_it_was(state: State) -> None:
    with pytest.raises(DatabaseError), state.read() as session:
        session.execute(text("DELETE FROM loads"))
    with state.write() as session:
        loads.begin(session, "demo_orders", "orders.csv", "a" * 64, 1)


def test_a_read_session_sees_one_moment(state: State) -> None:
    with state.read() as session:
        assert loads.history(session, 10) == []
        with state.write() as other:
            loads.begin(other, "demo_orders", "orders.csv", "a" * 64, 1)
        assert loads.history(session, 10) == []
    with state.read() as session:
        assert len(loads.history(session, 10)) == 1


def test_no_update_is_lost_between_writers(state: State) -> None:
    now = datetime.now(UTC)

    def fail() -> None:
        for _ in range(25):
            with state.write() as session:
                attempts.record_failure(session, "k", now)

    threads = [threading.Thread(target=fail) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with state.read() as session:
        assert attempts.failures(session, "k")[0] == 100


def test_moments_come_back_in_utc(state: State) -> None:
    with state.write() as session:
        attempts.record_failure(session, "k", datetime(2026, 1, 1, 8, 30, tzinfo=SEOUL))
    with state.read() as session:
        last_at = attempts.failures(session, "k")[1]
    assert last_at == datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    assert last_at is not None and last_at.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(state: State) -> None:
    with pytest.raises(Exception, match="needs a time zone"), state.write() as session:
        attempts.record_failure(session, "k", datetime(2026, 1, 1))


def test_a_lock_has_one_holder_and_says_so(state: State) -> None:
    with state.lock("load", 0), pytest.raises(UserError, match="Another load is running") as busy, state.lock("load", 0.2):
        raise AssertionError("two holders")
    assert "불러오는 중" in busy.value.ko


def test_locks_of_other_names_are_free(state: State) -> None:
    with state.lock("load", 0), state.lock("reports", 0):
        pass


def test_a_lock_is_waited_for(state: State) -> None:
    held = threading.Event()

    def hold() -> None:
        with state.lock("load", 0):
            held.set()
            time.sleep(0.3)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    with state.lock("load", 10):
        holder.join()


def test_a_killed_holder_frees_its_lock(state: State, state_url: str) -> None:
    script = (
        "import sys, time; from store.state import State\n"
        "with State(sys.argv[1]).lock('load', 0): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script, state_url], cwd=ROOT, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
        with pytest.raises(StateError), state.lock("load", 0):
            raise AssertionError("two holders")
        os.kill(holder.pid, signal.SIGKILL)
    with state.lock("load", 5):
        pass


def test_another_process_reads_what_was_written(state: State, state_url: str) -> None:
    with state.write() as session:
        loads.begin(session, "demo_orders", "주문 목록.csv", "a" * 64, 1)
    script = (
        "import sys; from store.state import State; from store import loads\n"
        "with State(sys.argv[1]).read() as session: sys.exit(loads.history(session, 1)[0].file_name != '주문 목록.csv')"
    )
    assert subprocess.run([sys.executable, "-c", script, state_url], cwd=ROOT, check=False).returncode == 0


def test_sqlite_is_set_up_for_many_readers_and_for_erasure(tmp_path: Path) -> None:
    state = State(f"sqlite:///{tmp_path / 'state.sqlite3'}")
    state.migrate()
    with state.read() as session:
        settings = [
            session.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "foreign_keys", "secure_delete", "busy_timeout")
        ]
    state.close()
    assert settings == ["wal", 1, 1, 30_000]
    assert stat.S_IMODE((tmp_path / "state.sqlite3").stat().st_mode) == 0o600


def test_an_unwritable_place_is_said_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StateError) as refused:
        State(f"sqlite:///{tmp_path / 'file' / 'state.sqlite3'}").migrate()
    assert "cannot be written" in refused.value.en and "쓸 수 없습니다" in refused.value.ko


def test_a_locked_sqlite_is_said_to_be_unreachable(tmp_path: Path) -> None:
    state = State(f"sqlite:///{tmp_path / 'state.sqlite3'}?timeout=0.1")
    state.migrate()
    other = sqlite3.connect(tmp_path / "state.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StateError, match="cannot be reached"), state.write() as session:
        loads.begin(session, "demo_orders", "orders.csv", "a" * 64, 1)
    other.close()
    state.close()


def test_a_mistake_in_a_query_is_not_called_an_absence(state: State) -> None:
    with pytest.raises(DatabaseError), state.read() as session:
        session.execute(text("SELECT * FROM no_such_table"))


def test_a_server_that_is_away_is_said_to_be_unreachable_and_is_found_again(postgresql: Cluster) -> None:
    with postgresql.database() as url:
        state = State(url)
        state.migrate()
        postgresql.stop()
        try:
            with pytest.raises(StateError, match="cannot be reached"), state.read() as session:
                loads.history(session, 1)
        finally:
            postgresql.start()
        with state.read() as session:
            assert loads.history(session, 1) == []
        state.close()


@pytest.mark.parametrize("url", ["sqlite://", "mysql://localhost/dangol", "no url"])
def test_a_database_that_cannot_keep_the_state_is_refused(url: str) -> None:
    with pytest.raises(SettingsError):
        State(url)
