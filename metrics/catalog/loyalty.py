"""Are customers coming back?"""

from dataclasses import replace
from datetime import date

from metrics.catalog import churn, newcomers, predictions
from metrics.facts import Orders
from metrics.formula import Share
from metrics.goal import Goal
from metrics.mean import MeanPer
from metrics.measure import Count
from metrics.metric import Better, Example, Metric, Theme
from metrics.orders import COUNTS, buyers, repeat_buyers
from metrics.orders import example_order as order
from metrics.recurrence import at_least_ever, new_and_back_within
from metrics.text import Text
from metrics.unit import Unit
from metrics.window import ToDate, Trailing

# One of the usual 30, 60, 90, 180 and 365: long enough for most shops to see a second order, short enough to be of use this year.
AGAIN_WITHIN = 90  # days


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
                    order(1, date(2025, 3, 2)),
                    order(1, date(2026, 1, 5)),
                    order(2, date(2026, 1, 7)),
                    order(2, date(2026, 1, 7)),
                    order(3, date(2025, 1, 31)),
                    order(3, date(2025, 2, 1)),
                    order(4, date(2025, 6, 1)),
                    order(4, date(2025, 7, 1), status="cancelled"),
                ]
            },
            gives=1 / 4,
        ),
    )

    repurchase_rate_in_period = Metric(
        label=Text(ko="재구매율 (기간 내)", en="Repurchase rate (within the period)"),
        about=Text(
            ko="기간 안에 구매한 고객 가운데 같은 기간의 서로 다른 날에 두 번 이상 구매한 고객의 비율입니다. 같은 날의 여러 주문은 "
            "한 번으로 셉니다. 기간이 짧으면 낮아지므로 길이가 같은 기간끼리만 비교해 주세요.",
            en="Of the customers who bought in the period, the share who bought on two or more different days of it. Orders on one day "
            "count as one occasion. Short periods read lower: compare periods of one length only.",
        ),
        formula=repurchase_rate.formula,
        variant_of=repurchase_rate,
        unit=Unit.SHARE,
        better=Better.HIGHER,
        goal=None,
        rise_may_mean=repurchase_rate.rise_may_mean,
        check_first=repurchase_rate.check_first,
        does_not_prove=repurchase_rate.does_not_prove,
        source="Little Stream Software: repeat purchase rate, customers with two or more orders over customers with any, in one window.",
        example=Example(
            given={
                Orders: [
                    order(1, date(2026, 1, 5)),
                    order(1, date(2026, 1, 31)),
                    order(2, date(2026, 1, 7)),
                    order(2, date(2026, 1, 7)),
                    order(3, date(2025, 12, 31)),
                    order(3, date(2026, 1, 1)),
                    order(4, date(2026, 1, 20)),
                    order(4, date(2026, 2, 1)),
                    order(None, date(2026, 1, 9)),
                ]
            },
            gives=1 / 4,
        ),
    )

    cohort_repurchase_rate = Metric(
        label=Text(ko=f"재구매율 (신규 고객 {AGAIN_WITHIN}일)", en=f"Repurchase rate (new customers, {AGAIN_WITHIN} days)"),
        about=Text(
            ko=f"기간 안에 처음 구매한 고객 가운데 첫 구매일부터 {AGAIN_WITHIN}일 안에 다른 날 다시 구매한 고객의 비율입니다. 모두에게 "
            f"같은 시간을 주기 위해 기간이 끝나고 {AGAIN_WITHIN}일이 지나야 값을 냅니다. 자료의 첫 반년은 첫 구매인지 알 수 없어 값을 내지 "
            "않습니다.",
            en=f"Of the customers whose first order ever is in the period, the share who bought again, on another day, within "
            f"{AGAIN_WITHIN} days of that first day. It has no value until {AGAIN_WITHIN} days after the period's end, so that all had "
            "the same time, nor in the first half-year of the data, which cannot tell a first order from a later one.",
        ),
        formula=Share(
            replace(
                newcomers.new_buyers,
                recurring=new_and_back_within(AGAIN_WITHIN),
                label=Text(
                    ko=f"{AGAIN_WITHIN}일 안에 다시 구매한 신규 고객", en=f"new customers who bought again within {AGAIN_WITHIN} days"
                ),
            ),
            newcomers.new_buyers,
        ),
        variant_of=repurchase_rate,
        unit=Unit.SHARE,
        better=Better.HIGHER,
        goal=None,
        rise_may_mean=Text(
            ko="첫 구매의 경험이 좋아졌거나, 두 번째 구매를 이끄는 행사가 있었거나, 더 잘 맞는 고객이 들어왔을 수 있습니다.",
            en="A better first experience, or a promotion for second orders, or new customers whom the shop suits better.",
        ),
        check_first=Text(
            ko="신규 고객 수와 유입 경로, 그 기간의 할인 행사를 먼저 확인해 주세요.",
            en="The number of new customers, where they came from, and the promotions of that time.",
        ),
        does_not_prove=Text(ko="기존 고객도 더 자주 온다는 증거는 아닙니다.", en="That older customers come back more often as well."),
        source="Farris, Bendle, Pfeifer & Reibstein, Marketing Metrics: trial and repeat. By cohort of first orders, of full age.",
        example=Example(
            given={
                Orders: [
                    order(1, date(2025, 3, 2)),  # no longer new
                    order(1, date(2026, 1, 5)),
                    order(2, date(2026, 1, 1)),
                    order(2, date(2026, 4, 1)),  # 90 days later
                    order(3, date(2026, 1, 1)),
                    order(3, date(2026, 4, 2)),  # 91 days later
                    order(4, date(2026, 1, 20)),
                    order(4, date(2026, 1, 20)),
                    order(5, date(2026, 1, 10), status="cancelled"),
                    order(5, date(2026, 1, 12)),
                    order(5, date(2026, 2, 1)),
                ]
            },
            gives=2 / 4,
        ),
    )

    returning_customer_rate = Metric(
        label=Text(ko="재구매 고객 비율 (누적)", en="Returning customer rate"),
        about=Text(
            ko="기간 안에 구매한 고객 가운데 기간이 끝날 때까지 서로 다른 날에 두 번 이상 구매한 고객의 비율입니다. 기간 전의 구매도 "
            "셉니다. 기간이 끝난 뒤의 구매는 세지 않으므로 지난 값이 바뀌지 않습니다. 자료의 첫 반년은 이전 구매를 알 수 없어 "
            "값을 내지 않습니다.",
            en="Of the customers who bought in the period, the share who by its end had bought on two or more different days, in it or "
            "before. Later orders are not counted, so past values stay. It has no value in the first half-year of the data, which does "
            "not know who bought before.",
        ),
        formula=Share(
            replace(
                buyers,
                recurring=at_least_ever(2),
                label=Text(
                    ko="지금까지 서로 다른 날에 두 번 이상 구매한 고객", en="buyers who by then bought on two or more different days, ever"
                ),
            ),
            buyers,
        ),
        variant_of=repurchase_rate,
        unit=Unit.SHARE,
        better=Better.HIGHER,
        goal=None,
        rise_may_mean=Text(
            ko="기존 고객이 더 많이 돌아왔거나, 신규 고객이 줄었을 수 있습니다.", en="More old customers came back, or fewer new ones came."
        ),
        check_first=Text(ko="신규 고객 수와 구매 고객 수를 따로 확인해 주세요.", en="New customers and buyers apart."),
        does_not_prove=Text(
            ko="고객이 더 자주 산다는 증거는 아닙니다. 회사가 오래될수록 저절로 높아집니다.",
            en="That customers buy more often: it rises by itself as a company gets older.",
        ),
        source="Shopify: returning customer rate; here as known at the period's end, so that it stays as it was.",
        example=Example(
            given={
                Orders: [
                    order(1, date(2024, 5, 1)),
                    order(1, date(2026, 1, 5)),
                    order(2, date(2026, 1, 7)),
                    order(2, date(2026, 1, 7)),
                    order(3, date(2026, 1, 8)),
                    order(3, date(2026, 1, 9)),
                    order(4, date(2026, 1, 31)),
                    order(4, date(2026, 2, 1)),
                    order(5, date(2025, 1, 5)),
                    order(6, date(2025, 1, 5), status="refunded"),
                    order(6, date(2026, 1, 5)),
                ]
            },
            gives=2 / 5,
        ),
    )

    new_customers = newcomers.new_customers
    new_customer_share = newcomers.new_customer_share

    churn_rate = churn.churn_rate
    retention_rate = churn.retention_rate

    customer_lifetime_value = Metric(
        label=Text(ko="고객생애가치 (누적 매출)", en="Customer lifetime value (to date)"),
        about=Text(
            ko="지금까지 한 번이라도 구매한 고객 1인당 누적 순매출입니다. 앞으로의 구매는 예측하지 않습니다.",
            en="Net revenue to date per customer who ever bought. Nothing is predicted.",
        ),
        formula=MeanPer(
            total=Orders.net_revenue,
            per=Orders.customer_key,
            rows=Count(on=Orders.ordered_on, where=COUNTS, label=Text(ko="고객의 결제 주문 금액", en="the customers' paid orders")),
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
                    order(1, date(2024, 5, 1), 30_000),
                    order(1, date(2026, 1, 5), 20_000),
                    order(2, date(2025, 1, 5), 10_000),
                    order(2, date(2026, 2, 1), 99_000),
                    order(3, date(2025, 1, 5), 50_000, "refunded"),
                ]
            },
            gives=30_000,
        ),
    )

    expected_churn_rate = predictions.expected_churn_rate
    predicted_lifetime_value = predictions.predicted_lifetime_value
