"""A plain list of orders: number, date, amount; who bought and what became of it where the file says so."""

from etl.parse import amount, any_moment, ref
from etl.source import FirstOf, From, Handle, Source
from etl.sources.words import order_state
from metrics.facts import Orders
from metrics.text import Text

_ID = ("주문번호", "주문 ID", "거래번호", "Order ID", "Order number", "Order no", "order_id")
_WHEN = (
    "주문일시",
    "주문일",
    "주문일자",
    "주문 날짜",
    "결제일시",
    "결제일",
    "Ordered at",
    "Order date",
    "Purchase date",
    "Date",
    "ordered_at",
)
_AMOUNT = (
    "결제금액",
    "주문금액",
    "실결제금액",
    "매출",
    "매출액",
    "금액",
    "Amount",
    "Total",
    "Revenue",
    "Net revenue",
    "Order total",
    "Paid amount",
)
_CUSTOMER = (
    "고객번호",
    "회원번호",
    "고객 ID",
    "회원 ID",
    "고객코드",
    "Customer ID",
    "Customer number",
    "Customer no",
    "Member ID",
    "customer_ref",
)

ORDERS = Source(
    name="orders",
    label=Text(ko="주문 목록", en="Orders"),
    recognised_by=(_ID, _WHEN, _AMOUNT),
    into={
        Orders: {
            Orders.order_id: From(_ID[0], ref, also=_ID[1:]),
            Orders.ordered_at: From(_WHEN[0], any_moment, also=_WHEN[1:]),
            Orders.net_revenue: From(_AMOUNT[0], amount, also=_AMOUNT[1:]),
            Orders.status: FirstOf(
                (From("주문상태", order_state, also=("상태", "Status", "Order status"), optional=True),), otherwise="paid"
            ),
            Orders.channel: From("판매채널", also=("채널", "Channel", "Sales channel"), optional=True),
            Orders.team: From("담당팀", also=("팀", "Team", "Department", "Store", "지점", "매장"), optional=True),
            Orders.product_category: From("상품분류", also=("카테고리", "상품 카테고리", "Product category", "Category"), optional=True),
        },
    },
    customer=From(_CUSTOMER[0], ref, also=_CUSTOMER[1:], optional=True),
    customers_of="generic",
    known_by={
        Handle.PHONE: From(
            "휴대폰", ref, also=("휴대전화", "휴대폰번호", "연락처", "전화번호", "Phone", "Mobile", "Phone number"), optional=True
        ),
        Handle.EMAIL: From("이메일", ref, also=("이메일주소", "메일", "Email", "E-mail", "Email address"), optional=True),
    },
    note=Text(
        ko="한 줄이 주문 하나입니다. 상태 열이 없으면 모두 결제된 주문으로 봅니다.",
        en="One row is one order. Without a column of states all are taken for paid.",
    ),
)
