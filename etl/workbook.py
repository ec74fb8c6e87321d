"""The tables in a workbook (xlsx, xlsb, xls): one for each visible sheet that holds any.

To be called in a confined child only: a hostile workbook ends the process that reads it.
"""

import re
import zipfile
from io import BytesIO

import fastexcel
import polars as pl

from errors import SourceError
from etl.archive import BROKEN
from etl.export import Export, Manner
from etl.layout import LOOKED_BELOW, heading
from etl.limits import OWN, Limits

OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # xls, and an xlsx with a password
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CELL = re.compile(rb'<(?:\w+:)?c\b[^<>]{0,200}?\br="([A-Z]{1,3})(\d{1,7})"')
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_PIECE = 4 * 1024 * 1024
_OVERLAP = 256
MOST_CELLS = 60_000_000  # of the rectangle that all cells lie in: as many as are reserved for it
SPARSEST = 100  # a rectangle of so many places per cell is no table
_SAMPLE_ROWS = 50


def tables(name: str, raw: bytes, limits: Limits = OWN) -> tuple[Export, ...]:
    """The tables of a workbook's visible sheets, each below its titles.

    Raises:
        SourceError: it is damaged, has a password, claims too many cells, or holds no table.
    """
    is_old = raw.startswith(OLD_EXCEL)
    if is_old and _ENCRYPTED in raw:
        raise SourceError(
            ko=f"{name}: 암호가 걸린 엑셀 파일입니다. 엑셀에서 암호를 풀고 다시 저장해 주세요.",
            en=f"{name} is an Excel file with a password. Remove the password in Excel and save it again.",
        )
    if not is_old:
        _refuse_hostile(name, raw)
    kind = "xls" if is_old else "xlsx"
    found: list[Export] = []
    refused: SourceError | None = None
    for sheet, cells in _sheets(name, raw):
        top = heading(cells.head(_SAMPLE_ROWS + LOOKED_BELOW).rows())
        lines = pl.int_range(1, cells.height + 1, eager=True)
        manner = Manner(kind, sheet=sheet, header_line=top.end)
        try:
            found.append(Export.of(name, top.names, cells.slice(top.end), lines.slice(top.end), manner=manner, limits=limits))
        except SourceError as no_table:
            refused = refused or no_table
    if not found:
        raise refused or SourceError(
            ko=f"{name}: 표가 있는 시트가 없습니다. 내보낸 표가 보이는 시트에 있는지 확인해 주세요.",
            en=f"{name}: no sheet holds a table. Check that the exported table is on a visible sheet.",
        )
    return tuple(found)


def damaged(name: str) -> SourceError:
    """What is said of a workbook that ends its reader."""
    return SourceError(
        ko=f"{name}: 엑셀 파일이 손상되었거나 너무 커서 읽을 수 없습니다. 엑셀에서 새 파일로 저장하거나 CSV로 내보내 주세요.",
        en=f"{name} is damaged or too large to be read as Excel. Save it as a new file in Excel, or export it as CSV.",
    )


def _sheets(name: str, raw: bytes) -> list[tuple[str, pl.DataFrame]]:
    """The cells of each visible sheet that has any, from its first row on."""
    sheets = []
    try:
        book = fastexcel.read_excel(raw)
        for sheet_name in book.sheet_names:
            # skip_rows=0 keeps the blank rows at the top, so that a row's place is its number in Excel.
            sheet = book.load_sheet(sheet_name, header_row=None, skip_rows=0, dtypes="string")
            if sheet.visible == "visible" and sheet.total_height > 0:
                sheets.append((sheet_name, sheet.to_polars()))
    except fastexcel.FastExcelError as broken:
        raise damaged(name) from broken
    return sheets


def _refuse_hostile(name: str, raw: bytes) -> None:
    """Refuses entities, and cells so far away that the space between would have to be reserved."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as book:
            for entry in book.namelist():
                if entry.endswith((".xml", ".rels")):
                    with book.open(entry) as file:
                        if _ENTITIES.search(file.read(_PIECE).replace(b"\0", b"")):
                            raise damaged(name)
                if entry.startswith("xl/worksheets/") and entry.endswith(".xml"):
                    with book.open(entry) as file:
                        _refuse_far_cells(name, file)  # type: ignore[arg-type]
    except BROKEN as broken:
        raise damaged(name) from broken


def _refuse_far_cells(name: str, sheet: BytesIO) -> None:
    cells, width, height, farthest, rest = 0, 0, 0, "", b""
    while piece := sheet.read(_PIECE):
        text, end = rest + piece, 0
        for found in _CELL.finditer(text):
            number = 0
            for letter in found.group(1):
                number = 26 * number + letter - 64
            if number > width or int(found.group(2)) > height:
                farthest = (found.group(1) + found.group(2)).decode()
            cells, width, height, end = cells + 1, max(width, number), max(height, int(found.group(2))), found.end()
        rest = text[max(end, len(text) - _OVERLAP) :]  # a cell may lie on the edge of two pieces
    if width * height > MOST_CELLS or (width * height > 1_000_000 and width * height > SPARSEST * cells):
        raise SourceError(
            ko=f"{name}: 표에서 멀리 떨어진 {farthest} 칸에 값이 있어 읽을 수 없습니다. 그 칸을 지우거나 표만 새 시트에 저장해 주세요.",
            en=f"{name} has a cell far from its table, {farthest}, and cannot be read. "
            "Clear that cell, or save the table alone on a new sheet.",
        )
