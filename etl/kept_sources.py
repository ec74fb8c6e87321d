"""The sources that an installation keeps for itself: mappings made on screen, under names of their own."""

import re
from collections.abc import Sequence
from dataclasses import replace

from errors import MappingError
from etl.export import Export
from etl.source import Source
from etl.source_file import read
from etl.sources import SOURCES
from metrics.text import Text
from store import kept_sources
from store.state import Session

LONGEST_TITLE = 60


def of_installation(session: Session) -> tuple[Source, ...]:
    """The sources that the installation keeps, by name.

    Raises:
        MappingError: one was kept by a later release, and cannot be read.
    """
    return tuple(read(each.definition, each.label) for each in kept_sources.all_kept(session))


def titled(source: Source, title: str, export: Export) -> Source:
    """A source under a name of its own, known from now on by the headers that it reads of this export.

    Its customers stay those of the system that it was made from: the same numbers are the same people.

    Raises:
        MappingError: the title cannot be a name, or is that of a source that everybody has.
    """
    label = " ".join(title.split())
    name = name_for(label)
    found = [header for cell in source.cells() if (header := export.find(cell.spellings, cell.like))]
    known_by = tuple(dict.fromkeys(found))
    return replace(source, name=name, label=Text(ko=label, en=label), recognised_by=known_by, customers_of=source.family, note=None)


def name_for(title: str, known: Sequence[Source] = SOURCES) -> str:
    """The name of a source that people call `title`: "우리 몰 주문" -> "우리_몰_주문".

    Raises:
        MappingError: nothing is left of it, it is too long, or a source that everybody has is called so.
    """
    name = "_".join(re.findall(r"\w+", title.casefold()))
    if not name or len(title) > LONGEST_TITLE or any(source.name == name for source in known):
        raise MappingError(
            ko=f"열 연결의 이름을 글자나 숫자로 {LONGEST_TITLE}자까지, 이미 있는 소스와 다르게 적어 주세요.",
            en=f"Name the mapping with letters or digits, {LONGEST_TITLE} at most, and not as a source that is there already.",
        )
    return name
