"""Where the header of a table is: below titles and notices, in one, two or three rows.

Survey tools write the question above and the kind of answer below (SurveyMonkey), or a third row of ids (Qualtrics); public
statistics write merged cells as repeats. A row is taken for a further row of the header only on such a sign, never because it
holds words: the first row of data may hold nothing else.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

Row = Sequence[str | None]

MOST_ROWS = 3
LOOKED_BELOW = 20
_VALUE = re.compile(r"^[\s\d.,:/%₩￦$€£+()~-]*\d[\s\d.,:/%₩￦$€£+()~-]*(?:원|점|개|건)?$")
_KIND_OF_ANSWER = frozenset({"response", "open-ended response", "응답", "주관식 응답", "개방형 응답"})
_IMPORT_ID = '{"ImportId"'


@dataclass(frozen=True)
class Heading:
    """The header of a table: the index of its first row, how many rows it takes, and what each column is called."""

    first: int
    rows: int
    names: tuple[str, ...]

    @property
    def end(self) -> int:
        """The index of the row behind it."""
        return self.first + self.rows


def header_row(rows: Sequence[Row]) -> int:
    """The first row that is at least half as full as the fullest: titles and notices above a header fill a cell or two."""
    filled = [sum(1 for cell in row if _said(cell)) for row in rows]
    fullest = max(filled, default=0)
    return next((at for at, count in enumerate(filled) if 2 * count >= fullest and count > (fullest > 1)), 0)


def heading(rows: Sequence[Row]) -> Heading:
    """The header in the first rows of a table."""
    if not rows:
        return Heading(0, 0, ())
    first = header_row(rows)
    ids = next((at for at in (1, 2) if first + at < len(rows) and _are_ids(rows[first + at])), 0)
    if ids:
        return Heading(first, ids + 1, tuple(_said(cell) for cell in rows[first]))
    stop = first + 1
    while stop - first < MOST_ROWS and stop + 1 < len(rows) and _continues(rows[first], rows[stop], rows[stop + 1 :][:LOOKED_BELOW]):
        stop += 1
    return Heading(first, stop - first, _names(rows[first:stop]))


def _names(rows: Sequence[Row]) -> tuple[str, ...]:
    top = [_said(cell) for cell in rows[0]]
    if len(rows) == 1:
        return tuple(top)
    named, above = [], ""
    for at, own in enumerate(top):
        above = own or above  # a merged cell is written in its first column only
        parts = [above] if any(_at(row, at) for row in rows) else []
        parts += [said for row in rows[1:] if (said := _at(row, at)) and said.casefold() not in _KIND_OF_ANSWER]
        named.append(" ".join(dict.fromkeys(parts)))
    return tuple(named)


def _continues(top: Row, row: Row, below: Sequence[Row]) -> bool:
    filled = [at for at in range(len(top)) if _at(row, at)]
    if not filled or any(_VALUE.match(_at(row, at)) for at in filled):
        return False
    first = next((at for at in range(len(top)) if _at(top, at)), 0)
    data = [each for each in below if any(_said(cell) for cell in each)]
    gaps = [at for at in filled if not _at(top, at)]
    if not _at(row, first):
        has_kind = any(_at(row, at).casefold() in _KIND_OF_ANSWER for at in filled)
        return bool(data) and (has_kind or _are_choices(row, gaps, data)) and all(_at(each, first) for each in data)
    names_values = any(
        (under := [_at(each, at) for each in data if _at(each, at)]) and 2 * sum(1 for cell in under if _VALUE.match(cell)) > len(under)
        for at in filled
    )
    return names_values and (bool(gaps) or _at(row, first) == _at(top, first))


def _are_choices(row: Row, gaps: Sequence[int], data: Sequence[Row]) -> bool:
    """Whether what a row says below nameless columns is what was ticked in them, or not."""
    under = [(_at(row, at), _at(each, at)) for each in data for at in gaps if _at(each, at)]
    return bool(under) and all(choice == ticked for choice, ticked in under)


def _are_ids(row: Row) -> bool:
    said = [cell for cell in map(_said, row) if cell]
    return bool(said) and all(cell.startswith(_IMPORT_ID) for cell in said)


def _at(row: Row, at: int) -> str:
    return _said(row[at]) if at < len(row) else ""


def _said(cell: str | None) -> str:
    return (cell or "").strip()
