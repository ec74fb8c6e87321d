"""A file that broke off while it was downloaded is refused, or gives only rows that the whole file gives too."""

from datetime import UTC, datetime

import polars as pl
import pytest

from errors import SourceError
from etl.columns import columns
from etl.company import Company
from etl.contracts import REF, check
from etl.parse import Reading
from etl.read import parsed
from etl.sources.olist_orders import OLIST_ORDERS
from metrics.calendar import BusinessCalendar
from metrics.facts import Orders

HEADER = "order_id,customer_unique_id,order_status,order_purchase_timestamp,payment_value\n"
ROWS = [f"o{n},c{n % 3},delivered,3/{n}/2018 14:0{n % 10},{n}00{n}.5{n % 10}" for n in range(10, 16)]
CALENDAR = BusinessCalendar.of("America/Sao_Paulo", {"mon": "09:00-18:00"}, "")
READING = Reading(Company("America/Sao_Paulo", "BRL", CALENDAR, b"x" * 32), datetime(2026, 1, 1, tzinfo=UTC), None)


def orders(raw: bytes) -> tuple[pl.DataFrame, int]:
    """The accepted orders of a file, and how many of its rows were rejected."""
    export = parsed("orders.csv", raw)
    checked = check(export, OLIST_ORDERS, columns(export, OLIST_ORDERS, READING), "BRL")
    assert checked.accepted + checked.rejected + checked.grouped == export.rows.height
    accepted = checked.facts[Orders]
    return accepted.with_columns(checked.refs.gather(accepted[REF]).alias(REF)), checked.rejected


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_at_every_byte(end: str) -> None:
    text = (HEADER + "\n".join(ROWS) + "\n").replace("\n", end).encode()
    whole = set(orders(text)[0].rows())
    assert len(whole) == len(ROWS)
    refused = rejected = 0
    for length in range(len(HEADER) + 2, len(text)):
        try:
            rows, left_out = orders(text[:length])
        except SourceError:
            refused += 1
        else:
            assert set(rows.rows()) <= whole, f"cut after {length} bytes"
            rejected += left_out
    assert refused > 100
    assert rejected > 20


def test_a_whole_file_without_a_last_line_end_rejects_only_that_line_and_says_why() -> None:
    rows, rejected = orders((HEADER + "\n".join(ROWS)).encode())
    assert (rows.height, rejected) == (len(ROWS) - 1, 1)


def test_a_closing_quote_marks_the_end_of_a_last_line() -> None:
    quoted = [row.rsplit(",", 1)[0] + f',"{row.rsplit(",", 1)[1]}"' for row in ROWS]
    assert orders((HEADER + "\n".join(quoted)).encode())[0].height == len(ROWS)
