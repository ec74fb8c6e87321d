"""What do they buy?"""

from datetime import date

from metrics.facts import Fact, Orders
from metrics.mean import Mean, MeanPer
from metrics.metric import Better, Example, Metric, Theme
from metrics.orders import any_orders, buyers, known_orders, orders
from metrics.orders import example_order as order
from metrics.tally import Tally, Total
from metrics.text import Text
from metrics.unit import Unit

_BOUGHT: dict[type[Fact], list[dict[str, object]]] = {
    Orders: [
        order(1, date(2026, 1, 1), 30_000),
        order(1, date(2026, 1, 5), 20_000),
        order(1, date(2026, 1, 5), 10_000, "paid"),
        order(2, date(2026, 1, 31), 40_000, "shipped"),
        order(None, date(2026, 1, 9), 50_000),
        order(2, date(2026, 1, 10), 99_000, "refunded"),
        order(3, date(2026, 1, 10), 99_000, "cancelled"),
        order(3, date(2026, 1, 11), 99_000, "placed"),
        order(3, date(2026, 1, 12), 0),
        order(4, date(2026, 1, 13), None),
        order(4, date(2025, 12, 31), 99_000),
        order(4, date(2026, 2, 1), 99_000),
    ]
}
_NOT_COUNTED = Text(
    ko="결제 전이거나 취소·환불된 주문과 금액이 0 이하이거나 없는 주문은 뺍니다.",
    en="Orders not yet paid, cancelled or refunded are left out, and those without an amount above zero.",
)


class Purchases(Theme):
    label = Text(ko="구매", en="Purchases")
    question = Text(ko="고객이 무엇을, 얼마나 사는가?", en="What do they buy?")

    revenue = Metric(
        label=Text(ko="순매출", en="Net revenue"),
        about=Text(
            ko=f"기간 안의 결제 주문의 순매출 합계입니다. 고객을 알 수 없는 주문도 더합니다. {_NOT_COUNTED.ko}",
            en=f"The sum of net revenue over the period's paid orders, those of unknown customers included. {_NOT_COUNTED.en}",
        ),
        formula=Total(of=Orders.net_revenue, rows=orders),
        unit=Unit.MONEY,
        better=Better.HIGHER,
        goal=None,
        rise_may_mean=Text(
            ko="고객이 늘었거나, 더 자주 사거나, 한 번에 더 많이 샀거나, 가격이 올랐을 수 있습니다.",
            en="More customers, or more orders each, or bigger baskets, or higher prices.",
        ),
        check_first=Text(
            ko="구매 고객 수, 고객당 주문 수, 주문당 금액 가운데 무엇이 움직였는지 먼저 확인해 주세요.",
            en="Which of its three factors moved: buyers, orders per buyer, or the value of an order.",
        ),
        does_not_prove=Text(ko="이익이 늘었다는 증거는 아닙니다. 원가를 빼지 않은 금액입니다.", en="Profit: costs are not taken off."),
        source="Net sales: the sum of paid orders after discounts and refunds (Farris, Bendle, Pfeifer & Reibstein, Marketing Metrics).",
        example=Example(given=_BOUGHT, gives=150_000),
    )

    order_count = Metric(
        label=Text(ko="주문 수", en="Orders"),
        about=Text(
            ko=f"기간 안의 결제 주문의 수입니다. 같은 날의 여러 주문은 따로 셉니다. {_NOT_COUNTED.ko}",
            en=f"The period's paid orders. Several of one day count each. {_NOT_COUNTED.en}",
        ),
        formula=Tally(orders, observed=any_orders),
        unit=Unit.COUNT,
        better=Better.HIGHER,
        goal=None,
        rise_may_mean=Text(
            ko="고객이 늘었거나 더 자주 주문했거나, 한 번에 살 것을 여러 번 나누어 샀을 수 있습니다.",
            en="More customers, or more orders each, or one purchase now split into several.",
        ),
        check_first=Text(
            ko="구매 고객 수와 주문당 금액, 배송비 정책이 바뀌었는지 먼저 확인해 주세요.",
            en="The number of buyers, the value of an order, and whether delivery fees changed.",
        ),
        does_not_prove=Text(ko="매출이 늘었다는 증거는 아닙니다.", en="That revenue rose."),
        source="Paid orders, counted by their number, as shop systems report them.",
        example=Example(given=_BOUGHT, gives=5),
    )

    average_order_value = Metric(
        label=Text(ko="평균 주문 금액", en="Average order value"),
        about=Text(
            ko=f"기간 안의 결제 주문 한 건의 평균 순매출입니다. {_NOT_COUNTED.ko}",
            en=f"The mean net revenue of the period's paid orders. {_NOT_COUNTED.en}",
        ),
        formula=Mean(of=Orders.net_revenue, rows=orders),
        unit=Unit.MONEY,
        better=Better.HIGHER,
        goal=None,
        rise_may_mean=Text(
            ko="한 번에 더 많이 샀거나, 가격이 올랐거나, 소액 주문이 줄었을 수 있습니다.",
            en="Bigger baskets, or higher prices, or fewer small orders.",
        ),
        check_first=Text(
            ko="주문 수와 가격, 아주 큰 주문 몇 건이 평균을 끌어올리지 않았는지 먼저 확인해 주세요.",
            en="The number of orders, prices, and whether a few very large orders lift the mean.",
        ),
        does_not_prove=Text(ko="매출이나 이익이 늘었다는 증거는 아닙니다.", en="That revenue or profit rose."),
        source="Average order value: net revenue over orders, as Shopify and Google Analytics report it.",
        example=Example(given=_BOUGHT, gives=30_000),
    )

    order_frequency = Metric(
        label=Text(ko="고객당 주문 수", en="Orders per buyer"),
        about=Text(
            ko="기간 안에 구매한 고객 한 명당 결제 주문 수입니다. 같은 날의 여러 주문은 따로 세고, 고객을 알 수 없는 주문은 뺍니다. 기간이 "
            "길수록 커지므로 길이가 같은 기간끼리만 비교해 주세요.",
            en="Paid orders per customer who bought in the period. Several orders of one day count each; orders of unknown customers are "
            "left out. Longer periods read higher: compare periods of one length only.",
        ),
        formula=MeanPer(total=None, per=Orders.customer_key, rows=orders),
        unit=Unit.RATIO,
        better=Better.HIGHER,
        goal=None,
        rise_may_mean=Text(
            ko="고객이 더 자주 샀거나, 한 번만 산 신규 고객이 줄었거나, 한 번에 살 것을 나누어 샀을 수 있습니다.",
            en="Customers buy more often, or fewer new ones bought just once, or one purchase is now split into several.",
        ),
        check_first=Text(
            ko="신규 고객 비율과 재구매율, 주문당 금액을 먼저 확인해 주세요.",
            en="The share of new customers, the repurchase rate, and the value of an order.",
        ),
        does_not_prove=Text(ko="모든 고객이 더 자주 산다는 증거는 아닙니다.", en="That every customer buys more often."),
        source="Purchase frequency: orders over different buyers of the same period, as shop systems report it.",
        example=Example(given=_BOUGHT, gives=4 / 2),
    )

    buyer_count = Metric(
        label=Text(ko="구매 고객 수", en="Buyers"),
        about=Text(
            ko="기간 안에 결제 주문이 있는 서로 다른 고객의 수입니다. 고객을 알 수 없는 주문은 뺍니다.",
            en="Different customers with a paid order in the period. Orders of unknown customers are left out.",
        ),
        formula=Tally(buyers, observed=known_orders),
        unit=Unit.COUNT,
        better=Better.HIGHER,
        goal=None,
        rise_may_mean=Text(
            ko="신규 고객이 늘었거나 기존 고객이 더 많이 돌아왔거나, 비회원 주문이 회원 주문으로 바뀌었을 수 있습니다.",
            en="More new customers, or more old ones who came back, or guests who now sign up.",
        ),
        check_first=Text(
            ko="신규 고객 수와 고객을 알 수 없는 주문의 비율을 먼저 확인해 주세요.",
            en="The number of new customers, and the share of orders without a customer.",
        ),
        does_not_prove=Text(ko="매출이 늘었다는 증거는 아닙니다.", en="That revenue rose."),
        source="Distinct customers with a paid order, over all sources.",
        example=Example(given=_BOUGHT, gives=2),
    )
