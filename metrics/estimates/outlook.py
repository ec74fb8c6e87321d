"""What is to be expected of the customers from the end of the data on: by cohort and grade, and who may be lost with how much.

All of it is an estimate of one model, told with the model's card, or nothing but the reason why there is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import narwhals as nw
import polars as pl
from pydantic import TypeAdapter

from metrics.coverage import reached
from metrics.engine import collect
from metrics.estimates.duration import Days, Horizon, Weeks
from metrics.estimates.gate import NotEnoughData, not_enough
from metrics.estimates.group_value import GroupValue, group_values
from metrics.estimates.history import DAY, KEY, REVENUE, Histories, histories
from metrics.estimates.lifetime_value import lifetime_values
from metrics.estimates.model_card import ModelCard, estimate
from metrics.facts import Customers, Facts, Orders
from metrics.orders import orders_of_known_customers
from metrics.period import Grain
from metrics.query import EVERYTHING, FEWEST, Scope
from metrics.recurrence import HISTORY
from metrics.window import SETTLING

SILENT_DAYS = 90  # a customer who orders nothing for so long is taken to be slipping away
MONTHS = 12  # how far ahead value is looked at
LISTED = 500  # customers at risk, those first with whom most is at stake
COHORT, GRADE = "cohort", "grade"
EARLIER = "earlier"  # the cohort of those whose first order may lie before the data begin


@dataclass(frozen=True)
class AtRisk:
    """A customer who may be lost, and what of."""

    customer_key: int
    orders: int  # days with orders
    last_on: date
    silent: float  # the probability that nothing is ordered in the next `SILENT_DAYS`
    value: float  # expected in the next `MONTHS`
    low: float
    high: float

    @property
    def at_stake(self) -> float:
        """The value times the probability of silence: by it customers are put in order."""
        return self.silent * self.value


@dataclass(frozen=True)
class Outlook:
    """What one model expects as of a day; the card says how far it is to be believed. Without a model only `missing` is told."""

    as_of: date | None
    missing: NotEnoughData | None = None
    card: ModelCard | None = None
    groups: tuple[GroupValue, ...] = ()
    at_risk: tuple[AtRisk, ...] = ()

    def of(self, by: str) -> list[GroupValue]:
        """The groups told apart by a cohort or a grade. Groups of fewer than `FEWEST` customers are not told."""
        return [group for group in self.groups if group.by == by and group.customers >= FEWEST]


_JSON: TypeAdapter[Outlook] = TypeAdapter(Outlook)


def outlook(facts: Facts, *, where: Mapping[str, tuple[str, ...]] | None = None, scope: Scope = EVERYTHING) -> pl.DataFrame:
    """The outlook at the end of the data, as a frame of one cell that `read` takes apart, so that it can be kept like an answer.

    Raises:
        QueryError: a filter is by something that orders do not carry.
    """
    return pl.DataFrame({"outlook": [_JSON.dump_json(_made(facts, where or {}, scope)).decode()]})


def read(kept: pl.DataFrame) -> Outlook:
    """The outlook in the frame that `outlook` gave."""
    return _JSON.validate_json(kept["outlook"].item())


def customer_refs(facts: Facts, keys: list[int]) -> dict[int, list[str]]:
    """By which references the sources know some customers."""
    rows = facts.frame(Customers).select(Customers.customer_key.name, Customers.customer_ref.name)
    found = collect(rows.filter(nw.col(Customers.customer_key.name).is_in(keys))).sort(Customers.customer_ref.name)
    refs: dict[int, list[str]] = {}
    for key, ref in found.iter_rows():
        refs.setdefault(key, []).append(ref)
    return refs


def _made(facts: Facts, where: Mapping[str, tuple[str, ...]], scope: Scope) -> Outlook:
    until = reached((Orders,), facts) or facts.ends.get(Orders)
    orders = orders_of_known_customers(facts, where, scope)
    if until is None:
        return Outlook(None, not_enough(Histories.given(Weeks, repeat_count=[], age_at_last_order=[], age=[])))
    as_of = until - timedelta(days=1)
    known = estimate(orders, as_of)
    if isinstance(known, NotEnoughData):
        return Outlook(as_of, known)
    each, horizon = _described(histories(orders, as_of, Weeks), facts, orders, as_of), Horizon.of_months(Weeks, MONTHS)
    groups = [group for by in (COHORT, GRADE) for group in group_values(known.model, each, horizon, by)]
    silent = known.model.orders.probability_of_no_purchase(each, Days(SILENT_DAYS).to(Weeks))
    value = pl.Series("expected", known.model.expected_value(each, horizon))
    rows = each.rows.with_columns(silent.alias("silent"), value).sort(-pl.col("silent") * pl.col("expected"), KEY).head(LISTED)
    listed = lifetime_values(known.model, Histories(rows, Weeks), horizon)
    return Outlook(as_of, None, known.card, tuple(groups), tuple(_at_risk(row) for row in listed.iter_rows(named=True)))


def _at_risk(row: Mapping[str, Any]) -> AtRisk:
    return AtRisk(row[KEY], row["repeat_count"] + 1, row["last_on"], row["silent"], row["lifetime_value"], row["low"], row["high"])


def _described(each: Histories[Weeks], facts: Facts, orders: nw.LazyFrame[Any], as_of: date) -> Histories[Weeks]:
    """Histories with what their customers are told apart by: first_on, last_on, cohort, grade; and their revenue to date."""
    days = Weeks.days_each
    spent = collect(orders.filter(nw.col(DAY) <= as_of).group_by(KEY).agg(nw.col(REVENUE).cast(nw.Float64).sum().alias("to_date")))
    graded = collect(facts.frame(Customers).select(KEY, GRADE)).drop_nulls(GRADE).group_by(KEY).agg(pl.col(GRADE).min())
    ago = pl.duration(days=(pl.col("age") * days).round())
    rows = each.rows.with_columns(first_on=pl.lit(as_of) - ago)
    rows = rows.with_columns(last_on=pl.col("first_on") + pl.duration(days=(pl.col("age_at_last_order") * days).round()))
    first_day: date = rows["first_on"].min()  # type: ignore[assignment]
    cohorts = {day: _cohort(day, first_day) for day in rows["first_on"].unique()}
    cohort = pl.col("first_on").replace_strict(cohorts, return_dtype=pl.String).alias(COHORT)
    rows = rows.with_columns(cohort).join(spent, on=KEY, how="left", maintain_order="left")
    return Histories(rows.join(graded, on=KEY, how="left", maintain_order="left"), Weeks)


def _cohort(first_on: date, first_day: date) -> str:
    """The quarter of a first order, as addresses name it; quarters that begin too early in the data to tell a first order are one."""
    quarter = Grain.QUARTER.period_of(first_on)
    return EARLIER if first_day > quarter.start - HISTORY + SETTLING else Grain.QUARTER.code_of(quarter)
