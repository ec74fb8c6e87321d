"""Sets one document in Typst. Runs as a process of its own, with limits: a job as JSON comes in, a PDF goes out.

    {"template": path, "root": folder, "fonts": folder, "data": text, "timestamp": seconds since 1970, "seconds": of CPU}

It imports nothing of the program, opens no connection, and can write no file.
"""

import json
import resource
import sys

import typst

MEMORY = 2 * 1024**3  # bytes of addresses; a report of 60 pages was seen to need a quarter


def main() -> int:
    """The process's exit status: 0 with a PDF on its output, 1 with Typst's diagnostic on its error output."""
    job = json.load(sys.stdin.buffer)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (job["seconds"], job["seconds"]))
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[job["fonts"]])
    compiler = typst.Compiler(
        job["template"], root=job["root"], font_paths=fonts, ignore_system_fonts=True, sys_inputs={"content": job["data"]}
    )
    try:
        pdf, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=["ua-1"], timestamp=job["timestamp"])
    except typst.TypstError as wrong:
        sys.stderr.write(wrong.diagnostic)
        return 1
    if warnings or not isinstance(pdf, bytes):
        sys.stderr.write("\n".join(warning.diagnostic for warning in warnings))
        return 1
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
