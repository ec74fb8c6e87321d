"""The tables in the bytes of a file: what the content is, and by whom it is read. The file's name decides nothing."""

from collections.abc import Callable

from errors import SourceError
from etl import archive, delimited, encoding, json_rows, parquet
from etl.export import Export
from etl.limits import Limits

# What a file starts with when it is no table at all, whatever its name says.
_NOT_TABLES = {
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG": "PNG",
    b"GIF8": "GIF",
    b"%PDF": "PDF",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
    b"\x7fELF": "ELF",
    b"SQLite format 3": "SQLite",
}
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06")

Tables = tuple[Export, ...]
Parser = Callable[[str, bytes, Limits], Tables]


def tables(name: str, raw: bytes, limits: Limits, workbook: Parser, other: Parser | None = None) -> Tables:
    """The tables of a file called `name`: one, but for a workbook with several sheets.

    Args:
        workbook: what reads a workbook.
        other: what reads Parquet and JSON; they are read here if not given.
    Raises:
        SourceError: it is no table, or cannot be read whole and for certain.
    """
    raw = _unpacked(name, raw, limits)
    if raw.startswith(_OLD_EXCEL) or _is_workbook(name, raw, limits):
        return workbook(name, raw, limits)
    if raw.startswith(parquet.MAGIC):
        return other(name, raw, limits) if other else (parquet.table(name, raw, limits),)
    if other is not None and json_rows.is_json(raw):
        return other(name, raw, limits)
    read = encoding.decoded(name, raw)
    if json_rows.is_json(read.text):
        return (json_rows.table(name, read, limits),)
    return (delimited.table(name, read, limits),)


def _unpacked(name: str, raw: bytes, limits: Limits) -> bytes:
    """The bytes of the table itself, out of an archive if it is in one."""
    _refuse_no_table(name, raw)
    if raw.startswith(archive.GZIP):
        raw = archive.gunzipped(name, raw, limits)
    elif raw.startswith(_ZIPS) and not _is_workbook(name, raw, limits):
        raw = archive.only_member(name, raw, archive.entries(name, raw, limits), limits)
    else:
        return raw
    _refuse_no_table(name, raw)
    if raw.startswith(archive.GZIP) or (raw.startswith(_ZIPS) and not _is_workbook(name, raw, limits)):
        raise SourceError(
            ko=f"{name}: 압축 파일 안에 또 압축 파일이 있습니다. 한 번만 압축해 주세요.",
            en=f"{name} is an archive in an archive. Zip the export once only.",
        )
    return raw


def _is_workbook(name: str, raw: bytes, limits: Limits) -> bool:
    if not raw.startswith(_ZIPS):
        return False
    return not {"xl/workbook.xml", "xl/workbook.bin"}.isdisjoint(archive.entries(name, raw, limits))


def _refuse_no_table(name: str, raw: bytes) -> None:
    if not raw[:4096].strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0") and not raw.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise SourceError(
            ko=f"{name}: 빈 파일입니다. 원래 시스템에서 다시 내려받아 주세요.",
            en=f"{name} is empty. Download it again from its system.",
        )
    for start, kind in _NOT_TABLES.items():
        if raw.startswith(start):
            raise SourceError(
                ko=f"{name}: 표 파일이 아니라 {kind} 파일입니다. CSV나 xlsx로 내보낸 파일을 골라 주세요.",
                en=f"{name} is a {kind} file, not a table. Choose the CSV or xlsx that your system exports.",
            )
