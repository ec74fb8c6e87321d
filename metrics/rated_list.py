"""The tickets behind speed and satisfaction, one by one: those closed in a span that were answered and rated."""

from collections.abc import Mapping

import polars as pl

from metrics.dose import BANDS, WAIT
from metrics.engine import collect
from metrics.facts import Facts, Tickets
from metrics.period import Span
from metrics.query import EVERYTHING, Scope, visible
from metrics.rated import ID, IS_CONTENT, rated_tickets

CLOSED = Tickets.closed_on.name
SHOWN = (ID, CLOSED, Tickets.team.name, Tickets.channel.name, Tickets.category.name, WAIT, IS_CONTENT)


def rated_list(
    facts: Facts,
    period: Span,
    *,
    band: str = "",
    where: Mapping[str, tuple[str, ...]] | None = None,
    scope: Scope = EVERYTHING,
) -> pl.DataFrame:
    """The paired tickets closed in a period: the unhappy first, of these the soonest answered first.

    Args:
        band: of `metrics.dose.BANDS`, whose waits alone are looked at; all where there is none of that name.
    Shape:
        out: ticket_id, closed_on, team, channel, category, first_response_business_minutes, is_content (0 or 1)
    """
    tickets = collect(visible(rated_tickets(facts, (period,), scope), where or {}, scope).frame(Tickets))
    paired = tickets.filter(pl.col(WAIT).is_not_null(), pl.col(IS_CONTENT).is_not_null())
    for bounds in (each for each in BANDS if each.name == band):
        over, upto = bounds.over, bounds.upto
        paired = paired.filter(pl.col(WAIT) > (-1 if over is None else over), pl.lit(True) if upto is None else pl.col(WAIT) <= upto)
    return paired.sort(IS_CONTENT, WAIT, ID).select(SHOWN)
