"""Sums by day and group are the same for words and for categories."""

from datetime import date

import narwhals as nw
import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from metrics.engine import by_day

rows = st.lists(
    st.tuples(
        st.sampled_from(["가", "B", "", None]), st.dates(date(1969, 12, 30), date(1970, 1, 3)), st.one_of(st.none(), st.integers(-9, 9))
    )
)


@given(rows=rows)
def test_categories_are_added_up_like_words(rows: list[tuple[str | None, date, int | None]]) -> None:
    words = pl.DataFrame(rows, schema={"team": pl.String, "day": pl.Date, "worth": pl.Int64}, orient="row")
    amounts = nw.col("worth").sum(), nw.len().cast(nw.Int64).alias("rows")
    of_words, of_categories = (
        by_day(nw.from_native(frame.lazy()), ["team"], "day", amounts, frame.height).sort("team", "day")
        for frame in (words, words.cast({"team": pl.Categorical}))
    )
    assert_frame_equal(of_categories, of_words)
    assert_frame_equal(
        of_words, words.group_by("team", "day").agg(pl.col("worth").sum(), pl.len().cast(pl.Int64).alias("rows")).sort("team", "day")
    )
