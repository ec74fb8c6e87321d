"""Order lines as the UCI "Online Retail" files have them: one row per product on an invoice."""

from etl.parse import integer, moment, price, ref, starts_with
from etl.source import From, Grouped, Product, Source
from metrics.facts import Orders
from metrics.text import Text

UCI_ORDER_LINES = Source(
    name="uci_order_lines",
    label=Text(ko="주문 품목 목록 (UCI 온라인 리테일 형식)", en="Order lines (as UCI Online Retail)"),
    recognised_by=(("Invoice", "InvoiceNo"), "StockCode", "Quantity", "InvoiceDate"),
    into={
        Orders: {
            Orders.order_id: From("Invoice", ref, also=("InvoiceNo",)),
            Orders.ordered_at: From("InvoiceDate", moment("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")),
            # A line that is there twice is sold twice: the published totals count it so.
            Orders.net_revenue: Product(From("Quantity", integer), From("Price", price, also=("UnitPrice",))),
            Orders.status: From("Invoice", starts_with({"C": "cancelled"}, otherwise="delivered"), also=("InvoiceNo",)),
        },
    },
    lines=Grouped(by=Orders.order_id, total=(Orders.net_revenue,)),
    customer=From("Customer ID", ref, also=("CustomerID",)),
)
