"""What is held of each source: up to which day, when it was loaded last, and how much of it has its customer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import narwhals as nw
import polars as pl

from metrics.engine import collect
from metrics.facts import Customers, Fact, Facts, Orders, Responses, Tickets
from metrics.freshness import freshness

EVENTS: tuple[type[Fact], ...] = (Orders, Tickets, Responses)


@dataclass(frozen=True)
class Matched:
    """Of a source's rows of one fact, those whose customer is known. Questions that nobody answered are not counted."""

    fact: type[Fact]
    rows: int
    known: int


@dataclass(frozen=True)
class Holding:
    """What is held of one source.

    `customers` are those that it names itself. `last_on` is the day of its latest event, `loaded_on` the company's day of its last load.
    """

    source: str
    last_on: date | None
    loaded_on: date | None
    matched: tuple[Matched, ...]
    customers: int


def holdings(facts: Facts) -> tuple[Holding, ...]:
    """What is held of each source in a snapshot, by their names. The facts come with their loads."""
    every: tuple[type[Fact], ...] = (*EVENTS, Customers)
    counted = {fact: _counted(facts, fact) for fact in every}
    made = []
    for row in freshness(facts).iter_rows(named=True):
        source = row["source"]
        matched = tuple(Matched(fact, *counted[fact][source]) for fact in EVENTS if source in counted[fact])
        customers = counted[Customers].get(source, (0, 0))[0]
        made.append(Holding(source, row["last_on"], row["loaded_on"], matched, customers))
    return tuple(made)


def records_of(facts: Facts, own_keys: Iterable[int]) -> dict[int, int]:
    """How many orders, tickets and answers there are of each of these customers as they were before any merge; none of most left out."""
    wanted, found = list(own_keys), dict[int, int]()
    own = nw.coalesce(nw.col("own_key"), nw.col("customer_key"))
    for fact in EVENTS:
        rows = facts.frame(fact).with_columns(own.alias("own")).filter(nw.col("own").is_in(wanted))
        for key, count in collect(rows.group_by("own").agg(nw.len().alias("rows"))).iter_rows():
            found[key] = found.get(key, 0) + count
    return found


def _counted(facts: Facts, fact: type[Fact]) -> dict[str, tuple[int, int]]:
    """Of each source, its rows of a fact and those whose customer is known."""
    rows = facts.frame(fact)
    if fact is Responses:
        rows = rows.filter(~nw.col(Responses.score.name).is_null())
    by_source = collect(rows.group_by("source").agg(nw.len().alias("rows"), nw.col("customer_key").count().alias("known")))
    return {source: (rows, known) for source, rows, known in by_source.select("source", pl.col("rows", "known").cast(pl.Int64)).iter_rows()}
