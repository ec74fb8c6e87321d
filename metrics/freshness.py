"""How fresh each source is: the last day it tells of, when it was loaded last, and what was turned away."""

from functools import reduce

import narwhals as nw
import polars as pl

from metrics.engine import collect
from metrics.facts import EVENT_DAYS, FACTS, Facts, Loads

_SOURCE = Loads.source.name
SCHEMA = pl.Schema({"source": pl.String, "last_on": pl.Date, "loaded_on": pl.Date, "accepted": pl.Int64, "rejected": pl.Int64})


def freshness(facts: Facts) -> pl.DataFrame:
    """A row per source in the snapshot: source, last_on (its latest event, null where it has none), loaded_on, accepted, rejected.

    Counts are those of all its loads; they are null where the facts come without their loads.
    """
    lasts = []
    for fact in FACTS:
        days = [nw.col(day.name).max() for day in EVENT_DAYS.get(fact, ())]
        if days:
            latest = collect(facts.frame(fact).group_by(_SOURCE).agg(*days))
            lasts.append(latest.select(_SOURCE, pl.max_horizontal(pl.exclude(_SOURCE)).alias("last_on")))
    events = reduce(lambda seen, more: pl.concat([seen, more]), lasts).group_by(_SOURCE).agg(pl.col("last_on").max())
    loads = collect(
        facts.frame(Loads)
        .group_by(_SOURCE)
        .agg(nw.col(Loads.loaded_on.name).max(), nw.col(Loads.accepted.name).sum(), nw.col(Loads.rejected.name).sum())
    )
    joined = events.join(loads, on=_SOURCE, how="full", coalesce=True)
    return joined.select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items()).sort(_SOURCE)
