"""The demo company's sales: orders, and the members who made them. Names and phone numbers stay in the file."""

from etl.parse import amount, choice, moment, ref
from etl.source import From, Source
from metrics.facts import Customers, Orders
from metrics.text import Text

_WHEN = moment("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d")

DEMO_ORDERS = Source(
    name="demo_orders",
    label=Text(ko="단골상회 판매 내역", en="Demo company: orders"),
    recognised_by=("주문번호", "주문일시", "회원번호", "결제금액", "주문상태"),
    into={
        Orders: {
            Orders.order_id: From("주문번호", ref),
            Orders.ordered_at: From("주문일시", _WHEN),
            Orders.net_revenue: From("결제금액", amount),
            Orders.status: From(
                "주문상태",
                choice({"결제완료": "paid", "배송중": "shipped", "배송완료": "delivered", "주문취소": "cancelled", "환불완료": "refunded"}),
            ),
            Orders.channel: From("판매채널"),
            Orders.team: From("담당팀"),
            Orders.product_category: From("상품분류"),
        },
        Customers: {
            Customers.grade: From("회원등급"),
            Customers.region: From("지역"),
        },
    },
    customer=From("회원번호", ref),
    customers_of="demo",
)
