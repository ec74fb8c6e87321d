"""What some work costs on Linux: time on the clock and of processors, and memory, of this process and all that it starts."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LOOKED_EVERY = 0.2  # seconds


@dataclass(frozen=True)
class Cost:
    """What some work took: seconds on the clock and of processors, and the most memory of this process and its children together."""

    seconds: float
    cpu_seconds: float
    peak_mb: float

    @classmethod
    def of(cls, work: Callable[[], object]) -> "Cost":
        with Watch() as watch:
            start = time.perf_counter()
            work()
            seconds = time.perf_counter() - start
        return cls(seconds, watch.cpu_seconds, watch.peak_mb)


class Watch:
    """Looks at this process and all that it started, until it is left: Linux tells what each has used. Shared pages count once."""

    def __enter__(self) -> "Watch":
        self.peak_mb, self._over = 0.0, threading.Event()
        self._used: dict[int, float] = {}
        self._before = {process: _cpu_seconds(process) for process in _family(os.getpid())}
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    @property
    def cpu_seconds(self) -> float:
        return sum(used - self._before.get(process, 0.0) for process, used in self._used.items())

    def _watch(self) -> None:
        is_over = False
        while not is_over:
            is_over = self._over.wait(LOOKED_EVERY)
            family = _family(os.getpid())
            self.peak_mb = max(self.peak_mb, sum(map(_proportional_mb, family)))
            for process in family:
                self._used[process] = max(self._used.get(process, 0.0), _cpu_seconds(process))


def _family(process: int) -> list[int]:
    """A process and all that it started."""
    family, found = [process], [process]
    while found:
        found = [int(child) for each in found for file in Path("/proc").glob(f"{each}/task/*/children") for child in _read(file).split()]
        family += found
    return family


def _proportional_mb(process: int) -> float:
    lines = _read(Path(f"/proc/{process}/smaps_rollup")).splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _cpu_seconds(process: int) -> float:
    counted = _read(Path(f"/proc/{process}/stat")).rpartition(")")[2].split()
    return sum(map(int, counted[11:13])) / os.sysconf("SC_CLK_TCK") if counted else 0.0


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except (FileNotFoundError, ProcessLookupError):  # the process has ended
        return ""
