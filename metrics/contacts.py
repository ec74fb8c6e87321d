"""Contacts beside the next one of the same customer about the same: who had to come back.

A contact's next one is looked for among all tickets of the snapshot, whatever the reader filters by: a customer who comes back
through another channel, or to another team, has come back.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import dataframely as dy
import narwhals as nw
import numpy as np
import polars as pl

from metrics.engine import collect_coded, is_in_memory
from metrics.facts import Facts, Tickets
from metrics.packed import Codes, packed

AGAIN_WITHIN = 7  # days after its closing in which the same customer's contact about the same speaks of the same matter

_CUSTOMER, _AT, _ON = Tickets.customer_key.name, Tickets.opened_at.name, Tickets.opened_on.name
# Contacts without a category are taken to be about the same.
_topic = nw.col(Tickets.category.name).fill_null("").alias("topic")


class Contact(Tickets):
    """One row per ticket, with what it is about, and when its customer next wrote about that."""

    topic = dy.String(nullable=False)
    next_contact_on = dy.Date(nullable=True)


TOPIC, NEXT_ON = Contact.topic.name, Contact.next_contact_on.name


@dataclass(frozen=True)
class Topics:
    """Tickets with what each is about, which is never empty: `topic`."""

    facts = (Tickets,)
    counted = (Tickets,)
    settles = timedelta(0)

    def frame(self, facts: Facts) -> nw.LazyFrame[Any]:
        return facts.frame(Tickets).with_columns(_topic)


@dataclass(frozen=True)
class Contacts:
    """Tickets with the day of the customer's next contact about the same, opened later: `next_contact_on`; null where there is none."""

    facts = (Tickets,)
    counted = (Tickets,)
    settles = timedelta(days=AGAIN_WITHIN)

    def frame(self, facts: Facts) -> nw.LazyFrame[Any]:
        rows = facts.whole.frame(Tickets)
        beside = beside_next_in_memory(rows) if is_in_memory(rows) else None
        return facts.picked(beside_next(rows) if beside is None else beside, Tickets)


def beside_next(rows: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Tickets with `next_contact_on`, by the means that every engine has."""
    moment = (_CUSTOMER, TOPIC, _AT)
    rows = rows.with_columns(_topic)
    first = rows.filter(~nw.col(_CUSTOMER).is_null()).group_by(*moment).agg(nw.col(_ON).min().alias(NEXT_ON))
    later = first.with_columns(nw.col(NEXT_ON).shift(-1).over(_CUSTOMER, TOPIC, order_by=_AT))
    return rows.join(later, on=list(moment), how="left")


def beside_next_in_memory(rows: nw.LazyFrame[Any]) -> nw.LazyFrame[Any] | None:
    """The same for rows in memory, None where customer, topic, day and row do not fit into one integer.

    Sorting three million packed integers takes 0.1 s, the same rows by three columns 1.5 s.
    """
    keys = collect_coded(rows.select(_CUSTOMER, _topic, _ON, moment=nw.col(_AT).dt.timestamp("us")), (TOPIC,))
    following = _next_on(keys)
    if following is None:
        return None
    native: pl.LazyFrame = rows.to_native()
    beside: nw.LazyFrame[Any] = nw.from_native(pl.concat([native, following.to_frame().lazy()], how="horizontal"))
    return beside


def _next_on(keys: pl.DataFrame) -> pl.Series | None:
    """The day of each ticket's next contact, in the order of the rows."""
    known = keys.with_row_index("row").drop_nulls(_CUSTOMER).with_row_index("place")
    if known.is_empty():
        return pl.Series(NEXT_ON, [None] * len(keys), pl.Date)
    columns = [Codes.of(known[name]) for name in (_CUSTOMER, TOPIC, _ON, "place")]
    ordered = packed(columns)
    if ordered is None:
        return None
    day, place = columns[-2:]
    at = ordered & ((1 << place.bits) - 1)
    same_day = ordered >> place.bits
    same_thread = same_day >> day.bits
    begins = np.flatnonzero(np.append(True, same_day[1:] != same_day[:-1]))
    lengths = np.diff(np.append(begins, len(ordered)))
    # Within a day the moment decides: all but the latest are followed on the day itself.
    moments = known["moment"].to_numpy()[at]
    is_latest = moments == np.repeat(np.maximum.reduceat(moments, begins), lengths)
    days = known[_ON].to_physical().to_numpy()[at]
    following = np.append(days[begins[1:]], 0)
    has_following = np.append(same_thread[begins[1:]] == same_thread[begins[:-1]], False)
    next_day = np.where(is_latest, np.repeat(following, lengths), days)
    is_followed = ~is_latest | np.repeat(has_following, lengths)
    row = known["row"].to_numpy()[at]
    found, is_known = np.zeros(len(keys), np.int32), np.zeros(len(keys), bool)
    found[row], is_known[row] = next_day, is_followed
    return pl.select(pl.when(pl.Series(is_known)).then(pl.Series(found).cast(pl.Date)).alias(NEXT_ON)).to_series()
