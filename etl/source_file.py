"""A source as a file: the same declaration in JSON, so that a mapping made on screen can be kept, exported and loaded elsewhere.

Columns are written as `orders.net_revenue`, parsers by their names and options.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import dataframely as dy

from errors import DeclarationError, MappingError
from etl import parse
from etl.export import folded
from etl.parse import Parser
from etl.source import Also, Constant, Fingerprint, FirstOf, From, Grouped, Handle, Less, Like, Product, Scale, Source, Suffixed, Value
from etl.sources import named
from metrics.facts import FACTS, Fact, name_of
from metrics.text import Text

VERSION = 1
_VALUES: dict[str, type[Any]] = {
    "column": From,
    "constant": Constant,
    "first_of": FirstOf,
    "less": Less,
    "product": Product,
    "scale": Scale,
    "fingerprint": Fingerprint,
    "suffixed": Suffixed,
}
_NAMES = {kind: name for name, kind in _VALUES.items()}


def written(source: Source) -> str:
    """A source as JSON text."""
    return json.dumps({"dangol_source": VERSION, **_source_out(source)}, ensure_ascii=False, indent=2) + "\n"


def read(text: str, file: str = "source.json") -> Source:
    """The source in a JSON text.

    Raises:
        MappingError: it is no source that this program can read, or names what there is not.
    """
    try:
        told = json.loads(text)
        if not isinstance(told, dict) or told.pop("dangol_source", None) != VERSION:
            raise ValueError("no source")
        return _sound(_source_in(told))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, re.error, DeclarationError) as wrong:
        why = str(wrong) if isinstance(wrong, DeclarationError) else f"{type(wrong).__name__}"
        raise MappingError(
            ko=f"{file}: 소스 정의로 읽을 수 없습니다({why}). 데이터 화면의 '이 열 연결을 파일로 저장'으로 받은 파일인지 확인해 주세요.",
            en=f"{file} cannot be read as a source ({why}). Check that it is a mapping saved from the Data page.",
        ) from wrong


def is_written(text: str) -> bool:
    """Whether a text says that it is a source."""
    return text.lstrip().startswith("{") and '"dangol_source"' in text


def named_or_kept(name: str, kept: Sequence[Source] = ()) -> Source:
    """The source called `name`, of the installation's own too, or that of the file at this path where it ends in `.json`.

    Raises:
        MappingError: there is none of that name, or the file holds none.
    """
    if not name.endswith(".json"):
        return named(name, kept)
    file = Path(name)
    try:
        return read(file.read_text(encoding="utf-8"), file.name)
    except (OSError, UnicodeDecodeError) as unreadable:
        raise MappingError(
            ko=f"{file.name}: 소스 정의 파일을 열 수 없습니다. 경로와 읽기 권한을 확인해 주세요.",
            en=f"{file.name}: the file with the source cannot be read. Check its path and that you may read it.",
        ) from unreadable


def with_header(source: Source, column: dy.Column, header: str) -> Source:
    """The source with a column of its first fact read from another header of the file, by the same parser."""
    first = source.facts[0]
    return replace(
        source,
        into={
            **source.into,
            first: {own: _from_header(value, header) if own is column else value for own, value in source.into[first].items()},
        },
    )


def _from_header(value: Value, header: str) -> Value:
    cell = value.cells[0] if value.cells else From(header)
    return replace(cell, header=header, also=(), like="", optional=False)


def header_changes(before: tuple[str, ...], now: tuple[str, ...], source: Source | None = None) -> tuple[Text, ...]:
    """What is different between the headers of two files of one source, each in a sentence; another order is no difference.

    Args:
        source: where given, only the headers that it reads count.
    """
    old, new = ({folded(header): header for header in headers} for headers in (before, now))
    gone, come = [old[key] for key in old if key not in new], [new[key] for key in new if key not in old]
    if source is not None:
        read_by = {folded(spelling) for cell in source.cells() for spelling in cell.spellings}
        gone, come = [header for header in gone if folded(header) in read_by], [header for header in come if folded(header) in read_by]
    return (
        *(Text(ko=f"'{header}' 열이 없어졌습니다.", en=f"The column '{header}' is gone.") for header in gone),
        *(Text(ko=f"'{header}' 열이 새로 생겼습니다.", en=f"The column '{header}' is new.") for header in come),
    )


def _source_out(source: Source) -> dict[str, Any]:
    def mapping(fact: type[Fact], columns: Mapping[dy.Column, Value]) -> dict[str, Any]:
        return {f"{name_of(fact)}.{column.name}": _value_out(value) for column, value in columns.items()}

    return {
        "name": source.name,
        "label": {"ko": source.label.ko, "en": source.label.en},
        "note": {"ko": source.note.ko, "en": source.note.en} if source.note else None,
        "recognised_by": [{"like": one.pattern} if isinstance(one, Like) else one for one in source.recognised_by],
        "into": [mapping(fact, columns) for fact, columns in source.into.items()],
        "also": [{"columns": mapping(each.fact, each.columns), "where": _value_out(each.where)} for each in source.also],
        "customer": _value_out(source.customer) if source.customer else None,
        "customers_of": source.customers_of,
        "known_by": {handle.value: _value_out(cell) for handle, cell in source.known_by.items()},
        "updated": _value_out(source.updated) if source.updated else None,
        "lines": {
            "by": source.lines.by.name,
            "total": [column.name for column in source.lines.total],
            "is_continued": source.lines.is_continued,
        }
        if source.lines
        else None,
        "only_where": {name_of(fact): _value_out(cell) for fact, cell in source.only_where.items()},
        "links": {name_of(fact): name for fact, name in source.links.items()},
        "sheets": source.sheets,
    }


def _value_out(value: Value) -> dict[str, Any]:
    def out(part: Any) -> Any:
        match part:
            case Parser(name=name, options=options):
                return {"parser": name, "options": options}
            case tuple():
                return [out(each) for each in part]
            case From():
                return _value_out(part)
            case _:
                return part

    told = {each.name: out(getattr(value, each.name)) for each in fields(value)}
    return {"as": _NAMES[type(value)], **{name: part for name, part in told.items() if part not in ("", [], None) and part is not False}}


def _source_in(told: Mapping[str, Any]) -> Source:
    facts = {name_of(fact): fact for fact in FACTS}

    def columns(mapping: Mapping[str, Any]) -> tuple[type[Fact], dict[dy.Column, Value]]:
        names = [key.partition(".") for key in mapping]
        fact = facts[names[0][0]]
        return fact, {_column(fact, name): _value_in(value) for (_, _, name), value in zip(names, mapping.values(), strict=True)}

    into = dict(columns(mapping) for mapping in told["into"])
    lines = told["lines"]
    first = next(iter(into))
    return Source(
        name=str(told["name"]),
        label=Text(**told["label"]),
        note=Text(**told["note"]) if told["note"] else None,
        recognised_by=tuple(_known_by(one) for one in told["recognised_by"]),
        into=into,
        also=tuple(Also(*columns(each["columns"]), where=_cell(each["where"])) for each in told["also"]),
        customer=_cell(told["customer"]) if told["customer"] else None,
        customers_of=str(told["customers_of"]),
        known_by={Handle(handle): _cell(cell) for handle, cell in told["known_by"].items()},
        updated=_cell(told["updated"]) if told["updated"] else None,
        lines=Grouped(_column(first, lines["by"]), tuple(_column(first, name) for name in lines["total"]), bool(lines["is_continued"]))
        if lines
        else None,
        only_where={facts[name]: _cell(cell) for name, cell in told["only_where"].items()},
        links={facts[name]: str(source) for name, source in told["links"].items()},
        sheets=tuple(map(str, told["sheets"])),
    )


def _sound(source: Source) -> Source:
    """The source, whose patterns are patterns: a file may hold any text."""
    for pattern in (*(cell.like for cell in source.cells()), *(each.pattern for each in source.recognised_by if isinstance(each, Like))):
        re.compile(pattern)
    return source


def _known_by(told: Any) -> str | tuple[str, ...] | Like:
    if isinstance(told, Mapping):
        return Like(str(told["like"]))
    return str(told) if isinstance(told, str) else tuple(map(str, told))


def _column(fact: type[Fact], name: str) -> dy.Column:
    if name not in fact.columns():
        raise DeclarationError(f"'{name}' is no column of {name_of(fact)}.")
    column: dy.Column = getattr(fact, name)
    return column


def _cell(told: Mapping[str, Any]) -> From:
    value = _value_in(told)
    if not isinstance(value, From):
        raise DeclarationError("A customer, or what feeds a fact, must be a column of the file.")
    return value


def _value_in(told: Mapping[str, Any]) -> Value:
    def part(given: Any) -> Any:
        match given:
            case {"parser": name, "options": options}:
                return parse.named(name, options)
            case Mapping():
                return _value_in(given)
            case list():
                return tuple(part(each) for each in given)
            case _:
                return given

    given = dict(told)
    kind = _VALUES[given.pop("as")]
    value: Value = kind(**{name: part(each) for name, each in given.items()})
    return value
