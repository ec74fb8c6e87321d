"""Orders of the Olist marketplace, as they come out of Excel: month first, without padding."""

from etl.parse import amount, choice, moment, ref
from etl.source import From, Source
from metrics.facts import Orders
from metrics.text import Text

OLIST_ORDERS = Source(
    name="olist_orders",
    label=Text(ko="올리스트 주문", en="Olist orders"),
    recognised_by=("order_id", "customer_unique_id", "order_status", "order_purchase_timestamp", "payment_value"),
    into={
        Orders: {
            Orders.order_id: From("order_id", ref),
            Orders.ordered_at: From("order_purchase_timestamp", moment("%m/%d/%Y %H:%M", "%Y-%m-%d %H:%M:%S")),
            Orders.net_revenue: From("payment_value", amount),
            Orders.status: From(
                "order_status",
                choice(
                    {
                        "created": "placed",
                        "approved": "paid",
                        "invoiced": "paid",
                        "processing": "paid",
                        "shipped": "shipped",
                        "delivered": "delivered",
                        "canceled": "cancelled",
                        "unavailable": "cancelled",
                    }
                ),
            ),
        },
    },
    customer=From("customer_unique_id", ref),
    customers_of="olist",
)
