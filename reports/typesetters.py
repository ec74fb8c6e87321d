"""Typesetters: warm processes of their own that set documents in Typst, so that a report need not start one.

A document that hangs, or that takes all memory, costs one process and not the server. Between two documents it holds
what the last one took, some 60 MB of a report.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, LifoQueue
from threading import Timer
from typing import Any

from charts import typeface
from errors import DangolError, UserError

MOST = 2  # at once; Typst uses several cores for one document already
LENGTH = 8  # bytes before each message that say how long it is
_TYPESET = Path(__file__).resolve().with_name("typeset.py")


@dataclass(frozen=True)
class Printed:
    """A PDF, with how many pages and pictures are on them as the typesetter counted them."""

    pdf: bytes
    pages: int
    charts: int


class Typesetter:
    """One process. It is started when it is first needed, and again after it ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def printed(self, job: Mapping[str, Any], seconds: float) -> Printed:
        """The document of a job.

        Raises:
            UserError: it took longer than `seconds`.
            DangolError: Typst could not set it, or the process ended without a PDF.
        """
        if self._process is not None and self._process.poll() is not None:
            self.close()  # it ended while it had nothing to do
        process = self._process or self._start()
        late = _Alarm(seconds, process)
        try:
            answer, pdf = _asked(process, json.dumps(job).encode())
        except (EOFError, BrokenPipeError) as ended:
            said = self.close()
            if late.rang:
                raise took_too_long(seconds) from ended
            raise DangolError(f"The typesetter ended without a PDF: {said}") from ended
        finally:
            late.off()
        if late.rang:
            self.close()
        if not pdf.startswith(b"%PDF"):
            raise DangolError(f"Typst could not set the report: {answer['wrong'][:4000]}")
        return Printed(pdf, answer["pages"], answer["charts"])

    def close(self) -> str:
        """Ends the process; what it said before, in a few words."""
        process, self._process = self._process, None
        if process is None:
            return ""
        _kill(process)
        _, said = process.communicate()
        return f"exit status {process.returncode}, {said.decode(errors='replace')[-4000:]}"

    def _start(self) -> subprocess.Popen[bytes]:
        # -I: the process takes nothing from the environment, the working folder or the user's packages.
        command = [sys.executable, "-I", str(_TYPESET), str(typeface.folder())]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self._process = subprocess.Popen(command, env={}, process_group=0, **pipes)  # type: ignore[call-overload]
        return self._process


class _Alarm:
    """Ends a process when its time is up."""

    def __init__(self, seconds: float, process: subprocess.Popen[bytes]) -> None:
        self.rang = False
        self._process = process
        self._timer = Timer(seconds, self._ring)
        self._timer.daemon = True
        self._timer.start()

    def off(self) -> None:
        self._timer.cancel()
        self._timer.join()

    def _ring(self) -> None:
        self.rang = True
        _kill(self._process)


class Typesetters:
    """A few typesetters, for as many documents at once; who comes later waits."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._open()
        atexit.register(self.close)
        os.register_at_fork(after_in_child=self._open)  # a pipe of the parent's is not ours to write to

    def printed(self, job: Mapping[str, Any], seconds: float) -> Printed:
        """The document of a job, as `Typesetter.printed`; waiting counts too."""
        with self._free(seconds) as typesetter:
            return typesetter.printed(job, seconds)

    def close(self) -> None:
        """Ends all processes that are not at work."""
        while not self._idle.empty():
            self._idle.get().close()

    def _open(self) -> None:
        self._idle: LifoQueue[Typesetter] = LifoQueue()
        for _ in range(self._most):
            self._idle.put(Typesetter())

    @contextmanager
    def _free(self, seconds: float) -> Iterator[Typesetter]:
        idle = self._idle
        try:
            typesetter = idle.get(timeout=seconds)
        except Empty as busy:
            raise took_too_long(seconds) from busy
        try:
            yield typesetter
        finally:
            idle.put(typesetter)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """Ends a process and the copy of it that sets a document."""
    if process.returncode is None:  # else its number may be another's by now
        os.killpg(process.pid, signal.SIGKILL)


def took_too_long(seconds: float) -> UserError:
    return UserError(
        ko=f"보고서를 {seconds:g}초 안에 만들지 못해 중단했습니다. 기간이나 지표를 줄여 다시 시도해 주세요.",
        en=f"The report was not made within {seconds:g} seconds and was stopped. Try again with a shorter period or fewer metrics.",
    )


def _asked(process: subprocess.Popen[bytes], message: bytes) -> tuple[dict[str, Any], bytes]:
    """The answer to a message, and the bytes after it.

    Raises:
        EOFError, BrokenPipeError: the process ended before it had answered.
    """
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(len(message).to_bytes(LENGTH, "big") + message)
    process.stdin.flush()

    def read(size: int) -> bytes:
        found = process.stdout.read(size) if process.stdout else b""
        if len(found) < size:
            raise EOFError
        return found

    answer: dict[str, Any] = json.loads(read(int.from_bytes(read(LENGTH), "big")))
    return answer, read(answer["size"])


TYPESETTERS = Typesetters()  # of this process
