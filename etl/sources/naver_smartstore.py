"""The order list of Naver SmartStore (발주발송관리): a notice above the header, one row per product order (상품주문번호)."""

from etl.parse import amount, any_moment, ref
from etl.source import FirstOf, From, Grouped, Handle, Source
from etl.sources.words import order_state
from metrics.facts import Orders
from metrics.text import Text

NAVER_SMARTSTORE_ORDERS = Source(
    name="naver_smartstore_orders",
    label=Text(ko="네이버 스마트스토어 발주발송관리", en="Naver SmartStore orders"),
    recognised_by=("상품주문번호", "주문번호", "주문상태", "결제일", "구매자ID", ("최종 상품별 총 주문금액", "상품별 총 주문금액")),
    into={
        Orders: {
            Orders.order_id: From("주문번호", ref),
            Orders.ordered_at: FirstOf((From("결제일", any_moment), From("주문일시", any_moment, optional=True))),
            Orders.net_revenue: From("최종 상품별 총 주문금액", amount, also=("상품별 총 주문금액",)),
            Orders.status: From("주문상태", order_state),
            Orders.channel: From("판매채널", optional=True),
        },
    },
    lines=Grouped(by=Orders.order_id, total=(Orders.net_revenue,)),
    customer=From("구매자ID", ref),
    known_by={Handle.PHONE: From("구매자연락처", ref, optional=True)},
    note=Text(
        ko="매출은 취소·반품되지 않은 상품주문의 '최종 상품별 총 주문금액'을 주문번호별로 더한 값입니다. 배송비는 들어 있지 않습니다.",
        en="Revenue is 최종 상품별 총 주문금액 of the product orders that stand, summed by 주문번호. Shipping is not in it.",
    ),
)
