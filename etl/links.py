"""Responses that name only their ticket or order get customer, team and channel from it, whichever is loaded first."""

from collections.abc import Callable, Iterable, Mapping

import polars as pl

from etl.source import Source
from metrics.facts import Fact, Orders, Responses, Tickets, name_of

Scan = Callable[[type[Fact]], pl.LazyFrame]  # the rows of a fact as they are now

CUSTOMER = pl.struct("customer_key", "own_key")
TAKEN = ("team", "channel")
LINKABLE: dict[type[Fact], str] = {Tickets: Responses.ticket_id.name, Orders: Responses.order_id.name}


def completed(responses: pl.DataFrame, source: Source, scan: Scan) -> pl.DataFrame:
    """The responses with what their ticket, else their order, knows.

    The customer is always the ticket's or order's where that has one, so that a correction there reaches the answers. A team or a
    channel that the source maps itself is kept where a response has it.
    """
    order = responses.columns
    links = [fact for fact in LINKABLE if fact in source.links]
    for fact in links:
        # Both keys of a customer together, or none: an own_key may be null beside a customer_key.
        customer: pl.Expr = pl.when(pl.col("customer_key").is_not_null()).then(CUSTOMER)
        theirs = [
            each.alias(f"{name}_{name_of(fact)}") for name, each in (("customer", customer), *((name, pl.col(name)) for name in TAKEN))
        ]
        linked = (
            scan(fact)
            .filter(pl.col("source") == source.links[fact])
            .select(LINKABLE[fact], *theirs)
            .join(responses.lazy().select(LINKABLE[fact]).drop_nulls(), on=LINKABLE[fact], how="semi")
            .collect()
        )
        responses = responses.join(linked, on=LINKABLE[fact], how="left", maintain_order="left")
    if not links:
        return responses
    customer = pl.coalesce(*(f"customer_{name_of(fact)}" for fact in links), CUSTOMER)
    made = [customer.struct.field(name).alias(name) for name in ("customer_key", "own_key")]
    for name in TAKEN:
        said = [f"{name}_{name_of(fact)}" for fact in links]
        made.append((pl.coalesce(name, *said) if name in source.columns(Responses) else pl.coalesce(*said, name)).alias(name))
    return responses.with_columns(made).select(order)


def overtaken(sources: Iterable[Source], loaded: Source, scan: Scan, new: Mapping[type[Fact], pl.DataFrame]) -> pl.DataFrame:
    """Responses of earlier loads that differ now that the tickets and orders of `new` are here, as they ought to be."""
    changed: list[pl.DataFrame] = [Responses.create_empty()]
    for source in sources:
        for fact, id_column in LINKABLE.items():
            if source.links.get(fact) != loaded.name or fact not in new:
                continue
            before = (
                scan(Responses)
                .filter(pl.col("source") == source.name)
                .join(new[fact].lazy().select(id_column), on=id_column, how="semi")
                .collect()
            )
            after = completed(before, source, scan)
            changed.append(after.join(before, on=after.columns, how="anti", nulls_equal=True))
    return pl.concat(changed)
