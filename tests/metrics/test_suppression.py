from itertools import combinations
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.suppression import complements

CELLS = st.lists(st.integers(0, 12), min_size=1, max_size=7)


def withheld(counts: list[int], fewest: int = 5) -> list[int]:
    """The counts of the cells that are withheld, where first each below `fewest` is."""
    cells = pl.DataFrame({"period": [0] * len(counts), "team": [f"{n}" for n in range(len(counts))], "n": counts})
    cells = cells.with_columns(is_withheld=(pl.col("n") < fewest) & (pl.col("n") > 0))
    return cells.filter(complements(cells, "period", ["team"], fewest))["n"].to_list()


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([50, 40, 30], []),
        ([50, 3, 30], [3, 30]),  # the smallest of the others goes with it
        ([50, 3, 4, 30], [3, 4]),  # seven together: nobody's own number
        ([50, 2, 2, 30], [2, 2, 30]),  # four together would still be too few
        ([50, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1]),
        ([3, 0, 30], [3, 30]),  # a team without rows hides nothing
        ([3], [3]),
        ([2, 2], [2, 2]),  # the total itself is too few
        ([3, 20, 20], [3, 20]),
    ],
)
def test_what_is_withheld_with_it(counts: list[int], expected: list[int]) -> None:
    assert withheld(counts) == expected


@given(CELLS, st.integers(2, 8))
def test_subtracting_what_is_shown_never_leaves_too_few(counts: list[int], fewest: int) -> None:
    hidden = withheld(counts, fewest)
    if any(0 < n < fewest for n in counts):
        assert sum(hidden) >= fewest or sum(hidden) == sum(counts)
    else:
        assert not hidden


@given(CELLS)
def test_nothing_is_withheld_that_need_not_be(counts: list[int]) -> None:
    hidden = withheld(counts)
    own = [n for n in counts if 0 < n < 5]
    added = sorted(hidden)[len(own) :]
    if added:
        assert len(added) == 1 or sum(own) + sum(added[:-1]) < 5


def test_each_period_is_looked_at_alone() -> None:
    cells = pl.DataFrame({"period": [0, 0, 0, 1, 1, 1], "team": list("ABC") * 2, "n": [3, 9, 9, 50, 9, 9]})
    cells = cells.with_columns(is_withheld=pl.col("n") < 5)
    assert complements(cells, "period", ["team"], 5).to_list() == [True, True, False, False, False, False]


@given(st.lists(st.integers(0, 15), min_size=9, max_size=9))
def test_in_a_table_of_two_dimensions_no_row_column_or_total_gives_a_cell_away(counts: list[int]) -> None:
    keys: list[dict[str, Any]] = [{"period": 0, "team": team, "channel": channel} for team in "ABC" for channel in ("x", "y", None)]
    cells = pl.DataFrame([key | {"n": n} for key, n in zip(keys, counts, strict=True)]).with_columns(
        is_withheld=(pl.col("n") < 5) & (pl.col("n") > 0)
    )
    told = cells.with_columns(hidden=complements(cells, "period", ["team", "channel"], 5))
    for size in range(2):
        for kept in combinations(["team", "channel"], size):
            for _, line in told.group_by("period", *kept):
                few = line.filter((pl.col("n") > 0) & (pl.col("n") < 5))
                hidden, shown = line.filter("hidden"), line.filter(~pl.col("hidden") & (pl.col("n") > 0))
                assert few.is_empty() or hidden["n"].sum() >= 5 or shown.is_empty()
