"""Do we answer well?"""

from datetime import date

import narwhals as nw

from metrics.catalog.satisfaction import Satisfaction
from metrics.facts import Tickets
from metrics.formula import Quantile, Share
from metrics.measure import Count
from metrics.metric import Better, Example, Metric, Theme
from metrics.text import Text
from metrics.unit import Unit

_tickets = Count(fact=Tickets, on=Tickets.opened_on, label=Text(ko="접수된 문의", en="tickets opened"))


def _waits(label: Text) -> Count:
    return Count(fact=Tickets, on=Tickets.opened_on, label=label)


def _answered_after(*minutes: int | None) -> list[dict[str, object]]:
    return [{"opened_on": date(2026, 1, 15), "first_response_business_minutes": m, "first_resolution_minutes": m} for m in minutes]


class Service(Theme):
    label = Text(ko="응대", en="Service")
    question = Text(ko="잘 응대하고 있는가?", en="Do we answer well?")

    first_response_time_p90 = Metric(
        label=Text(ko="첫 응답 시간, 느린 10%", en="First response time, slowest tenth"),
        about=Text(
            ko="응답한 문의의 90%가 이 시간 안에 첫 응답을 받았습니다. 영업시간만 셉니다.",
            en="Nine in ten answered tickets got their first reply within this time, in business minutes.",
        ),
        formula=Quantile(
            of=Tickets.first_response_business_minutes,
            q=0.9,
            rows=_waits(Text(ko="첫 응답까지 걸린 영업시간", en="business time to the first reply")),
        ),
        unit=Unit.MINUTES,
        better=Better.LOWER,
        goal=None,
        rise_may_mean=Text(ko="어려운 문의가 뒤로 밀리고 있을 수 있습니다.", en="Hard tickets are left for later."),
        check_first=Text(ko="아직 답하지 않은 문의와 담당자 근무를 먼저 확인해 주세요.", en="Tickets still waiting, and who was on duty."),
        does_not_prove=Text(ko="대부분의 고객이 오래 기다렸다는 뜻은 아닙니다.", en="That most customers waited long."),
        source="90th percentile of first reply time, as help desks report it beside the median.",
        example=Example(given={Tickets: _answered_after(10, 20, 30, 40, 50, 60, 70, 80, 90, 100, None)}, gives=91),
    )

    first_response_time = Metric(
        label=Text(ko="첫 응답 시간 (중앙값)", en="First response time (median)"),
        about=Text(
            ko="문의를 접수한 때부터 상담원이 처음 답할 때까지 걸린 시간의 중앙값입니다. "
            "영업시간만 셉니다. 아직 답하지 않은 문의는 빠집니다.",
            en="Median time from a ticket's opening to an agent's first reply, in business minutes. Tickets not yet answered are left out.",
        ),
        formula=Quantile(
            of=Tickets.first_response_business_minutes,
            q=0.5,
            rows=_waits(Text(ko="첫 응답까지 걸린 영업시간", en="business time to the first reply")),
        ),
        unit=Unit.MINUTES,
        better=Better.LOWER,
        goal=None,
        beside=(first_response_time_p90, Satisfaction.customer_satisfaction),
        rise_may_mean=Text(
            ko="인력이 모자라거나, 문의가 몰렸거나, 어려운 문의가 늘었을 수 있습니다.",
            en="Too few people, a rush of tickets, or harder ones.",
        ),
        check_first=Text(
            ko="빨라졌다면 만족도가 함께 떨어지지 않았는지, 느린 10%와 재문의, 남은 문의를 먼저 확인해 주세요.",
            en="If it fell: whether satisfaction fell with it, the slowest tenth, re-opened tickets and the backlog.",
        ),
        does_not_prove=Text(ko="빠른 응답이 좋은 응대라는 증거는 아닙니다.", en="That faster is better service."),
        source="Zendesk: first reply time in business hours, median.",
        example=Example(given={Tickets: _answered_after(10, 20, 60, 600, None)}, gives=40),
    )

    first_resolution_time = Metric(
        label=Text(ko="첫 해결 시간 (중앙값)", en="First resolution time (median)"),
        about=Text(
            ko="문의를 접수한 때부터 처음 해결될 때까지 걸린 시간의 중앙값입니다. 밤과 휴일도 셉니다.",
            en="Median time from a ticket's opening to its first resolution, nights and holidays included.",
        ),
        formula=Quantile(
            of=Tickets.first_resolution_minutes, q=0.5, rows=_waits(Text(ko="첫 해결까지 걸린 시간", en="time to the first resolution"))
        ),
        unit=Unit.MINUTES,
        better=Better.LOWER,
        goal=None,
        rise_may_mean=Text(
            ko="어려운 문의가 늘었거나 다른 부서의 답이 늦었을 수 있습니다.", en="Harder tickets, or another department answers late."
        ),
        check_first=Text(ko="다시 열린 문의의 비율과 남은 문의를 먼저 확인해 주세요.", en="The reopen rate and the backlog."),
        does_not_prove=Text(ko="문제가 완전히 해결됐다는 증거는 아닙니다.", en="That the matter was settled for good."),
        source="Zendesk: first resolution time, calendar minutes.",
        example=Example(given={Tickets: _answered_after(10, 20, 60, 600, None)}, gives=40),
    )

    reopen_rate = Metric(
        label=Text(ko="재문의율", en="Reopen rate"),
        about=Text(
            ko="접수된 문의 가운데 한 번 이상 다시 열린 문의의 비율입니다.",
            en="Of the tickets opened, the share that was re-opened at least once.",
        ),
        formula=Share(
            Count(
                fact=Tickets,
                on=Tickets.opened_on,
                where=nw.col(Tickets.reopened_count.name) > 0,
                label=Text(ko="다시 열린 문의", en="tickets re-opened"),
            ),
            Count(
                fact=Tickets,
                on=Tickets.opened_on,
                where=~nw.col(Tickets.reopened_count.name).is_null(),
                label=_tickets.label,
            ),
        ),
        unit=Unit.SHARE,
        better=Better.LOWER,
        goal=None,
        rise_may_mean=Text(
            ko="첫 답이 문제를 풀지 못했거나, 너무 일찍 닫았을 수 있습니다.",
            en="First answers that do not solve the matter, or closed too early.",
        ),
        check_first=Text(
            ko="첫 응답 시간이 같은 때 빨라졌는지 먼저 확인해 주세요.", en="Whether first replies got faster at the same time."
        ),
        does_not_prove=Text(ko="상담원이 잘못했다는 증거는 아닙니다.", en="That agents did wrong."),
        source="Re-opened tickets over tickets opened; a ticket counts once however often it was re-opened.",
        example=Example(
            given={Tickets: [{"opened_on": date(2026, 1, 15), "reopened_count": count} for count in (0, 0, 0, 3, None)]},
            gives=1 / 4,
        ),
    )
