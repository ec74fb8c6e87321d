"""A lifetime model with its card: made of what, how well it did, and what to beware of."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Generic

import narwhals as nw

from metrics.estimates.duration import U, Weeks, name_of
from metrics.estimates.gate import NotEnoughData
from metrics.estimates.hold_out import LONGEST, HoldOut, hold_out
from metrics.estimates.lifetime_model import LifetimeModel, fitted
from metrics.text import Text

STRONG_CORRELATION = 0.3  # a chosen limit: beyond it, how much plainly depends on how often


@dataclass(frozen=True)
class Parameter:
    """A parameter of a model; its standard error is None where the data put it at the edge of what is possible."""

    name: str
    value: float
    standard_error: float | None


@dataclass(frozen=True)
class ModelCard:
    """What a reader must know to believe an estimate, or not."""

    as_of: date
    unit: str
    days_observed: int
    customers: int
    repeat_customers: int
    parameters: tuple[Parameter, ...]
    orders_log_likelihood: float | None
    spend_log_likelihood: float | None
    correlation: float | None
    hold_out: HoldOut | NotEnoughData

    @property
    def warnings(self) -> tuple[Text, ...]:
        """What to beware of; empty where nothing was found."""
        found = []
        if self.correlation is not None and abs(self.correlation) > STRONG_CORRELATION:
            found.append(
                Text(
                    ko="구매 횟수와 구매 금액이 서로 관련되어 있습니다(상관계수 {r:.2f}). "
                    "두 가지를 따로 추정하므로 예측 금액이 한쪽으로 치우칠 수 있습니다.",
                    en="How often and how much customers buy go together (correlation {r:.2f}). "
                    "The two are estimated apart, so values may lean to one side.",
                ).format(r=self.correlation)
            )
        edges = [parameter.name for parameter in self.parameters if parameter.standard_error is None]
        if edges:
            found.append(
                Text(
                    ko="모수 {names}의 값을 데이터로 정할 수 없어 한계값을 썼습니다. 이탈 여부에 관한 추정은 믿기 어렵습니다.",
                    en="The data do not tell the value of {names}, so it stands at its limit. Estimates of who has left are doubtful.",
                ).format(names=", ".join(edges))
            )
        if isinstance(self.hold_out, NotEnoughData):
            found.append(
                Text(
                    ko="최근 기간을 떼어 놓고 확인하기에는 데이터가 부족해 예측이 맞는지 검증하지 못했습니다.",
                    en="There were not enough data to set recent days aside, so the predictions were not checked against what came.",
                )
            )
        elif not self.hold_out.passed:
            found.append(
                Text(
                    ko="최근 {days}일을 떼어 놓고 예측해 보니 실제 결과가 예측 범위를 벗어났습니다(주문: 예측 {p:,.0f}건, 실제 {a:,}건).",
                    en="Asked for the last {days} days without having seen them, the model missed what came "
                    "(orders: predicted {p:,.0f}, actual {a:,}).",
                ).format(days=self.hold_out.days, p=self.hold_out.predicted_orders.value, a=self.hold_out.actual_orders)
            )
        return tuple(found)


@dataclass(frozen=True)
class Estimate(Generic[U]):
    """A model that may be asked, and its card."""

    model: LifetimeModel[U]
    card: ModelCard


def estimate(orders: nw.LazyFrame[Any], as_of: date) -> Estimate[Weeks] | NotEnoughData:
    """The lifetime model of the orders up to and with `as_of`, told in weeks; or why nothing may be estimated.

    Shape:
        orders: rows of the fact `orders`, of any engine
    """
    known = fitted(orders, as_of, Weeks)
    if isinstance(known, NotEnoughData):
        return known
    days = round(float(known.customers.numbers("age").max()) * Weeks.days_each)
    card = ModelCard(
        as_of=as_of,
        unit=name_of(Weeks),
        days_observed=days,
        customers=known.customers.customers,
        repeat_customers=known.customers.repeat_customers,
        parameters=_parameters(known.model),
        orders_log_likelihood=known.model.orders.log_likelihood,
        spend_log_likelihood=known.model.spend.log_likelihood,
        correlation=known.spending.correlation,
        hold_out=hold_out(orders, as_of, Weeks, min(days // 3, LONGEST)),
    )
    return Estimate(known.model, card)


def _parameters(model: LifetimeModel[Any]) -> tuple[Parameter, ...]:
    orders, spend = model.orders, model.spend
    values = {"r": orders.r, "alpha": orders.alpha, "a": orders.a, "b": orders.b, "p": spend.p, "q": spend.q, "v": spend.v}
    errors = (*orders.standard_errors, *spend.standard_errors)
    return tuple(Parameter(name, value, error) for (name, value), error in zip(values.items(), errors, strict=True))
