"""Records: the rows behind a number, read off the metric's own formula."""

from dataclasses import dataclass
from typing import Any

import narwhals as nw
import polars as pl

from metrics.engine import collect
from metrics.facts import DIMENSIONS, Fact, Facts
from metrics.measure import Measure, within
from metrics.metric import Metric
from metrics.query import Query, visible
from metrics.tally import Age, Oldest, Stock
from metrics.text import Text

# What nobody needs to see of a row: how it came here, and who of the staff answered.
LEFT_OUT = frozenset({"load_id", "own_key", "updated_at", "agent_ref", "scale_min", "scale_max"})


@dataclass(frozen=True)
class RowSet:
    """The rows of one fact that a metric counts in, as one of its measures has them."""

    measure: Measure
    fact: type[Fact]

    @property
    def label(self) -> Text:
        """What they are counted as."""
        return self.measure.label

    @property
    def columns(self) -> tuple[str, ...]:
        """What is shown of a row: its day, what names it, of what kind it is, and then the rest."""
        own = [name for name in self.fact.columns() if name not in LEFT_OUT]
        first = (self.measure.on.name, *self.fact.primary_key()[::-1], "score", "comment", *DIMENSIONS)
        return tuple(dict.fromkeys([*(name for name in first if name in own), *own]))


def row_sets(metric: Metric) -> tuple[RowSet, ...]:
    """The different sets of rows that a metric counts in, in the order of its formula; none where no rows of a period make it.

    What stands open on a day, and what a model says, was made by rows of any time before.
    """
    formula = metric.formula
    if formula.is_estimate or isinstance(formula, Stock | Oldest | Age):
        return ()
    found: list[RowSet] = []
    for measure in formula.measures:
        is_there = any(
            measure.on is each.measure.on and measure.rows == each.measure.rows and measure.where is each.measure.where for each in found
        )
        if not is_there and len(measure.counted_facts) == 1:
            found.append(RowSet(measure, measure.counted_facts[0]))
    return tuple(found)


def records(query: Query, facts: Facts, rows: RowSet) -> nw.LazyFrame[Any]:
    """The rows of a set behind the one answer of a query: within its filters, its scope and its window. Columns as of the set."""
    (window,) = query.windows_until(query.reach(facts))
    seen = visible(facts, query.where, query.scope)
    counted = within(rows.measure.frame(seen), rows.measure.on.name, window)
    there = counted.collect_schema().names()
    return counted.select([name for name in rows.columns if name in there])


def count(query: Query, facts: Facts, rows: RowSet) -> int:
    """How many rows they are."""
    return int(collect(records(query, facts, rows).select(nw.len())).item())


def latest(query: Query, facts: Facts, rows: RowSet, most: int) -> pl.DataFrame:
    """So many of the rows, the latest first; those of one day in the order of their keys."""
    frame, day = records(query, facts, rows), rows.measure.on.name
    there = frame.collect_schema().names()
    order = [name for name in (day, *rows.fact.primary_key()) if name in there]
    return collect(frame.sort(*order, descending=[name == day for name in order]).head(most))
