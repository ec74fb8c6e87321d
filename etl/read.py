"""One export file, read whole: text in any usual encoding and separator, a workbook, JSON or Parquet, or one of these in a zip or gzip."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from errors import SourceError, UndecidedError
from etl.confined import tables_in_child
from etl.export import Export, folded
from etl.limits import MEBIBYTE, OWN, Limits
from etl.tables import Tables, tables

Fits = Callable[[Sequence[str]], bool]  # whether a table with these headers is what is looked for
TABLE_FILES = frozenset(
    {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".json", ".jsonl", ".ndjson", ".parquet", ".gz", ".zip"}
)


def read(file: Path, *, limits: Limits = OWN, sheets: Iterable[str] = (), fits: Fits | None = None) -> Export:
    """The rows of one file as text. The content decides what it is, not the name.

    Args:
        sheets: the sheets of a workbook to choose from; the first that is there.
        fits: of several sheets, the one whose headers fit is taken.
    Raises:
        SourceError: it cannot be read whole and for certain; says what, where and what to do.
    """
    return parsed(shown_name(file), contents(file, limits), limits=limits, sheets=sheets, fits=fits)


def files_in(path: Path) -> list[Path]:
    """The file itself, or the export files of a folder by name; what is hidden or no table by its name is passed over.

    Raises:
        SourceError: a folder holds none.
    """
    if not path.is_dir():
        return [path]
    found = sorted(
        file for file in path.iterdir() if file.is_file() and file.suffix.lower() in TABLE_FILES and not file.name.startswith((".", "~$"))
    )
    if not found:
        raise SourceError(
            ko=f"{path.name}: 폴더에 불러올 파일이 없습니다. CSV나 xlsx 같은 내보내기 파일을 넣어 주세요.",
            en=f"{path.name}: the folder holds no file to load. Put exports such as CSV or xlsx into it.",
        )
    return found


def contents(file: Path, limits: Limits = OWN) -> bytes:
    """The bytes of a file that is there and not too large.

    Raises:
        SourceError: it is not there, cannot be opened, or is too large.
    """
    name = shown_name(file)
    try:
        size = file.stat().st_size
        if size > limits.file_bytes:
            raise SourceError(
                ko=f"{name}: {size / MEBIBYTE:,.0f} MiB입니다. {limits.file_bytes // MEBIBYTE:,} MiB까지 읽습니다. "
                "zip으로 압축하거나 기간을 나누어 내려받아 주세요.",
                en=f"{name} has {size / MEBIBYTE:,.0f} MiB. At most {limits.file_bytes // MEBIBYTE:,} MiB are read. "
                "Zip it, or export it in shorter periods.",
            )
        return file.read_bytes()
    except OSError as refused:
        raise SourceError(
            ko=f"{name}: 파일을 열 수 없습니다({refused.strerror}). 경로와 읽기 권한을 확인해 주세요.",
            en=f"{name} cannot be opened ({refused.strerror}). Check its path and that you may read it.",
        ) from refused


def parsed(name: str, raw: bytes, *, limits: Limits = OWN, sheets: Iterable[str] = (), fits: Fits | None = None) -> Export:
    """The rows in the bytes of a file called `name`.

    Raises:
        SourceError: as `read`.
    """
    found = tables_in_child(name, raw, limits) if limits.is_confined else tables(name, raw, limits, tables_in_child, tables_in_child)
    chosen = _chosen(name, found, tuple(sheets), fits)
    return replace(chosen, manner=replace(chosen.manner, sheets=tuple(each.manner.sheet for each in found if each.manner.sheet)))


def shown_name(file: Path) -> str:
    """The file's name as text: composed, in one line, without a folder."""
    return "".join(c if c.isprintable() else "�" for c in unicodedata.normalize("NFC", file.name))[-120:]


def _chosen(name: str, found: Tables, wanted: tuple[str, ...], fits: Fits | None) -> Export:
    """The sheet that is named, else the only one that fits, else the only one that is a table of several columns."""
    by_name = {folded(each.manner.sheet or ""): each for each in found}
    named = next((by_name[folded(sheet)] for sheet in wanted if folded(sheet) in by_name), None)
    if named is not None:
        return named
    if len(found) == 1:
        return found[0]
    fitting = [each for each in found if fits is not None and fits(each.headers)]
    wide = [each for each in found if len(each.headers) > 1]
    for few in (fitting, wide):
        if len(few) == 1:
            return few[0]
    choices = tuple(str(each.manner.sheet) for each in fitting or found)
    shown = ", ".join(f"'{sheet}'" for sheet in choices)
    raise UndecidedError(
        ko=f"{name}: 표가 있는 시트가 여러 개입니다({shown}). 불러올 시트를 정해 주세요(명령줄에서는 --sheet 이름).",
        en=f"{name} has several sheets with a table ({shown}). Choose the one to load (on the command line, --sheet NAME).",
        asks="sheet",
        choices=choices,
    )
