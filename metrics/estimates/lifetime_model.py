"""How often and for how much: the two models that make a lifetime value, fitted to one set of orders."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Generic

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from metrics.estimates import bgnbd, gamma_gamma
from metrics.estimates.bgnbd import BgNbd
from metrics.estimates.duration import Horizon, U
from metrics.estimates.gamma_gamma import GammaGamma
from metrics.estimates.gate import NotEnoughData, not_enough
from metrics.estimates.history import Histories, Spending, grouped_histories, spending
from metrics.text import Text

Numbers = NDArray[np.float64]

NO_MEAN = NotEnoughData(
    Text(
        ko="고객마다 주문 금액의 차이가 너무 커서 평균 구매 금액을 추정할 수 없습니다. "
        "도매 고객처럼 금액이 아주 큰 고객은 따로 살펴봐 주세요.",
        en="Spend differs so much between customers that its mean cannot be estimated. "
        "Look at very large customers, such as wholesale, apart.",
    )
)


@dataclass(frozen=True)
class LifetimeModel(Generic[U]):
    """How often and for how much: the two models that make a lifetime value."""

    orders: BgNbd[U]
    spend: GammaGamma

    def expected_value(self, histories: Histories[U], horizon: Horizon[U]) -> Numbers:
        """Expected value per row (of each of its customers) over the horizon; NaN where spend has no mean."""
        spend = self.spend.expected_spend(histories.rows["repeat_count"], histories.rows["mean_repeat_value"])
        return np.asarray(self.orders.expected_orders(histories, horizon).to_numpy() * spend.to_numpy())

    def draws(self, count: int, rng: np.random.Generator) -> list["LifetimeModel[U]"]:
        """The model with `count` sets of parameters as likely as the data make them."""
        return [LifetimeModel(o, s) for o, s in zip(self.orders.draws(count, rng), self.spend.draws(count, rng), strict=True)]


@dataclass(frozen=True)
class Fitted(Generic[U]):
    """A model with what it was made of."""

    model: LifetimeModel[U]
    customers: Histories[U]  # grouped
    spending: Spending


def fitted(orders: nw.LazyFrame[Any], as_of: date, unit: type[U]) -> Fitted[U] | NotEnoughData:
    """The model of all orders up to and with `as_of`, or why there is none.

    Shape:
        orders: rows of the fact `orders`, of any engine
    """
    customers = grouped_histories(orders, as_of, unit)
    missing = not_enough(customers)
    if missing:
        return missing
    spent = spending(orders, as_of)
    model = LifetimeModel(bgnbd.fit(customers), gamma_gamma.fit(spent))
    return Fitted(model, customers, spent) if model.spend.has_mean else NO_MEAN
