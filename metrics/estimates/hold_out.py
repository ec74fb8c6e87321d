"""The model's own examination: fitted without the last days, asked for them, and held against what came."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import narwhals as nw

from metrics.estimates.duration import Days, Horizon, U
from metrics.estimates.gate import NotEnoughData
from metrics.estimates.history import orders_after
from metrics.estimates.lifetime_model import fitted
from metrics.estimates.lifetime_value import Total, total_orders, total_value

LONGEST = 182  # days; the part held out is a third of what was observed, and no more than this


@dataclass(frozen=True)
class HoldOut:
    """What customers won up to `cut` did in the `days` after it, predicted and actual. Value is not discounted."""

    cut: date
    days: int
    customers: int
    predicted_orders: Total
    actual_orders: int
    predicted_value: Total
    actual_value: float

    @property
    def passed(self) -> bool:
        """Whether both actual totals lie in the predicted ranges."""
        return self.predicted_orders.holds(self.actual_orders) and self.predicted_value.holds(self.actual_value)


def hold_out(orders: nw.LazyFrame[Any], as_of: date, unit: type[U], days: int) -> HoldOut | NotEnoughData:
    """A model made without the last `days`, against those days; or why it could not be made."""
    cut = as_of - timedelta(days=days)
    known = fitted(orders, cut, unit)
    if isinstance(known, NotEnoughData):
        return known
    horizon = Horizon.undiscounted(Days(days).to(unit))
    count, value = orders_after(orders, cut, as_of)
    return HoldOut(
        cut=cut,
        days=days,
        customers=known.customers.customers,
        predicted_orders=total_orders(known.model, known.customers, horizon),
        actual_orders=count,
        predicted_value=total_value(known.model, known.customers, horizon),
        actual_value=value,
    )
