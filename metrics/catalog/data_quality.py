"""Is the data fit?"""

from collections.abc import Sequence
from datetime import date

import dataframely as dy
import narwhals as nw

from metrics.engine import Expression
from metrics.facts import Loads, Orders, Responses, Tickets
from metrics.formula import Share
from metrics.measure import Count, Sum
from metrics.metric import Better, Example, Metric, Theme
from metrics.tally import Age
from metrics.text import Text
from metrics.unit import Unit
from metrics.window import ToDate

_IS_ANSWER = ~nw.col(Responses.score.name).is_null()

_orders = Count(on=Orders.ordered_on, label=Text(ko="모든 주문", en="all orders"))
_tickets = Count(on=Tickets.opened_on, label=Text(ko="모든 문의", en="all tickets"))
_answers = Count(on=Responses.answered_on, where=_IS_ANSWER, label=Text(ko="모든 설문 응답", en="all survey answers"))


def _matched(label: Text, about: Text, rows: Count, customer: dy.Column, customers: Sequence[int | None]) -> Metric:
    """Of rows, the share whose customer is known. Two of the `customers` of the example's three rows are known."""
    known: Expression = ~nw.col(customer.name).is_null()
    where = known if rows.where is None else rows.where & known
    told = Text(ko=f"고객을 아는 {rows.label.ko.removeprefix('모든 ')}", en=f"{rows.label.en.removeprefix('all ')} of known customers")
    return Metric(
        label=label,
        about=about,
        formula=Share(Count(on=rows.on, where=where, label=told), rows),
        unit=Unit.SHARE,
        better=Better.HIGHER,
        goal=None,
        rise_may_mean=Text(
            ko="고객 번호가 있는 채널의 비중이 커졌거나, 내보내기에 고객 열이 더해졌을 수 있습니다.",
            en="More of it comes through channels that know the customer, or the export gained a customer column.",
        ),
        check_first=Text(ko="어느 출처에서 달라졌는지 먼저 확인해 주세요.", en="Which source it is."),
        does_not_prove=Text(ko="연결된 고객이 맞는 고객이라는 증거는 아닙니다.", en="That the customer found is the right one."),
        source="Share of rows linked to a customer: completeness, ISO/IEC 25012 data quality model.",
        example=_example(rows, [(date(2026, 1, 15), each) for each in customers], gives=2 / 3),
    )


def _age(label: Text, about: Text, rows: Count) -> Metric:
    """Days from the newest row to the end of a period."""
    days = (date(2025, 12, 1), date(2026, 1, 21), date(2026, 2, 1))
    return Metric(
        label=label,
        about=about,
        formula=Age(rows),
        window=ToDate(),
        unit=Unit.DAYS,
        better=Better.LOWER,
        goal=None,
        rise_may_mean=Text(
            ko="내보내기를 받지 못했거나, 불러오지 않았을 수 있습니다.", en="An export that did not come, or was not loaded."
        ),
        check_first=Text(
            ko="마지막으로 불러온 파일과 그 안의 마지막 날짜를 출처별로 먼저 확인해 주세요.",
            en="The last file of each source, and the last day in it.",
        ),
        does_not_prove=Text(ko="그동안 아무 일도 없었다는 증거는 아닙니다.", en="That nothing happened in the meantime."),
        source="Age of the newest row: currentness, ISO/IEC 25012 data quality model.",
        example=_example(rows, [(day, None) for day in days], gives=10),
    )


def _example(rows: Count, given: Sequence[tuple[date, int | None]], gives: float) -> Example:
    return Example(given={rows.fact: [{rows.on.name: day, "customer_key": customer, "score": 5.0} for day, customer in given]}, gives=gives)


class DataQuality(Theme):
    label = Text(ko="데이터 품질", en="Data quality")
    question = Text(ko="데이터를 믿고 쓸 수 있는가?", en="Is the data fit?")

    matched_order_share = _matched(
        label=Text(ko="고객을 아는 주문", en="Orders matched to a customer"),
        about=Text(
            ko="기간 안의 모든 주문 가운데 고객을 아는 주문의 비율입니다. 취소되거나 환불된 주문도 셉니다. 고객을 알 수 없는 주문은 "
            "재구매율 같은 고객 지표에서 빠집니다.",
            en="Of all orders of the period, cancelled and refunded ones included, the share whose customer is known. The others are left "
            "out of metrics of customers, such as the repurchase rate.",
        ),
        rows=_orders,
        customer=Orders.customer_key,
        customers=(1, 1, None),
    )

    matched_ticket_share = _matched(
        label=Text(ko="고객을 아는 문의", en="Tickets matched to a customer"),
        about=Text(
            ko="기간 안에 접수된 모든 문의 가운데 고객을 아는 문의의 비율입니다.",
            en="Of all tickets opened in the period, the share whose customer is known.",
        ),
        rows=_tickets,
        customer=Tickets.customer_key,
        customers=(7, None, 8),
    )

    matched_answer_share = _matched(
        label=Text(ko="고객을 아는 설문 응답", en="Survey answers matched to a customer"),
        about=Text(
            ko="기간 안에 받은 모든 설문 응답 가운데 고객을 아는 응답의 비율입니다. 점수가 없는 응답은 세지 않습니다.",
            en="Of all survey answers given in the period, the share whose customer is known. Answers without a score are not counted.",
        ),
        rows=_answers,
        customer=Responses.customer_key,
        customers=(None, 3, 4),
    )

    orders_age = _age(
        label=Text(ko="마지막 주문 자료의 경과일", en="Age of the newest order"),
        about=Text(
            ko="기간의 마지막 날까지 있는 주문 가운데 가장 최근 주문일부터 그 마지막 날까지의 날수입니다. 진행 중인 기간은 자료가 있는 "
            "날까지로 봅니다. 0이면 마지막 날의 주문이 있습니다.",
            en="Days from the newest order up to the period's last day, or, of a running period, up to the last day of the data. 0 where "
            "there is an order of that day.",
        ),
        rows=Count(on=Orders.ordered_on, label=Text(ko="주문", en="the orders")),
    )

    tickets_age = _age(
        label=Text(ko="마지막 문의 자료의 경과일", en="Age of the newest ticket"),
        about=Text(
            ko="기간의 마지막 날까지 접수된 문의 가운데 가장 최근 접수일부터 그 마지막 날까지의 날수입니다. 진행 중인 기간은 자료가 있는 "
            "날까지로 봅니다.",
            en="Days from the newest ticket's opening up to the period's last day, or, of a running period, up to the last day of the data."
            "",
        ),
        rows=Count(on=Tickets.opened_on, label=Text(ko="문의", en="the tickets")),
    )

    answers_age = _age(
        label=Text(ko="마지막 설문 응답의 경과일", en="Age of the newest survey answer"),
        about=Text(
            ko="기간의 마지막 날까지 받은 설문 응답 가운데 가장 최근 응답일부터 그 마지막 날까지의 날수입니다. 점수가 있는 응답만 셉니다. "
            "진행 중인 기간은 자료가 있는 날까지로 봅니다.",
            en="Days from the newest survey answer with a score up to the period's last day, or, of a running period, up to the last day "
            "of the data.",
        ),
        rows=Count(on=Responses.answered_on, where=_IS_ANSWER, label=Text(ko="설문 응답", en="the survey answers")),
    )

    rejected_share = Metric(
        label=Text(ko="거절된 행의 비율", en="Rows rejected"),
        about=Text(
            ko="기간 안에 불러온 파일의 행 가운데 거절된 행의 비율입니다. 파일을 불러온 날을 기준으로 하며, 다른 행에 합쳐진 행과 되돌린 "
            "파일은 세지 않습니다.",
            en="Of the rows of files loaded in the period, the share that was rejected, by the day of loading. Lines that were grouped "
            "into another row are not counted, nor are loads that were taken back.",
        ),
        formula=Share(
            Sum(of=Loads.rejected, on=Loads.loaded_on, label=Text(ko="거절된 행", en="rows rejected")),
            Sum(of=Loads.judged, on=Loads.loaded_on, label=Text(ko="받아들이거나 거절된 행", en="rows accepted or rejected")),
        ),
        unit=Unit.SHARE,
        better=Better.LOWER,
        goal=None,
        rise_may_mean=Text(
            ko="내보내기의 형식이 바뀌었거나, 원래 시스템에 잘못된 값이 늘었을 수 있습니다.",
            en="The export changed its form, or the system it comes from holds more wrong values.",
        ),
        check_first=Text(
            ko="거절 사유와 줄 번호를 출처별로 먼저 확인해 주세요.", en="The reasons of the rejects and their lines, source by source."
        ),
        does_not_prove=Text(ko="받아들인 행이 모두 맞다는 증거는 아닙니다.", en="That the rows accepted are right."),
        source="Rejected over accepted and rejected rows: validity, as data loaders report it.",
        example=Example(
            given={
                Loads: [
                    {"source": "a", "loaded_on": date(2026, 1, 5), "accepted": 90, "rejected": 10, "judged": 100},
                    {"source": "b", "loaded_on": date(2026, 1, 6), "accepted": 300, "rejected": 0, "judged": 300},
                    {"source": "a", "loaded_on": date(2026, 2, 1), "accepted": 0, "rejected": 50, "judged": 50},
                ]
            },
            gives=10 / 400,
        ),
    )
