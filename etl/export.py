"""An export as it was read: every cell as text, every row with the line a person sees."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from errors import SourceError
from etl.limits import OWN, Limits
from metrics.cores import on_all_cores

LINE = "\0line"  # no header can be called so: files with NUL are refused


@dataclass(frozen=True)
class Manner:
    """How a file was read, as a person should see it before trusting the rows.

    `header_line` is the line of the header's last row, None where the format has no header row. `sheets` are all sheets with a table.
    """

    kind: str
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    header_line: int | None = None


@dataclass(frozen=True)
class Export:
    """One file's rows. Cells are stripped text, null where the file has nothing.

    `rows` has the column LINE (Int64: the line in an editor, the row number in Excel) and one String column per header.
    `open_line` is the last line where nothing marks its end: its last cell may have been longer.
    """

    name: str
    headers: tuple[str, ...]
    rows: pl.DataFrame
    open_line: int | None = None
    manner: Manner = Manner("csv")

    @classmethod
    def of(
        cls,
        name: str,
        headers: Sequence[str | None],
        cells: pl.DataFrame,
        lines: pl.Series,
        *,
        manner: Manner,
        limits: Limits = OWN,
        is_open: bool = False,
    ) -> "Export":
        """The export made of a header and as many columns of cells; blank rows are left out.

        Raises:
            SourceError: a header is there twice, there are too many columns or rows, or no row at all.
        """
        titles = [header_text(header) for header in headers]
        refuse_too_wide(name, len(titles), limits)
        cells = pl.DataFrame(on_all_cores(_bare, (each.alias(f"\0{i}") for i, each in enumerate(cells))))
        if all(column.has_nulls() for column in cells):
            blank = cells.select(pl.all_horizontal(pl.all().is_null())).to_series()
            if blank.any():
                cells, lines = cells.filter(~blank), lines.filter(~blank)
        _refuse_repeated(name, titles)
        titles = [title or f"\0{i}" for i, title in enumerate(titles)]  # a column without a header cannot be mapped, and is left out
        rows = cells.rename(dict(zip(cells.columns, titles, strict=True))).select(t for t in titles if not t.startswith("\0"))
        if rows.height == 0:
            raise SourceError(
                ko=f"{name}: 열 이름만 있고 데이터가 한 줄도 없습니다. 내보내기 기간이나 조건을 확인하고 다시 내려받아 주세요.",
                en=f"{name} holds a header and no rows. Check the period and filters of the export, and download it again.",
            )
        refuse_too_long(name, rows.height, limits)
        rows = rows.insert_column(0, lines.cast(pl.Int64).alias(LINE))
        open_line = rows[LINE][-1] if is_open and not titles[-1].startswith("\0") else None
        return cls(name, tuple(rows.columns[1:]), rows, open_line, manner)

    @property
    def lines(self) -> pl.Series:
        """The line of each row."""
        return self.rows[LINE]

    def find(self, spellings: Sequence[str], like: str = "") -> str | None:
        """The file's own header for the first of these spellings that it has, whatever case, spacing or accents' form.

        Where it has none, the first header that `like` is found in.
        """
        own = {folded(header): header for header in self.headers}
        found = next((own[folded(spelling)] for spelling in spellings if folded(spelling) in own), None)
        return found or matching(self.headers, like)


def _bare(cells: pl.Series) -> pl.Series:
    """The cells without blanks around them, null where nothing is left; of a column where that changes nothing, no copy is kept."""
    bare = cells.str.strip_chars()
    if (bare.str.len_bytes() == cells.str.len_bytes()).all():
        bare = cells
    if not (bare == "").any():
        return bare
    return bare.to_frame("text").select(pl.when(pl.col("text") != "").then("text").alias(cells.name)).to_series()


def matching(headers: Iterable[str], pattern: str) -> str | None:
    """The first header that a pattern is found in, whatever its case."""
    return next((header for header in headers if pattern and re.search(pattern, header, re.IGNORECASE)), None)


def refuse_too_wide(name: str, columns: int, limits: Limits) -> None:
    """Refuses a table of more columns than are read.

    Raises:
        SourceError: it has more.
    """
    if columns > limits.columns:
        raise SourceError(
            ko=f"{name}: 열이 {columns}개입니다. 한 파일에 {limits.columns}개까지 읽습니다. 필요한 열만 남겨 주세요.",
            en=f"{name} has {columns} columns. At most {limits.columns} are read. Keep only the columns that are needed.",
        )


def refuse_too_long(name: str, rows: int, limits: Limits) -> None:
    """Refuses a table of more rows than are read.

    Raises:
        SourceError: it has more.
    """
    if rows > limits.rows:
        raise SourceError(
            ko=f"{name}: {rows:,}행입니다. 한 파일에 {limits.rows:,}행까지 읽습니다. 기간을 나누어 내려받아 주세요.",
            en=f"{name} has {rows:,} rows. At most {limits.rows:,} are read. Export it in shorter periods.",
        )


def header_text(header: str | None) -> str:
    """A header in one line, composed (macOS writes 고객 as single letters), without BOM and blanks around it."""
    return " ".join(unicodedata.normalize("NFC", (header or "").replace("\ufeff", "")).split())


def folded(header: str) -> str:
    """What two spellings of one header share: "Created  At" and "created at" are the same."""
    return "".join(unicodedata.normalize("NFKC", header_text(header)).casefold().split())


def _refuse_repeated(name: str, titles: Sequence[str]) -> None:
    seen: dict[str, int] = {}
    for at, title in enumerate(titles, start=1):
        if title and folded(title) in seen:
            raise SourceError(
                ko=f"{name}: '{title}' 열이 두 번 있습니다({seen[folded(title)]}번째와 {at}번째). "
                "어느 쪽을 읽어야 할지 알 수 없으니 한쪽의 이름을 바꾸거나 지워 주세요.",
                en=f"{name}: the header '{title}' is there twice (columns {seen[folded(title)]} and {at}). "
                "Rename or remove one of them, so that it is clear which to read.",
            )
        seen[folded(title)] = at
