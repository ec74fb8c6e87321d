"""Filters and breakdowns as people type them, held against what the data have."""

from collections.abc import Iterable, Mapping, Sequence
from unicodedata import normalize

from errors import QueryError, did_you_mean
from metrics.facts import DIMENSIONS, Facts, values_of
from metrics.particles import with_particle
from metrics.text import Language

NAMED = 8  # values that a message lists

# A dimension is known by its name and by what people read on the screens.
_NAMES = {said.casefold(): name for name, label in DIMENSIONS.items() for said in (name, label.ko, label.en)}


def dimension(asked: str) -> str:
    """The name of a dimension that somebody called by its name or its label.

    Raises:
        QueryError: there is none; says which is near.
    """
    name = _NAMES.get(_composed(asked).casefold())
    if name is None:
        near, known = did_you_mean(asked, DIMENSIONS), ", ".join(DIMENSIONS)
        raise QueryError(
            ko=f"'{asked}'이라는 기준이 없습니다. " + (f"혹시 '{near}'인가요? " if near else "") + f"쓸 수 있는 기준: {known}.",
            en=f"There is no dimension '{asked}'. " + (f"Did you mean '{near}'? " if near else "") + f"Known dimensions: {known}.",
        )
    return name


def filters(asked: Iterable[str], facts: Facts) -> dict[str, tuple[str, ...]]:
    """Texts such as "team=온라인팀" as a query takes them: values of one dimension are alternatives, dimensions hold together.

    Raises:
        QueryError: one is no such text, or names a dimension or a value that is not there.
    """
    found: dict[str, list[str]] = {}
    for each in asked:
        name, sign, value = each.partition("=")
        if not sign:
            raise QueryError(
                ko=f"조건은 기준=값으로 적어 주세요(예: team=온라인팀). '{each}'에는 =가 없습니다.",
                en=f"Write a filter as dimension=value, such as channel=phone: '{each}' has no =.",
            )
        found.setdefault(dimension(name.strip()), []).append(_composed(value.strip()))
    for name, values in found.items():
        must_hold(name, values, facts)
    return {name: tuple(dict.fromkeys(values)) for name, values in found.items()}


def must_hold(name: str, values: Sequence[str], facts: Facts) -> None:
    """Nothing, where the data hold each of a dimension's values.

    Raises:
        QueryError: one has no row; it may be misspelt, and an empty answer would not say so.
    """
    known = values_of(name, facts) if values else []
    label = DIMENSIONS[name]
    for value in values:
        if value not in known:
            near = did_you_mean(value, known)
            listed = ", ".join(known[:NAMED]) + (", …" if len(known) > NAMED else "") or "–"
            raise QueryError(
                ko=f"{with_particle(label.ko, '이/가')} '{value}'인 데이터가 없습니다. "
                + (f"혹시 '{near}'인가요? " if near else "")
                + f"데이터에 있는 값: {listed}.",
                en=f"There is no {label.en.lower()} '{value}'. "
                + (f"Did you mean '{near}'? " if near else "")
                + f"The data have: {listed}.",
            )


def in_words(where: Mapping[str, Sequence[str]], language: Language) -> str:
    """Filters as people read them: "팀: 온라인팀, 영남팀 · 채널: 전화"; empty where there are none."""
    return " · ".join(f"{DIMENSIONS[name].of(language)}: {', '.join(values)}" for name, values in where.items())


def _composed(text: str) -> str:
    """Hangul in whole syllables: some keyboards and file systems give them as single letters."""
    return normalize("NFC", text)
