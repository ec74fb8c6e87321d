"""A load that is killed leaves no trace, wherever it was."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from metrics.facts import Orders, Responses, name_of
from store import loads, snapshots
from store.facts import FactTables
from store.state import State
from tests.store.one_load import POINTS, load

ROOT = Path(__file__).parents[2]


def start(state_url: str, tables: FactTables, *words: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "tests.store.one_load", state_url, tables.url, *words], cwd=ROOT)


def seen(state: State, tables: FactTables) -> dict[str, Any]:
    """What a reader sees: the rows of both facts, and until when. Ids of loads may differ between two ways to the same state."""
    with state.read() as session:
        snapshot = snapshots.latest(session)
    if snapshot is None:
        return {}
    facts = snapshots.open_facts(snapshot, tables)
    rows = {name_of(fact): facts.frames[name_of(fact)].drop("load_id").collect() for fact in (Orders, Responses)}
    return {"until": snapshot.until} | {name: frame.sort(frame.columns[:2]).to_dicts() for name, frame in rows.items()}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What a reader sees after each load when nothing goes wrong."""
    folder = tmp_path_factory.mktemp("clean")
    state, tables = State(f"sqlite:///{folder / 'state.sqlite3'}"), FactTables(str(folder / "facts"))
    state.migrate()
    tables.create()
    after = {}
    for sha256 in ("first", "second"):
        load(state, tables, sha256)
        after[sha256] = seen(state, tables)
    state.close()
    assert len(after["first"]["orders"]) == 300 and len(after["second"]["orders"]) == 400
    assert after["second"]["until"] == date(2026, 1, 6)
    return after


@pytest.mark.parametrize(
    ("state_url", "point"), [*(("sqlite", point) for point in POINTS), ("postgresql", "inside the transaction")], indirect=["state_url"]
)
def test_a_load_killed_at_a_point_is_unseen_and_loads_cleanly_afterwards(
    state: State, state_url: str, tables: FactTables, clean: dict[str, dict[str, Any]], point: str
) -> None:
    load(state, tables, "first")
    with start(state_url, tables, "second", point) as killed:
        assert killed.wait(60) == -signal.SIGKILL
    assert seen(state, tables) == clean["first"]
    with state.read() as session:
        assert [left.sha256 for left in loads.unfinished(session)] == ["second"]
        assert loads.done_before(session, "demo_orders", "second") is None
    load(state, tables, "second")
    assert seen(state, tables) == clean["second"]
    with state.read() as session:
        [done, *_] = loads.history(session, 1)
    assert (done.inserted, done.updated, done.unchanged) == (150, 100, 50)


@pytest.mark.parametrize("state_url", ["sqlite"], indirect=True)
def test_a_first_load_that_is_killed_is_not_what_the_next_one_builds_on(
    state: State, state_url: str, tables: FactTables, clean: dict[str, dict[str, Any]]
) -> None:
    with start(state_url, tables, "second", "both tables ahead") as killed:
        assert killed.wait(60) == -signal.SIGKILL
    assert tables.versions()["orders"] > 0
    assert seen(state, tables) == {}
    load(state, tables, "first")
    assert seen(state, tables) == clean["first"]


def test_loads_killed_at_random_moments_are_seen_whole_or_not_at_all(
    tmp_path: Path, tables: FactTables, clean: dict[str, dict[str, Any]]
) -> None:
    url = f"sqlite:///{tmp_path / 'state.sqlite3'}"
    state = State(url)
    state.migrate()
    load(state, tables, "first")
    moments = random.Random(1)
    for _ in range(3):
        with start(url, tables, "second") as killed:
            with state.read() as session:
                before = len(loads.history(session, 100))
            while killed.poll() is None:
                with state.read() as session:
                    if len(loads.history(session, 100)) > before:
                        break
                time.sleep(0.01)
            time.sleep(moments.uniform(0, 0.15))
            killed.kill()
        assert seen(state, tables) in (clean["first"], clean["second"])
        if seen(state, tables) == clean["second"]:
            with state.write() as session:
                loads.undo(session)
    load(state, tables, "second")
    assert seen(state, tables) == clean["second"]
    state.close()


def test_an_undone_load_is_out_of_what_the_next_load_builds_on(
    tmp_path: Path, tables: FactTables, clean: dict[str, dict[str, Any]]
) -> None:
    state = State(f"sqlite:///{tmp_path / 'state.sqlite3'}")
    state.migrate()
    load(state, tables, "first")
    load(state, tables, "second")
    with state.write() as session:
        loads.undo(session)
    assert seen(state, tables) == clean["first"]
    load(state, tables, "second")
    assert seen(state, tables) == clean["second"]
    state.close()


def test_sweeping_removes_what_no_version_names_once_it_is_old(tables: FactTables, tmp_path: Path) -> None:
    state_url = f"sqlite:///{tmp_path / 'state.sqlite3'}"
    state = State(state_url)
    state.migrate()
    load(state, tables, "first")
    with start(state_url, tables, "second", "files written") as killed:
        killed.wait(60)
    folder = tmp_path / "facts" / "orders"
    half_written = [folder / "part-x.parquet#1", folder / "_delta_log" / "_commit_x.json.tmp"]
    for file in half_written:
        file.write_bytes(b"PAR1")
    load(state, tables, "second")
    assert tables.sweep() == 0
    two_days_ago = time.time() - 2 * 86_400
    for file in folder.rglob("*"):
        os.utime(file, (two_days_ago, two_days_ago))
    assert tables.sweep(timedelta(days=1)) == 3
    assert not any(file.exists() for file in half_written)
    for version in range(tables.versions()["orders"] + 1):
        tables.scan(Orders, version).collect()
    state.close()
