"""Answers, resolutions and what is left, against going through the tickets one by one."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings

from metrics.catalog import metric
from metrics.contacts import Contacts, beside_next, beside_next_in_memory
from metrics.engine import collect
from metrics.facts import Tickets
from metrics.period import Grain, Span
from metrics.query import KNOWN, NO_DATA, Query, Scope, measure
from tests.metrics.made_up_orders import DAY, groups, known
from tests.metrics.made_up_tickets import SPAN, Ticket, facts, tickets
from tests.metrics.rows import facts_of

GRAINS = (Grain.WEEK, Grain.MONTH, Grain.WHOLE)
splits = pytest.mark.parametrize("by", [(), ("team",), ("channel",)])
JANUARY = Span(date(2026, 1, 1), date(2026, 2, 1))


def asked(name: str, grain: Grain = Grain.MONTH, by: tuple[str, ...] = (), **more: Any) -> Query:
    return Query(metric(name), SPAN, grain, by=by, fewest=0, **more)


def expected(
    rows: list[Ticket], by: tuple[str, ...], grain: Grain, value: Callable[[list[Ticket], Span], float | None]
) -> dict[Any, float]:
    """The value of each group's rows in each period, where there is one."""
    found = {(period.start, *group): value(own, period) for group, own in groups(rows, by).items() for period in grain.periods(SPAN)}
    return {key: value for key, value in found.items() if value is not None}


def share(parts: list[bool]) -> float | None:
    return sum(parts) / len(parts) if parts else None


def next_on(ticket: Ticket, rows: list[Ticket]) -> date | None:
    """The day on which the ticket's customer wrote again about the same."""
    if ticket["customer_key"] is None:
        return None
    same = [row for row in rows if (row["customer_key"], row["category"]) == (ticket["customer_key"], ticket["category"])]
    return min((row["opened_on"] for row in same if row["opened_at"] > ticket["opened_at"]), default=None)


@given(rows=tickets)
@settings(max_examples=60, deadline=None)
def test_the_next_contact_is_the_first_one_opened_later(rows: list[Ticket]) -> None:
    everyone = facts(rows).frame(Tickets)
    in_memory = beside_next_in_memory(everyone)
    assert in_memory is not None
    for beside in (in_memory, beside_next(everyone)):
        found = collect(beside.select("ticket_id", "next_contact_on")).rows()
        assert dict(found) == {str(number): next_on(row, rows) for number, row in enumerate(rows)}


def test_what_does_not_fit_into_one_integer_is_found_all_the_same() -> None:
    at = datetime(2026, 1, 5, tzinfo=UTC)
    rows = [
        {"customer_key": customer, "opened_at": at + days * DAY, "opened_on": (at + days * DAY).date(), "ticket_id": f"{customer}.{days}"}
        for customer in (-(2**62), 2**62 - 1)
        for days in (0, 3)
    ]
    everyone = facts_of(tickets=rows)
    assert beside_next_in_memory(everyone.frame(Tickets)) is None
    found = collect(Contacts().frame(everyone).select("next_contact_on"))["next_contact_on"]
    assert sorted(found.drop_nulls()) == [date(2026, 1, 8)] * 2


@splits
@given(rows=tickets)
@settings(max_examples=15, deadline=None)
def test_first_contact_resolution_is_neither_reopened_nor_written_about_again(by: tuple[str, ...], rows: list[Ticket]) -> None:
    judged = [r for r in rows if r["customer_key"] is not None and r["reopened_count"] is not None and r["closed_on"] is not None]
    settled = {
        id(r): r["reopened_count"] == 0 and ((again := next_on(r, rows)) is None or again > r["closed_on"] + 7 * DAY) for r in judged
    }
    for grain in GRAINS:
        right = expected(judged, by, grain, lambda own, p: share([settled[id(r)] for r in own if p.start <= r["closed_on"] < p.end]))
        assert known(measure(asked("first_contact_resolution", grain, by), facts(rows)), by) == pytest.approx(right)


@given(rows=tickets)
@settings(max_examples=15, deadline=None)
def test_a_filter_gives_what_the_breakdown_tells_of_it(rows: list[Ticket]) -> None:
    """Who comes back through another channel has come back, whatever the reader looks at."""
    everyone = facts(rows)
    broken_down = known(measure(asked("first_contact_resolution", by=("channel",)), everyone), ("channel",))
    filtered = known(measure(asked("first_contact_resolution", where={"channel": ("전화",)}), everyone))
    assert filtered == {(start,): value for (start, channel), value in broken_down.items() if channel == "전화"}
    by_team = known(measure(asked("first_contact_resolution", by=("team",)), everyone), ("team",))
    scoped = known(measure(asked("first_contact_resolution", scope=Scope(frozenset({"A"}))), everyone))
    assert scoped == {(start,): value for (start, team), value in by_team.items() if team == "A"}


def test_first_contact_resolution_is_told_a_week_after_the_period() -> None:
    at = datetime(2026, 1, 5, tzinfo=UTC)
    ticket = {"customer_key": 1, "opened_at": at, "opened_on": at.date(), "closed_on": date(2026, 1, 31), "reopened_count": 0}
    later = {"customer_key": 2, "opened_at": at, "opened_on": at.date()}
    for until, state in ((date(2026, 2, 7), NO_DATA), (date(2026, 2, 8), KNOWN)):
        rows = [ticket, later | {"opened_on": until - DAY}]
        frame = measure(Query(metric("first_contact_resolution"), JANUARY, fewest=1), facts_of(until, tickets=rows))
        assert frame["state"].to_list() == [state]


def waits(row: Ticket, end: date) -> bool:
    """Whether a ticket opened before the day waits for its first reply on it."""
    return not any(row.get(name) is not None and row[name] < end for name in ("first_responded_on", "closed_on"))


def tells(rows: list[Ticket], column: str) -> list[Ticket]:
    """The tickets of the sources that tell the column."""
    telling = {row["source"] for row in rows if row.get(column) is not None}
    return [row for row in rows if row["source"] in telling]


@splits
@given(rows=tickets)
@settings(max_examples=15, deadline=None)
def test_what_is_left_is_what_came_and_has_not_gone(by: tuple[str, ...], rows: list[Ticket]) -> None:
    closing = tells(rows, "closed_on")
    answering = [r for r in tells(rows, "first_responded_on") if r["first_response_at"] is None or r.get("first_responded_on") is not None]

    def came(own: list[Ticket], period: Span) -> list[Ticket]:
        return [r for r in own if r["opened_on"] < period.end]

    def left(own: list[Ticket], period: Span) -> float | None:
        return sum(r["closed_on"] is None or r["closed_on"] >= period.end for r in came(own, period)) if came(own, period) else None

    def waiting(own: list[Ticket], period: Span) -> float | None:
        return sum(waits(r, period.end) for r in came(own, period)) if came(own, period) else None

    def oldest(own: list[Ticket], period: Span) -> float | None:
        ages = [(period.last - r["opened_on"]).days for r in came(own, period) if waits(r, period.end)]
        return max(ages, default=0) if came(own, period) else None

    for grain in GRAINS:
        for name, told, value in (
            ("open_tickets", closing, left),
            ("waiting_tickets", answering, waiting),
            ("oldest_waiting_days", answering, oldest),
        ):
            assert known(measure(asked(name, grain, by), facts(rows)), by) == expected(told, by, grain, value)


@splits
@given(rows=tickets)
@settings(max_examples=15, deadline=None)
def test_the_unanswered_count_as_not_within_the_target(by: tuple[str, ...], rows: list[Ticket]) -> None:
    def is_judged(row: Ticket) -> bool:
        return row.get("first_response_business_minutes") is not None or row["first_response_at"] is None

    judged = [row for row in tells(rows, "first_response_business_minutes") if is_judged(row)]

    def within(own: list[Ticket], period: Span) -> float | None:
        inside = [r.get("first_response_business_minutes") for r in own if period.start <= r["opened_on"] < period.end]
        return share([minutes is not None and minutes <= 60 for minutes in inside])

    for grain in GRAINS:
        right = expected(judged, by, grain, within)
        assert known(measure(asked("within_target_share", grain, by), facts(rows)), by) == pytest.approx(right)


SILENT = [{"source": "silent", "opened_on": date(2026, 1, 5), "opened_at": datetime(2026, 1, 5, tzinfo=UTC), "team": "B"}] * 9
TELLING = {"source": "telling", "opened_on": date(2026, 1, 6), "team": "A"}
ANSWERED = {
    "first_response_at": datetime(2026, 1, 7, tzinfo=UTC),
    "first_responded_on": date(2026, 1, 7),
    "first_response_business_minutes": 9,
    "closed_on": date(2026, 1, 9),
}


@pytest.mark.parametrize(("name", "value"), [("within_target_share", 0.5), ("waiting_tickets", 1), ("open_tickets", 1)])
def test_an_export_that_never_tells_of_answers_is_not_one_that_answers_nobody(name: str, value: float) -> None:
    query = Query(metric(name), JANUARY, fewest=0)
    assert measure(query, facts_of(tickets=SILENT))["state"].to_list() == [NO_DATA]
    both = facts_of(tickets=[*SILENT, TELLING, TELLING | ANSWERED])
    assert measure(query, both)["value"].to_list() == [value]
    # Which sources tell is judged by the whole data: a team without an answer yet has answered nobody.
    assert measure(Query(metric(name), JANUARY, fewest=0, where={"team": ("B",)}), both)["state"].to_list() == [NO_DATA]
    slow_team = facts_of(tickets=[TELLING | {"team": "B"}, TELLING | ANSWERED])
    answer = measure(Query(metric(name), JANUARY, fewest=0, where={"team": ("B",)}), slow_team)
    assert answer["value"].to_list() == [0 if name == "within_target_share" else 1]


def test_an_older_snapshot_without_the_day_of_the_first_reply_tells_of_nobody_waiting() -> None:
    old = [TELLING | ANSWERED | {"first_responded_on": None, "closed_on": None}] * 9
    query = Query(metric("waiting_tickets"), JANUARY, fewest=0)
    assert measure(query, facts_of(tickets=old))["state"].to_list() == [NO_DATA]
    assert measure(query, facts_of(tickets=[*old, TELLING | ANSWERED, TELLING]))["value"].to_list() == [1]


def test_resolution_is_dated_by_the_closing_so_that_a_quick_start_does_not_look_fast() -> None:
    row = {"opened_on": date(2026, 1, 30), "closed_on": date(2026, 2, 3), "resolution_business_minutes": 900, "resolution_minutes": 5_000}
    for name, minutes in (("resolution_time", 900.0), ("resolution_time_p90", 900.0), ("resolution_time_calendar", 5_000.0)):
        frame = measure(Query(metric(name), Span(JANUARY.start, date(2026, 3, 1)), fewest=1), facts_of(tickets=[row]))
        assert frame["value"].to_list() == [None, minutes]
