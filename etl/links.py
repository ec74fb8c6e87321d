"""Responses that name only their ticket or order get customer, team and channel from it, whichever is loaded first."""

from collections.abc import Iterable, Mapping

import polars as pl

from etl.source import Source
from metrics.facts import Fact, Orders, Responses, Tickets, name_of
from store.facts import FactTables

TAKEN = ("customer_key", "team", "channel")
LINKABLE: dict[type[Fact], str] = {Tickets: Responses.ticket_id.name, Orders: Responses.order_id.name}


def completed(responses: pl.DataFrame, source: Source, tables: FactTables, versions: Mapping[str, int]) -> pl.DataFrame:
    """The responses with what their ticket, else their order, knows in these versions of the facts.

    What a source maps itself is kept where a response has it; what it does not map is always the ticket's or order's.
    """
    mapped = set(source.columns(Responses)) | ({"customer_key"} if source.customer else set())
    order = responses.columns
    for fact, id_column in LINKABLE.items():
        if fact not in source.links:
            continue
        linked = (
            tables.scan(fact, versions[name_of(fact)])
            .filter(pl.col("source") == source.links[fact])
            .select(pl.col(id_column), *(pl.col(name).alias(f"{name}_{name_of(fact)}") for name in TAKEN))
            .join(responses.lazy().select(id_column).drop_nulls(), on=id_column, how="semi")
            .collect()
        )
        responses = responses.join(linked, on=id_column, how="left", maintain_order="left")
    for name in TAKEN:
        theirs = [f"{name}_{name_of(fact)}" for fact in LINKABLE if fact in source.links]
        responses = responses.with_columns(pl.coalesce(name, *theirs) if name in mapped else pl.coalesce(*theirs, name).alias(name))
    return responses.select(order)


def overtaken(
    sources: Iterable[Source], loaded: Source, tables: FactTables, versions: Mapping[str, int], new: Mapping[type[Fact], pl.DataFrame]
) -> pl.DataFrame:
    """Responses of earlier loads that differ now that the tickets and orders of `new` are here, as they ought to be."""
    changed: list[pl.DataFrame] = [Responses.create_empty()]
    for source in sources:
        for fact, id_column in LINKABLE.items():
            if source.links.get(fact) != loaded.name or fact not in new:
                continue
            before = (
                tables.scan(Responses, versions[name_of(Responses)])
                .filter(pl.col("source") == source.name)
                .join(new[fact].lazy().select(id_column), on=id_column, how="semi")
                .collect()
            )
            after = completed(before, source, tables, versions)
            changed.append(after.join(before, on=after.columns, how="anti", nulls_equal=True))
    return pl.concat(changed)
