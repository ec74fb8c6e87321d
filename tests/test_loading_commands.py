"""The commands that change what is loaded, in processes of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from tests.etl.conftest import ORDERS, order

ROOT = Path(__file__).parents[1]


@pytest.fixture
def dangol(tmp_path: Path):
    """Runs a command on one data folder: its exit status, and what it said."""

    def run(*words: str) -> tuple[int, str]:
        env = {**os.environ, "DANGOL_HOME": str(tmp_path / "home"), "DANGOL_LANGUAGE": "en"}
        command = [sys.executable, "-c", "import cli; cli.main()", *words]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=120)
        return done.returncode, done.stdout + done.stderr

    return run


def written(folder: Path, name: str, numbers: range, **given: str) -> str:
    file = folder / name
    file.write_text(ORDERS + "".join(order(f"O{at}", **given) for at in numbers), encoding="utf-8")
    return str(file)


def test_a_load_is_rehearsed_held_confirmed_and_taken_back(dangol, tmp_path):
    first = written(tmp_path, "a.csv", range(5))
    status, said = dangol("load", first, "--dry-run")
    assert status == 0 and "A dry run: nothing was stored." in said and "5 rows = 5 accepted" in said
    assert dangol("load", first, "--count", "5", "--sum", "164,500")[0] == 0
    late = written(tmp_path, "b.csv", range(5, 8), when="2025-06-01 10:00")
    status, said = dangol("load", late)
    assert status == 1 and "is held until you confirm it" in said and "from 2025-03-05 to 2025-05-31" in said
    assert dangol("load", late, "--confirm")[0] == 0
    status, said = dangol("undo", "--reason", "wrong month")
    assert status == 0 and "Taken back: b.csv" in said
    status, said = dangol("kpi", "--metric", "order_count", "--from", "2025-03-01", "--to", "2025-04-01", "--json")
    assert json.loads(said)[0]["value"] == 5
    assert dangol("load", late, "--confirm")[0] == 0, "a load after an undo works"
    assert dangol("undo", "--reason", " ")[0] == 1


def test_a_worker_loads_what_lies_in_the_watched_folder(dangol, tmp_path, monkeypatch):
    folder = tmp_path / "watched"
    folder.mkdir()
    written(folder, "a.csv", range(5))
    monkeypatch.setenv("DANGOL_WATCHED", str(folder))
    status, said = dangol("worker", "--once")
    assert status == 0 and "Loaded:" in said
    assert [file.name for file in sorted((folder / "done").iterdir())] == ["a.csv", "a.csv.report.txt"]
    monkeypatch.setenv("DANGOL_WATCHED", str(tmp_path / "nowhere"))
    status, said = dangol("worker", "--once")
    assert status == 1 and "There is no folder" in said


def test_rejected_rows_go_into_a_workbook_and_out_again_once_mended(dangol, tmp_path):
    file = Path(written(tmp_path, "a.csv", range(5)))
    file.write_text(file.read_text(encoding="utf-8") + order("O9", amount="=1+1") + order("O1"), encoding="utf-8")
    dangol("load", str(file))
    made = tmp_path / "rejects.xlsx"
    assert dangol("rejects", "--xlsx", str(made))[0] == 0
    sheet = pl.read_excel(made)
    assert sheet.select("File", "Line", "주문번호").rows() == [("a.csv", 7, "O9")], "a repeated line needs no mending"
    assert sheet["Why it was rejected"][0] == "'결제금액' is not an amount of money."
    assert not any("홍길동" in str(value) or "010" in str(value) for value in sheet.row(0))
    assert "a.csv" in dangol("rejects")[1]
    dangol("load", written(tmp_path, "mended.csv", range(9, 10)))
    assert "No row waits to be mended." in dangol("rejects")[1]
