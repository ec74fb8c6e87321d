"""A standalone Spark cluster on loopback, as PyPI's package starts it: a master and workers, each a process of its own."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyspark

SPARK_CLASS = Path(pyspark.__file__).parent / "bin" / "spark-class"
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
def running(folder: Path, workers: int) -> Iterator[Cluster]:
    """A cluster that ends with the block, however that ends."""
    with ExitStack() as processes:
        log = processes.enter_context(_started(folder, "master", f"{DEPLOY}.master.Master", "--port", "0"))
        master = _said(log, r"Starting Spark master at (spark://\S+)")[0]
        for number in range(workers):
            own = folder / f"worker{number}"
            worker = ("--cores", "1", "--memory", "1g", "--work-dir", str(own), master)
            processes.enter_context(_started(folder, own.name, f"{DEPLOY}.worker.Worker", *worker))
        _said(log, r"Registering worker \S+", times=workers)
        yield Cluster(master, folder)


@contextmanager
def _started(folder: Path, name: str, main: str, *arguments: str) -> Iterator[Path]:
    """A process of the cluster, with the executors that it starts; gives its log."""
    log = folder / f"{name}.log"
    environment = os.environ | {
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(folder),
        "SPARK_DAEMON_MEMORY": "300m",
        "SPARK_DAEMON_JAVA_OPTS": SHORT_LIVED,
    }
    command = [str(SPARK_CLASS), main, "--host", "127.0.0.1", "--webui-port", "0", *arguments]
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
