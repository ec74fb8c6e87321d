"""A watched folder: what has settled is loaded once, and moved with a report, whatever else is in the folder."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from access.inbox import Inbox
from errors import StateError
from tests.etl.conftest import ORDERS, order
from tests.installation import Installation

ROOT = Path(__file__).parents[2]


@pytest.fixture
def here(tmp_path):
    made = Installation(tmp_path)
    (tmp_path / "in").mkdir()
    yield made
    made.state.close()


@pytest.fixture
def inbox(here):
    return Inbox(here.folder / "in", here.load, here.state, "en", settles_after=0)


def put(inbox, name, text):
    (inbox.folder / name).write_text(text, encoding="utf-8")


def names(folder):
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def test_files_are_loaded_once_they_have_stopped_growing_and_moved_with_a_report(here, inbox):
    put(inbox, "주문.csv", ORDERS + order("O1"))
    put(inbox, "half.csv.part", ORDERS)
    assert inbox.round() == [], "a file is looked at twice before it is taken for whole"
    put(inbox, "주문.csv", ORDERS + order("O1") + order("O2"))
    assert inbox.round() == []
    (outcome,) = inbox.round()
    assert outcome.loaded.accepted == 2
    assert names(inbox.folder) == ["done/주문.csv", "done/주문.csv.report.txt", "half.csv.part"]
    assert "2 rows = 2 accepted" in (inbox.folder / "done/주문.csv.report.txt").read_text(encoding="utf-8")


def test_bad_and_unusual_files_are_held_with_what_to_do_and_the_others_go_on(here, inbox):
    here.load(here.write("before.csv", ORDERS + order("O0")))
    put(inbox, "a.csv", "이름,주소\n홍,서울\n")
    (inbox.folder / "b.csv").write_bytes(b"\xff\xd8\xff\xe0" + bytes(3000))
    put(inbox, "c.csv", ORDERS + order("O9", when="2025-06-01 10:00"))
    put(inbox, "d.csv", ORDERS + order("O1"))
    inbox.round()
    outcomes = inbox.round()
    assert [outcome.loaded is not None for outcome in outcomes] == [False, False, False, True]
    said = {file.name: file.read_text(encoding="utf-8") for file in (inbox.folder / "held").glob("*.report.txt")}
    assert "not recognised" in said["a.csv.report.txt"] and "is a JPEG file" in said["b.csv.report.txt"]
    assert "is held until you confirm it" in said["c.csv.report.txt"]


def test_a_second_file_of_the_same_name_replaces_nothing(here, inbox):
    for number in (1, 2):
        put(inbox, "a.csv", ORDERS + order(f"O{number}"))
        inbox.round(), inbox.round()
    assert len(list((inbox.folder / "done").glob("a*.csv"))) == 2


def test_a_file_that_a_killed_watcher_had_loaded_is_only_moved(here, inbox):
    put(inbox, "a.csv", ORDERS + order("O1"))
    here.load(inbox.folder / "a.csv")
    inbox.round()
    (outcome,) = inbox.round()
    assert outcome.loaded.already and names(inbox.folder)[0] == "done/a.csv"


def test_what_passes_by_leaves_the_file_where_it_is(here, inbox):
    def away(file):
        raise StateError.unreachable("x")

    inbox.load = away
    put(inbox, "a.csv", ORDERS + order("O1"))
    inbox.round()
    with pytest.raises(StateError):
        inbox.round()
    assert names(inbox.folder) == ["a.csv"]


def test_two_watchers_of_one_folder_load_each_file_once(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    env = {**os.environ, "DANGOL_HOME": str(tmp_path / "home"), "DANGOL_LANGUAGE": "en"}
    command = [sys.executable, "-c", "import cli; cli.main()", "watch", str(folder), "--every", "0.2"]
    watchers = [subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL) for _ in range(2)]
    for number in range(4):
        (folder / f"{number}.csv").write_text(ORDERS + order(f"O{number}"), encoding="utf-8")
    deadline = time.monotonic() + 60
    while len(names(folder)) < 8 or any(name[0] != "d" for name in names(folder)):
        assert time.monotonic() < deadline, names(folder)
        time.sleep(0.1)
    for watcher in watchers:
        watcher.terminate()
    assert [watcher.wait(60) for watcher in watchers] == [0, 0]
    reports = [file.read_text(encoding="utf-8") for file in (folder / "done").glob("*.report.txt")]
    assert len(reports) == 4 and not any("Loaded before" in report for report in reports)
