"""What is held of each source, counted by hand."""

from datetime import date

import polars as pl

from metrics.facts import Customers, Facts, Loads, Orders, Responses, Tickets, name_of
from metrics.holdings import Holding, Matched, holdings, records_of


def facts(**rows: pl.DataFrame) -> Facts:
    every = {name_of(fact): fact.create_empty() for fact in (Customers, Orders, Tickets, Responses, Loads)}
    made = {
        name: pl.concat([empty, rows[name].cast({c: empty.schema[c] for c in rows[name].columns})], how="diagonal").lazy()
        if name in rows
        else empty.lazy()
        for name, empty in every.items()
    }
    return Facts(made, until=date(2026, 11, 1))


SHOP = facts(
    orders=pl.DataFrame(
        {
            "source": ["shop"] * 3,
            "ordered_on": [date(2026, 10, 1 + at) for at in range(3)],
            "customer_key": [1, None, 1],
            "own_key": [None, None, 7],
        }
    ),
    responses=pl.DataFrame(
        {
            "source": ["survey"] * 3,
            "answered_on": [date(2026, 10, 5), date(2026, 10, 9), None],
            "score": [5.0, 9.0, None],
            "customer_key": [1, None, 3],
        }
    ),
    customers=pl.DataFrame({"source": ["crm"] * 2, "customer_key": [1, 2]}),
    loads=pl.DataFrame(
        {
            "source": ["shop", "crm"],
            "load_id": [1, 2],
            "loaded_on": [date(2026, 11, 2)] * 2,
            "accepted": [3, 2],
            "rejected": [0, 0],
            "judged": [3, 2],
        }
    ),
)


def test_each_source_is_held_with_its_days_and_the_rows_of_known_customers() -> None:
    assert holdings(SHOP) == (
        Holding("crm", None, date(2026, 11, 2), (), 2),
        Holding("shop", date(2026, 10, 3), date(2026, 11, 2), (Matched(Orders, 3, 2),), 0),
        Holding("survey", date(2026, 10, 9), None, (Matched(Responses, 2, 1),), 0),
    )


def test_records_are_those_of_a_customer_as_before_any_merge() -> None:
    assert records_of(SHOP, [1, 7, 8]) == {1: 2, 7: 1}
