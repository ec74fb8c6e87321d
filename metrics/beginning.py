"""Where the data begin."""

from datetime import date

import dataframely as dy
import narwhals as nw

from metrics.facts import Fact, Facts, Orders, Responses, Tickets

# The day on which an event came to be known: what a fact's first period is cut by.
FIRST_KNOWN: dict[type[Fact], dy.Column] = {Orders: Orders.ordered_on, Tickets: Tickets.opened_on, Responses: Responses.answered_on}


def first_day(facts: Facts) -> date | None:
    """The first day on which anything happened; None in facts without events."""
    firsts = (facts.frame(fact).select(nw.col(day.name).min()).collect(backend="polars").item() for fact, day in FIRST_KNOWN.items())
    return min((first for first in firsts if first is not None), default=None)
