"""What an operator is told where Spark cannot be had, and that a session on one machine does too."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from errors import SettingsError
from store.facts import FactTables
from store.spark import SparkTables
from tests.spark.cluster import Cluster, running

ROOT = Path(__file__).parents[2]


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A Python of its own: a process has one Spark session, and this one's is on the cluster."""
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, timeout=150, check=False
    )


def dangol(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a terminal."""
    return python("-c", "import cli; cli.main()", *arguments, **environment)


def opened(master: str, tables: Path, options: dict[str, str] | None = None, before: str = "") -> str:
    """What is said of opening the tables on a master."""
    script = f"""
import sys
from errors import SettingsError
from store.facts import FactTables
from store.spark import SparkTables
{before}
try:
    SparkTables.opened(FactTables({str(tables)!r}), {master!r}, {options or {}!r}, works_within=5)
except SettingsError as wrong:
    sys.exit(str(wrong))
"""
    return python("-c", script).stderr


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@pytest.mark.parametrize("scheme", ["spark", "sc"])
def test_a_cluster_that_is_away_is_said_at_once(scheme: str, closed_port: int, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=rf"No Spark cluster answers at {scheme}://127.0.0.1:{closed_port} .*refused.*growing.md"):
        SparkTables.opened(FactTables(str(tmp_path)), f"{scheme}://127.0.0.1:{closed_port}", {})


def test_a_cluster_without_workers_is_said_and_ends_with_its_test(tmp_path: Path) -> None:
    address = None

    def fail_beside_a_cluster() -> None:
        nonlocal address
        with running(tmp_path, workers=0) as cluster:
            address = cluster.master.removeprefix("spark://").split(":")
            assert "no worker that is free" in opened(cluster.master, tmp_path, cluster.options)
            raise LookupError

    with pytest.raises(LookupError):
        fail_beside_a_cluster()
    assert address is not None
    with pytest.raises(ConnectionRefusedError), socket.create_connection((address[0], int(address[1])), 5):
        pass


def test_missing_pyspark_is_said(tmp_path: Path) -> None:
    said = opened("local[1]", tmp_path, before="sys.modules['pyspark'] = None")
    assert "pip install 'dangol[spark]'" in said
    assert "Traceback" not in said


def test_missing_java_is_said(demo_home: Path, tmp_path: Path) -> None:
    java_nowhere = {"JAVA_HOME": str(tmp_path / "nowhere"), "DANGOL_ENGINE": "spark", "DANGOL_HOME": str(demo_home)}
    asked = dangol("kpi", **java_nowhere)
    assert asked.returncode != 0
    assert "Java 17" in asked.stderr
    assert "Traceback" not in asked.stderr


def test_one_machine_is_enough(demo_home: Path, tmp_path: Path) -> None:
    question = ("kpi", "--json", "--metric", "first_response_time", "--grain", "quarter")
    on_spark = {"DANGOL_ENGINE": "spark", "DANGOL_SPARK_MASTER": "local[1]"}
    options = json.dumps(Cluster("local[1]", tmp_path).options)
    here = dangol(*question, DANGOL_HOME=str(demo_home))
    there = dangol(*question, DANGOL_HOME=str(demo_home), DANGOL_SPARK_OPTIONS=options, **on_spark)
    assert here.returncode == 0
    assert_frame_equal(pl.DataFrame(json.loads(there.stdout)), pl.DataFrame(json.loads(here.stdout)), rel_tol=1e-9)
