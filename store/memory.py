"""Facts in memory: what a snapshot's answers are counted from, read once for all of them.

Columns of words that answers are cut and filtered by, and the customers' grade, are held as categories, a number for each row.
Identifiers and what customers wrote, which are most of the room and which nothing is counted by, stay in the files.
"""

from dataclasses import replace

import polars as pl

from metrics.facts import FACTS, READABLE, Customers, Fact, Facts, dimensions_of, name_of

MOST_BYTES = 1_200_000_000  # of facts in memory; larger ones are read from their files for each answer
_BYTES: dict[type[pl.DataType], int] = {pl.Categorical: 4, pl.Date: 4, pl.Boolean: 1}  # of a value; of all others 8
_UNCOUNTED = frozenset({"load_id", "own_key", "updated_at"})


def in_memory(facts: Facts, most_bytes: int = MOST_BYTES) -> Facts:
    """The same facts, those columns in memory that metrics are made of; themselves where they are too large or another engine's."""
    frames = facts.frames
    if not all(isinstance(frame, pl.LazyFrame) for frame in frames.values()):
        return facts
    narrow = {name_of(fact): facts.frame(fact).to_native().select(_counted(fact)) for fact in FACTS}
    counts = pl.collect_all(facts.frame(fact).to_native().select(pl.len()) for fact in READABLE)
    heights = {name_of(fact): count.item() for fact, count in zip(READABLE, counts, strict=True)}
    if sum(heights[name] * _bytes_of(frame) for name, frame in narrow.items()) > most_bytes:
        return facts
    held = pl.collect_all(narrow.values(), engine="streaming")
    return replace(facts, frames={**frames, **{name: rows.lazy() for name, rows in zip(narrow, held, strict=True)}}, heights=heights)


def _counted(fact: type[Fact]) -> list[pl.Expr]:
    """The columns that are held."""
    schema = fact.create_empty().schema
    words = dimensions_of(fact) | {Customers.grade.name}
    categories = [pl.col(name).cast(pl.Categorical()) for name in schema if name in words]
    return categories + [pl.col(name) for name, dtype in schema.items() if dtype != pl.String and name not in _UNCOUNTED]


def _bytes_of(frame: pl.LazyFrame) -> int:
    """The bytes of a row."""
    return sum(_BYTES.get(dtype.base_type(), 8) for dtype in frame.collect_schema().dtypes())
