"""The order list of Cafe24, in whatever columns a seller chose: one row per item, the order's total on each of them."""

from etl.parse import amount, any_moment, choice, filled, ref
from etl.source import FirstOf, From, Grouped, Handle, Less, Source
from etl.sources.words import order_state
from metrics.facts import Orders
from metrics.text import Text

_given_back = choice({"취소": "cancelled", "반품": "refunded", "환불": "refunded", "교환": "delivered"})
_EMAIL = From("주문자 이메일", ref, also=("주문자이메일",), optional=True)
_MOBILE = From("주문자 휴대전화", ref, also=("주문자 휴대폰",), optional=True)

CAFE24_ORDERS = Source(
    name="cafe24_orders",
    label=Text(ko="카페24 주문 목록", en="Cafe24 orders"),
    recognised_by=(
        "주문번호",
        "품목별 주문번호",
        ("총 결제금액(KRW)", "총 결제금액", "실결제금액"),
        ("결제일시(입금확인일)", "주문일시"),
        ("쇼핑몰", "배송번호", "결제구분"),
    ),
    into={
        Orders: {
            Orders.order_id: From("주문번호", ref),
            Orders.ordered_at: FirstOf(
                (From("주문일시", any_moment, optional=True), From("결제일시(입금확인일)", any_moment, optional=True))
            ),
            Orders.net_revenue: Less(
                From("총 결제금액(KRW)", amount, also=("총 결제금액", "실결제금액")), (From("실제 환불금액", amount, optional=True),)
            ),
            Orders.status: FirstOf(
                (
                    From("취소구분", _given_back, nulls=("정상", "N", "아니오", "없음"), optional=True),
                    From("주문 상태", order_state, also=("주문상태",), optional=True),
                    From("배송완료일", filled("delivered"), optional=True),
                ),
                otherwise="paid",
            ),
            Orders.channel: From("주문경로", also=("쇼핑몰",), optional=True),
        },
    },
    lines=Grouped(by=Orders.order_id, is_continued=True),
    customer=_EMAIL,
    known_by={Handle.EMAIL: _EMAIL, Handle.PHONE: _MOBILE},
    note=Text(
        ko="매출은 '총 결제금액'에서 '실제 환불금액'을 뺀 값입니다. 두 금액은 주문 전체의 값이므로 품목 줄마다 더하지 않습니다.",
        en="Revenue is 총 결제금액 less 실제 환불금액. Both are of the whole order, so they are not summed over its items.",
    ),
)
