"""Do they complain?"""

from datetime import date

from metrics.contacts import AGAIN_WITHIN, Contact, Topics
from metrics.dealings import COMPLAINED_WITHIN, FollowedOrders, active_customers
from metrics.facts import Orders, Tickets
from metrics.formula import Rate, Share
from metrics.goal import Goal
from metrics.measure import Count, Distinct
from metrics.metric import Better, Example, Metric, Theme
from metrics.orders import example_order, orders
from metrics.recurrence import episodes
from metrics.tally import Tally
from metrics.text import Text
from metrics.tickets import complaining_customers as complaining
from metrics.tickets import complaints, judged, judged_of_known_customers
from metrics.unit import Unit

_issues = Distinct(
    things=(Tickets.customer_key, Contact.topic),
    on=Tickets.opened_on,
    where=complaints.where,
    recurring=episodes(AGAIN_WITHIN),
    rows=Topics(),
    label=Text(ko="불만 사안", en="complaint issues"),
)


def _ticket(customer: int | None, opened_on: date, *, is_complaint: bool | None = True, category: str | None = None) -> dict[str, object]:
    return {"customer_key": customer, "opened_on": opened_on, "is_complaint": is_complaint, "category": category}


_SAID: list[dict[str, object]] = [
    _ticket(1, date(2025, 12, 1), is_complaint=False),
    _ticket(1, date(2026, 1, 5), category="배송"),
    _ticket(1, date(2026, 1, 12), category="배송"),  # within seven days: the same issue
    _ticket(1, date(2026, 1, 13), category="상품"),  # about something else
    _ticket(1, date(2026, 1, 20), category="배송"),  # eight days after the last: another issue
    _ticket(2, date(2025, 12, 30)),
    _ticket(2, date(2026, 1, 2)),  # goes on from December
    _ticket(3, date(2026, 1, 8)),
    _ticket(4, date(2026, 1, 9), is_complaint=False),
    _ticket(5, date(2026, 1, 9), is_complaint=None),
    _ticket(None, date(2026, 1, 9)),
]
_EASIER = Text(
    ko="상품이나 배송이 나빠졌거나, 불만을 말하기 쉬워졌거나, 새 채널의 문의가 더해졌을 수 있습니다.",
    en="Worse products or delivery, or an easier channel, or a channel that was added.",
)
_CHANNELS = Text(
    ko="불만 건수와 고객 수, 사안 수를 나란히 보고, 어느 채널에서 늘었는지 먼저 확인해 주세요.",
    en="Issues, contacts and customers beside each other, and which channel they came through.",
)
_NOT_UNHAPPY = Text(ko="불만족한 고객이 늘었다는 증거는 아닙니다.", en="That more customers are unhappy.")


class Complaints(Theme):
    label = Text(ko="불만", en="Complaints")
    question = Text(ko="고객이 불만을 말하고 있는가?", en="Do they complain?")

    complaint_contacts = Metric(
        label=Text(ko="불만 문의", en="Complaint contacts"),
        about=Text(
            ko="기간 안에 접수된 문의 가운데 불만인 문의의 수입니다. 다시 열린 문의는 한 번만 셉니다. 불만 여부를 아는 문의가 하나도 "
            "없으면 0이 아니라 알 수 없음입니다.",
            en="Tickets opened in the period that are complaints. A re-opened ticket counts once. Where of no ticket it is known whether "
            "it is a complaint, the number is not 0 but unknown.",
        ),
        formula=Tally(complaints, judged),
        unit=Unit.COUNT,
        better=Better.LOWER,
        goal=None,
        rise_may_mean=_EASIER,
        check_first=_CHANNELS,
        does_not_prove=_NOT_UNHAPPY,
        source="Complaint contacts, customers and issues are three counts, always told together.",
        example=Example(given={Tickets: _SAID}, gives=7),
    )

    complaining_customers = Metric(
        label=Text(ko="불만을 말한 고객", en="Complaining customers"),
        about=Text(
            ko="기간 안에 불만을 한 번이라도 접수한 고객의 수입니다. 고객을 알 수 없는 문의는 세지 않습니다.",
            en="Different customers who opened a complaint in the period. Tickets of unknown customers are not counted.",
        ),
        formula=Tally(complaining, judged_of_known_customers),
        unit=Unit.COUNT,
        better=Better.LOWER,
        goal=None,
        beside=(complaint_contacts,),
        rise_may_mean=_EASIER,
        check_first=_CHANNELS,
        does_not_prove=_NOT_UNHAPPY,
        source=complaint_contacts.source,
        example=Example(given={Tickets: _SAID}, gives=3),
    )

    complaint_issues = Metric(
        label=Text(ko="불만 사안", en="Complaint issues"),
        about=Text(
            ko=f"기간 안에 새로 생긴 불만 사안의 수입니다. 같은 고객이 같은 유형으로 {AGAIN_WITHIN}일 안에 이어서 접수한 불만은 한 "
            "사안이며, 앞선 불만이 기간 전에 있었다면 그 기간의 사안입니다. 유형이 없는 불만끼리는 같은 유형으로 봅니다. "
            "고객을 알 수 없는 문의는 세지 않습니다.",
            en=f"Complaint issues that began in the period. Complaints of one customer in one category, each within {AGAIN_WITHIN} days of "
            "the one before, are one issue, which belongs to the period of the first. Those without a category are taken for one category. "
            "Tickets of unknown customers are not counted.",
        ),
        formula=Tally(_issues, judged_of_known_customers),
        unit=Unit.COUNT,
        better=Better.LOWER,
        goal=None,
        beside=(complaint_contacts, complaining_customers),
        rise_may_mean=_EASIER,
        check_first=_CHANNELS,
        does_not_prove=_NOT_UNHAPPY,
        source=complaint_contacts.source,
        example=Example(given={Tickets: _SAID}, gives=4),
    )

    complaint_rate = Metric(
        label=Text(ko="불만율", en="Complaint rate"),
        about=Text(
            ko="기간 안에 접수된 불만 건수를 같은 기간의 결제 주문 수로 나눈 값입니다. 다시 열린 문의는 한 번만 셉니다.",
            en="Complaints opened in the period over the paid orders of the same period. A re-opened ticket counts once.",
        ),
        formula=Rate(part=complaints, whole=orders, observed=judged),
        unit=Unit.SHARE,
        better=Better.LOWER,
        goal=Goal(at_most=0.05),
        beside=(complaint_issues, complaint_contacts, complaining_customers),
        rise_may_mean=Text(
            ko="상품이나 배송이 나빠졌거나, 불만을 말하기 쉬워졌거나, 주문이 줄었을 수 있습니다.",
            en="Worse products or delivery, or an easier channel, or fewer orders.",
        ),
        check_first=Text(
            ko="불만 건수와 주문 수를 따로 보고, 어느 채널에서 늘었는지 먼저 확인해 주세요. 늘었다면 바로 조치가 필요합니다.",
            en="Complaints and orders apart, and which channel they came through. A real rise calls for action at once.",
        ),
        does_not_prove=_NOT_UNHAPPY,
        source="KPI Depot: complaints over orders (variant C1).",
        example=Example(
            given={
                Orders: [example_order(n, date(2026, 1, 10)) for n in range(10)],
                Tickets: [_ticket(None, date(2026, 1, 15), is_complaint=said) for said in (True, True, False, None)],
            },
            gives=2 / 10,
        ),
    )

    complaining_customer_share = Metric(
        label=Text(ko="불만율 (활동 고객 기준)", en="Complaining customers' share"),
        about=Text(
            ko="기간 안에 주문했거나 문의한 고객 가운데 불만을 한 번이라도 접수한 고객의 비율입니다. 주문은 결제 주문만 세고, 고객을 알 수 "
            "없는 주문과 문의는 뺍니다. 100%를 넘지 않습니다.",
            en="Of the customers who placed a paid order or contacted us in the period, the share who opened a complaint. Orders and "
            "tickets of unknown customers are left out. It cannot exceed 100 %.",
        ),
        formula=Rate(part=complaining, whole=active_customers, observed=judged_of_known_customers, base=orders),
        unit=Unit.SHARE,
        better=Better.LOWER,
        goal=None,
        variant_of=complaint_rate,
        beside=complaint_rate.beside,
        rise_may_mean=_EASIER,
        check_first=Text(
            ko="불만을 말한 고객 수와 활동 고객 수를 따로 보고, 어느 채널에서 늘었는지 먼저 확인해 주세요.",
            en="Complaining and active customers apart, and which channel the complaints came through.",
        ),
        does_not_prove=_NOT_UNHAPPY,
        source="Complaints per customers: distinct customers with a complaint over active customers (variant C2).",
        example=Example(
            given={
                Orders: [
                    example_order(1, date(2026, 1, 3)),
                    example_order(6, date(2026, 1, 3)),
                    example_order(7, date(2026, 1, 15)),
                    example_order(8, date(2026, 1, 3), status="cancelled"),
                    example_order(9, date(2025, 12, 31)),
                    example_order(None, date(2026, 1, 3)),
                ],
                Tickets: _SAID,
            },
            gives=3 / 7,
        ),
    )

    complaints_per_thousand_customers = Metric(
        label=Text(ko="불만 건수 (활동 고객 1,000명당)", en="Complaints per 1,000 customers"),
        about=Text(
            ko="기간 안에 접수된 불만 건수를 같은 기간에 주문했거나 문의한 고객 수로 나누어 1,000을 곱한 값입니다. 결제 주문만 셉니다. "
            "고객을 알 수 없는 불만도 건수에는 들어갑니다. 한 고객이 여러 번 말하면 모두 셉니다.",
            en="Complaints opened in the period, per 1,000 customers who placed a paid order or contacted us in it. Complaints of unknown "
            "customers count as well, and so does each of a customer's several.",
        ),
        formula=Rate(part=complaints, whole=active_customers, observed=judged, per=1000, base=orders),
        unit=Unit.PER_THOUSAND,
        better=Better.LOWER,
        goal=None,
        variant_of=complaint_rate,
        beside=complaint_rate.beside,
        rise_may_mean=_EASIER,
        check_first=complaining_customer_share.check_first,
        does_not_prove=_NOT_UNHAPPY,
        source="Complaints per 1,000 customers: a rate, not a share (variant C3).",
        example=Example(given=complaining_customer_share.example.given, gives=1000 * 7 / 7),
    )

    complained_order_rate = Metric(
        label=Text(ko=f"불만으로 이어진 주문 ({COMPLAINED_WITHIN}일)", en=f"Orders complained about ({COMPLAINED_WITHIN} days)"),
        about=Text(
            ko=f"기간 안의 결제 주문 가운데, 같은 고객이 주문일부터 {COMPLAINED_WITHIN}일 안에, 그리고 다음 주문일 전에 불만을 접수한 "
            "주문의 비율입니다. 같은 날의 주문은 모두 그 불만의 주문으로 봅니다. 주문과 다른 팀이나 채널로 온 불만도 포함합니다. "
            "고객을 알 수 없는 주문과, 문의 자료가 없는 날의 주문은 뺍니다. "
            f"{COMPLAINED_WITHIN}일이 지나야 값이 나옵니다.",
            en=f"Of the paid orders of the period, the share that the same customer's complaint followed on the day of the order or up to "
            f"{COMPLAINED_WITHIN} days later, and before the customer's next day with a paid order. All orders of that day count, and "
            "complaints through whichever team or channel. Orders of unknown customers are left out, and those on days before the first or "
            "after the last ticket known to be a complaint or not. "
            f"It takes {COMPLAINED_WITHIN} days to be known.",
        ),
        formula=Share(
            Count(
                on=Orders.ordered_on,
                rows=FollowedOrders(only_complained=True),
                label=Text(
                    ko=f"{COMPLAINED_WITHIN}일 안에 불만이 접수된 주문", en=f"orders complained about within {COMPLAINED_WITHIN} days"
                ),
            ),
            Count(on=Orders.ordered_on, rows=FollowedOrders(), label=Text(ko="고객을 아는 결제 주문", en="paid orders of known customers")),
        ),
        unit=Unit.SHARE,
        better=Better.LOWER,
        goal=None,
        variant_of=complaint_rate,
        beside=complaint_rate.beside,
        rise_may_mean=Text(
            ko="그 기간에 판 상품이나 배송이 나빴거나, 불만을 말하기 쉬워졌을 수 있습니다.",
            en="Worse products or delivery of what was sold then, or an easier channel.",
        ),
        check_first=Text(
            ko="상품 분류별로 나누어 보고, 고객을 알 수 없는 주문이 얼마나 되는지 먼저 확인해 주세요.",
            en="The product categories apart, and how many orders have no known customer.",
        ),
        does_not_prove=Text(ko="불만이 그 주문 때문이었다는 증거는 아닙니다.", en="That the complaint was about that order."),
        source="Lag-correct complaint rate: complaints dated to the order they are about (variant C4).",
        example=Example(
            given={
                Orders: [
                    example_order(1, date(2026, 1, 5)),
                    example_order(1, date(2026, 1, 5)),  # on the same day as the first
                    example_order(2, date(2026, 1, 10)),  # followed by the next order before the complaint
                    example_order(2, date(2026, 1, 20)),
                    example_order(3, date(2026, 1, 10)),  # complained about on the 31st day
                    example_order(4, date(2026, 1, 10), status="refunded"),
                    example_order(5, date(2026, 1, 10)),
                    example_order(None, date(2026, 1, 10)),
                    example_order(5, date(2025, 12, 31)),  # before tickets were known
                ],
                Tickets: [
                    _ticket(9, date(2026, 1, 1), is_complaint=False),
                    _ticket(1, date(2026, 2, 4)),
                    _ticket(2, date(2026, 1, 20)),
                    _ticket(3, date(2026, 2, 10)),
                    _ticket(4, date(2026, 1, 11)),
                    _ticket(5, date(2026, 1, 11), is_complaint=None),
                    _ticket(5, date(2026, 1, 9)),
                ],
            },
            gives=3 / 6,
        ),
    )
