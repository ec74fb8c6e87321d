"""Who stayed away and who came back: part of the theme Loyalty.

A shop has no contract that ends, so a customer who left looks like one who has not come yet. Both metrics look at the same customers,
those who bought in one stretch of days, and at the equally long stretch after it, so that together they are all.
"""

from dataclasses import replace
from datetime import date

from metrics.facts import Fact, Orders
from metrics.formula import Share
from metrics.metric import Better, Example, Metric
from metrics.orders import buyers
from metrics.orders import example_order as order
from metrics.recurrence import not_returned_within, returned_within
from metrics.text import Text
from metrics.unit import Unit
from metrics.window import Trailing

# A season, and what Klaviyo's churn forecast looks ahead. It suits a shop whose customers mostly order more often than that.
INACTIVE_DAYS = 90

gone = replace(
    buyers,
    recurring=not_returned_within(INACTIVE_DAYS),
    label=Text(ko=f"그 뒤 {INACTIVE_DAYS}일 동안 구매하지 않은 고객", en=f"buyers who did not buy in the {INACTIVE_DAYS} days after that"),
)
stayed = replace(
    buyers,
    recurring=returned_within(INACTIVE_DAYS),
    label=Text(ko=f"그 뒤 {INACTIVE_DAYS}일 안에 다시 구매한 고객", en=f"buyers who bought again in the {INACTIVE_DAYS} days after that"),
)
_WINDOW = Trailing(days=INACTIVE_DAYS, before=INACTIVE_DAYS)

_BOUGHT: dict[type[Fact], list[dict[str, object]]] = {  # the 90 days to 1 February 2026 begin on 3 November, the 90 before them on 5 August
    Orders: [
        order(1, date(2025, 8, 5)),
        order(1, date(2025, 11, 3)),
        order(2, date(2025, 11, 2)),
        order(2, date(2026, 1, 31)),
        order(3, date(2025, 9, 1)),
        order(3, date(2025, 10, 1)),
        order(4, date(2025, 9, 1)),
        order(4, date(2025, 12, 1), status="cancelled"),
        order(4, date(2026, 2, 1)),
        order(5, date(2025, 10, 20)),
        order(6, date(2025, 8, 4)),
        order(6, date(2025, 12, 24)),
        order(7, date(2025, 12, 24)),
        order(8, date(2025, 9, 1), status="refunded"),
        order(None, date(2025, 9, 1)),
    ]
}

churn_rate = Metric(
    label=Text(ko=f"이탈률 ({INACTIVE_DAYS}일 미구매)", en=f"Churn rate ({INACTIVE_DAYS} days inactive)"),
    about=Text(
        ko=f"기간이 끝나기 {INACTIVE_DAYS * 2}일 전부터 {INACTIVE_DAYS}일 전까지 구매한 고객 가운데 그 뒤 {INACTIVE_DAYS}일 동안 한 번도 "
        f"구매하지 않은 고객의 비율입니다. 그 뒤에 처음 온 고객은 세지 않습니다.",
        en=f"Of the customers who bought in the {INACTIVE_DAYS} days that end {INACTIVE_DAYS} days before the period does, the share who "
        f"did not buy in the {INACTIVE_DAYS} days since. Customers who came only then are not counted.",
    ),
    formula=Share(gone, buyers),
    window=_WINDOW,
    unit=Unit.SHARE,
    better=Better.LOWER,
    goal=None,
    rise_may_mean=Text(
        ko="고객이 떠났거나, 계절이 바뀌었거나, 행사 때 한 번만 산 고객이 많았을 수 있습니다.",
        en="Customers left, or the season changed, or many had bought only once, at a promotion.",
    ),
    check_first=Text(
        ko=f"{INACTIVE_DAYS}일이 우리 고객의 구매 간격에 맞는지, 신규 고객이 많은 때였는지, "
        "신규 고객의 재구매율은 어떤지 먼저 확인해 주세요.",
        en=f"Whether {INACTIVE_DAYS} days suit the gaps between your customers' orders, whether many of them were new, and the repurchase "
        "rate of new customers.",
    ),
    does_not_prove=Text(
        ko="그 고객들이 영영 떠났다는 증거는 아니며, 앞으로의 이탈을 뜻하지도 않습니다.",
        en="That they are gone for good, nor how many will leave next.",
    ),
    source="Churn by inactivity, 1 - retention rate (Farris, Bendle, Pfeifer & Reibstein, Marketing Metrics: retained over at risk).",
    example=Example(given=_BOUGHT, gives=3 / 5),
)

retention_rate = Metric(
    label=Text(ko=f"유지율 ({INACTIVE_DAYS}일)", en=f"Retention rate ({INACTIVE_DAYS} days)"),
    about=Text(
        ko=f"기간이 끝나기 {INACTIVE_DAYS * 2}일 전부터 {INACTIVE_DAYS}일 전까지 구매한 고객 가운데 그 뒤 {INACTIVE_DAYS}일 안에 다시 "
        "구매한 고객의 비율입니다. 같은 고객을 두고 이탈률과 더하면 100%입니다.",
        en=f"Of the customers who bought in the {INACTIVE_DAYS} days that end {INACTIVE_DAYS} days before the period does, the share who "
        f"bought again in the {INACTIVE_DAYS} days since. Of the same customers as the churn rate: the two add up to 100 %.",
    ),
    formula=Share(stayed, buyers),
    window=_WINDOW,
    unit=Unit.SHARE,
    better=Better.HIGHER,
    goal=None,
    rise_may_mean=Text(
        ko="고객이 더 많이 남았거나, 할인 행사가 있었거나, 앞선 때에 신규 고객이 적었을 수 있습니다.",
        en="More customers stayed, or a promotion, or few of them had been new.",
    ),
    check_first=Text(
        ko="같은 때의 할인 행사와 신규 고객 비율을 먼저 확인해 주세요.", en="The promotions of that time, and the share of new customers."
    ),
    does_not_prove=Text(ko="고객이 만족했다는 증거는 아닙니다.", en="That customers are satisfied."),
    source="Farris, Bendle, Pfeifer & Reibstein, Marketing Metrics: retention rate, customers retained over customers at risk.",
    example=Example(given=_BOUGHT, gives=2 / 5),
)
