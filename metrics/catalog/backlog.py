"""Who is still waiting: part of the theme Service."""

from datetime import date

import narwhals as nw

from metrics.facts import Tickets
from metrics.measure import Count
from metrics.metric import Better, Example, Metric
from metrics.tally import Oldest, Stock
from metrics.text import Text
from metrics.tickets import UNANSWERED, Told
from metrics.unit import Unit
from metrics.window import ToDate

_opened = Count(on=Tickets.opened_on, rows=Told(Tickets.closed_on), label=Text(ko="접수된 문의", en="tickets opened"))
_opened_to_answer = Count(
    on=Tickets.opened_on,
    rows=Told(Tickets.first_responded_on),
    where=UNANSWERED | ~nw.col(Tickets.first_responded_on.name).is_null(),
    label=Text(ko="접수된 문의", en="tickets opened"),
)

_DECEMBER, _JANUARY, _FEBRUARY = date(2025, 12, 20), date(2026, 1, 10), date(2026, 2, 3)

open_tickets = Metric(
    label=Text(ko="미해결 문의", en="Open tickets"),
    about=Text(
        ko="기간이 끝날 때까지 접수되고 아직 종료되지 않은 문의의 수입니다. 다시 열린 문의는 마지막으로 종료된 날까지 남은 것으로 셉니다. "
        "종료일을 알려 주지 않는 출처의 문의는 뺍니다.",
        en="Tickets opened up to the period's end and not closed by then. A re-opened ticket stays open until it was closed for the last "
        "time. Those of sources that never tell when tickets are closed are left out.",
    ),
    formula=Stock(came=_opened, went=(Tickets.closed_on,), gone=Text(ko="종료된 문의", en="tickets closed")),
    window=ToDate(),
    unit=Unit.COUNT,
    better=Better.LOWER,
    goal=None,
    rise_may_mean=Text(
        ko="문의가 몰렸거나, 해결이 늦어졌거나, 끝난 문의를 닫지 않고 있을 수 있습니다.",
        en="A rush of tickets, slower work, or finished ones that nobody closes.",
    ),
    check_first=Text(
        ko="접수된 문의 수와 가장 오래된 문의를 먼저 확인해 주세요. 자료를 받지 못한 출처가 있으면 남은 것처럼 보일 수 있습니다.",
        en="How many came in, and the oldest. Where an export is missing, its tickets look as if they were still open.",
    ),
    does_not_prove=Text(ko="상담원이 모자란다는 증거는 아닙니다.", en="That there are too few agents."),
    source="Backlog: tickets created to date less tickets solved to date, as help desks report it.",
    example=Example(
        given={
            Tickets: [
                {"opened_on": _DECEMBER, "closed_on": _JANUARY},
                {"opened_on": _DECEMBER, "closed_on": None},
                {"opened_on": _JANUARY, "closed_on": _FEBRUARY},
                {"opened_on": _FEBRUARY, "closed_on": None},
            ]
        },
        gives=2,
    ),
)

_WAITING: list[dict[str, object]] = [
    {"opened_on": _DECEMBER, "first_responded_on": _JANUARY, "closed_on": None, "first_response_minutes": 9},  # answered
    {"opened_on": _DECEMBER, "first_responded_on": None, "closed_on": _JANUARY},  # closed without an answer
    {"opened_on": _DECEMBER, "first_responded_on": None, "closed_on": None, "first_response_minutes": 9},  # answered, on a day not known
    {"opened_on": date(2025, 12, 28), "first_responded_on": _FEBRUARY, "closed_on": None, "first_response_minutes": 9},
    {"opened_on": _JANUARY, "first_responded_on": None, "closed_on": None},
    {"opened_on": _FEBRUARY, "first_responded_on": None, "closed_on": None},
]

waiting_tickets = Metric(
    label=Text(ko="응답을 기다리는 문의", en="Tickets waiting for a reply"),
    about=Text(
        ko="기간이 끝날 때까지 접수되고, 첫 응답을 받지도 종료되지도 않은 문의의 수입니다. 응답 없이 종료된 문의는 더 기다리지 않는 것으로 "
        "봅니다. 응답한 날을 알려 주지 않는 출처의 문의와, 응답했지만 그날을 알 수 없는 문의는 뺍니다.",
        en="Tickets opened up to the period's end and by then neither answered nor closed: one closed without an answer waits no more. "
        "Left out are those of sources that never tell the day of the first reply, and those answered on a day that is not known.",
    ),
    formula=Stock(
        came=_opened_to_answer,
        went=(Tickets.first_responded_on, Tickets.closed_on),
        gone=Text(ko="첫 응답을 받았거나 종료된 문의", en="tickets answered or closed"),
    ),
    window=ToDate(),
    unit=Unit.COUNT,
    better=Better.LOWER,
    goal=None,
    rise_may_mean=Text(
        ko="문의가 몰렸거나, 담당자가 모자라거나, 답하기 어려운 문의가 뒤로 밀리고 있을 수 있습니다.",
        en="A rush of tickets, too few people, or hard tickets that are left for later.",
    ),
    check_first=Text(
        ko="가장 오래 기다린 문의와 첫 응답 시간의 느린 10%를 먼저 확인해 주세요.",
        en="The oldest that waits, and the slowest tenth of replies.",
    ),
    does_not_prove=Text(
        ko="응답이 느려졌다는 증거는 아닙니다. 기간 끝에 들어온 문의도 포함됩니다.",
        en="That replies got slower: some came in just before the end.",
    ),
    source="Unanswered tickets: created to date less first answered to date, as help desks report it.",
    example=Example(given={Tickets: _WAITING}, gives=2),
)

oldest_waiting_days = Metric(
    label=Text(ko="가장 오래 기다린 문의", en="Oldest ticket waiting"),
    about=Text(
        ko="기간이 끝날 때 응답을 기다리는 문의 가운데 가장 오래된 것이 접수된 뒤 지난 날수입니다. 마지막 날 접수되었거나 기다리는 문의가 "
        "없으면 0입니다. 응답을 기다리는 문의와 같은 문의를 셉니다.",
        en="Days from the opening of the oldest ticket that waits for a reply at the period's end to the period's last day; 0 where that "
        "was opened on that day, or none waits. It looks at the same tickets as the number waiting.",
    ),
    formula=Oldest(came=_opened_to_answer, went=(Tickets.first_responded_on, Tickets.closed_on)),
    window=ToDate(),
    unit=Unit.DAYS,
    better=Better.LOWER,
    goal=None,
    rise_may_mean=Text(ko="잊힌 문의가 있을 수 있습니다.", en="A ticket that everybody forgot."),
    check_first=Text(ko="그 문의가 실제로 열려 있는지 먼저 확인해 주세요.", en="Whether that ticket is really open."),
    does_not_prove=Text(ko="다른 문의도 오래 기다린다는 뜻은 아닙니다.", en="That others wait long as well."),
    source="Age of the oldest unanswered ticket, in days.",
    example=Example(given={Tickets: _WAITING}, gives=34),
)
