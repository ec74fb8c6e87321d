"""Spark on loopback, as PyPI's package starts it: a master and workers, or a Spark Connect server, each a process of its own."""

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyspark

SPARK_CLASS, SPARK_SUBMIT = (Path(pyspark.__file__).parent / "bin" / name for name in ("spark-class", "spark-submit"))
DEPLOY = "org.apache.spark.deploy"
STARTS_WITHIN = 90.0
# For a Java that lives two minutes: no time is spent on making long runs fast.
SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


@dataclass(frozen=True)
class Cluster:
    """Where Spark runs for the tests: its address, and where it may write."""

    master: str
    folder: Path

    @property
    def options(self) -> dict[str, str]:
        """What a session of the tests asks for: little, on loopback, with its files where the test's are."""
        return {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.memory": "1g",
            "spark.executor.memory": "700m",
            "spark.driver.extraJavaOptions": SHORT_LIVED,
            "spark.executor.extraJavaOptions": SHORT_LIVED,
            "spark.local.dir": str(self.folder),
        }


@contextmanager
def connect_server(folder: Path) -> Iterator[str]:
    """Where a Spark Connect server of its own listens, until the block ends."""
    # Its log says no port, so it cannot be left to choose one.
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    binding = ("--conf", "spark.connect.grpc.binding.address=127.0.0.1", "--conf", f"spark.connect.grpc.binding.port={port}")
    shuffles = ("--conf", "spark.sql.shuffle.partitions=4", "--conf", "spark.ui.enabled=false", "--conf", f"spark.local.dir={folder}")
    server = ("--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal")
    with _started(folder, "connect", str(SPARK_SUBMIT), "--master", "local[2]", *binding, *shuffles, *server) as log:
        _said(log, "Spark Connect server started")
        yield f"sc://127.0.0.1:{port}"


@contextmanager
def running(folder: Path, workers: int) -> Iterator[Cluster]:
    """A cluster that ends with the block, however that ends."""
    with ExitStack() as processes:
        log = processes.enter_context(_started(folder, "master", *_daemon(f"{DEPLOY}.master.Master", "--port", "0")))
        master = _said(log, r"Starting Spark master at (spark://\S+)")[0]
        for number in range(workers):
            own = folder / f"worker{number}"
            worker = ("--cores", "1", "--memory", "1g", "--work-dir", str(own), master)
            processes.enter_context(_started(folder, own.name, *_daemon(f"{DEPLOY}.worker.Worker", *worker)))
        _said(log, r"Registering worker \S+", times=workers)
        yield Cluster(master, folder)


def _daemon(main: str, *arguments: str) -> tuple[str, ...]:
    return (str(SPARK_CLASS), main, "--host", "127.0.0.1", "--webui-port", "0", *arguments)


@contextmanager
def _started(folder: Path, name: str, *command: str) -> Iterator[Path]:
    """A process of Spark's, with the executors that it starts; gives its log."""
    log = folder / f"{name}.log"
    environment = os.environ | {
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(folder),
        "SPARK_DAEMON_MEMORY": "700m",  # a Connect server counts as one
        "SPARK_DAEMON_JAVA_OPTS": SHORT_LIVED,
    }
    with log.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, env=environment, cwd=folder, start_new_session=True)
    try:
        yield log
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _said(log: Path, pattern: str, times: int = 1) -> list[str]:
    """What a log says, once it has said it so often."""
    until = time.monotonic() + STARTS_WITHIN
    while len(found := re.findall(pattern, log.read_text(errors="replace"))) < times:
        assert time.monotonic() < until, f"not within {STARTS_WITHIN:g} s: {pattern}\n{log.read_text(errors='replace')}"
        time.sleep(0.1)
    return found
