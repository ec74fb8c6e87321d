"""A file read in a child process of its own, with limits of memory and time: a hostile file ends the child and not the program.

Run as a module (`python -m etl.confined FILE OUT NAME LIMITS`) it is that child.
"""

import json
import os
import resource
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from errors import SourceError
from etl.export import Export, Manner
from etl.limits import MEBIBYTE, Limits
from etl.tables import Tables, tables

_MEMORY = 4096 * MEBIBYTE  # address space, most of it never touched; 1 M cells need about 400 MiB
_CPU_SECONDS = 60
_WALL_SECONDS = 90
_REFUSED = 3  # the child's exit status when it could say why
_TOLD = "told.json"


def tables_in_child(name: str, raw: bytes, limits: Limits) -> Tables:
    """The tables of a file called `name`, as `etl.tables` reads them.

    Raises:
        SourceError: as there; or the child was ended by one of its limits.
    """
    with TemporaryDirectory(prefix="dangol-") as folder:
        file = Path(folder, "in")
        file.write_bytes(raw)
        try:
            child = subprocess.run(
                [sys.executable, "-m", "etl.confined", str(file), folder, name, json.dumps(asdict(limits))],
                cwd=Path(__file__).parents[1],
                env=os.environ | {"POLARS_MAX_THREADS": "2"},  # each thread reserves address space
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # its text may hold cell values
                timeout=_WALL_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as slow:
            raise _unreadable(name) from slow
        if child.returncode not in (0, _REFUSED):
            raise _unreadable(name)
        told = json.loads(Path(folder, _TOLD).read_text(encoding="utf-8"))
        if child.returncode == _REFUSED:
            raise SourceError(**told)
        return tuple(_export(name, Path(folder, f"{at}.arrow"), each) for at, each in enumerate(told))


def _export(name: str, file: Path, told: dict[str, object]) -> Export:
    rows = pl.read_ipc(file)
    manner = Manner(**told["manner"])  # type: ignore[arg-type]
    return Export(name, tuple(rows.columns[1:]), rows, told["open_line"], manner)  # type: ignore[arg-type]


def _child(file: str, out: str, name: str, limits: str) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from etl import workbook  # only here: the parent must not parse one

    told, status = Path(out, _TOLD), 0
    try:
        found = tables(name, Path(file).read_bytes(), Limits(**json.loads(limits)), workbook.tables)
    except SourceError as refused:
        said: object = {"ko": refused.ko, "en": refused.en}
        status = _REFUSED
    else:
        for at, export in enumerate(found):
            export.rows.write_ipc(Path(out, f"{at}.arrow"))
        said = [{"open_line": export.open_line, "manner": asdict(export.manner)} for export in found]
    told.write_text(json.dumps(said), encoding="utf-8")
    return status


def _unreadable(name: str) -> SourceError:
    return SourceError(
        ko=f"{name}: 파일이 손상되었거나 너무 커서 읽을 수 없습니다. 엑셀에서 새 파일로 저장하거나 CSV로 나누어 내보내 주세요.",
        en=f"{name} is damaged or too large to be read. Save it as a new file in Excel, or export it as CSV in shorter periods.",
    )


if __name__ == "__main__":
    sys.exit(_child(*sys.argv[1:]))
