"""The table in an xlsx, read in a child process: a hostile workbook ends the child and not the program.

Run as a module (`python -m etl.workbook FILE OUT`) it is that child.
"""

import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from errors import SourceError
from etl.archive import MEBIBYTE
from etl.delimited import header_row
from etl.export import Export

_MEMORY = 4096 * MEBIBYTE  # address space, most of it never touched; 1 M cells need about 400 MiB
_CPU_SECONDS = 60
_WALL_SECONDS = 90
_SAMPLE_ROWS = 50
_NO_TABLE = 3  # the child's exit status


def table(name: str, raw: bytes, members: tuple[str, ...]) -> Export:
    """The rows of the first visible sheet that has any. Title rows above the header are passed over.

    Raises:
        SourceError: it cannot be read within its limits, or no sheet holds a table.
    """
    if not any(member.startswith("xl/worksheets/") for member in members):
        raise _no_table(name)
    with TemporaryDirectory(prefix="dangol-") as folder:
        file, out = Path(folder, "in.xlsx"), Path(folder, "out.arrow")
        file.write_bytes(raw)
        try:
            child = subprocess.run(
                [sys.executable, "-m", "etl.workbook", str(file), str(out)],
                cwd=Path(__file__).parents[1],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # its text may hold cell values
                timeout=_WALL_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as slow:
            raise _unreadable(name) from slow
        if child.returncode == _NO_TABLE:
            raise _no_table(name)
        if child.returncode != 0:
            raise _unreadable(name)
        cells = pl.read_ipc(out)
    header_at = header_row(cells.head(_SAMPLE_ROWS).rows())
    header = cells.row(header_at)
    lines = pl.int_range(1, cells.height + 1, eager=True)
    return Export.of(name, header, cells.slice(header_at + 1), lines.slice(header_at + 1))


def _child(file: str, out: str) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import fastexcel  # only here: the parent must not parse

    workbook = fastexcel.read_excel(file)
    for sheet_name in workbook.sheet_names:
        # skip_rows=0 keeps the blank rows at the top, so that a row's place is its number in Excel.
        sheet = workbook.load_sheet(sheet_name, header_row=None, skip_rows=0, dtypes="string")
        if sheet.visible == "visible" and sheet.total_height > 0:
            sheet.to_polars().write_ipc(out)
            return 0
    return _NO_TABLE


def _no_table(name: str) -> SourceError:
    return SourceError(
        ko=f"{name}: 표가 있는 시트가 없습니다. 내보낸 표가 첫 번째 보이는 시트에 있는지 확인해 주세요.",
        en=f"{name}: no sheet holds a table. Check that the exported table is on the first visible sheet.",
    )


def _unreadable(name: str) -> SourceError:
    return SourceError(
        ko=f"{name}: 엑셀 파일이 손상되었거나 너무 커서 읽을 수 없습니다. 엑셀에서 새 파일로 저장하거나 CSV로 내보내 주세요.",
        en=f"{name} is damaged or too large to be read as Excel. Save it as a new file in Excel, or export it as CSV.",
    )


if __name__ == "__main__":
    sys.exit(_child(sys.argv[1], sys.argv[2]))
