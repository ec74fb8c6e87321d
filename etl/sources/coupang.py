"""The delivery list of Coupang Wing: one row per item of an order, each with what was paid for it."""

from etl.parse import amount, any_moment, choice, ref
from etl.source import Constant, FirstOf, From, Grouped, Handle, Source
from etl.sources.words import order_state
from metrics.facts import Orders
from metrics.text import Text

_PHONE = From("구매자전화번호", ref, also=("주문자 연락처",))

COUPANG_ORDERS = Source(
    name="coupang_orders",
    label=Text(ko="쿠팡 윙 배송관리", en="Coupang Wing orders"),
    recognised_by=("묶음배송번호", "주문번호", "주문일", "결제액", "구매자전화번호", "발주서상태"),
    into={
        Orders: {
            Orders.order_id: From("주문번호", ref),
            Orders.ordered_at: FirstOf((From("결제일시", any_moment, optional=True), From("주문일", any_moment))),
            Orders.net_revenue: From("결제액", amount),
            Orders.status: FirstOf(
                (From("취소여부", choice({"Y": "cancelled"}), nulls=("N",)), From("발주서상태", order_state)),
                otherwise="paid",
            ),
            Orders.channel: Constant("쿠팡"),
        },
    },
    lines=Grouped(by=Orders.order_id, total=(Orders.net_revenue,)),
    customer=_PHONE,
    known_by={Handle.PHONE: _PHONE, Handle.EMAIL: From("구매자이메일", ref, optional=True)},
    note=Text(
        ko="매출은 취소되지 않은 품목의 '결제액'을 더한 값입니다. 쿠팡의 안심번호는 주문마다 바뀌므로 재구매가 적게 잡힐 수 있습니다.",
        en="Revenue is the sum of 결제액 over the items that were not cancelled. Coupang's safe phone numbers change from order to order, "
        "so repurchases may be missed.",
    ),
)
