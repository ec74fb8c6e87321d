"""Two years of a made company: replies get faster while satisfaction falls; one team is so small that little may be shown of it."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import polars as pl
import pytest
from pypdf import PdfReader

from metrics.catalog import metric
from metrics.facts import FACTS, Facts, name_of
from metrics.metric import Metric
from metrics.period import Grain
from metrics.scorecard import scorecard
from reports.content import Content, content

UNTIL = date(2026, 10, 14)
SEPTEMBER = Grain.MONTH.period_of(date(2026, 9, 1))
OCTOBER = Grain.MONTH.period_of(date(2026, 10, 1))
SMALL = "소규모 팀"
PUBLISHED = datetime(2026, 10, 14, 9, 30, tzinfo=timezone(timedelta(hours=9), "KST"))
OVERVIEW = (
    "repurchase_rate",
    "net_promoter_score",
    "customer_satisfaction",
    "first_response_time",
    "complaint_rate",
    "customer_lifetime_value",
)


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
            ticket = {"ticket_id": str(len(tickets)), "is_complaint": chance.random() < 0.03, "reopened_count": 0}
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


@pytest.fixture(scope="session")
def overview() -> tuple[Metric, ...]:
    """The six metrics of the Overview."""
    return tuple(metric(name) for name in OVERVIEW)


@pytest.fixture(scope="session")
def report(facts: Facts, overview: tuple[Metric, ...]) -> Callable[..., Content]:
    """The content of a report; what is not said is September of the whole company in Korean."""

    def said(of: Facts = facts, *, metrics: tuple[Metric, ...] = overview, **more: Any) -> Content:
        period, grain, where = more.pop("period", SEPTEMBER), more.pop("grain", Grain.MONTH), more.pop("where", None)
        given = {"company": "단골 상점", "teams": None, "language": "ko", "currency": "KRW", "snapshot_name": "S000012"}
        scores = scorecard(metrics, of, period, grain, where=where)
        fixed = {"period": period, "grain": grain, "where": where, "until": of.until, "published_at": PUBLISHED}
        return content(scores, **{**given, **fixed, **more})

    return said


@pytest.fixture(scope="session")
def september(report: Callable[..., Content]) -> Content:
    """The report of a whole month, in Korean."""
    return report()


@pytest.fixture(scope="session")
def october(report: Callable[..., Content]) -> Content:
    """The report of a month that is not over, in Korean."""
    return report(period=OCTOBER)


def structure(reader: PdfReader) -> list[tuple[str, str]]:
    """Every tag of the document with its alternative text, in order."""
    found: list[tuple[str, str]] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append((str(node["/S"]), str(node.get("/Alt", ""))))
            walk(node.get("/K", []))

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


@pytest.fixture(scope="session")
def tags() -> Callable[[PdfReader], list[tuple[str, str]]]:
    return structure
