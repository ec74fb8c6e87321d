"""A load that is killed leaves no trace that a reader could see, and the same file loads cleanly afterwards."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Loads a file and dies by SIGKILL when told of a stage, or right after a step that has no stage of its own.
CHILD = """
import os, signal, sys
from pathlib import Path
from etl.company import Company
from etl.load import load
from metrics.calendar import BusinessCalendar
from store import loads
from store.facts import FactTables
from store.state import State

folder, file, point = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def after(step):
    def both(*args, **given):
        step(*args, **given)
        die()
    return both

if point == "first table written":
    FactTables.upsert = after(FactTables.upsert)
elif point == "inside the last transaction":
    loads.finish = after(loads.finish)
calendar = BusinessCalendar.of("Asia/Seoul", {"mon": "09:00-18:00"}, "")
load(
    file,
    state=State(f"sqlite:///{folder / 'state.sqlite3'}"),
    tables=FactTables(str(folder / "facts")),
    company=Company("Asia/Seoul", "KRW", calendar, b"0123456789abcdef0123456789abcdef-test"),
    progress=lambda stage, share: die() if stage == point else None,
)
"""


def run(installation, file, point):
    return subprocess.Popen([sys.executable, "-c", CHILD, str(installation.folder), str(file), point], cwd=ROOT, env=os.environ)


def content(installation):
    """Everything that a reader sees, whatever load it came by and whichever key a customer got."""
    facts = installation.facts()
    return {name: sorted(map(repr, frame.drop("load_id", "customer_key", "own_key").rows())) for name, frame in facts.items()}


@pytest.mark.parametrize("point", ["check", "write", "first table written", "publish", "inside the last transaction"])
def test_a_load_killed_at_any_step_is_as_if_it_had_not_been_and_loads_afterwards(installation, installation_of, rows, point):
    before = installation.write("before.csv", rows.ORDERS + "".join(rows.order(f"O{at}", member=f"M{at}") for at in range(20)))
    file = installation.write(
        "file.csv", rows.ORDERS + "".join(rows.order(f"O{at}", member=f"M{at}", status="환불완료") for at in range(10, 40))
    )
    installation.load(before)
    seen = content(installation)

    assert run(installation, file, point).wait(60) == -signal.SIGKILL
    assert content(installation) == seen
    assert [load.state for load in installation.history()] == ["received", "done"]

    again = installation.load(file)
    clean = installation_of()
    clean.load(before)
    wanted = clean.load(file)
    assert not again.already
    assert (again.inserted, again.updated, again.unchanged) == (wanted.inserted, wanted.updated, wanted.unchanged)
    assert content(installation) == content(clean)
    assert [load.state for load in installation.history()] == ["done", "failed", "done"]
    with installation.state.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM snapshots").scalar_one() == 2


def test_a_load_killed_at_a_random_moment_is_all_or_nothing(installation, rows):
    file = installation.write("file.csv", rows.ORDERS + "".join(rows.order(f"O{at}", member=f"M{at}") for at in range(3000)))
    for wait in (0.4, 0.7, 1.0):
        child = run(installation, file, "never")
        time.sleep(wait)
        child.kill()
        child.wait(60)
        if not installation.is_unpublished():
            break
    installation.load(file)
    facts = installation.facts()
    assert (facts["orders"].height, facts["customers"].height, facts["customers"]["customer_key"].n_unique()) == (3000, 3000, 3000)


def test_four_loads_of_one_file_at_once_are_one(installation, rows):
    file = installation.write("file.csv", rows.ORDERS + "".join(rows.order(f"O{at}") for at in range(50)))
    children = [run(installation, file, "never") for _ in range(4)]
    assert [child.wait(120) for child in children] == [0] * 4
    assert [load.state for load in installation.history()] == ["done"]
    assert installation.facts()["orders"].height == 50
