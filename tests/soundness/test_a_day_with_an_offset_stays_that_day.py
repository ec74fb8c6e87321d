"""A day is the same everywhere: an offset behind it shifts nothing, and a moment with one falls on the company's day."""

from datetime import date

import pytest

NPS = "Date,NPS,Comment\n"


@pytest.mark.parametrize(
    "written", ["2025-03-05+09:00", "2025-03-05 +0900", "2025-03-05Z", "2025-03-05T08:00:00+09:00", "2025-03-04T23:00:00Z"]
)
def test_an_answer_falls_on_the_day_that_it_names(installation, written: str) -> None:
    installation.load(installation.write("n.csv", f"{NPS}{written},9,good\n"))
    assert installation.facts()["responses"]["answered_on"].to_list() == [date(2025, 3, 5)]
