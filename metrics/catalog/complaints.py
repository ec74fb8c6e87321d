"""Do they complain?"""

from datetime import date

import narwhals as nw

from metrics.catalog.orders import orders
from metrics.facts import Orders, Tickets
from metrics.formula import Rate
from metrics.goal import Goal
from metrics.measure import Count
from metrics.metric import Better, Example, Metric, Theme
from metrics.text import Text
from metrics.unit import Unit


class Complaints(Theme):
    label = Text(ko="불만", en="Complaints")
    question = Text(ko="고객이 불만을 말하고 있는가?", en="Do they complain?")

    complaint_rate = Metric(
        label=Text(ko="불만율", en="Complaint rate"),
        about=Text(
            ko="기간 안에 접수된 불만 건수를 같은 기간의 결제 주문 수로 나눈 값입니다. 다시 열린 문의는 한 번만 셉니다.",
            en="Complaints opened in the period over the paid orders of the same period. A re-opened ticket counts once.",
        ),
        formula=Rate(
            part=Count(
                fact=Tickets,
                on=Tickets.opened_on,
                where=nw.col(Tickets.is_complaint.name),
                label=Text(ko="불만 문의", en="complaint tickets"),
            ),
            whole=orders,
            observed=Count(
                fact=Tickets,
                on=Tickets.opened_on,
                where=~nw.col(Tickets.is_complaint.name).is_null(),
                label=Text(ko="불만 여부를 아는 문의", en="tickets known to be a complaint or not"),
            ),
        ),
        unit=Unit.SHARE,
        better=Better.LOWER,
        goal=Goal(at_most=0.05),
        rise_may_mean=Text(
            ko="상품이나 배송이 나빠졌거나, 불만을 말하기 쉬워졌거나, 주문이 줄었을 수 있습니다.",
            en="Worse products or delivery, or an easier channel, or fewer orders.",
        ),
        check_first=Text(
            ko="불만 건수와 주문 수를 따로 보고, 어느 채널에서 늘었는지 먼저 확인해 주세요. 늘었다면 바로 조치가 필요합니다.",
            en="Complaints and orders apart, and which channel they came through. A real rise calls for action at once.",
        ),
        does_not_prove=Text(ko="불만족한 고객이 늘었다는 증거는 아닙니다.", en="That more customers are unhappy."),
        source="KPI Depot: complaints over orders (variant C1).",
        example=Example(
            given={
                Orders: [
                    {"customer_key": n, "ordered_on": date(2026, 1, 10), "net_revenue": 10_000, "status": "delivered"} for n in range(10)
                ],
                Tickets: [{"opened_on": date(2026, 1, 15), "is_complaint": said} for said in (True, True, False, None)],
            },
            gives=2 / 10,
        ),
    )
