"""Sets documents in Typst. Runs as a process of its own, with limits: jobs come in, PDFs go out, until its input ends.

It is started with the folder of the fonts. A job is JSON, after its length in eight bytes:

    {"template": path, "root": folder, "data": text, "timestamp": seconds since 1970, "seconds": of CPU}

Its answer is JSON, after its length in eight bytes, and then the PDF's bytes:

    {"size": bytes of the PDF, 0 where there is none, "pages": n, "charts": n, "wrong": what Typst said}

It imports nothing of the program, opens no connection, and can write no file.

Each document is set by a copy of the process, made by a fork: Typst keeps what it has set in memory, some 30 MB of each report, and the
copy takes that with it when it ends. The process itself never sets anything, so it has no threads that a copy would lack.
"""

import json
import os
import resource
import sys
from typing import Any

import typst

MEMORY = 2 * 1024**3  # bytes of addresses; a report of 60 pages was seen to need a quarter
LENGTH = 8  # bytes
COUNTED = "<counted>"  # the template's own count of its pages and pictures


def main() -> None:
    """Answers one job after the other."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[sys.argv[1]])
    while head := sys.stdin.buffer.read(LENGTH):
        job = json.loads(sys.stdin.buffer.read(int.from_bytes(head, "big")))
        copy = os.fork()
        if not copy:
            _answer(job, fonts)
            os._exit(0)
        _, status = os.waitpid(copy, 0)
        if status:
            sys.exit(f"Setting the document ended with exit status {os.waitstatus_to_exitcode(status)}.")


def _answer(job: dict[str, Any], fonts: Any) -> None:
    # Of CPU: this ends a document whose starter died in the middle of it.
    resource.setrlimit(resource.RLIMIT_CPU, (job["seconds"], resource.RLIM_INFINITY))
    pdf, answer = _set(job, fonts)
    told = json.dumps(answer | {"size": len(pdf)}).encode()
    for part in (len(told).to_bytes(LENGTH, "big"), told, pdf):
        sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()


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
