"""What counts as an order, said once for every theme."""

import narwhals as nw

from metrics.facts import Orders
from metrics.measure import Count, Distinct, at_least
from metrics.text import Text

# Paid, not cancelled, not refunded, and worth something.
COUNTS = ~nw.col(Orders.status.name).is_in(["placed", "cancelled", "refunded"]) & (nw.col(Orders.net_revenue.name) > 0)

orders = Count(fact=Orders, on=Orders.ordered_on, where=COUNTS, label=Text(ko="결제 주문", en="paid orders"))
buyers = Distinct(column=Orders.customer_key, on=Orders.ordered_on, where=COUNTS, label=Text(ko="구매 고객", en="buyers"))
repeat_buyers = Distinct(
    column=Orders.customer_key,
    on=Orders.ordered_on,
    where=COUNTS,
    having=at_least(2, of=Orders.ordered_on),
    label=Text(ko="서로 다른 날에 두 번 이상 구매한 고객", en="buyers on two or more different days"),
)
