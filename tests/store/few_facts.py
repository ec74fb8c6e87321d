"""Facts of a small made company, at once: orders of three teams over a year, some buyers more than once."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import polars as pl

from metrics.facts import FACTS, Facts, Orders, Tickets, name_of
from store.snapshots import Snapshot

FIRST, UNTIL = date(2025, 1, 1), date(2026, 1, 1)
TEAMS = ("서울팀", "부산팀", "제주팀")  # the last one is new at the end of the year
PUBLISHED = datetime(2026, 1, 2, 3, 4, 5, 678901, UTC)


@cache
def facts(orders: int = 2_000) -> Facts:
    """As many orders, and a ticket for each third."""
    days = [FIRST + timedelta(days=number * 365 // orders) for number in range(orders)]
    frames = {name_of(fact): fact.create_empty().lazy() for fact in FACTS}
    frames[name_of(Orders)] = _rows(Orders, [_order(number, day) for number, day in enumerate(days)])
    frames[name_of(Tickets)] = _rows(Tickets, [_ticket(number, day) for number, day in enumerate(days) if number % 3 == 0])
    return Facts(frames, until=UNTIL)


def snapshot(id: int = 1, published_at: datetime = PUBLISHED) -> Snapshot:
    """The snapshot that those facts are of."""
    return Snapshot(id=id, published_at=published_at, versions={"orders": 1, "tickets": 1}, load_id=1, until=UNTIL)


def _order(number: int, day: date) -> dict[str, Any]:
    who = {"order_id": str(number), "customer_key": number % 700, "team": _team(number, day)}
    return who | {"ordered_at": _moment(day), "ordered_on": day, "net_revenue": 10_000 + number, "status": "delivered"}


def _ticket(number: int, day: date) -> dict[str, Any]:
    who = {"ticket_id": str(number), "customer_key": number % 700, "team": _team(number, day)}
    said = {"is_complaint": number % 4 == 0, "first_response_business_minutes": number % 90, "reopened_count": 0}
    return who | {"opened_at": _moment(day), "opened_on": day} | said


def _team(number: int, day: date) -> str:
    if day >= date(2025, 11, 20) and number % 7 == 0:
        return TEAMS[2]
    return TEAMS[number % 5 == 0]


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)


def _rows(fact: Any, rows: list[dict[str, Any]]) -> pl.LazyFrame:
    types = {name: column.dtype for name, column in fact.columns().items()}
    own = [{name: row.get(name) for name in types} | {"source": "made", "load_id": 1} for row in rows]
    return pl.DataFrame(own, schema=types).lazy()
