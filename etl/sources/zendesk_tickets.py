"""The ticket export of Zendesk Support: tickets, and the satisfaction survey of each."""

from etl.parse import integer, minutes, moment, ref, score
from etl.source import Constant, FirstOf, From, Handle, Source
from metrics.facts import Responses, Tickets
from metrics.text import Text

_WHEN = moment("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")  # the account's own time zone, without saying it
_NEVER = ("1900-01-01 00:00:00", "1900-01-01 00:00")

_id = From("Id", ref)
_created = From("Created at", _WHEN)
_solved = From("Solved at", _WHEN, nulls=_NEVER)
# "Updated at" moves with every later touch, so a survey is dated by it only where the ticket was never solved.
_surveyed = FirstOf((_solved, From("Updated at", _WHEN, nulls=_NEVER, optional=True)))

ZENDESK_TICKETS = Source(
    name="zendesk_tickets",
    label=Text(ko="젠데스크 티켓 내보내기", en="Zendesk ticket export"),
    recognised_by=("Id", "Requester id", "Created at", "Solved at", "Satisfaction Score", "Full resolution time in minutes"),
    into={
        Tickets: {
            Tickets.ticket_id: _id,
            Tickets.opened_at: _created,
            Tickets.resolved_at: _solved,
            Tickets.first_response_minutes: From("First reply time in minutes", minutes, optional=True),
            Tickets.first_response_business_minutes: From("First reply time in minutes within business hours", minutes),
            Tickets.first_resolution_minutes: From("First resolution time in minutes", minutes),
            Tickets.resolution_minutes: From("Full resolution time in minutes", minutes),
            Tickets.resolution_business_minutes: From("Full resolution time in minutes within business hours", minutes),
            Tickets.reopened_count: From("Reopens", integer),
            Tickets.category: From("Manual Tagging of Categories [list]", also=("Ticket type",), optional=True),
            Tickets.channel: From("Via"),
            Tickets.team: From("Group"),
        },
        Responses: {
            Responses.response_id: _id,
            Responses.ticket_id: _id,
            Responses.survey: Constant("csat"),
            Responses.asked_on: _surveyed,
            Responses.answered_at: _surveyed,
            # "Offered" is asked and not answered. Accounts with two buttons export words for the ends of the scale.
            Responses.score: From("Satisfaction Score", score({"Good": 5.0, "Bad": 1.0}), nulls=("Offered",)),
            Responses.scale_min: Constant(1.0),
            Responses.scale_max: Constant(5.0),
            Responses.channel: From("Via"),
            Responses.team: From("Group"),
        },
    },
    only_where={Responses: From("Satisfaction Score", nulls=("Unoffered",))},
    customer=From("Requester id", ref),
    customers_of="zendesk",
    known_by={Handle.EMAIL: From("Requester email", ref, optional=True)},
)
