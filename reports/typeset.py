"""Sets documents in Typst. Runs as a process of its own, with limits: jobs come in, PDFs go out, until its input ends.

It is started with the folder of the fonts. A job is JSON, after its length in eight bytes:

    {"template": path, "root": folder, "data": text, "timestamp": seconds since 1970, "seconds": of CPU}

Its answer is JSON, after its length in eight bytes, and then the PDF's bytes:

    {"size": bytes of the PDF, 0 where there is none, "pages": n, "charts": n, "wrong": what Typst said}

It imports nothing of the program, opens no connection, and can write no file.

Typst keeps what it has set in memory, some 30 MB of each report. So each document is set by a copy of the process, made by a fork, which
ends when another document comes, and takes that memory with it; the same document again is set in a fraction of the time. The process
itself never sets anything, so it has no threads that a copy would lack.
"""

import json
import os
import resource
import signal
import sys
from typing import Any

import typst

MEMORY = 2 * 1024**3  # bytes of addresses; a report of 60 pages was seen to need a quarter
LENGTH = 8  # bytes
COUNTED = "<counted>"  # the template's own count of its pages and pictures


def main() -> None:
    """Has one job after the other answered."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[sys.argv[1]])
    copy, last = None, b""
    while head := sys.stdin.buffer.read(LENGTH):
        job = sys.stdin.buffer.read(int.from_bytes(head, "big"))
        if copy is not None and job != last:
            copy.end()
            copy = None
        copy, last = copy or Copy(fonts), job
        copy.answer(head + job)


class Copy:
    """A copy of the process that answers a job, as often as it comes."""

    def __init__(self, fonts: Any) -> None:
        asked, self._asks = os.pipe()
        self._says, said = os.pipe()
        self._number = os.fork()
        if not self._number:
            os.close(self._asks)
            os.close(self._says)
            _work(asked, said, fonts)
            os._exit(0)
        os.close(asked)
        os.close(said)

    def answer(self, job: bytes) -> None:
        """Has the job answered; the whole process ends where the copy did before it had."""
        with open(self._asks, "wb", closefd=False) as asks:
            asks.write(job)
        if not os.read(self._says, 1):
            _, status = os.waitpid(self._number, 0)
            sys.exit(f"Setting the document ended with exit status {os.waitstatus_to_exitcode(status)}.")

    def end(self) -> None:
        os.close(self._asks)
        os.close(self._says)
        os.kill(self._number, signal.SIGKILL)
        os.waitpid(self._number, 0)


def _work(asked: int, said: int, fonts: Any) -> None:
    """Answers what is asked until nobody is there to ask, and says after each that it is done."""
    with open(asked, "rb") as asks:
        while head := asks.read(LENGTH):
            job = json.loads(asks.read(int.from_bytes(head, "big")))
            _allow(job["seconds"])
            pdf, answer = _set(job, fonts)
            told = json.dumps(answer | {"size": len(pdf)}).encode()
            for part in (len(told).to_bytes(LENGTH, "big"), told, pdf):
                sys.stdout.buffer.write(part)
            sys.stdout.buffer.flush()
            os.write(said, b".")


def _allow(seconds: int) -> None:
    """So much more processor time: it ends a process whose starter died in the middle of a job."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds, resource.RLIM_INFINITY))


def _set(job: dict[str, Any], fonts: Any) -> tuple[bytes, dict[str, Any]]:
    compiler = typst.Compiler(
        job["template"], root=job["root"], font_paths=fonts, ignore_system_fonts=True, sys_inputs={"content": job["data"]}
    )
    try:
        pdf, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=["ua-1"], timestamp=job["timestamp"])
        if warnings or not isinstance(pdf, bytes):
            return b"", {"wrong": "\n".join(warning.diagnostic for warning in warnings)}
        counted = json.loads(compiler.query(COUNTED, field="value", one=True))
    except typst.TypstError as wrong:
        return b"", {"wrong": getattr(wrong, "diagnostic", None) or str(wrong)}
    return pdf, {"pages": counted["pages"], "charts": counted["charts"], "wrong": ""}


if __name__ == "__main__":
    main()
