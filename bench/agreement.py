"""Whether two answers to one question are the same."""

from collections.abc import Sequence

import polars as pl

from metrics.query import KNOWN

TOLERANCE = 1e-9  # relative, or absolute below one
COMPARED = ("value", "part", "whole", "n")


def disagreements(ours: pl.DataFrame, theirs: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """The periods and groups of which only one answer tells, or in which a number differs.

    Shape:
        ours: what `measure` gives; theirs: what plain SQL gives, of which rows without a value tell nothing
        out: period_start, *by, and every number of ours and, with `_in_sql`, of theirs
    """
    told = ours.filter(pl.col("state") == KNOWN).select("period_start", *by, *COMPARED, pl.lit(True).alias("told"))
    in_sql = theirs.filter(pl.col("value").is_not_null()).with_columns(pl.lit(True).alias("told"))
    both = told.join(in_sql, on=["period_start", *by], how="full", coalesce=True, nulls_equal=True, suffix="_in_sql")
    far = [
        (pl.col(name) - pl.col(f"{name}_in_sql")).abs() > TOLERANCE * pl.max_horizontal(1.0, pl.col(f"{name}_in_sql").abs())
        for name in COMPARED
    ]
    unlike = [pl.col(name).is_null() != pl.col(f"{name}_in_sql").is_null() for name in ("told", *COMPARED)]
    return both.filter(pl.any_horizontal(*far, *unlike)).drop("told", "told_in_sql").sort("period_start", *by)
