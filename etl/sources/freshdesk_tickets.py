"""The ticket export of Freshdesk: durations as HH:MM:SS under headers that speak of hours, and no customer."""

from etl.parse import any_moment, hours, ref, satisfaction
from etl.source import Constant, FirstOf, From, Source
from metrics.facts import Responses, Tickets
from metrics.text import Text

_id = From("Ticket ID", ref)
_resolved = From("Resolved time", any_moment)
_closed = FirstOf((From("Closed time", any_moment, optional=True), _resolved, From("Last update time", any_moment, optional=True)))
_survey = From("Survey results", satisfaction, nulls=("No response", "Not taken"), optional=True)

FRESHDESK_TICKETS = Source(
    name="freshdesk_tickets",
    label=Text(ko="프레시데스크 티켓 내보내기", en="Freshdesk tickets"),
    recognised_by=("Ticket ID", "Created time", "Due by Time", "Resolved time", "First response time (in hrs)", "Group"),
    into={
        Tickets: {
            Tickets.ticket_id: _id,
            Tickets.opened_at: From("Created time", any_moment),
            Tickets.first_response_at: From("Initial response time", any_moment, optional=True),
            Tickets.first_response_minutes: From("First response time (in hrs)", hours),
            Tickets.resolved_at: _resolved,
            Tickets.resolution_minutes: From("Resolution time (in hrs)", hours, optional=True),
            Tickets.category: From("Type", optional=True),
            Tickets.channel: From("Source", optional=True),
            Tickets.team: From("Group"),
        },
        Responses: {
            Responses.response_id: _id,
            Responses.ticket_id: _id,
            Responses.survey: Constant("csat"),
            Responses.answered_at: _closed,
            Responses.score: _survey,
            Responses.scale_min: Constant(1.0),
            Responses.scale_max: Constant(5.0),
            Responses.channel: From("Source", optional=True),
            Responses.team: From("Group"),
        },
    },
    only_where={Responses: _survey},
    note=Text(
        ko="이 내보내기에는 고객 열이 없어 문의와 고객을 잇지 못합니다. 만족도 답변의 날짜는 티켓이 닫힌 때로 봅니다.",
        en="This export has no customer column, so its tickets are of unknown customers. Answers are dated by when the ticket was closed.",
    ),
)
