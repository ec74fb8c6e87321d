"""Rows of the facts for the tests of `store`."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from metrics.facts import Fact, Orders, Responses


def order(order_id: int | str, ordered_on: date = date(2026, 1, 5), **others: Any) -> dict[str, Any]:
    """One paid order."""
    ordered_at = datetime(ordered_on.year, ordered_on.month, ordered_on.day, 3, 4, 5, 678901, tzinfo=UTC)
    row = {"source": "demo_orders", "order_id": str(order_id), "customer_key": 7, "ordered_at": ordered_at, "ordered_on": ordered_on}
    return {**row, "net_revenue": 12_000, "status": "paid", "channel": "온라인", "team": "강남 1팀", "product_category": None, **others}


def response(response_id: int | str, answered_on: date | None = date(2026, 1, 5), **others: Any) -> dict[str, Any]:
    """One answer, or where it has no date, one question that nobody answered."""
    row = {"source": "demo_survey", "response_id": str(response_id), "customer_key": None, "survey": "nps", "answered_on": answered_on}
    return {**row, "score": None if answered_on is None else 9.0, "scale_min": 0.0, "scale_max": 10.0, **others}


def frame(fact: type[Fact], rows: Iterable[dict[str, Any]]) -> pl.DataFrame:
    """The rows with the fact's columns and types; what a row does not say is null."""
    schema = fact.create_empty().schema
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def orders(*rows: dict[str, Any]) -> pl.DataFrame:
    """A frame of orders."""
    return frame(Orders, rows)


def responses(*rows: dict[str, Any]) -> pl.DataFrame:
    """A frame of responses."""
    return frame(Responses, rows)
