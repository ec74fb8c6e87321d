"""What a model expects of the customers of today: part of the theme Loyalty.

They are estimates and say so: the rest of the theme counts what happened. Their model is BG/NBD with Gamma-Gamma, made anew every month.
"""

from datetime import date, timedelta
from random import Random

from metrics.catalog.churn import INACTIVE_DAYS, churn_rate
from metrics.estimate import ACTIVE_DAYS, ExpectedSilence, ExpectedValue
from metrics.estimates.gate import BUYERS
from metrics.facts import Fact, Orders
from metrics.metric import Better, Example, Metric
from metrics.orders import example_order
from metrics.text import Text
from metrics.unit import Unit

MONTHS_AHEAD = 12


def _shop() -> list[dict[str, object]]:
    """The orders of as many buyers as a model needs, who come and leave as the models suppose, until the end of January 2026."""
    chance, opened = Random(2005), date(2025, 2, 1)
    orders: list[dict[str, object]] = []
    for buyer in range(BUYERS):
        day, rate, leaving = chance.uniform(0, 300), chance.gammavariate(1.2, 1 / 60), chance.betavariate(1.2, 3.0)
        scale, orders_before = 1 / chance.gammavariate(4, 1 / 20_000), len(orders)
        while day < 365:
            orders.append(example_order(buyer, opened + timedelta(days=int(day)), round(scale * chance.gammavariate(5, 1))))
            if len(orders) > orders_before + 1 and chance.random() < leaving:
                break
            day += chance.expovariate(rate)
    return orders


_SHOP: dict[type[Fact], list[dict[str, object]]] = {Orders: _shop()}

expected_churn_rate = Metric(
    label=Text(ko=f"예상 이탈률 (앞으로 {INACTIVE_DAYS}일)", en=f"Expected churn ({INACTIVE_DAYS} days ahead)"),
    about=Text(
        ko=f"최근 {ACTIVE_DAYS}일 안에 구매한 고객 가운데 앞으로 {INACTIVE_DAYS}일 동안 한 번도 구매하지 않을 것으로 예상되는 비율입니다. "
        "고객마다 지금까지의 구매 간격으로 추정한 예측값이며, 매월 말 기준으로 다시 계산합니다.",
        en=f"Of the customers who bought in the last {ACTIVE_DAYS} days, the share expected to buy nothing in the next {INACTIVE_DAYS}. "
        "An estimate from each customer's own rhythm of orders, made anew at every month's end.",
    ),
    formula=ExpectedSilence(INACTIVE_DAYS),
    unit=Unit.SHARE,
    better=Better.LOWER,
    goal=None,
    variant_of=churn_rate,
    rise_may_mean=Text(
        ko="단골의 구매 간격이 길어졌거나, 한 번만 산 신규 고객이 늘었거나, 행사 뒤라 다음 구매가 늦어지는 때일 수 있습니다.",
        en="Regulars order less often, or there are more newcomers with a single order, or a promotion has just brought orders forward.",
    ),
    check_first=Text(
        ko="지난 예측이 실제와 맞았는지(모형 카드의 검증 결과), 신규 고객이 많은 때였는지 먼저 확인해 주세요.",
        en="Whether earlier estimates came true (the hold-out check on the model card), and how many customers are new.",
    ),
    does_not_prove=Text(
        ko="특정 고객이 떠난다는 뜻은 아닙니다. 계절과 행사는 모형에 들어 있지 않습니다.",
        en="That any one customer will leave. The model knows no seasons and no promotions.",
    ),
    source="P(no purchase in t) of BG/NBD (Fader, Hardie & Lee 2005, 'Counting Your Customers' the Easy Way), 90 days as Klaviyo has it.",
    example=Example(given=_SHOP, gives=0.7255509914),
)

predicted_lifetime_value = Metric(
    label=Text(ko=f"예상 고객생애가치 (앞으로 {MONTHS_AHEAD}개월)", en=f"Predicted lifetime value ({MONTHS_AHEAD} months ahead)"),
    about=Text(
        ko=f"최근 {ACTIVE_DAYS}일 안에 구매한 고객 1인당 앞으로 {MONTHS_AHEAD}개월 동안 예상되는 순매출의 현재가치(월 1% 할인)입니다. "
        "지금까지의 구매 간격과 금액으로 추정한 예측값이며, 매월 말 기준으로 다시 계산합니다.",
        en=f"Net revenue expected in the next {MONTHS_AHEAD} months, discounted by 1 % a month, per customer who bought in the last "
        f"{ACTIVE_DAYS} days. An estimate from the rhythm and value of past orders, made anew at every month's end.",
    ),
    formula=ExpectedValue(MONTHS_AHEAD),
    unit=Unit.MONEY,
    better=Better.HIGHER,
    goal=None,
    rise_may_mean=Text(
        ko="고객이 더 자주 또는 더 많이 사거나, 구매가 뜸한 고객이 최근 구매 고객에서 빠져나갔을 수 있습니다.",
        en="Customers order more often or for more, or those who seldom came are no longer among the recent ones.",
    ),
    check_first=Text(
        ko="최근 구매 고객 수와 예측 구간의 너비, 그리고 지난 예측이 실제와 맞았는지 먼저 확인해 주세요.",
        en="How many recent customers there are, how wide the interval is, and whether earlier estimates came true.",
    ),
    does_not_prove=Text(
        ko="앞으로의 매출을 보장하지 않으며, 이익이 아닙니다. 신규 고객의 구매는 들어 있지 않습니다.",
        en="Future revenue, nor profit: costs are not taken off, and customers yet to come are not in it.",
    ),
    source="BG/NBD and Gamma-Gamma: Fader, Hardie & Lee (2005) eq. (10), Fader & Hardie (2013) note 025 eq. (5).",
    example=Example(given=_SHOP, gives=46_768.786314),
)
