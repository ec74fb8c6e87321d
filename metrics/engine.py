"""Where rows are worked on: what is done with a frame of Polars, and what with one of another engine."""

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from metrics.cores import FEW_ROWS

Expression = nw.Expr
_CELL = "cell"
_CODES = 1 << 32  # numbers of a category, of which the last is never one


def is_in_memory(frame: nw.LazyFrame[Any]) -> bool:
    """Whether the rows are worked on in this process."""
    return frame.implementation is nw.Implementation.POLARS


def alongside(rows: nw.LazyFrame[Any], small: pl.DataFrame) -> nw.LazyFrame[Any]:
    """A small frame in the engine of `rows`, so that the two can be joined."""
    if is_in_memory(rows):
        return nw.from_native(small.lazy())
    return nw.from_native(small).lazy(rows.implementation, session=rows.to_native().sparkSession)


def instant(rows: nw.LazyFrame[Any], column: str) -> Expression:
    """A moment in milliseconds; elsewhere than in memory a number that orders moments alike, for Narwhals has no timestamp on Spark."""
    at = nw.col(column).dt
    if is_in_memory(rows):
        return at.timestamp("ms")
    number = at.year().cast(nw.Int64)
    for part, most in ((at.month(), 12), (at.day(), 31), (at.hour(), 24), (at.minute(), 60), (at.second(), 60), (at.millisecond(), 1000)):
        number = number * most + part
    return number


def collect(frame: nw.LazyFrame[Any], height: int | None = None) -> pl.DataFrame:
    """The rows of a lazy frame of any engine, as Polars. What was kept as categories are words again.

    Args:
        height: how many rows it is made of, where that is known; the engine in memory is faster for few.
    """
    if is_in_memory(frame):
        return _in_words(_collect(frame) if height is None or height > FEW_ROWS else collect_small(frame.to_native()))
    rows: pl.DataFrame = frame.collect(backend="polars").to_native()
    return rows


def collect_coded(rows: nw.LazyFrame[Any], words: Sequence[str]) -> pl.DataFrame:
    """Rows in memory with some columns of words as categories, which are made while the rows are read and not afterwards."""
    return _collect(rows.with_columns(nw.col(*words).cast(nw.Categorical())) if words else rows)


def collect_each(frames: Sequence[nw.LazyFrame[Any]]) -> list[pl.DataFrame]:
    """The rows of several lazy frames made of the same ones, which are read once where they are worked on in this process."""
    if all(map(is_in_memory, frames)):
        return list(map(_in_words, pl.collect_all([frame.to_native() for frame in frames], engine="streaming")))
    return list(map(collect, frames))


def collect_small(plan: pl.LazyFrame) -> pl.DataFrame:
    """What a plan over few rows comes to. The engine in memory takes half as long for these as the streaming one."""
    return plan.collect(engine="in-memory")


def worked_out(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Rows that two plans are made of, worked out once where they are worked on in this process."""
    return nw.from_native(_collect(frame).lazy()) if is_in_memory(frame) else frame


def by_day(rows: nw.LazyFrame[Any], by: Sequence[str], day: str, amounts: Sequence[Expression], height: int | None) -> pl.DataFrame:
    """Amounts of each day and group: *by, day, and what `amounts` are called.

    Args:
        rows: with `day` in each
        height: how many rows they are at most, where that is known.
    """
    if len(by) == 1 and is_in_memory(rows) and isinstance(kept := rows.to_native().collect_schema()[by[0]], pl.Categorical):
        return _by_cell(rows, by[0], kept, day, amounts, height)
    return collect(rows.group_by(*by, day).agg(*amounts), height)


def _by_cell(
    rows: nw.LazyFrame[Any], name: str, kept: pl.Categorical, day: str, amounts: Sequence[Expression], height: int | None
) -> pl.DataFrame:
    """The same of rows whose group is a category: with the day it makes one integer, and one key takes a quarter less time than two."""
    code = (pl.col(name).to_physical().cast(pl.Int64) + 1).fill_null(0)
    cell = (pl.col(day).to_physical().cast(pl.Int64) * _CODES + code).alias(_CELL)
    found = collect(nw.from_native(rows.to_native().with_columns(cell)).group_by(_CELL).agg(*amounts), height)
    cells = found[_CELL].to_numpy()
    codes, days = pl.Series(name, cells % _CODES), pl.Series(day, (cells // _CODES).astype(np.int32)).cast(pl.Date)
    words = (codes.set(codes == 0, None) - 1).cast(pl.UInt32).cat.to(kept).cast(pl.String)
    return pl.DataFrame([words, days, *found.drop(_CELL)])


def _collect(frame: nw.LazyFrame[Any]) -> pl.DataFrame:
    native: pl.LazyFrame = frame.to_native()
    return native.collect(engine="streaming")


def _in_words(rows: pl.DataFrame) -> pl.DataFrame:
    categories = [name for name, dtype in rows.schema.items() if dtype == pl.Categorical]
    return rows.cast(dict.fromkeys(categories, pl.String)) if categories else rows
