"""The four facts, one table of events each, and what a metric is given of them.

Moments are UTC. `*_on` is the company-local date of a moment, derived at load; periods are spans of
these dates. Money is an integer in the currency's minor unit. Null means "not observed", never zero.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any

import dataframely as dy
import narwhals as nw
import polars as pl

from errors import DeclarationError
from metrics.text import Text

SURVEYS = {
    "nps": Text(ko="추천 의향 (NPS)", en="Recommendation (NPS)"),
    "csat": Text(ko="만족도 (CSAT)", en="Satisfaction (CSAT)"),
    "ces": Text(ko="편리함 (CES)", en="Effort (CES)"),
    "review": Text(ko="상품평", en="Review"),
}
ORDER_STATUSES = {
    "placed": Text(ko="주문 접수", en="Placed"),
    "paid": Text(ko="결제 완료", en="Paid"),
    "shipped": Text(ko="배송 중", en="Shipped"),
    "delivered": Text(ko="배송 완료", en="Delivered"),
    "cancelled": Text(ko="취소", en="Cancelled"),
    "refunded": Text(ko="환불", en="Refunded"),
}


class Fact(dy.Schema):
    """A table of events; the first line of a fact's docstring is its grain."""

    source = dy.String(primary_key=True, min_length=1)
    load_id = dy.Int64(nullable=False)

    @classmethod
    def own_id(cls) -> str:
        """The column of a row's id in its source: `order_id` of orders."""
        return next(name for name in cls.primary_key() if name != "source")


class Exported(Fact):
    """One row of an export.

    `own_key` is the customer as the row's source knows them, where they turned out to be a person known before: the person's key is
    `customer_key`, and `own_key` becomes that again when the merge is taken back. Null where the two are the same.
    `updated_at` is when the source says that it last changed the row.
    """

    own_key = dy.Int64(nullable=True)
    updated_at = dy.Datetime(nullable=True, time_unit="us", time_zone="UTC")


class Customers(Exported):
    """One row per customer as a source knows them."""

    customer_ref = dy.String(primary_key=True, min_length=1)
    customer_key = dy.Int64(nullable=False)
    joined_on = dy.Date(nullable=True)
    grade = dy.String(nullable=True)
    region = dy.String(nullable=True)
    acquisition_channel = dy.String(nullable=True)


class Orders(Exported):
    """One row per order."""

    order_id = dy.String(primary_key=True, min_length=1)
    customer_key = dy.Int64(nullable=True)
    ordered_at = dy.Datetime(nullable=False, time_unit="us", time_zone="UTC")
    ordered_on = dy.Date(nullable=False)
    net_revenue = dy.Int64(nullable=True)
    status = dy.String(nullable=False, check=lambda status: status.is_in(list(ORDER_STATUSES)))
    channel = dy.String(nullable=True)
    team = dy.String(nullable=True)
    product_category = dy.String(nullable=True)


class Tickets(Exported):
    """One row per customer contact."""

    ticket_id = dy.String(primary_key=True, min_length=1)
    customer_key = dy.Int64(nullable=True)
    opened_at = dy.Datetime(nullable=False, time_unit="us", time_zone="UTC")
    opened_on = dy.Date(nullable=False)
    first_response_at = dy.Datetime(nullable=True, time_unit="us", time_zone="UTC")
    first_responded_on = dy.Date(nullable=True)
    resolved_at = dy.Datetime(nullable=True, time_unit="us", time_zone="UTC")
    closed_on = dy.Date(nullable=True)
    first_response_minutes = dy.Int64(nullable=True, min=0)
    first_response_business_minutes = dy.Int64(nullable=True, min=0)
    first_resolution_minutes = dy.Int64(nullable=True, min=0)
    resolution_minutes = dy.Int64(nullable=True, min=0)
    resolution_business_minutes = dy.Int64(nullable=True, min=0)
    reopened_count = dy.Int64(nullable=True, min=0)
    is_complaint = dy.Bool(nullable=True)
    category = dy.String(nullable=True)
    channel = dy.String(nullable=True)
    team = dy.String(nullable=True)
    agent_ref = dy.String(nullable=True)


class Responses(Exported):
    """One row per survey sent; `score` is null where nobody answered."""

    response_id = dy.String(primary_key=True, min_length=1)
    customer_key = dy.Int64(nullable=True)
    survey = dy.String(nullable=False, check=lambda survey: survey.is_in(list(SURVEYS)))
    asked_on = dy.Date(nullable=True)
    answered_at = dy.Datetime(nullable=True, time_unit="us", time_zone="UTC")
    answered_on = dy.Date(nullable=True)
    score = dy.Float64(nullable=True)
    scale_min = dy.Float64(nullable=False)
    scale_max = dy.Float64(nullable=False)
    comment = dy.String(nullable=True)
    ticket_id = dy.String(nullable=True)
    order_id = dy.String(nullable=True)
    channel = dy.String(nullable=True)
    team = dy.String(nullable=True)

    @dy.rule()
    def score_is_on_its_scale(cls) -> pl.Expr:
        return pl.col("score").is_null() | pl.col("score").is_between(pl.col("scale_min"), pl.col("scale_max"))

    @dy.rule()
    def answer_has_a_date(cls) -> pl.Expr:
        return pl.col("score").is_null() | pl.col("answered_on").is_not_null()


FACTS: tuple[type[Fact], ...] = (Customers, Orders, Tickets, Responses)


class Loads(Fact):
    """One row per load of a source that is in the snapshot. It is not among FACTS: the state keeps it, no fact table does."""

    load_id = dy.Int64(primary_key=True)
    loaded_on = dy.Date(nullable=False)
    accepted = dy.Int64(nullable=False, min=0)
    rejected = dy.Int64(nullable=False, min=0)
    judged = dy.Int64(nullable=False, min=0)  # the accepted and the rejected together, without lines that were grouped into another


READABLE: tuple[type[Fact], ...] = (*FACTS, Loads)

# The days on which the events of a fact happened.
EVENT_DAYS: dict[type[Fact], tuple[dy.Column, ...]] = {
    Orders: (Orders.ordered_on,),
    Tickets: (Tickets.opened_on, Tickets.closed_on),
    Responses: (Responses.asked_on, Responses.answered_on),
    Loads: (Loads.loaded_on,),
}

# The columns by which answers may be broken down and filtered.
DIMENSIONS: dict[str, Text] = {
    "team": Text(ko="팀", en="Team"),
    "channel": Text(ko="채널", en="Channel"),
    "product_category": Text(ko="상품 분류", en="Product category"),
    "category": Text(ko="문의 유형", en="Contact reason"),
    "status": Text(ko="주문 상태", en="Order status"),
    "survey": Text(ko="설문", en="Survey"),
    "source": Text(ko="출처", en="Source"),
}


_NAMED = {"status": ORDER_STATUSES, "survey": SURVEYS}


def value_label(dimension: str, value: str) -> Text:
    """A value of a dimension as people call it: by our own words where there are some, or else as the company writes it."""
    return _NAMED.get(dimension, {}).get(value) or Text(ko=value, en=value)


def name_of(fact: type[Fact]) -> str:
    """The fact's table name: `orders` for `Orders`."""
    return fact.__name__.lower()


@cache
def dimensions_of(fact: type[Fact]) -> frozenset[str]:
    """The dimensions that a fact carries."""
    return frozenset(DIMENSIONS) & frozenset(fact.columns())


def values_of(dimension: str, facts: "Facts") -> list[str]:
    """The values of a dimension that any fact holds, in order."""
    frames = [facts.frame(fact).select(dimension).unique() for fact in FACTS if dimension in dimensions_of(fact)]
    return sorted({value for frame in frames for value in frame.collect(backend="polars")[dimension] if value is not None})


def fact_of(column: dy.Column) -> type[Fact]:
    """The fact that a column such as `Orders.customer_key` belongs to."""
    fact = _facts_of_columns().get(id(column))
    if fact is None:
        raise DeclarationError(f"Column '{column.name}' belongs to no fact.")
    return fact


@cache
def _facts_of_columns() -> dict[int, type[Fact]]:
    """By the identity of each column, which lasts as long as its fact; of those that several have, the first one."""
    return {id(column): fact for fact in reversed(READABLE) for column in (getattr(fact, name) for name in fact.columns())}


@dataclass(frozen=True)
class Facts:
    """The facts of one snapshot, as lazy frames of any engine that Narwhals speaks.

    `until` is the first day not covered by the data: a period that ends later is still running.
    Of rows within a scope or a filter, `narrowed_from` are those that they were picked from, and `picks` the dimensions and values
    that they were picked by. `heights` are how many rows each fact has at most, where that is known beforehand.
    """

    frames: Mapping[str, Any]
    until: date | None = None
    narrowed_from: "Facts | None" = None
    picks: tuple[tuple[str, tuple[str, ...]], ...] = ()
    heights: Mapping[str, int] = field(default_factory=dict)
    found: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)  # looked up once for all queries
    _frames: dict[type[Fact], nw.LazyFrame[Any]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def frame(self, fact: type[Fact]) -> nw.LazyFrame[Any]:
        """The rows of one fact."""
        if fact not in self._frames:
            name = name_of(fact)
            self._frames[fact] = nw.from_native(self.frames[name] if name in self.frames else _no_rows(fact)).lazy()
        return self._frames[fact]

    def height(self, fact: type[Fact]) -> int | None:
        """How many rows the fact has at most, where that is known."""
        return self.heights.get(name_of(fact))

    def picked(self, rows: nw.LazyFrame[Any], fact: type[Fact]) -> nw.LazyFrame[Any]:
        """Of rows made from those of a fact in the whole snapshot, the ones that these facts hold."""
        for dimension, values in self.picks:
            if dimension in dimensions_of(fact):
                rows = rows.filter(nw.col(dimension).is_in(list(values)))
        return rows

    @property
    def whole(self) -> "Facts":
        """All rows of the snapshot."""
        return self.narrowed_from.whole if self.narrowed_from else self

    @cached_property
    def ends(self) -> Mapping[type[Fact], date]:
        """The day after the last event of each fact that has any. Rows picked for one purpose, without all their days, tell no end."""
        ends: dict[type[Fact], date] = {}
        for fact, days in EVENT_DAYS.items():
            rows, names = self.frame(fact), [day.name for day in days]
            if set(names) <= set(rows.collect_schema().names()):
                lasts = rows.select(nw.col(*names).max()).collect(backend="polars").row(0)
                ends |= {fact: max(day for day in lasts if day) + timedelta(days=1)} if any(lasts) else {}
        return ends

    @classmethod
    def empty(cls) -> "Facts":
        """Facts without a row: what a new installation has."""
        return cls({name_of(fact): _no_rows(fact) for fact in FACTS})


@cache
def _no_rows(fact: type[Fact]) -> pl.LazyFrame:
    return fact.create_empty().lazy()
