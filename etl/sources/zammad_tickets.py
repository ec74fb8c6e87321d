"""The ticket report of Zammad, an xlsx with its times on the reader's clock and its durations in minutes."""

from etl.parse import any_moment, minutes, ref
from etl.source import From, Source
from metrics.facts import Tickets
from metrics.text import Text

ZAMMAD_TICKETS = Source(
    name="zammad_tickets",
    label=Text(ko="자마드 티켓 보고서", en="Zammad tickets"),
    recognised_by=("#", "Title", "State", "Group", "Create Channel", "First Response In Min", "Close In Min"),
    into={
        Tickets: {
            Tickets.ticket_id: From("#", ref),
            Tickets.opened_at: From("Created At", any_moment),
            Tickets.first_response_at: From("First Response At", any_moment),
            Tickets.first_response_business_minutes: From("First Response In Min", minutes),
            Tickets.resolved_at: From("Closed At", any_moment),
            Tickets.resolution_business_minutes: From("Close In Min", minutes),
            Tickets.channel: From("Create Channel"),
            Tickets.team: From("Group"),
        },
    },
    customer=From("Customer", ref),
    note=Text(
        ko="'In Min' 열은 자마드의 업무 시간(SLA 달력)으로 잰 분이므로 업무 시간 지표에 씁니다.",
        en="The columns In Min are measured by Zammad's own business hours (the SLA's calendar), so they are business minutes.",
    ),
)
