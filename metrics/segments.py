"""Customer segments by recency, frequency and monetary value (RFM), as they stood at the end of a day.

Nothing after that day is looked at, so a segment of last March stays what it was. Each of the three gets a score from 1 to 5 by how
many customers do worse: at least a fifth of them for 2, at least four fifths for 5. Customers who do equally well have equal scores,
so neither the order of rows nor a draw decides; where most bought once, fewer than a fifth may have a score.

Source:
    Hughes (1994), Strategic Database Marketing: quintiles of recency, frequency and monetary value.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

import narwhals as nw
import polars as pl

from metrics import interval
from metrics.coverage import reached
from metrics.engine import collect
from metrics.facts import Facts, Orders
from metrics.formula import with_bounds
from metrics.orders import orders_of_known_customers
from metrics.period import months_later
from metrics.query import EVERYTHING, FEWEST, KNOWN, NO_DATA, NUMBERS, TOO_FEW, Scope
from metrics.suppression import complements
from metrics.text import Text
from metrics.window import SETTLING

LOOKED_BACK = 12  # months; who bought nothing in them is in no segment
FIFTHS = 5

KEY, DAY, REVENUE = Orders.customer_key.name, Orders.ordered_on.name, Orders.net_revenue.name
CUSTOMER = {
    KEY: pl.Int64,
    "days_since_last_order": pl.Int64,
    "order_days": pl.Int64,
    "revenue": pl.Float64,
    "recency_score": pl.Int64,
    "frequency_score": pl.Int64,
    "monetary_score": pl.Int64,
    "segment": pl.String,
}


class Segment(StrEnum):
    """A group of customers to be treated alike; the rules are tried in this order, and the first that fits is the customer's."""

    CHAMPIONS = "champions"
    LOYAL = "loyal"
    AT_RISK = "at_risk"
    NEW = "new"
    OCCASIONAL = "occasional"
    COOLING = "cooling"
    LOST = "lost"

    @property
    def label(self) -> Text:
        return _LABELS[self]

    @property
    def about(self) -> Text:
        """The rule in words."""
        return _ABOUT[self]


_LABELS = {
    Segment.CHAMPIONS: Text(ko="최우수 고객", en="Champions"),
    Segment.LOYAL: Text(ko="단골 고객", en="Loyal"),
    Segment.AT_RISK: Text(ko="이탈 위험 고객", en="At risk"),
    Segment.NEW: Text(ko="신규 고객", en="New"),
    Segment.OCCASIONAL: Text(ko="가끔 사는 고객", en="Occasional"),
    Segment.COOLING: Text(ko="뜸해진 고객", en="Cooling"),
    Segment.LOST: Text(ko="떠난 고객", en="Lost"),
}
_ABOUT = {
    Segment.CHAMPIONS: Text(ko="최근성, 빈도, 금액이 모두 4점 이상입니다.", en="Recency, frequency and monetary score are all 4 or more."),
    Segment.LOYAL: Text(
        ko="빈도가 4점 이상이고 최근성이 3점 이상이며, 최우수 고객은 아닙니다.",
        en="Frequency 4 or more and recency 3 or more, but no champion.",
    ),
    Segment.AT_RISK: Text(
        ko="빈도가 4점 이상이지만 최근성이 2점 이하입니다. 자주 오다가 발길이 뜸해졌습니다.",
        en="Frequency 4 or more but recency 2 or less: came often, and not lately.",
    ),
    Segment.NEW: Text(
        ko="최근성이 4점 이상이고, 지금까지 구매한 날이 하루뿐입니다.", en="Recency 4 or more, and one day with orders in all the data."
    ),
    Segment.OCCASIONAL: Text(
        ko="최근성이 3점 이상이고 빈도가 3점 이하이며, 신규 고객은 아닙니다.", en="Recency 3 or more and frequency 3 or less, but not new."
    ),
    Segment.COOLING: Text(ko="최근성이 2점이고 빈도가 3점 이하입니다.", en="Recency 2 and frequency 3 or less."),
    Segment.LOST: Text(ko="최근성이 1점이고 빈도가 3점 이하입니다.", en="Recency 1 and frequency 3 or less."),
}
_R, _F, _M = (pl.col(f"{name}_score") for name in ("recency", "frequency", "monetary"))
_RULES = {
    Segment.CHAMPIONS: (_R >= 4) & (_F >= 4) & (_M >= 4),
    Segment.LOYAL: (_R >= 3) & (_F >= 4),
    Segment.AT_RISK: _F >= 4,
    Segment.NEW: (_R >= 4) & (pl.col("days_ever") == 1),
    Segment.OCCASIONAL: _R >= 3,
    Segment.COOLING: _R == 2,
    Segment.LOST: _R == 1,
}


def segmented_customers(
    facts: Facts,
    as_of: date,
    *,
    months: int = LOOKED_BACK,
    where: Mapping[str, tuple[str, ...]] | None = None,
    scope: Scope = EVERYTHING,
) -> pl.DataFrame:
    """The customers who bought in the `months` up to and with `as_of`, each with what they did, its scores and their segment.

    Empty where the data begin after those months do, or end before `as_of`.

    Shape:
        out: one row per customer, by customer_key: customer_key, days_since_last_order (0 for an order on `as_of`), order_days (the days
        with orders), revenue, recency_score, frequency_score, monetary_score, segment.
    Units:
        days; revenue in minor units of the currency.
    Raises:
        QueryError: a filter is by something that orders do not carry.
    """
    end = as_of + timedelta(days=1)
    start = months_later(end, -months)
    orders = orders_of_known_customers(facts, where or {}, scope)
    first_day: date | None = collect(orders.select(nw.col(DAY).min())).item()
    until = reached((Orders,), facts)
    if first_day is None or first_day > start + SETTLING or (until is not None and end > until):
        return pl.DataFrame(schema=CUSTOMER)
    daily = orders.filter(nw.col(DAY) < end).group_by(KEY, DAY).agg(nw.col(REVENUE).cast(nw.Float64).sum().alias("revenue"))
    is_looked_at = nw.col(DAY) >= start
    each = daily.group_by(KEY).agg(
        nw.col(DAY).max().alias("last_on"),
        nw.len().cast(nw.Int64).alias("days_ever"),
        is_looked_at.cast(nw.Int64).sum().alias("order_days"),
        nw.when(is_looked_at).then(nw.col("revenue")).sum().alias("revenue"),
    )
    customers = collect(each.filter(nw.col("order_days") > 0)).with_columns(
        (pl.lit(as_of, pl.Date) - pl.col("last_on")).dt.total_days().alias("days_since_last_order"),
    )
    customers = customers.with_columns(
        _score(-pl.col("days_since_last_order")).alias("recency_score"),
        _score(pl.col("order_days")).alias("frequency_score"),
        _score(pl.col("revenue")).alias("monetary_score"),
    )
    segment = pl.coalesce(pl.when(rule).then(pl.lit(str(name))) for name, rule in _RULES.items())
    customers = customers.with_columns(segment.alias("segment"))
    return customers.sort(KEY).select(pl.col(name).cast(dtype) for name, dtype in CUSTOMER.items())


def segments(customers: pl.DataFrame, fewest: int = FEWEST) -> pl.DataFrame:
    """How many of the segmented customers are in each segment, and what they brought.

    Shape:
        customers: as `segmented_customers` gives them
        out: one row per segment, in the order of `Segment`: segment, revenue, value, low, high, part, whole, n, state. `value` is the
        segment's share of `whole`, all customers; `part` and `n` are its own.
    Units:
        Wilson's 95 % interval; revenue in minor units of the currency.
        state "known"; "no_data": there are no customers at all; "too_few": the segment has some, but under `fewest`, or would give such
        a one away by subtraction from the total: everything but n is withheld.
    """
    whole = customers.height
    found = customers.group_by("segment").agg(pl.len().cast(pl.Int64).alias("n"), pl.col("revenue").sum())
    rows = pl.DataFrame({"segment": [str(segment) for segment in Segment]}).join(found, on="segment", how="left", maintain_order="left")
    rows = rows.with_columns(pl.col("n", "revenue").fill_null(0), pl.lit(whole, pl.Int64).alias("whole"))
    rows = rows.with_columns(pl.col("n").alias("part"), pl.when(whole > 0).then(pl.col("n") / pl.col("whole")).alias("value"))
    rows = with_bounds(rows, interval.wilson(rows["part"], rows["whole"]))
    few = (pl.col("n") > 0) & (pl.col("n") < fewest)
    withheld = complements(rows.select("segment", "n", few.alias("is_withheld"), pl.lit(0).alias("all")), "all", ("segment",), fewest)
    known = pl.when(withheld).then(pl.lit(TOO_FEW)).otherwise(pl.lit(KNOWN))
    rows = rows.with_columns((known if whole else pl.lit(NO_DATA)).alias("state"))
    shown = pl.when(pl.col("state") == KNOWN)
    rows = rows.with_columns(shown.then(pl.col(name)).alias(name) for name in ("revenue", "value", "low", "high", "part", "whole"))
    return rows.select("segment", pl.col("revenue").cast(pl.Float64), *(pl.col(name).cast(dtype) for name, dtype in NUMBERS.items()))


def segment_map(customers: pl.DataFrame, fewest: int = FEWEST) -> pl.DataFrame:
    """How many of the segmented customers have which scores of recency and frequency, and what they brought.

    Shape:
        customers: as `segmented_customers` gives them
        out: one row per pair of scores, 25 of them, in order: recency_score, frequency_score, revenue, n, state.
    Units:
        revenue in minor units of the currency. state as `segments` has it; nobody at all with a pair of scores is known, and 0.
    """
    scores = pl.DataFrame({"recency_score": range(1, FIFTHS + 1)}, schema={"recency_score": pl.Int64})
    pairs = scores.join(scores.rename({"recency_score": "frequency_score"}), how="cross")
    by = ["recency_score", "frequency_score"]
    found = customers.group_by(by).agg(pl.len().cast(pl.Int64).alias("n"), pl.col("revenue").sum())
    rows = pairs.join(found, on=by, how="left", maintain_order="left").with_columns(pl.col("n", "revenue").fill_null(0))
    few = (pl.col("n") > 0) & (pl.col("n") < fewest)
    withheld = complements(rows.select(*by, "n", few.alias("is_withheld"), pl.lit(0).alias("all")), "all", by, fewest)
    state = pl.when(withheld).then(pl.lit(TOO_FEW)).otherwise(pl.lit(KNOWN)) if customers.height else pl.lit(NO_DATA)
    rows = rows.with_columns(state.alias("state"))
    return rows.with_columns(pl.when(pl.col("state") == KNOWN).then(pl.col("revenue")).alias("revenue")).select(
        *by, "revenue", "n", "state"
    )


def _score(better: pl.Expr) -> pl.Expr:
    """1 and as many more as there are whole fifths of the customers who do worse; `better` is greater for who does better."""
    worse = better.rank("min").cast(pl.Int64) - 1
    return worse * FIFTHS // pl.len() + 1
