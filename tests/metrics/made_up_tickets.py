"""Contacts made up by Hypothesis, so close together that customers come back, at the same moment even."""

from datetime import UTC, date, datetime, time
from typing import Any

from hypothesis import strategies as st

from metrics.facts import Facts
from metrics.period import Span
from tests.metrics.made_up_orders import DAY
from tests.metrics.rows import facts_of

START, UNTIL = date(2026, 1, 1), date(2026, 4, 8)
SPAN = Span(START, UNTIL)

Ticket = dict[str, Any]


def _ticket(passed: int, hour: int, reply: int | None, close: int | None, **more: Any) -> Ticket:
    """A ticket opened so many days after the start, answered and closed so many days after that."""
    opened_on = START + passed * DAY
    responded_on, closed_on = (None if wait is None else opened_on + wait * DAY for wait in (reply, close))
    minutes = more.pop("minutes")
    answered = {
        "known": {"first_responded_on": responded_on, "first_response_business_minutes": minutes},
        "day not known": {"first_response_business_minutes": minutes},
        "minutes not known": {"first_responded_on": responded_on},
    }[more.pop("told")]
    at = None if responded_on is None else datetime.combine(responded_on, time(20), UTC)
    moments = {"opened_at": datetime.combine(opened_on, time(hour), UTC), "first_response_at": at}
    return {"opened_on": opened_on, "closed_on": closed_on, **moments, **(answered if at else {}), **more}


tickets = st.lists(
    st.builds(
        _ticket,
        passed=st.one_of(st.integers(0, 95), st.integers(40, 60)),
        hour=st.sampled_from([9, 9, 15]),
        reply=st.sampled_from([None, 0, 0, 1, 9, 40]),
        close=st.sampled_from([None, 0, 1, 3, 20]),
        told=st.sampled_from(["known", "known", "known", "day not known", "minutes not known"]),
        minutes=st.sampled_from([0, 60, 61, 300]),
        customer_key=st.sampled_from([None, 1, 2, 3]),
        category=st.sampled_from(["배송", "상품", None]),
        reopened_count=st.sampled_from([None, 0, 0, 0, 1]),
        is_complaint=st.sampled_from([None, True, True, False]),
        team=st.sampled_from(["A", "B", None]),
        channel=st.sampled_from(["전화", "앱"]),
        source=st.sampled_from(["one", "two"]),
    ),
    max_size=40,
)


def facts(tickets: list[Ticket], orders: list[dict[str, Any]] | None = None, until: date | None = None) -> Facts:
    rows = [ticket | {"ticket_id": str(number)} for number, ticket in enumerate(tickets)]
    return facts_of(until, tickets=rows, orders=orders or [])
