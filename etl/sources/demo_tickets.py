"""The demo company's contact history, an Excel sheet with its title above the header."""

from etl.parse import integer, moment, ref, yes_no
from etl.source import From, Source
from metrics.facts import Tickets
from metrics.text import Text

_WHEN = moment("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d")

DEMO_TICKETS = Source(
    name="demo_tickets",
    label=Text(ko="단골상회 상담 이력", en="Demo company: tickets"),
    recognised_by=("상담번호", "접수일시", "첫응답일시", "완료일시", "불만여부"),
    into={
        Tickets: {
            Tickets.ticket_id: From("상담번호", ref),
            Tickets.opened_at: From("접수일시", _WHEN),
            Tickets.first_response_at: From("첫응답일시", _WHEN),
            Tickets.resolved_at: From("완료일시", _WHEN),
            Tickets.reopened_count: From("재문의횟수", integer),
            Tickets.is_complaint: From("불만여부", yes_no),
            Tickets.category: From("문의유형"),
            Tickets.channel: From("접수채널"),
            Tickets.team: From("담당팀"),
            Tickets.agent_ref: From("상담원", ref),
        },
    },
    customer=From("회원번호", ref),
    customers_of="demo",
)
