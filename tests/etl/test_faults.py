"""Whatever dies or fills up while a file is loaded: readers see the old snapshot or the new one, whole, and the next run completes it.

Twelve kills by default; DANGOL_TEST_KILLS=50 for the whole suite.
"""

import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from errors import StateError
from etl.undone import undo
from store import rejects
from store.facts import FactTables
from tests.etl.test_kill import content, run

KILLS = int(os.environ.get("DANGOL_TEST_KILLS", "12"))
POINTS = ("check", "write", "first table written", "publish", "inside the last transaction")


def test_loads_killed_at_random_instants_are_whole_or_unseen_and_complete_when_run_again(installation, installation_of, rows):
    first = installation.write("first.csv", rows.ORDERS + "".join(rows.order(f"O{at}", member=f"M{at % 300}") for at in range(1_500)))
    text = "".join(rows.order(f"O{at}", member=f"M{at % 400}", status="환불완료") for at in range(1_000, 2_500))
    second = installation.write("second.csv", rows.ORDERS + text + rows.order("O-bad", amount="?"))
    clean = installation_of()
    clean.load(first)
    old = content(clean)
    clean.load(second)
    new = content(clean)
    installation.load(first)
    chance, outcomes = random.Random(7), {"old": 0, "new": 0}
    begun = time.monotonic()
    run(installation, second, "never").wait(120)
    takes = time.monotonic() - begun
    undo(installation.state, installation.tables, lambda session, load: None)
    for number in range(KILLS):
        # Half of them at a step that is known, on the table, the snapshot or the state; half at any instant.
        point = POINTS[number // 2 % len(POINTS)] if number % 2 else "never"
        child = run(installation, second, point)
        if point == "never":
            time.sleep(takes * chance.uniform(0.3, 1.0))
            child.send_signal(signal.SIGKILL)
        child.wait(120)
        seen = content(installation)
        assert seen in (old, new), f"kill {number} at {point} left neither the old nor the new snapshot"
        outcomes["new" if seen == new else "old"] += 1
        if seen == new:
            undo(installation.state, installation.tables, lambda session, load: None)
            assert content(installation) == old
    done = installation.load(second)
    assert content(installation) == new and (done.inserted, done.updated) == (1_000 + 100, 500)
    with installation.state.read() as session:
        assert len(rejects.of_load(session, done.load_id, 10)) == 1
        open_rejects = rejects.outstanding(session, "demo_orders", 100)
    assert len(open_rejects) == 1, "a load that was killed or taken back leaves no reject to mend"
    assert outcomes["old"] >= KILLS / 4


@pytest.fixture
def small_disk(tmp_path: Path):
    """A file system of a few megabytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    if (
        shutil.which("mount") is None
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)], check=False).returncode
    ):
        pytest.skip("a file system of a set size needs the right to mount one")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_said_and_the_old_snapshot_stays(installation, rows, small_disk):
    installation.tables = FactTables(str(small_disk / "facts"))
    installation.tables.create()
    installation.load(installation.write("a.csv", rows.ORDERS + rows.order("O0")))
    seen = content(installation)
    filler = small_disk / "filler"
    status = os.statvfs(small_disk)
    filler.write_bytes(b"x" * (status.f_bavail * status.f_frsize - 4096))
    file = installation.write("b.csv", rows.ORDERS + "".join(rows.order(f"N{at}", member=f"K{at}") for at in range(4_000)))
    with pytest.raises(StateError, match="No space left on device"):
        installation.load(file)
    assert content(installation) == seen
    assert [load.state for load in installation.history()] == ["failed", "done"]
    filler.unlink()
    assert installation.load(file).inserted == 8_000


def test_a_load_that_waits_in_vain_for_another_is_told_and_nothing_is_loaded(installation, rows, monkeypatch):
    monkeypatch.setattr("etl.load.WAIT_SECONDS", 0.1)
    installation.load(installation.write("a.csv", rows.ORDERS + rows.order("O0")))
    seen = content(installation)
    file = installation.write("b.csv", rows.ORDERS + rows.order("O1"))
    with installation.state.lock("load", 0), pytest.raises(StateError, match="Another load is running"):
        installation.load(file)
    assert content(installation) == seen
    assert installation.load(file).inserted == 1
