"""Two years of a made company: replies get faster while satisfaction falls; one team is so small that little may be shown of it."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from metrics.facts import FACTS, Facts, name_of

UNTIL = date(2026, 10, 14)
SMALL = "소규모 팀"


def _row(day: date, **values: Any) -> dict[str, Any]:
    moment = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
    moments = dict.fromkeys(("ordered_at", "opened_at", "answered_at"), moment)
    days = dict.fromkeys(("ordered_on", "opened_on", "answered_on", "asked_on"), day)
    return {"source": "made", "load_id": 1, **moments, **days, **values}


def _rows() -> dict[str, list[dict[str, Any]]]:
    chance = random.Random(7)
    orders, tickets, responses = [], [], []

    def answered(day: date, survey: str, score: float, team: str) -> None:
        lowest, highest = (0.0, 10.0) if survey == "nps" else (1.0, 5.0)
        number = len(responses)
        scale = {"scale_min": lowest, "scale_max": highest}
        responses.append(_row(day, response_id=str(number), customer_key=number, survey=survey, score=score, team=team, **scale))

    for passed in range(730):
        day, part = UNTIL - timedelta(days=730 - passed), passed / 730
        team = chance.choice(("서울", "부산"))
        for _ in range(15):
            customer = int(6000 * chance.random() ** 2)
            order = {"order_id": str(len(orders)), "customer_key": customer, "net_revenue": chance.randrange(9_000, 90_000)}
            orders.append(_row(day, status="delivered", team=team, **order))
        for _ in range(8):
            minutes = int(chance.expovariate(1 / (150 - 110 * part)))
            number = len(tickets)
            ticket = {"ticket_id": str(number), "customer_key": number % 997, "is_complaint": chance.random() < 0.03, "reopened_count": 0}
            tickets.append(_row(day, first_response_business_minutes=minutes, team=team, **ticket))
        for _ in range(5):
            answered(day, "csat", chance.choices((5.0, 2.0), (90 - 45 * part, 10 + 45 * part))[0], team)
            answered(day, "nps", chance.choices((10.0, 8.0, 3.0), (90, 8, 2))[0], team)
        if day.day <= 3:
            answered(day, "nps", 9.0, SMALL)
        if day.day <= 12:
            answered(day, "csat", 5.0, SMALL)
    return {"orders": orders, "tickets": tickets, "responses": responses, "customers": []}


@pytest.fixture(scope="session")
def facts() -> Facts:
    """The made company's facts, up to 13 October 2026."""
    rows, frames = _rows(), {}
    for fact in FACTS:
        types = {name: column.dtype for name, column in fact.columns().items()}
        own = [{name: row.get(name) for name in types} for row in rows[name_of(fact)]]
        frames[name_of(fact)] = pl.DataFrame(own, schema=types).lazy()
    return Facts(frames, until=UNTIL)
