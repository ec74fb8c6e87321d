"""Sets documents in Typst. Runs as a process of its own, with limits: jobs come in, PDFs go out, until its input ends.

It is started with the folder of the fonts. A job is JSON, after its length in eight bytes:

    {"template": path, "root": folder, "data": text, "timestamp": seconds since 1970, "seconds": of CPU}

Its answer is JSON, after its length in eight bytes, and then the PDF's bytes:

    {"size": bytes of the PDF, 0 where there is none, "pages": n, "charts": n, "wrong": what Typst said, "megabytes": held}

It imports nothing of the program, opens no connection, and can write no file.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

import typst

MEMORY = 2 * 1024**3  # bytes of addresses; a report of 60 pages was seen to need a quarter
LENGTH = 8  # bytes
STATM = Path("/proc/self/statm")
COUNTED = "<counted>"  # the template's own count of its pages and pictures


def main() -> None:
    """Answers one job after the other."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[sys.argv[1]])
    while head := sys.stdin.buffer.read(LENGTH):
        job = json.loads(sys.stdin.buffer.read(int.from_bytes(head, "big")))
        _allow(job["seconds"])
        pdf, answer = _set(job, fonts)
        told = json.dumps(answer | {"size": len(pdf), "megabytes": _megabytes()}).encode()
        for part in (len(told).to_bytes(LENGTH, "big"), told, pdf):
            sys.stdout.buffer.write(part)
        sys.stdout.buffer.flush()


def _allow(seconds: int) -> None:
    """So much more processor time: it ends a process whose starter died in the middle of a job."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds, resource.RLIM_INFINITY))


def _megabytes() -> int:
    """The memory that the process holds. Where the system does not say, what it held at the most, which on Linux counts its starter's."""
    if STATM.exists():
        return int(STATM.read_text().split()[1]) * resource.getpagesize() // 1024**2
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024**2 if sys.platform == "darwin" else 1024)


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
