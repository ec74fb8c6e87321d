"""How many events there are, by period: what tells a half-loaded month from a quiet one."""

from collections.abc import Sequence

import narwhals as nw

from metrics.beginning import FIRST_KNOWN
from metrics.facts import Fact, Facts
from metrics.period import Span


def events_in(fact: type[Fact], facts: Facts, spans: Sequence[Span]) -> list[int]:
    """The number of events of a fact in each span, by the day on which they came to be known."""
    day = FIRST_KNOWN[fact].name
    counted = [
        nw.col(day).is_between(span.start, span.end, closed="left").cast(nw.Int64).sum().alias(str(at)) for at, span in enumerate(spans)
    ]
    row = facts.frame(fact).select(counted).collect(backend="polars").row(0)
    return [int(count or 0) for count in row]
