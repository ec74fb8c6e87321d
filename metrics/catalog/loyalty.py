"""Are customers coming back?"""

from datetime import date

from metrics.catalog.orders import COUNTS, buyers, repeat_buyers
from metrics.facts import Orders
from metrics.formula import MeanPer, Share
from metrics.goal import Goal
from metrics.measure import Count, ToDate, Trailing
from metrics.metric import Better, Example, Metric, Theme
from metrics.text import Text
from metrics.unit import Unit


def _order(customer: int, day: date, revenue: int = 10_000, status: str = "delivered") -> dict[str, object]:
    return {"customer_key": customer, "ordered_on": day, "net_revenue": revenue, "status": status}


class Loyalty(Theme):
    label = Text(ko="충성도", en="Loyalty")
    question = Text(ko="고객이 다시 오고 있는가?", en="Are customers coming back?")

    repurchase_rate = Metric(
        label=Text(ko="재구매율", en="Repurchase rate"),
        about=Text(
            ko="최근 12개월에 구매한 고객 가운데 서로 다른 날에 두 번 이상 구매한 고객의 비율입니다. "
            "같은 날의 여러 주문은 한 번으로 셉니다.",
            en="Of the customers who bought in the trailing 12 months, the share who bought on two or more different days. "
            "Orders on one day count as one occasion.",
        ),
        formula=Share(repeat_buyers, buyers),
        window=Trailing(months=12),
        unit=Unit.SHARE,
        better=Better.HIGHER,
        goal=Goal(at_least=0.50),
        rise_may_mean=Text(
            ko="충성도가 높아졌거나, 할인 행사가 있었거나, 신규 고객이 줄어 분모가 작아졌을 수 있습니다.",
            en="More loyalty, or a promotion, or fewer new customers in the denominator.",
        ),
        check_first=Text(
            ko="구매 고객 수와 신규 고객 수, 고객 구성의 변화를 먼저 확인해 주세요.",
            en="The number of buyers, the number of new customers, and the mix of customers.",
        ),
        does_not_prove=Text(ko="고객이 만족했다는 증거는 아닙니다.", en="That customers are satisfied."),
        source="Farris, Bendle, Pfeifer & Reibstein, Marketing Metrics: repeat rate. Trailing 12 months, by distinct purchase days.",
        example=Example(
            given={
                Orders: [
                    _order(1, date(2025, 3, 2)),
                    _order(1, date(2026, 1, 5)),
                    _order(2, date(2026, 1, 7)),
                    _order(2, date(2026, 1, 7)),
                    _order(3, date(2025, 1, 31)),
                    _order(3, date(2025, 2, 1)),
                    _order(4, date(2025, 6, 1)),
                    _order(4, date(2025, 7, 1), status="cancelled"),
                ]
            },
            gives=1 / 4,
        ),
    )

    customer_lifetime_value = Metric(
        label=Text(ko="고객생애가치 (누적 매출)", en="Customer lifetime value (to date)"),
        about=Text(
            ko="지금까지 한 번이라도 구매한 고객 1인당 누적 순매출입니다. 앞으로의 구매는 예측하지 않습니다.",
            en="Net revenue to date per customer who ever bought. Nothing is predicted.",
        ),
        formula=MeanPer(
            total=Orders.net_revenue,
            per=Orders.customer_key,
            rows=Count(
                fact=Orders, on=Orders.ordered_on, where=COUNTS, label=Text(ko="고객의 결제 주문 금액", en="the customers' paid orders")
            ),
        ),
        window=ToDate(),
        unit=Unit.MONEY,
        better=Better.HIGHER,
        goal=None,
        rise_may_mean=Text(
            ko="구매 금액이나 횟수가 늘었거나, 가격이 올랐거나, 신규 고객이 적어 기존 고객의 누적만 쌓였을 수 있습니다.",
            en="Bigger or more frequent orders, or higher prices, or few new customers while the old ones add up.",
        ),
        check_first=Text(
            ko="신규 고객 수와 주문당 금액을 먼저 확인해 주세요.", en="The number of new customers and the value of an order."
        ),
        does_not_prove=Text(ko="이익이 늘었다는 증거는 아닙니다. 원가를 빼지 않은 금액입니다.", en="Profit: costs are not taken off."),
        source="Historical customer lifetime value: the sum of a customer's net revenue to date.",
        example=Example(
            given={
                Orders: [
                    _order(1, date(2024, 5, 1), 30_000),
                    _order(1, date(2026, 1, 5), 20_000),
                    _order(2, date(2025, 1, 5), 10_000),
                    _order(2, date(2026, 2, 1), 99_000),
                    _order(3, date(2025, 1, 5), 50_000, "refunded"),
                ]
            },
            gives=30_000,
        ),
    )
