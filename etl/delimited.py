"""A table of text whose cells are set apart by a comma, semicolon, tab or bar.

Polars reads the cells. What it would pass over in silence (short rows, a cut last line, a quote that never closes) is found
first, from the bytes: how many fields each record has and on which line it begins.
"""

import csv
from dataclasses import dataclass
from io import StringIO
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from errors import SourceError
from etl.encoding import Decoded
from etl.export import Export, Manner, refuse_too_long, refuse_too_wide
from etl.layout import LOOKED_BELOW, MOST_ROWS, Heading, header_row, heading
from etl.limits import OWN, Limits
from metrics.cores import on_all_cores

SEPARATORS = ",;\t|"
_SAMPLE = 64 * 1024
_CHUNK = 32 * 1024 * 1024
_PIECE = 1024 * 1024  # what is only counted is counted in the processor's cache
_QUOTE, _NEWLINE, _RETURN = 34, 10, 13

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Records:
    """Where the records of a text lie.

    `ends` are the positions behind their last byte, `fields` their numbers of fields, `lines` the lines they begin on.
    `stray` is the first quote that neither opens nor closes a field, `open_quote` the one that is never closed.
    """

    ends: Numbers
    fields: Numbers
    lines: Numbers
    stray: int | None
    open_quote: int | None
    has_quotes: bool


def table(name: str, read: Decoded, limits: Limits = OWN) -> Export:
    """The rows of a delimited text. Title rows above the header are passed over.

    Raises:
        SourceError: a record does not have as many fields as the header, or the text is cut.
    """
    text = read.text
    separator, header_at = _layout(name, text)
    top, header_line, cells, lines = _even(name, text, separator, header_at, limits) or _looked_through(
        name, text, separator, header_at, limits
    )
    is_open = not text.endswith((b"\n", b'"'))  # a closing quote marks the end as well as a line end does
    manner = Manner("csv", encoding=read.encoding, separator=separator, header_line=header_line)
    return Export.of(name, top.names, cells, lines, manner=manner, limits=limits, is_open=is_open)


Parts = tuple[Heading, int, pl.DataFrame, pl.Series]  # the header, the last line of it, the cells below it, and the line of each row


def _looked_through(name: str, text: bytes, separator: str, header_at: int, limits: Limits) -> Parts:
    """The parts of any text, of which every record is looked at.

    Raises:
        SourceError: a record does not have as many fields as the header, or the text is cut.
    """
    records = _records(text, ord(separator))
    if records.stray is not None:
        raise _stray_quote(name, _line_of(text, records.stray))
    top = _heading(name, text, separator, min(header_at, len(records.ends) - 1), records)
    refuse_too_wide(name, len(top.names), limits)
    _refuse_uneven(name, text, records, top.end - 1, len(top.names))
    lines = records.lines[top.end :]
    refuse_too_long(name, len(lines), limits)
    cells = _cells(name, text, int(lines[0]) - 1 if len(lines) else None, separator, len(top.names), records.has_quotes)
    if cells.height != len(lines):
        raise _unsure(name)
    return top, int(records.lines[top.end - 1]), cells, pl.Series(lines)


def _even(name: str, text: bytes, separator: str, header_at: int, limits: Limits) -> Parts | None:
    """The parts of a text without quotes whose records are all as long as its header; None of any other.

    That is known without a look at each record: there are as many separators as they need together, and Polars, which refuses a record
    that is longer, found none.
    """
    if b'"' in text:
        return None
    end = 0
    for _ in range(header_at + 1 + MOST_ROWS + LOOKED_BELOW):
        end = text.find(b"\n", end) + 1
        if not end:
            return None
    first = _records(text[:end], ord(separator))
    top = _heading(name, text, separator, header_at, first)
    width = len(top.names)
    if width < 2 or width > limits.columns:
        return None
    separators, rows = _counts(text, int(first.ends[top.end - 1]) + 1, ord(separator))
    if separators != rows * (width - 1) or rows > limits.rows:
        return None
    try:
        cells = _cells(name, text, top.end, separator, width, has_quotes=False)
    except SourceError:
        return None
    if cells.height != rows:
        return None
    return top, top.end, cells, pl.int_range(top.end + 1, top.end + 1 + rows, eager=True)


def _counts(text: bytes, begin: int, separator: int) -> tuple[int, int]:
    """How many separators and how many lines there are from a position on."""
    whole = np.frombuffer(text, dtype=np.uint8)

    def counted(start: int) -> tuple[int, int]:
        piece = whole[start : start + _PIECE]
        return int(np.count_nonzero(piece == separator)), int(np.count_nonzero(piece == _NEWLINE))

    counts = on_all_cores(counted, range(begin, len(whole), _PIECE))
    return sum(count for count, _ in counts), sum(count for _, count in counts) + (not text.endswith(b"\n"))


def _layout(name: str, text: bytes) -> tuple[str, int]:
    """The separator by which the rows come out most even, and the index of the header row."""
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE and b"\n" in sample:
        sample = sample[: sample.rindex(b"\n")]
    shown = sample.decode(errors="ignore")  # only where one line is longer than the sample can its last letter be cut
    best: tuple[tuple[float, int, int], str, int] = ((0.0, 0, 0), ",", 0)
    for separator in SEPARATORS:
        rows = _split(name, shown, separator)
        header_at = header_row(rows)
        width = len(rows[header_at]) if rows else 0
        below = [row for row in rows[header_at:] if row]
        if width > 1:
            compared = below if len(below) > 1 else [row for row in rows if row]  # a last line alone would always be even
            even = round(sum(len(row) == width for row in compared) / len(compared), 1)
            best = max(best, ((even, -header_at, width), separator, header_at))
    return (best[1], best[2]) if best[0][2] else (",", header_row([[line] for line in shown.splitlines()]))


def _heading(name: str, text: bytes, separator: str, header_at: int, records: Records) -> Heading:
    """The header that begins at a record, which may take further records below it."""
    last = min(header_at + MOST_ROWS + LOOKED_BELOW, len(records.ends) - 1)
    rows = _split(name, text[: int(records.ends[header_at])].decode(), separator)
    if len(rows) != header_at + 1:  # a return among the cells
        raise _unsure(name)
    below = text[int(records.ends[header_at]) + 1 : int(records.ends[last])]
    top = rows[-1]
    found = heading([top, *_split(name, below.decode(), separator)] if len(below) <= _SAMPLE else [top])
    if found.first:  # nothing above is fuller than the header that the whole sample shows
        return Heading(header_at, 1, tuple(cell.strip() for cell in top))
    return Heading(header_at, max(found.rows, 1), found.names)


def _split(name: str, text: str, separator: str) -> list[list[str]]:
    try:
        return list(csv.reader(StringIO(text, newline=""), delimiter=separator))
    except csv.Error as unreadable:  # a cell without an end
        raise _unsure(name) from unreadable


@dataclass(frozen=True)
class _Found:
    """What a chunk holds: where records end, the separators before each end, which newline each is, the first stray and the last quote."""

    ends: Numbers
    before: Numbers
    separators: int
    ordinals: Numbers
    newlines: int
    stray: int | None
    last_quote: int | None


def _records(text: bytes, separator: int) -> Records:
    whole = np.frombuffer(text, dtype=np.uint8)
    starts = range(0, len(whole), _CHUNK)
    quotes = np.cumsum([0, *(text.count(b'"', start, start + _CHUNK) for start in starts)])

    def found(number: int) -> _Found:
        start = starts[number]
        chunk = whole[start : start + _CHUNK]
        at_newline = np.flatnonzero(chunk == _NEWLINE)
        at_separator = np.flatnonzero(chunk == separator)
        ordinal, newlines = np.arange(len(at_newline), dtype=np.int64), len(at_newline)
        stray = last_quote = None
        is_inside = quotes[number] % 2
        if is_inside or quotes[number + 1] > quotes[number]:
            is_quote = chunk == _QUOTE
            # A doubled quote turns twice, so the parity says for each byte whether it is inside a quoted field.
            parity: npt.NDArray[np.uint8] = np.bitwise_xor.accumulate(is_quote.view(np.uint8)) ^ np.uint8(is_inside)
            at_quote = np.flatnonzero(is_quote)
            if len(at_quote):
                last_quote = int(at_quote[-1]) + start
                stray = _stray(whole, at_quote + start, parity[at_quote] == 1, separator)
            outside = parity[at_newline] == 0
            at_newline, ordinal = at_newline[outside], ordinal[outside]
            at_separator = at_separator[parity[at_separator] == 0]
        before = np.searchsorted(at_separator, at_newline)
        return _Found(at_newline + start, before, len(at_separator), ordinal, newlines, stray, last_quote)

    chunks = on_all_cores(found, range(len(starts)))
    newlines = np.cumsum([0, *(chunk.newlines for chunk in chunks)])
    separators = np.cumsum([0, *(chunk.separators for chunk in chunks)])
    end = np.concatenate([chunk.ends for chunk in chunks])
    seen = np.concatenate([chunk.before + above for chunk, above in zip(chunks, separators, strict=False)])
    ordinal = np.concatenate([chunk.ordinals + above for chunk, above in zip(chunks, newlines, strict=False)])
    if not len(end) or end[-1] != len(text) - 1:  # the last line has no line end
        end, seen, ordinal = np.append(end, len(text)), np.append(seen, separators[-1]), np.append(ordinal, newlines[-1])
    last_quotes = [chunk.last_quote for chunk in chunks if chunk.last_quote is not None]
    return Records(
        ends=end,
        fields=np.diff(seen, prepend=0) + 1,
        lines=np.append(0, ordinal[:-1] + 1) + 1,
        stray=next((chunk.stray for chunk in chunks if chunk.stray is not None), None),
        open_quote=last_quotes[-1] if quotes[-1] % 2 else None,
        has_quotes=bool(last_quotes),
    )


def _stray(whole: npt.NDArray[np.uint8], quotes: Numbers, opens: npt.NDArray[np.bool_], separator: int) -> int | None:
    neighbour = np.where(opens, quotes - 1, quotes + 1)
    exists = (neighbour >= 0) & (neighbour < len(whole))
    beside = whole[np.clip(neighbour, 0, len(whole) - 1)]
    fits = ~exists | np.isin(beside, (separator, _QUOTE, _NEWLINE)) | (~opens & (beside == _RETURN))
    return int(quotes[~fits][0]) if not fits.all() else None


def _refuse_uneven(name: str, text: bytes, records: Records, header_at: int, width: int) -> None:
    fields, ends = records.fields[header_at + 1 :], records.ends[header_at:]
    for at in np.flatnonzero(fields != width):
        if not text[int(ends[at]) + 1 : int(ends[at + 1])].strip():
            continue  # a blank line
        line = int(records.lines[header_at + 1 + at])
        is_last = at == len(fields) - 1
        if is_last and records.open_quote is not None:
            break
        if is_last and fields[at] < width and not text.endswith(b"\n"):
            raise _cut(name, line, int(fields[at]), width)
        raise _uneven(name, line, int(fields[at]), width)
    if records.open_quote is not None:
        raise _open_quote(name, _line_of(text, records.open_quote))


def _cells(name: str, text: bytes, above: int | None, separator: str, width: int, has_quotes: bool) -> pl.DataFrame:
    """The cells below the first `above` lines, none where that is None."""
    columns: dict[str, Any] = {str(at): pl.String for at in range(width)}
    if above is None:
        return pl.DataFrame(schema=columns)
    try:
        return pl.read_csv(
            text,
            has_header=False,
            skip_lines=above,
            schema=columns,
            separator=separator,
            quote_char='"' if has_quotes else None,
            infer_schema=False,
        )
    except pl.exceptions.PolarsError:
        raise _unsure(name) from None  # its text holds cell values


def _line_of(text: bytes, position: int) -> int:
    return text.count(b"\n", 0, position) + 1


def _uneven(name: str, line: int, fields: int, width: int) -> SourceError:
    return SourceError(
        ko=f"{name}: {line}번째 줄의 칸이 {fields}개인데 열 이름은 {width}개입니다. "
        "값 안의 쉼표나 줄바꿈이 따옴표로 묶이지 않았을 수 있습니다. 그 줄을 고치거나 다시 내려받아 주세요.",
        en=f"{name}: line {line} has {fields} fields where the header has {width}. "
        "A comma or line break inside a value may lack its quotes. Mend that line, or download the file again.",
    )


def _cut(name: str, line: int, fields: int, width: int) -> SourceError:
    return SourceError(
        ko=f"{name}: 마지막 {line}번째 줄이 중간에서 끊겼습니다(칸 {fields}개, 열 이름 {width}개). "
        "내려받기가 끝나기 전에 저장된 파일일 수 있으니 다시 내려받아 주세요.",
        en=f"{name}: the last line, {line}, is cut ({fields} fields where the header has {width}). "
        "The download may have broken off; download the file again.",
    )


def _open_quote(name: str, line: int) -> SourceError:
    return SourceError(
        ko=f"{name}: {line}번째 줄에서 열린 따옴표가 파일 끝까지 닫히지 않습니다. 파일이 잘렸을 수 있으니 다시 내려받아 주세요.",
        en=f"{name}: the quote opened on line {line} is never closed. The file may be cut; download it again.",
    )


def _stray_quote(name: str, line: int) -> SourceError:
    return SourceError(
        ko=f'{name}: {line}번째 줄의 값 가운데에 큰따옴표(")가 있어 칸을 나눌 수 없습니다. '
        '값 안의 "는 ""로 쓰고 값 전체를 따옴표로 묶거나, xlsx로 내보내 주세요.',
        en=f'{name}: a quote (") inside a value on line {line} makes it unclear where the field ends. '
        'Write it as "" and put the value in quotes, or export as xlsx.',
    )


def _unsure(name: str) -> SourceError:
    return SourceError(
        ko=f"{name}: 줄과 칸을 확실하게 나눌 수 없습니다. 다시 내려받거나 xlsx로 내보내 주세요.",
        en=f"{name}: its rows and fields cannot be told apart for certain. Download it again, or export it as xlsx.",
    )
