"""What counts as an order, said once for every theme."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import narwhals as nw

from errors import QueryError
from metrics.facts import Facts, Orders, dimensions_of
from metrics.measure import Count, Distinct
from metrics.query import Scope, visible
from metrics.recurrence import at_least
from metrics.text import Text

# Paid, not cancelled, not refunded, and worth something. Three comparisons take two thirds of the time of one look-up among three.
_status = nw.col(Orders.status.name)
COUNTS = (_status != "placed") & (_status != "cancelled") & (_status != "refunded") & (nw.col(Orders.net_revenue.name) > 0)

orders = Count(on=Orders.ordered_on, where=COUNTS, label=Text(ko="결제 주문", en="paid orders"))
buyers = Distinct(things=(Orders.customer_key,), on=Orders.ordered_on, where=COUNTS, label=Text(ko="구매 고객", en="buyers"))
repeat_buyers = replace(
    buyers, recurring=at_least(2), label=Text(ko="서로 다른 날에 두 번 이상 구매한 고객", en="buyers on two or more different days")
)
# What tells that nobody bought from that nothing was loaded: orders of any status, and those of which the customer is known.
any_orders = Count(on=Orders.ordered_on, label=Text(ko="상태와 관계없이 모든 주문", en="orders of any status"))
known_orders = Count(
    on=Orders.ordered_on,
    where=~nw.col(Orders.customer_key.name).is_null(),
    label=Text(ko="고객을 아는 주문", en="orders of known customers"),
)


def orders_of_known_customers(facts: Facts, where: Mapping[str, tuple[str, ...]], scope: Scope) -> nw.LazyFrame[Any]:
    """The orders that count, of customers that are known, which filters keep within the reader's scope.

    Raises:
        QueryError: a filter is by something that orders do not carry.
    """
    known = dimensions_of(Orders)
    for dimension in sorted(set(where) - known):
        raise QueryError(
            ko=f"주문은 '{dimension}'(으)로 나눌 수 없습니다. 쓸 수 있는 기준: {', '.join(sorted(known))}.",
            en=f"Orders cannot be filtered by '{dimension}'. They can by {', '.join(sorted(known))}.",
        )
    return visible(facts, where, scope).frame(Orders).filter(COUNTS, ~nw.col(Orders.customer_key.name).is_null())


def example_order(customer: int | None, day: date, revenue: int | None = 10_000, status: str = "delivered") -> dict[str, object]:
    """An order of a worked example: the columns that matter."""
    return {"customer_key": customer, "ordered_on": day, "net_revenue": revenue, "status": status}
