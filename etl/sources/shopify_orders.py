"""The order export of Shopify: one row per line item, of which only the first says what goes for the order."""

from etl.parse import amount, any_moment, filled, ref
from etl.source import FirstOf, From, Grouped, Handle, Less, Source
from etl.sources.words import order_state
from metrics.facts import Orders
from metrics.text import Text

_EMAIL = From("Email", ref)

SHOPIFY_ORDERS = Source(
    name="shopify_orders",
    label=Text(ko="쇼피파이 주문 내보내기", en="Shopify orders"),
    recognised_by=("Name", "Email", "Financial Status", "Subtotal", "Created at", "Lineitem quantity"),
    into={
        Orders: {
            Orders.order_id: From("Name", ref),
            Orders.ordered_at: From("Created at", any_moment),
            Orders.net_revenue: Less(From("Total", amount), (From("Refunded Amount", amount, optional=True),)),
            Orders.status: FirstOf(
                (From("Cancelled at", filled("cancelled"), also=("Canceled at",), optional=True), From("Financial Status", order_state))
            ),
            Orders.channel: From("Source", optional=True),
        },
    },
    lines=Grouped(by=Orders.order_id, is_continued=True),
    customer=_EMAIL,
    known_by={Handle.EMAIL: _EMAIL, Handle.PHONE: From("Phone", ref, also=("Billing Phone",), optional=True)},
    note=Text(
        ko="매출은 'Total'(세금과 배송비 포함)에서 'Refunded Amount'를 뺀 값입니다. 모두 설정된 통화여야 합니다.",
        en="Revenue is Total, with tax and shipping, less Refunded Amount. All of it must be in the configured currency.",
    ),
)
