"""New customers against returning ones: part of the theme Loyalty.

Who is new is told within the rows that are looked at: by team, or of one team, whoever buys there for the first time is new there.
"""

from dataclasses import replace
from datetime import date

from metrics.facts import Fact, Orders
from metrics.formula import Share
from metrics.metric import Better, Example, Metric
from metrics.orders import buyers, known_orders
from metrics.orders import example_order as order
from metrics.recurrence import NEW
from metrics.tally import Tally
from metrics.text import Text
from metrics.unit import Unit

new_buyers = replace(buyers, recurring=NEW, label=Text(ko="신규 고객", en="new customers"))

_BOUGHT: dict[type[Fact], list[dict[str, object]]] = {
    Orders: [
        order(1, date(2025, 3, 2)),
        order(1, date(2026, 1, 5)),
        order(2, date(2026, 1, 7)),
        order(2, date(2026, 1, 20)),
        order(3, date(2025, 12, 31), status="cancelled"),
        order(3, date(2026, 1, 31)),
        order(4, date(2026, 1, 9), revenue=0),
        order(5, date(2026, 2, 1)),
        order(None, date(2026, 1, 15)),
    ]
}

new_customers = Metric(
    label=Text(ko="신규 고객 수", en="New customers"),
    about=Text(
        ko="기간 안에 처음으로 구매한 고객의 수입니다. 팀이나 채널로 나누면 그 팀이나 채널에서 처음 구매한 고객을 셉니다. 자료의 첫 반년은 "
        "첫 구매인지 알 수 없어 값을 내지 않습니다.",
        en="Customers whose first order ever is in the period. Cut by team or channel, those who bought there for the first time. It has "
        "no value in the first half-year of the data, which cannot tell a first order from a later one.",
    ),
    formula=Tally(new_buyers, observed=known_orders),
    unit=Unit.COUNT,
    better=Better.HIGHER,
    goal=None,
    rise_may_mean=Text(
        ko="알려지는 고객이 늘었거나, 광고와 할인 행사가 있었거나, 비회원 주문이 회원 주문으로 바뀌었을 수 있습니다.",
        en="More people heard of the shop, or an advertisement or promotion, or guests who now sign up.",
    ),
    check_first=Text(
        ko="유입 경로와 광고비, 고객을 알 수 없는 주문의 비율을 먼저 확인해 주세요.",
        en="Where they came from, what was spent on it, and the share of orders without a customer.",
    ),
    does_not_prove=Text(ko="그 고객들이 다시 온다는 증거는 아닙니다.", en="That they will come back."),
    source="Shopify: first-time customers, those whose first order is in the period.",
    example=Example(given=_BOUGHT, gives=2),
)

new_customer_share = Metric(
    label=Text(ko="신규 고객 비율", en="New customer share"),
    about=Text(
        ko="기간 안에 구매한 고객 가운데 그 기간에 처음 구매한 고객의 비율입니다. 팀이나 채널로 나누면 그 팀이나 채널에서 처음 구매한 "
        "고객을 셉니다. 자료의 첫 반년은 첫 구매인지 알 수 없어 값을 내지 않습니다.",
        en="Of the customers who bought in the period, the share whose first order ever is in it. Cut by team or channel, those who bought "
        "there for the first time. It has no value in the first half-year of the data.",
    ),
    formula=Share(new_buyers, buyers),
    unit=Unit.SHARE,
    better=Better.NEITHER,  # more new customers raise it, and so do old ones who stay away
    goal=None,
    rise_may_mean=Text(
        ko="신규 고객이 늘었거나, 기존 고객이 덜 돌아왔을 수 있습니다. 신규 고객이 늘어난 것이라면 나쁜 일이 아닙니다.",
        en="More new customers, which is no bad thing, or fewer old ones who came back.",
    ),
    check_first=Text(
        ko="신규 고객 수와 기존 고객 수를 따로 보고, 어느 쪽이 움직였는지 먼저 확인해 주세요.",
        en="New and old customers apart: which of the two moved.",
    ),
    does_not_prove=Text(ko="기존 고객이 떠났다는 증거는 아닙니다.", en="That old customers left."),
    source="Shopify: first-time against returning customers.",
    example=Example(given=_BOUGHT, gives=2 / 3),
)
