"""Quantiles of rows in memory are those that NumPy finds in each window and group, in whatever order the rows come."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.facts import Facts, Tickets
from metrics.measure import Count
from metrics.period import Span
from metrics.quantile import Quantile
from metrics.text import Text

START = date(2025, 1, 1)
WINDOWS = {  # in days from the start
    "one after the other": [(0, 10), (10, 20), (20, 30)],
    "with gaps": [(2, 5), (5, 9), (20, 22)],
    "overlapping": [(0, 20), (10, 30)],
    "before everything": [(-20, -10), (-10, 40)],
}
AMOUNTS = {"of a few bits": 90, "of many bits": 2**40, "too many to be packed": 2**62}
schema = {"team": pl.String, "channel": pl.String, "opened_on": pl.Date, "first_response_minutes": pl.Int64}


@pytest.mark.parametrize("most", AMOUNTS.values(), ids=AMOUNTS)
@pytest.mark.parametrize("windows", WINDOWS.values(), ids=WINDOWS)
@given(data=st.data(), by=st.sampled_from([(), ("team",), ("team", "channel")]), q=st.sampled_from([0.5, 0.9]), is_sorted=st.booleans())
@settings(max_examples=25, deadline=None)
def test_quantiles_are_those_of_each_window_and_group(
    windows: list[tuple[int, int]], most: int, data: st.DataObject, by: tuple[str, ...], q: float, is_sorted: bool
) -> None:
    ticket = st.tuples(
        st.sampled_from(["A", "B", None]),
        st.sampled_from(["web", "phone"]),
        st.dates(START, START + timedelta(days=30)),
        st.none() | st.integers(0, most),
    )
    rows = pl.DataFrame(data.draw(st.lists(ticket, max_size=60)), schema=schema, orient="row")
    rows = rows.sort("opened_on") if is_sorted else rows
    spans = [Span(START + timedelta(days=start), START + timedelta(days=end)) for start, end in windows]
    formula = Quantile(of=Tickets.first_response_minutes, q=q, rows=Count(on=Tickets.opened_on, label=Text(ko="문의", en="tickets")))

    found = {
        (row["window"], *(row[name] for name in by)): (row["value"], row["part"], row["whole"])
        for row in formula.compute(Facts({"tickets": rows.lazy()}), spans, by).iter_rows(named=True)
    }

    expected = {}
    for number, span in enumerate(spans):
        inside = rows.filter(pl.col("opened_on").is_between(span.start, span.end, closed="left"))
        for key, own in inside.group_by(by) if by else [((), inside)]:
            known = own["first_response_minutes"].drop_nulls().to_numpy()
            if own.height:
                expected[number, *key] = (np.quantile(known, q) if len(known) else None, len(known), own.height)
    assert found.keys() == expected.keys()
    for key, (value, part, whole) in expected.items():
        assert found[key] == (value if value is None else pytest.approx(value, rel=1e-9), part, whole)
