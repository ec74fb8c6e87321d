"""The dose curve: how content customers were, by how long they had waited. It shows where speed stops paying, and no cause."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from metrics import interval
from metrics.engine import collect
from metrics.facts import Facts, Tickets
from metrics.period import Grain, Span
from metrics.query import EVERYTHING, FEWEST, KNOWN, NO_DATA, NUMBERS, TOO_FEW, Query, Scope, visible
from metrics.rated import IS_CONTENT, rated_tickets, satisfaction
from metrics.text import Text

WAIT = Tickets.first_response_business_minutes.name
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
    asked = Query(satisfaction(), period, Grain.WHOLE, where=where or {}, scope=scope)
    tickets = visible(rated_tickets(facts, (period,), scope), asked.where, scope).frame(Tickets)
    paired = collect(tickets.select(WAIT, IS_CONTENT).filter(~nw.col(WAIT).is_null(), ~nw.col(IS_CONTENT).is_null()))
    # One pass over the tickets, and not one for each band.
    band = np.searchsorted([each.upto for each in BANDS if each.upto is not None], paired[WAIT].to_numpy(), side="left")
    whole = np.bincount(band, minlength=len(BANDS))
    part = np.bincount(band, paired[IS_CONTENT].to_numpy(), minlength=len(BANDS))
    low, high = interval.wilson(part, whole)
    rows = [
        {"band": each.name, "over_minutes": each.over, "upto_minutes": each.upto}
        | _numbers(float(part[at]), int(whole[at]), float(low[at]), float(high[at]), fewest)
        for at, each in enumerate(BANDS)
    ]
    return pl.DataFrame(rows, schema=_BOUNDS | NUMBERS)


def _numbers(part: float, n: int, low: float, high: float, fewest: int) -> dict[str, Any]:
    """A band's numbers, withheld where they are from so few that they could be traced to a person."""
    if n < max(fewest, 1):
        return dict.fromkeys(NUMBERS) | {"n": n, "state": TOO_FEW if n else NO_DATA}
    return {"value": part / n, "low": low, "high": high, "part": part, "whole": float(n), "n": n, "state": KNOWN}


_BOUNDS: dict[str, type[pl.DataType]] = {"band": pl.String, "over_minutes": pl.Int64, "upto_minutes": pl.Int64}
