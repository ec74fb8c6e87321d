"""Estimates as metrics: what a model of all orders up to a month's end expects of the customers who were active then.

Each month's end has a model of its own, made of what was known by then, so that no later order changes an earlier answer. A period is
told by the last month's end in it, or the last before it: a week has no model of its own. Where there is too little to
estimate from, or nobody was active, there is no answer: see `metrics.estimates.gate`.
"""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

import numpy as np
import polars as pl

from metrics.estimates.duration import Days, Horizon
from metrics.estimates.gate import NotEnoughData
from metrics.estimates.history import Histories
from metrics.estimates.lifetime_model import Fitted, LifetimeModel, fitted
from metrics.estimates.lifetime_value import DRAWS, SEED, Total, total_value
from metrics.facts import Facts, Orders
from metrics.formula import Formula
from metrics.measure import Measure
from metrics.orders import buyers
from metrics.period import Span
from metrics.text import Text
from metrics.window import WINDOW

ACTIVE_DAYS = 365  # who ordered within so many days before a period's end is an active customer


class Estimate(Formula):
    """What a model expects per active customer: the mean over them. `part` is the sum, `whole` and `n` how many they are."""

    kind = Text(ko="예측", en="Estimate")
    is_estimate = True
    doubt: ClassVar[Text] = Text(
        ko="모형의 모수와 고객의 앞날을 함께 뽑은 구간", en="drawn parameters of the model and drawn futures of the customers"
    )

    @property
    def measures(self) -> tuple[Measure, ...]:
        return (buyers,)

    @property
    def dimensions(self) -> frozenset[str]:
        """None: a customer who buys from two teams has one future."""
        return frozenset()

    @abstractmethod
    def total(self, model: LifetimeModel[Days], active: Histories[Days]) -> Total:
        """What the model expects of all active customers together."""

    def compute(self, facts: Facts, windows: Sequence[Span], by: Sequence[str]) -> pl.DataFrame:
        ends = [last_month_end(window.last) for window in windows]
        answers = {end: self._answer(facts, end) for end in dict.fromkeys(ends)}
        rows = [(number, *found) for number, end in enumerate(ends) if (found := answers[end])]
        numbers = ("value", "low", "high", "part", "whole")
        schema: dict[str, Any] = {WINDOW: pl.Int64} | dict.fromkeys(numbers, pl.Float64) | {"n": pl.Int64}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def _answer(self, facts: Facts, as_of: date) -> tuple[float | int | None, ...] | None:
        known = model_as_of(facts, as_of)
        if isinstance(known, NotEnoughData):
            return None
        active = Histories(known.customers.rows.filter(pl.col("age") - pl.col("age_at_last_order") < ACTIVE_DAYS), Days)
        if not active.customers:
            return None
        n, total = active.customers, self.total(known.model, active)
        return total.value / n, total.low / n, None if total.high is None else total.high / n, total.value, n, n


def last_month_end(day: date) -> date:
    """The last day of a month that is not after `day`."""
    after = day + timedelta(days=1)
    return after.replace(day=1) - timedelta(days=1)


def model_as_of(facts: Facts, as_of: date) -> Fitted[Days] | NotEnoughData:
    """The model of the orders that the facts hold up to a day, fitted once for all who ask, or why there is none."""
    found, key = facts.whole.found, ("model", facts.picks, as_of)
    if key not in found:
        found[key] = fitted(facts.frame(Orders), as_of, Days)
    known: Fitted[Days] | NotEnoughData = found[key]
    return known


@dataclass(frozen=True)
class ExpectedValue(Estimate):
    """Discounted value of the orders that are expected in the coming months."""

    months: int
    monthly_discount: float = 0.01

    @property
    def words(self) -> Text:
        return Text(
            ko=f"앞으로 {self.months}개월 동안 예상되는 구매액의 현재가치 ÷ 최근 {ACTIVE_DAYS}일 안에 구매한 고객 수",
            en=f"present value of the orders expected in {self.months} months ÷ customers who ordered in the last {ACTIVE_DAYS} days",
        )

    def total(self, model: LifetimeModel[Days], active: Histories[Days]) -> Total:
        return total_value(model, active, Horizon.of_months(Days, self.months, self.monthly_discount))


@dataclass(frozen=True)
class ExpectedSilence(Estimate):
    """How many are expected to order nothing in the coming days."""

    days: int

    @property
    def words(self) -> Text:
        return Text(
            ko=f"앞으로 {self.days}일 동안 구매하지 않을 것으로 예상되는 고객 ÷ 최근 {ACTIVE_DAYS}일 안에 구매한 고객 수",
            en=f"customers expected to order nothing for {self.days} days ÷ customers who ordered in the last {ACTIVE_DAYS} days",
        )

    def total(self, model: LifetimeModel[Days], active: Histories[Days]) -> Total:
        customers, within = active.numbers("customers"), Days(self.days)
        silent = model.orders.probability_of_no_purchase(active, within).to_numpy()
        rng = np.random.default_rng(SEED)
        drawn = [customers @ m.probability_of_no_purchase(active, within).to_numpy() for m in model.orders.draws(DRAWS, rng)]
        own = np.sqrt(customers @ (silent * (1 - silent)))  # of independent customers, each with a chance of its own
        low, high = np.quantile(np.array(drawn) + own * rng.standard_normal(DRAWS), [0.025, 0.975])
        return Total(float(customers @ silent), max(float(low), 0.0), min(float(high), float(active.customers)))
