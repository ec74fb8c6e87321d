"""The dose curve: how content customers were, by how long they had waited. It shows where speed stops paying, and no cause."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from metrics.facts import Facts
from metrics.period import Grain, Span
from metrics.query import EVERYTHING, FEWEST, Query, Scope, measure
from metrics.rated import rated_tickets, satisfaction
from metrics.text import Text
from metrics.tickets import waited

WORKING_DAY = 540  # business minutes of the usual day, 09:00 to 18:00


@dataclass(frozen=True)
class Band:
    """Waits of more than `over` and up to `upto` business minutes; None where there is no bound."""

    name: str
    over: int | None
    upto: int | None
    label: Text


BANDS = (
    Band("within_30_minutes", None, 30, Text(ko="30분 이내", en="within 30 minutes")),
    Band("within_1_hour", 30, 60, Text(ko="1시간 이내", en="within 1 hour")),
    Band("within_2_hours", 60, 120, Text(ko="2시간 이내", en="within 2 hours")),
    Band("within_4_hours", 120, 240, Text(ko="4시간 이내", en="within 4 hours")),
    Band("within_a_working_day", 240, WORKING_DAY, Text(ko="1영업일 이내", en="within a working day")),
    Band("within_two_working_days", WORKING_DAY, 2 * WORKING_DAY, Text(ko="2영업일 이내", en="within two working days")),
    Band("longer", 2 * WORKING_DAY, None, Text(ko="2영업일 초과", en="longer than two working days")),
)


def dose_curve(
    facts: Facts,
    period: Span,
    *,
    where: Mapping[str, tuple[str, ...]] | None = None,
    scope: Scope = EVERYTHING,
    fewest: int = FEWEST,
) -> pl.DataFrame:
    """The satisfaction of the paired tickets closed in a period, by how long they waited for the first reply.

    Shape:
        out: one row per band of `BANDS`, in order: band, over_minutes, upto_minutes, value, low, high, part, whole, n, state.
    Units:
        business minutes; as `measure` for the rest: Wilson intervals, state "no_data" where no ticket of the band was rated.
    """
    tickets = rated_tickets(facts, (period,), scope)
    rows = []
    for band in BANDS:
        above = [] if band.over is None else [waited > band.over]
        below = [] if band.upto is None else [waited <= band.upto]
        answer = measure(Query(satisfaction(*above, *below), period, Grain.WHOLE, where=where or {}, scope=scope, fewest=fewest), tickets)
        bounds = {"band": band.name, "over_minutes": band.over, "upto_minutes": band.upto}
        rows.append(
            answer.drop("period_start", "period_end").select(*(pl.lit(v, _BOUNDS[k]).alias(k) for k, v in bounds.items()), pl.all())
        )
    return pl.concat(rows)


_BOUNDS = {"band": pl.String, "over_minutes": pl.Int64, "upto_minutes": pl.Int64}
