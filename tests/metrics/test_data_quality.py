"""Whether the data are fit: what is matched, how old it is, what was turned away."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from metrics.catalog import metric
from metrics.facts import Facts, Loads
from metrics.period import Grain, Span
from metrics.query import KNOWN, NO_DATA, Query, Scope, measure
from tests.metrics.rows import facts_of

QUARTER = Span(date(2026, 1, 1), date(2026, 4, 1))
UNTIL = date(2026, 3, 11)


def asked(name: str, **more: Any) -> Query:
    return Query(metric(name), QUARTER, Grain.MONTH, fewest=0, **more)


def order(day: date, customer: int | None = 1, source: str = "shop") -> dict[str, Any]:
    return {"ordered_on": day, "customer_key": customer, "source": source, "status": "cancelled", "net_revenue": 0}


def test_orders_of_any_status_are_matched_or_not_by_source() -> None:
    rows = [order(date(2026, 1, 5)), order(date(2026, 1, 5), None), order(date(2026, 1, 6), None, "desk")]
    frame = measure(asked("matched_order_share", by=("source",)), facts_of(orders=rows))
    assert frame.filter(state=KNOWN).select("source", "value", "n").rows() == [("desk", 0.0, 1), ("shop", 0.5, 2)]


def test_data_that_stopped_coming_grow_older_and_are_not_taken_for_the_end() -> None:
    tickets = [{"opened_on": date(2026, 3, 10), "source": "desk"}]
    facts = facts_of(UNTIL, orders=[order(date(2026, 1, 20)), order(date(2026, 1, 9), source="old shop")], tickets=tickets)
    assert measure(asked("orders_age"), facts)["value"].to_list() == [11, 39, 49]  # of March, up to the data's last day, the 10th
    by_source = measure(asked("orders_age", by=("source",)), facts)
    assert by_source.filter(source="old shop")["value"].to_list() == [22, 50, 60]
    assert measure(asked("tickets_age"), facts)["value"].to_list() == [None, None, 0]


def ledger(*loads: tuple[str, date, int, int]) -> dict[str, pl.LazyFrame]:
    rows = [
        {"source": source, "load_id": number, "loaded_on": on, "accepted": accepted, "rejected": rejected, "judged": accepted + rejected}
        for number, (source, on, accepted, rejected) in enumerate(loads)
    ]
    return {"loads": Loads.validate(pl.DataFrame(rows, schema=Loads.create_empty().schema)).lazy()}


LOADS = ledger(("shop", date(2026, 1, 5), 98, 2), ("desk", date(2026, 1, 6), 50, 50), ("shop", date(2026, 3, 15), 0, 7))


def test_rows_are_rejected_by_the_day_of_loading_also_where_that_is_after_the_last_day_of_the_data() -> None:
    facts = Facts(Facts.empty().frames | LOADS, UNTIL)
    assert measure(asked("rejected_share"), facts)["value"].to_list() == [52 / 200, None, 1.0]
    by_source = measure(asked("rejected_share", by=("source",)), facts)
    assert by_source.filter(state=KNOWN).select("source", "value", "part", "whole").rows() == [
        ("desk", 0.5, 50.0, 100.0),
        ("shop", 0.02, 2.0, 100.0),
        ("shop", 1.0, 7.0, 7.0),
    ]
    assert measure(asked("rejected_share", where={"source": ("desk",)}), facts)["value"].to_list() == [0.5, None, None]


def test_a_reader_of_one_team_sees_what_was_rejected_of_whole_exports() -> None:
    facts = Facts(Facts.empty().frames | LOADS, UNTIL)
    assert measure(asked("rejected_share", scope=Scope(frozenset({"A"}))), facts)["n"].to_list() == [200, 0, 7]


def test_facts_without_a_ledger_know_nothing_of_rejects() -> None:
    assert set(measure(asked("rejected_share"), facts_of(UNTIL))["state"]) == {NO_DATA}


def test_rejects_are_split_by_source_only() -> None:
    assert metric("rejected_share").dimensions == {"source"}


@pytest.mark.parametrize("name", ["matched_order_share", "matched_ticket_share", "matched_answer_share"])
def test_an_answer_without_a_score_is_no_answer(name: str) -> None:
    asked_only = [{"survey": "csat", "answered_on": date(2026, 1, 5), "score": None, "customer_key": None}]
    assert set(measure(asked(name), facts_of(responses=asked_only))["state"]) == {NO_DATA}
