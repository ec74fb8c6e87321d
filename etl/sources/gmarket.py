"""The order list of Gmarket's seller tool, of the older form: one row per contract (체결) of an order, in CP949."""

from etl.parse import amount, any_moment, ref
from etl.source import Constant, From, Grouped, Handle, Source
from etl.sources.words import order_state
from metrics.facts import Orders
from metrics.text import Text

_PHONE = From("구매자연락처1", ref)

GMARKET_ORDERS = Source(
    name="gmarket_orders",
    label=Text(ko="G마켓 주문 목록", en="Gmarket orders"),
    recognised_by=("체결번호", "체결일", "배송상태", "구매자결제금액", "구매자연락처1"),
    into={
        Orders: {
            Orders.order_id: From("주문번호", ref),
            Orders.ordered_at: From("체결일", any_moment),
            Orders.net_revenue: From("구매자결제금액", amount),
            Orders.status: From("배송상태", order_state),
            Orders.channel: Constant("G마켓"),
        },
    },
    lines=Grouped(by=Orders.order_id, total=(Orders.net_revenue,)),
    customer=_PHONE,
    known_by={Handle.PHONE: _PHONE},
    note=Text(
        ko="매출은 '구매자결제금액'을 주문번호별로 더한 값이며 판매자가 받는 '총공급액'이 아닙니다.",
        en="Revenue is 구매자결제금액, what the buyer paid, summed by order; not 총공급액, what the seller is paid.",
    ),
)
