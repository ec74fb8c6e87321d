"""One export file, read whole: CSV in any usual encoding and separator, xlsx, or one of these in a zip."""

import unicodedata
from pathlib import Path

from errors import SourceError
from etl import archive, delimited, encoding, workbook
from etl.export import Export

# What a file starts with when it is no table at all, whatever its name says.
_NOT_TABLES = {
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG": "PNG",
    b"GIF8": "GIF",
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
    b"\x7fELF": "ELF",
    b"PAR1": "Parquet",
    b"SQLite format 3": "SQLite",
}
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # also: an xlsx with a password
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"


def read(file: Path) -> Export:
    """The rows of one file as text. The content decides what it is, not the name.

    Raises:
        SourceError: it cannot be read whole and for certain; says what, where and what to do.
    """
    return parsed(shown_name(file), contents(file))


def contents(file: Path) -> bytes:
    """The bytes of a file that is there and not too large.

    Raises:
        SourceError: it is not there, cannot be opened, or is too large.
    """
    name = shown_name(file)
    try:
        size = file.stat().st_size
        if size > archive.LARGEST_FILE:
            raise SourceError(
                ko=f"{name}: {size / archive.MEBIBYTE:,.0f} MiB입니다. {archive.LARGEST_FILE // archive.MEBIBYTE} MiB까지 읽습니다. "
                "zip으로 압축하거나 기간을 나누어 내려받아 주세요.",
                en=f"{name} has {size / archive.MEBIBYTE:,.0f} MiB. At most {archive.LARGEST_FILE // archive.MEBIBYTE} MiB are read. "
                "Zip it, or export it in shorter periods.",
            )
        return file.read_bytes()
    except OSError as refused:
        raise SourceError(
            ko=f"{name}: 파일을 열 수 없습니다({refused.strerror}). 경로와 읽기 권한을 확인해 주세요.",
            en=f"{name} cannot be opened ({refused.strerror}). Check its path and that you may read it.",
        ) from refused


def parsed(name: str, raw: bytes, *, unzipped: bool = False) -> Export:
    """The rows in the bytes of a file called `name`; `unzipped` where they come out of an archive.

    Raises:
        SourceError: as `read`.
    """
    if not raw.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
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
    if raw.startswith(_OLD_EXCEL):
        raise SourceError(
            ko=f"{name}: 옛 엑셀 형식(.xls)이거나 암호가 걸린 파일입니다. 엑셀에서 열어 암호 없이 .xlsx로 저장해 주세요.",
            en=f"{name} is an old Excel file (.xls) or has a password. Open it in Excel and save it as .xlsx without a password.",
        )
    if not raw.startswith((_ZIP, _EMPTY_ZIP)):
        return delimited.table(name, encoding.utf8(name, raw))
    members = archive.entries(name, raw)
    if "xl/workbook.xml" in members or "xl/workbook.bin" in members:
        return workbook.table(name, raw, members)
    if unzipped:
        raise SourceError(
            ko=f"{name}: 압축 파일 안에 또 압축 파일이 있습니다. 한 번만 압축해 주세요.",
            en=f"{name} is an archive in an archive. Zip the export once only.",
        )
    return parsed(name, archive.only_member(name, raw, members), unzipped=True)


def shown_name(file: Path) -> str:
    """The file's name as text: composed, in one line, without a folder."""
    return "".join(c if c.isprintable() else "�" for c in unicodedata.normalize("NFC", file.name))[-120:]
