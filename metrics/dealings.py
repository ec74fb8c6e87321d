"""What customers do with the company, over several facts: who is active, and which orders are complained about."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import dataframely as dy
import narwhals as nw

from metrics.facts import Facts, Orders, Tickets
from metrics.measure import Distinct, extent, within
from metrics.orders import COUNTS
from metrics.recurrence import FAR
from metrics.text import Text
from metrics.tickets import complaints, judged

COMPLAINED_WITHIN = 30  # days after an order in which a complaint is taken to be about it

_CUSTOMER, _TEAM, _ORDERED = Orders.customer_key.name, Orders.team.name, Orders.ordered_on.name
_KNOWN_CUSTOMER = ~nw.col(_CUSTOMER).is_null()


class Dealing(dy.Schema):
    """One row per order that counts and per contact."""

    customer_key = dy.Int64(nullable=True)
    dealt_on = dy.Date(nullable=False)
    team = dy.String(nullable=True)


@dataclass(frozen=True)
class Dealings:
    """Orders and contacts together, with what they have in common: whose, on which day, of which team."""

    facts = (Orders, Tickets)
    counted = (Orders, Tickets)
    settles = timedelta(0)

    def frame(self, facts: Facts) -> nw.LazyFrame[Any]:
        day = Dealing.dealt_on.name
        ordered = facts.frame(Orders).filter(COUNTS).select(_CUSTOMER, nw.col(_ORDERED).alias(day), _TEAM)
        wrote = facts.frame(Tickets).select(_CUSTOMER, nw.col(Tickets.opened_on.name).alias(day), _TEAM)
        return nw.concat([ordered, wrote], how="vertical")


active_customers = Distinct(
    things=(Dealing.customer_key,),
    on=Dealing.dealt_on,
    rows=Dealings(),
    label=Text(ko="주문했거나 문의한 고객", en="customers who ordered or contacted us"),
)


@dataclass(frozen=True)
class FollowedOrders:
    """Orders of known customers on days that tickets cover: of all of them, or those that a complaint followed.

    A complaint is about the customer's last order day at or before it, where that is at most `COMPLAINED_WITHIN` days ago. It is
    looked for in the whole snapshot, whatever the reader filters by: it may go to another team than the order's.
    """

    only_complained: bool = False
    facts = (Orders, Tickets)
    counted = (Orders,)
    settles = timedelta(days=COMPLAINED_WITHIN)

    def frame(self, facts: Facts) -> nw.LazyFrame[Any]:
        orders, covered = facts.frame(Orders).filter(COUNTS, _KNOWN_CUSTOMER), extent(judged, facts)
        if covered is None:
            return orders.filter(nw.col(_ORDERED).is_null())  # none: every order has its day
        orders = within(orders, _ORDERED, covered)
        return orders.join(_complained_days(facts.whole), on=[_CUSTOMER, _ORDERED], how="semi") if self.only_complained else orders


def _complained_days(facts: Facts) -> nw.LazyFrame[Any]:
    """The days on which a customer ordered, and of which a complaint followed: customer_key, ordered_on."""
    day, following, told = nw.col(_ORDERED), nw.col("following"), nw.col(Tickets.opened_on.name)
    said = complaints.frame(facts).filter(_KNOWN_CUSTOMER).select(_CUSTOMER, Tickets.opened_on.name).unique()
    # Of ten million orders only those of customers who ever complained are put in order.
    ordered = facts.frame(Orders).filter(COUNTS).join(said.select(_CUSTOMER).unique(), on=_CUSTOMER, how="semi")
    days = ordered.select(_CUSTOMER, _ORDERED).unique()
    days = days.with_columns(day.shift(-1).over(_CUSTOMER, order_by=_ORDERED).fill_null(FAR).alias("following"))
    both = days.join(said, on=_CUSTOMER, how="inner")
    about = both.filter(told >= day, told < following, told <= day.dt.offset_by(f"{COMPLAINED_WITHIN}d"))
    return about.select(_CUSTOMER, _ORDERED).unique()
