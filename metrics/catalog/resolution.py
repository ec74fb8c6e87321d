"""How soon matters are settled, and whether for good: part of the theme Service."""

from datetime import UTC, date, datetime, timedelta

import dataframely as dy
import narwhals as nw

from metrics.contacts import AGAIN_WITHIN, NEXT_ON, Contacts
from metrics.facts import Fact, Tickets
from metrics.formula import Share
from metrics.measure import Count
from metrics.metric import Better, Example, Metric
from metrics.quantile import Quantile
from metrics.text import Text
from metrics.tickets import opened
from metrics.unit import Unit

_reopened = nw.col(Tickets.reopened_count.name)


def _closed_after(*minutes: int | None) -> dict[type[Fact], list[dict[str, object]]]:
    closed: dict[str, object] = {"opened_on": date(2025, 12, 30), "closed_on": date(2026, 1, 15)}
    still_open: dict[str, object] = {"opened_on": date(2026, 1, 10), "closed_on": None}
    return {Tickets: [still_open, *(closed | {"resolution_business_minutes": m, "resolution_minutes": m} for m in minutes)]}


def _time(column: dy.Column, q: float, label: Text) -> Quantile:
    return Quantile(of=column, q=q, rows=Count(on=Tickets.closed_on, label=label))


resolution_time_p90 = Metric(
    label=Text(ko="완전 해결 시간, 느린 10%", en="Full resolution time, slowest tenth"),
    about=Text(
        ko="종료된 문의의 90%가 이 시간 안에 마지막으로 해결되었습니다. 영업시간만 세며, 종료된 날을 기준으로 합니다. "
        "아직 종료되지 않은 문의는 빠집니다.",
        en="Nine in ten closed tickets were settled for the last time within this time, in business minutes, by the day they were "
        "closed. Tickets still open are left out.",
    ),
    formula=_time(
        Tickets.resolution_business_minutes, 0.9, Text(ko="완전 해결까지 걸린 영업시간", en="business time to the full resolution")
    ),
    unit=Unit.MINUTES,
    better=Better.LOWER,
    goal=None,
    rise_may_mean=Text(
        ko="오래된 문의를 한꺼번에 정리했거나, 어려운 문의가 늘었을 수 있습니다.", en="Old tickets were cleared away, or harder ones came."
    ),
    check_first=Text(
        ko="미해결 문의의 수와 가장 오래된 문의를 먼저 확인해 주세요.", en="How many tickets are open, and the oldest of them."
    ),
    does_not_prove=Text(ko="대부분의 고객이 오래 기다렸다는 뜻은 아닙니다.", en="That most customers waited long."),
    source="90th percentile of full resolution time (Zendesk: creation to the last solved), by closing date.",
    example=Example(given=_closed_after(10, 20, 30, 40, 50, 60, 70, 80, 90, 100, None), gives=91),
)

resolution_time = Metric(
    label=Text(ko="완전 해결 시간 (중앙값)", en="Full resolution time (median)"),
    about=Text(
        ko="문의를 접수한 때부터 마지막으로 해결될 때까지, 다시 열린 시간까지 더한 시간의 중앙값입니다. 영업시간만 세며, 종료된 날을 "
        "기준으로 합니다. 아직 종료되지 않은 문의는 빠지므로, 미해결 문의와 함께 보아야 합니다.",
        en="Median time from a ticket's opening to its last resolution, re-openings included, in business minutes, by the day it was "
        "closed. Tickets still open are left out, so it is read beside their number.",
    ),
    formula=_time(
        Tickets.resolution_business_minutes, 0.5, Text(ko="완전 해결까지 걸린 영업시간", en="business time to the full resolution")
    ),
    unit=Unit.MINUTES,
    better=Better.LOWER,
    goal=None,
    beside=(resolution_time_p90,),
    rise_may_mean=Text(
        ko="어려운 문의가 늘었거나, 다른 부서의 답이 늦었거나, 밀린 문의를 정리했을 수 있습니다.",
        en="Harder tickets, another department that answers late, or a backlog that was cleared.",
    ),
    check_first=Text(
        ko="미해결 문의와 재문의율, 첫 접촉 해결률을 먼저 확인해 주세요.", en="Open tickets, the reopen rate and first contact resolution."
    ),
    does_not_prove=Text(ko="짧아졌다고 문제가 더 잘 풀렸다는 증거는 아닙니다.", en="If it fell: that matters are settled better."),
    source="Zendesk: full resolution time in business hours, creation to the last solved, median, by closing date.",
    example=Example(given=_closed_after(10, 20, 60, 600, None), gives=40),
)

resolution_time_calendar = Metric(
    label=Text(ko="완전 해결 시간 (밤과 휴일 포함, 중앙값)", en="Full resolution time (calendar, median)"),
    about=Text(
        ko="문의를 접수한 때부터 마지막으로 해결될 때까지 걸린 시간의 중앙값입니다. 밤과 휴일도 셉니다. 종료된 날을 기준으로 하며, "
        "아직 종료되지 않은 문의는 빠집니다.",
        en="Median time from a ticket's opening to its last resolution, nights and holidays included, by the day it was closed. "
        "Tickets still open are left out.",
    ),
    formula=_time(Tickets.resolution_minutes, 0.5, Text(ko="완전 해결까지 걸린 시간", en="time to the full resolution")),
    unit=Unit.MINUTES,
    better=Better.LOWER,
    goal=None,
    variant_of=resolution_time,
    rise_may_mean=resolution_time.rise_may_mean,
    check_first=resolution_time.check_first,
    does_not_prove=resolution_time.does_not_prove,
    source="Zendesk: full resolution time in calendar hours, median, by closing date.",
    example=Example(given=_closed_after(10, 20, 60, 600, None), gives=40),
)

first_resolution_time = Metric(
    label=Text(ko="첫 해결 시간 (중앙값)", en="First resolution time (median)"),
    about=Text(
        ko="문의를 접수한 때부터 처음 해결될 때까지 걸린 시간의 중앙값입니다. 밤과 휴일도 셉니다. 접수된 날을 기준으로 하며, "
        "아직 해결되지 않은 문의는 빠지므로 최근 기간은 짧게 나올 수 있습니다.",
        en="Median time from a ticket's opening to its first resolution, nights and holidays included, by the day it was opened. "
        "Tickets not yet resolved are left out, so the latest periods may read short.",
    ),
    formula=Quantile(
        of=Tickets.first_resolution_minutes,
        q=0.5,
        rows=Count(on=Tickets.opened_on, label=Text(ko="첫 해결까지 걸린 시간", en="time to the first resolution")),
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
    example=Example(
        given={Tickets: [{"opened_on": date(2026, 1, 15), "first_resolution_minutes": m} for m in (10, 20, 60, 600, None)]}, gives=40
    ),
)

reopen_rate = Metric(
    label=Text(ko="재문의율", en="Reopen rate"),
    about=Text(
        ko="접수된 문의 가운데 한 번 이상 다시 열린 문의의 비율입니다.",
        en="Of the tickets opened, the share that was re-opened at least once.",
    ),
    formula=Share(
        Count(on=Tickets.opened_on, where=_reopened > 0, label=Text(ko="다시 열린 문의", en="tickets re-opened")),
        Count(on=Tickets.opened_on, where=~_reopened.is_null(), label=opened.label),
    ),
    unit=Unit.SHARE,
    better=Better.LOWER,
    goal=None,
    rise_may_mean=Text(
        ko="첫 답이 문제를 풀지 못했거나, 너무 일찍 닫았을 수 있습니다.",
        en="First answers that do not solve the matter, or closed too early.",
    ),
    check_first=Text(ko="첫 응답 시간이 같은 때 빨라졌는지 먼저 확인해 주세요.", en="Whether first replies got faster at the same time."),
    does_not_prove=Text(ko="상담원이 잘못했다는 증거는 아닙니다.", en="That agents did wrong."),
    source="Re-opened tickets over tickets opened; a ticket counts once however often it was re-opened.",
    example=Example(
        given={Tickets: [{"opened_on": date(2026, 1, 15), "reopened_count": count} for count in (0, 0, 0, 3, None)]},
        gives=1 / 4,
    ),
)

_next = nw.col(NEXT_ON)
_RESOLVED = ~nw.col(Tickets.customer_key.name).is_null() & ~_reopened.is_null()
_AT_ONCE = _RESOLVED & (_reopened == 0) & (_next.is_null() | (_next > nw.col(Tickets.closed_on.name).dt.offset_by(f"{AGAIN_WITHIN}d")))


def _contact(customer: int | None, opened_on: date, closed_on: date | None, reopened: int | None = 0, **more: object) -> dict[str, object]:
    at = datetime(opened_on.year, opened_on.month, opened_on.day, 3, tzinfo=UTC)
    row = {"customer_key": customer, "opened_at": at, "opened_on": opened_on, "closed_on": closed_on, "reopened_count": reopened}
    return row | {"category": "배송"} | more


_5, _6 = date(2026, 1, 5), date(2026, 1, 6)

first_contact_resolution = Metric(
    label=Text(ko="첫 접촉 해결률 (FCR)", en="First contact resolution (FCR)"),
    about=Text(
        ko=f"종료된 문의 가운데 다시 열리지 않았고, 같은 고객이 같은 유형으로 다시 문의하지도 않은 문의의 비율입니다. 그 문의를 접수한 "
        f"뒤부터 종료한 날의 {AGAIN_WITHIN}일 뒤까지 접수된 것을 다시 문의한 것으로 보며, 다른 팀이나 채널로 온 문의도 포함합니다. "
        f"종료된 날을 기준으로 하고, 고객이나 다시 열린 횟수를 알 수 없는 문의는 뺍니다. {AGAIN_WITHIN}일이 지나야 값이 나옵니다.",
        en=f"Of the tickets closed, the share that was not re-opened and after which the same customer did not write again in the same "
        f"category: no later-opened ticket up to {AGAIN_WITHIN} days after the day of closing, through whichever team or channel. By the "
        f"day of closing. Tickets of unknown customers, or not known to be re-opened or not, are left out. It takes {AGAIN_WITHIN} days "
        "to be known.",
    ),
    formula=Share(
        Count(
            on=Tickets.closed_on,
            where=_AT_ONCE,
            rows=Contacts(),
            label=Text(ko="한 번에 해결된 문의", en="tickets settled at the first contact"),
        ),
        Count(
            on=Tickets.closed_on,
            where=_RESOLVED,
            rows=Contacts(),
            label=Text(ko="고객을 아는 종료된 문의", en="closed tickets of known customers"),
        ),
    ),
    unit=Unit.SHARE,
    better=Better.HIGHER,
    goal=None,
    rise_may_mean=Text(
        ko="답이 정확해졌거나, 쉬운 문의가 늘었거나, 고객이 다른 이름이나 유형으로 다시 문의했을 수 있습니다.",
        en="Better answers, easier matters, or customers who write again under another name or category.",
    ),
    check_first=Text(
        ko="문의 유형을 나누는 기준이 바뀌지 않았는지, 고객을 알 수 없는 문의가 얼마나 되는지 먼저 확인해 주세요.",
        en="Whether the categories changed, and how many tickets have no known customer.",
    ),
    does_not_prove=Text(ko="다시 문의하지 않은 고객이 만족했다는 증거는 아닙니다.", en="That those who did not write again are content."),
    source=f"Operational first contact resolution: not re-opened and no repeat contact on the same topic within {AGAIN_WITHIN} days.",
    example=Example(
        given={
            Tickets: [
                _contact(1, _5, _6),  # settled: the next is about something else
                _contact(1, _6, None, category="결제"),
                _contact(2, _5, _6, reopened=1),  # re-opened
                _contact(3, _5, _6),  # written again on the 7th day after closing, through another channel
                _contact(3, _6 + timedelta(days=7), None, channel="전화"),
                _contact(4, _5, _6),  # settled: written again on the 8th day
                _contact(4, _6 + timedelta(days=8), None),
                _contact(5, _5, date(2026, 1, 20)),  # written again while it was open; the second one was settled
                _contact(5, date(2026, 1, 10), date(2026, 1, 20)),
                _contact(None, _5, _6),  # of nobody known
                _contact(6, _5, _6, reopened=None),  # not known to be re-opened or not
            ]
        },
        gives=3 / 6,
    ),
)
