"""Do we answer well?"""

from datetime import date

from metrics.catalog import backlog, resolution
from metrics.catalog.satisfaction import Satisfaction
from metrics.facts import Tickets
from metrics.formula import Share
from metrics.measure import Count
from metrics.metric import Better, Example, Metric, Theme
from metrics.quantile import Quantile
from metrics.text import Text
from metrics.tickets import ANSWERED, TARGET, UNANSWERED, Told, waited
from metrics.unit import Unit

_TELLS = Told(Tickets.first_response_business_minutes)


def _waits(label: Text) -> Count:
    return Count(on=Tickets.opened_on, label=label)


def _answered_after(*minutes: int | None) -> list[dict[str, object]]:
    return [{"opened_on": date(2026, 1, 15), "first_response_business_minutes": m, "first_response_minutes": m} for m in minutes]


class Service(Theme):
    label = Text(ko="응대", en="Service")
    question = Text(ko="잘 응대하고 있는가?", en="Do we answer well?")

    first_response_time_p90 = Metric(
        label=Text(ko="첫 응답 시간, 느린 10%", en="First response time, slowest tenth"),
        about=Text(
            ko="응답한 문의의 90%가 이 시간 안에 첫 응답을 받았습니다. 영업시간만 셉니다. 아직 답하지 않은 문의는 빠집니다.",
            en="Nine in ten answered tickets got their first reply within this time, in business minutes. Tickets not yet answered are "
            "left out.",
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
            "영업시간만 셉니다. 아직 답하지 않은 문의는 빠지므로, 응답을 기다리는 문의와 함께 보아야 합니다.",
            en="Median time from a ticket's opening to an agent's first reply, in business minutes. Tickets not yet answered are left out, "
            "so it is read beside the number of those that wait.",
        ),
        formula=Quantile(
            of=Tickets.first_response_business_minutes,
            q=0.5,
            rows=_waits(Text(ko="첫 응답까지 걸린 영업시간", en="business time to the first reply")),
        ),
        unit=Unit.MINUTES,
        better=Better.LOWER,
        goal=None,
        beside=(first_response_time_p90, Satisfaction.customer_satisfaction, backlog.waiting_tickets),
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

    first_response_time_calendar = Metric(
        label=Text(ko="첫 응답 시간 (밤과 휴일 포함, 중앙값)", en="First response time (calendar, median)"),
        about=Text(
            ko="문의를 접수한 때부터 상담원이 처음 답할 때까지 걸린 시간의 중앙값입니다. 고객이 실제로 기다린 시간이라 밤과 휴일도 "
            "셉니다. 아직 답하지 않은 문의는 빠집니다.",
            en="Median time from a ticket's opening to an agent's first reply as the customer waits it, nights and holidays included. "
            "Tickets not yet answered are left out.",
        ),
        formula=Quantile(
            of=Tickets.first_response_minutes, q=0.5, rows=_waits(Text(ko="첫 응답까지 걸린 시간", en="time to the first reply"))
        ),
        unit=Unit.MINUTES,
        better=Better.LOWER,
        goal=None,
        variant_of=first_response_time,
        rise_may_mean=Text(
            ko="밤이나 휴일에 들어온 문의가 늘었거나, 응답이 늦어졌을 수 있습니다.",
            en="More tickets at night and on holidays, or slower replies.",
        ),
        check_first=Text(
            ko="영업시간으로 센 값과 문의가 들어온 시간대를 먼저 확인해 주세요.", en="The same in business time, and when tickets come in."
        ),
        does_not_prove=Text(ko="상담원이 느려졌다는 증거는 아닙니다.", en="That agents got slower."),
        source="Zendesk: first reply time in calendar hours, median.",
        example=Example(given={Tickets: _answered_after(10, 20, 60, 600, None)}, gives=40),
    )

    within_target_share = Metric(
        label=Text(ko=f"{TARGET}분 안에 응답한 비율", en=f"Answered within {TARGET} minutes"),
        about=Text(
            ko=f"접수된 문의 가운데 영업시간 {TARGET}분 안에 첫 응답을 받은 문의의 비율입니다. 아직 답하지 않은 문의와 응답 없이 종료된 "
            "문의는 목표를 넘긴 것으로 셉니다. 그래서 자료의 마지막 며칠은 낮게 나오고, 답이 오면 오를 수 있습니다. 응답했지만 걸린 시간을 "
            "알 수 없는 문의와, 응답 시간을 알려 주지 않는 출처의 문의는 뺍니다.",
            en=f"Of the tickets opened, the share whose first reply came within {TARGET} business minutes. Those not yet answered, or "
            "closed without an answer, count as not within, so the last days of the data read low and may rise. Left out are those "
            "answered after a time not known, and those of sources that never tell it.",
        ),
        formula=Share(
            Count(
                on=Tickets.opened_on,
                where=waited <= TARGET,
                rows=_TELLS,
                label=Text(ko=f"영업시간 {TARGET}분 안에 응답한 문의", en=f"tickets answered within {TARGET} business minutes"),
            ),
            Count(
                on=Tickets.opened_on,
                where=ANSWERED | UNANSWERED,
                rows=_TELLS,
                label=Text(ko="결과를 아는 접수된 문의", en="tickets opened whose outcome is known"),
            ),
        ),
        unit=Unit.SHARE,
        better=Better.HIGHER,
        goal=None,
        beside=(Satisfaction.customer_satisfaction,),
        rise_may_mean=Text(
            ko="인력이 늘었거나, 자동 응답이 늘었거나, 쉬운 문의부터 답하고 있을 수 있습니다.",
            en="More people on duty, more automatic replies, or easy tickets first.",
        ),
        check_first=Text(
            ko="만족도가 함께 떨어지지 않았는지, 첫 답이 자동 응답은 아닌지 먼저 확인해 주세요.",
            en="Whether satisfaction fell with it, and whether first replies are automatic.",
        ),
        does_not_prove=Text(ko="빠른 응답이 좋은 응대라는 증거는 아닙니다.", en="That faster is better service."),
        source="Share of tickets answered within a target, unanswered ones as missed, as service level reports count it.",
        example=Example(
            given={
                Tickets: [
                    *_answered_after(0, TARGET, TARGET + 1, None),
                    {"opened_on": date(2026, 1, 16), "closed_on": date(2026, 1, 20)},  # closed without an answer
                    {"opened_on": date(2026, 1, 17), "first_response_minutes": 5},  # in business time not known
                ]
            },
            gives=2 / 5,
        ),
    )

    resolution_time_p90 = resolution.resolution_time_p90
    resolution_time = resolution.resolution_time
    resolution_time_calendar = resolution.resolution_time_calendar
    first_resolution_time = resolution.first_resolution_time
    reopen_rate = resolution.reopen_rate
    first_contact_resolution = resolution.first_contact_resolution

    open_tickets = backlog.open_tickets
    waiting_tickets = backlog.waiting_tickets
    oldest_waiting_days = backlog.oldest_waiting_days
