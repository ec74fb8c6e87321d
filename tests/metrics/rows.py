"""Facts made of a few rows, of which only the columns that matter are given."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

import settings as configuration
from installation import Installation
from metrics.facts import FACTS, Facts, name_of
from metrics.surveys import SCALES

Row = dict[str, Any]


def facts_of(until: date | None = None, **rows: list[Row]) -> Facts:
    """Facts with these rows, by the fact's name; a response without a scale gets its survey's, every other column is null."""
    rows["responses"] = [_with_scale(row) for row in rows.get("responses", [])]
    frames = {}
    for fact in FACTS:
        types = {name: column.dtype for name, column in fact.columns().items()}
        own = [{name: row.get(name) for name in types} for row in rows.get(name_of(fact), [])]
        frames[name_of(fact)] = pl.DataFrame(own, schema=types, strict=False).lazy()
    return Facts(frames, until)


def _with_scale(row: Row) -> Row:
    scale = SCALES[row["survey"]]
    return {"scale_min": scale.lowest, "scale_max": scale.highest} | row


def facts_in(home: Path) -> Facts:
    """The facts of the latest snapshot of a data folder, read once."""
    here = Installation.opened(configuration.read(home=home))
    _, facts = here.latest()
    here.state.close()
    return Facts({name: frame.collect().lazy() for name, frame in facts.frames.items()}, facts.until)
