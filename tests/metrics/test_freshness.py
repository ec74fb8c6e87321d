from datetime import date

import polars as pl

from metrics.facts import Facts, Loads
from metrics.freshness import freshness
from tests.metrics.rows import facts_of


def test_a_source_is_as_fresh_as_its_latest_event_in_any_fact() -> None:
    known = facts_of(
        date(2026, 11, 1),
        orders=[{"source": "shop", "ordered_on": date(2026, 10, 30)}, {"source": "shop", "ordered_on": date(2026, 10, 2)}],
        tickets=[{"source": "desk", "opened_on": date(2026, 10, 1), "closed_on": date(2026, 10, 9)}],
        responses=[
            {"source": "desk", "survey": "csat", "asked_on": date(2026, 10, 12), "answered_on": None},
            {"source": "shop", "survey": "nps", "answered_on": date(2026, 10, 31)},
        ],
    )
    found = freshness(known)
    assert dict(found.select("source", "last_on").iter_rows()) == {"desk": date(2026, 10, 12), "shop": date(2026, 10, 31)}
    assert found["accepted"].to_list() == [None, None]


def test_rows_are_added_up_over_all_loads_of_a_source() -> None:
    rows = [
        {"source": "shop", "load_id": n, "loaded_on": date(2026, 10, n), "accepted": 10 * n, "rejected": n, "judged": 11 * n}
        for n in (1, 2)
    ]
    ledger = pl.DataFrame(rows, schema=Loads.create_empty().schema)
    known = facts_of(date(2026, 11, 1), orders=[{"source": "shop", "ordered_on": date(2026, 10, 30)}])
    found = freshness(Facts({**known.frames, "loads": ledger.lazy()}, known.until))
    assert found.rows() == [("shop", date(2026, 10, 30), date(2026, 10, 2), 30, 3)]


def test_without_any_row_there_is_no_source() -> None:
    assert freshness(Facts.empty()).is_empty()
