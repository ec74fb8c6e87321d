"""The rows of a JSON export: one object per line, or one array of objects. Each key is a column, its text as it is written."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl

from errors import SourceError
from etl.encoding import Decoded
from etl.export import Export, Manner, refuse_too_long, refuse_too_wide
from etl.limits import OWN, Limits

_LINES = re.compile(rb'^\s*\{\s*["}]')
_ARRAY = re.compile(rb"^\s*\[\s*[{\]]")
_BATCH = 50_000
_DEEPEST = 5


def is_json(text: bytes) -> bool:
    """Whether a text begins as JSON objects do, and as no header of a table does."""
    return bool(_LINES.match(text[:1024]) or _ARRAY.match(text[:1024]))


def table(name: str, read: Decoded, limits: Limits = OWN) -> Export:
    """The rows of a JSON text; an object within an object is `outer.inner`, a list is its JSON.

    Raises:
        SourceError: it is no JSON, or not one object per row.
    """
    is_array = _ARRAY.match(read.text[:1024]) is not None
    objects = _of_array(name, read.text) if is_array else _of_lines(name, read.text)
    headers: dict[str, None] = {}
    batches: list[pl.DataFrame] = []
    lines: list[int] = []
    batch: list[dict[str, str | None]] = []

    def put_away() -> None:
        batches.append(pl.DataFrame({header: pl.Series([row.get(header) for row in batch], dtype=pl.String) for header in headers}))
        batch.clear()

    for line, row in objects:
        flat = dict(_flat(name, line, row))
        headers |= dict.fromkeys(flat)
        refuse_too_wide(name, len(headers), limits)
        lines.append(line)
        refuse_too_long(name, len(lines), limits)
        batch.append(flat)
        if len(batch) == _BATCH:
            put_away()
    put_away()
    cells = pl.concat(batches, how="diagonal") if headers else pl.DataFrame()
    kind = "json" if is_array else "json lines"
    return Export.of(
        name, list(headers), cells, pl.Series(lines, dtype=pl.Int64), manner=Manner(kind, encoding=read.encoding), limits=limits
    )


def _of_lines(name: str, text: bytes) -> Iterator[tuple[int, Any]]:
    for line, written in enumerate(text.split(b"\n"), start=1):
        if written.strip():
            yield line, _parsed(name, line, written)


def _of_array(name: str, text: bytes) -> Iterator[tuple[int, Any]]:
    yield from enumerate(_parsed(name, 1, text), start=1)


def _parsed(name: str, line: int, text: bytes) -> Any:
    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_Object)
    except (json.JSONDecodeError, RecursionError) as broken:
        at = line + (broken.lineno - 1 if isinstance(broken, json.JSONDecodeError) else 0)
        raise SourceError(
            ko=f"{name}: {at}번째 줄이 올바른 JSON이 아닙니다. 파일이 잘렸을 수 있으니 다시 내려받아 주세요.",
            en=f"{name}: line {at} is no valid JSON. The file may be cut; download it again.",
        ) from broken


class _Object(dict[str, Any]):
    """An object of the file; `repeated` is a key that it has twice, of which one would be lost."""

    def __init__(self, pairs: Iterable[tuple[str, Any]]) -> None:
        pairs = list(pairs)
        super().__init__(pairs)
        self.repeated = len(self) < len(pairs)


def _flat(name: str, line: int, row: Any, above: str = "", depth: int = 0) -> Iterator[tuple[str, str | None]]:
    if not isinstance(row, _Object):
        raise SourceError(
            ko=f"{name}: {line}번째 값이 열과 값으로 된 객체가 아닙니다. 한 줄에 객체 하나씩, 또는 객체의 배열로 내보내 주세요.",
            en=f"{name}: value {line} is no object of columns and values. Export one object per line, or an array of objects.",
        )
    if row.repeated or depth > _DEEPEST:
        raise SourceError(
            ko=f"{name}: {line}번째 객체에 같은 이름의 값이 두 번 있거나 너무 깊게 묶여 있습니다. 한 이름에 값 하나씩 내보내 주세요.",
            en=f"{name}: object {line} has a name twice, or is nested too deep. Export one value per name.",
        )
    for key, value in row.items():
        header = f"{above}{key}".replace("\0", "")
        match value:
            case _Object():
                yield from _flat(name, line, value, f"{header}.", depth + 1)
            case list():
                yield header, json.dumps(value, ensure_ascii=False)
            case bool():
                yield header, "true" if value else "false"
            case _:
                yield header, None if value is None else str(value).replace("\0", "")
