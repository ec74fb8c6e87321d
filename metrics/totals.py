"""What each customer comes to in windows of time, summed over all customers: for rows in memory, by packed integers."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.packed import Codes, Integers, added_up, changes, edges_of, in_parts, labels_of, packed
from metrics.period import Span
from metrics.window import WINDOW, are_apart, containing

TOTALS: dict[str, Any] = {"part": pl.Float64(), "squares": pl.Float64(), "whole": pl.Int64()}


def are_steps(windows: Sequence[Span]) -> bool:
    """Whether every day falls into one window at most, or all windows begin at once: a day's amount is then added up once."""
    return len({window.start for window in windows}) == 1 or are_apart(windows)


def totals(rows: pl.DataFrame, per: str, day: str, by: Sequence[str], windows: Sequence[Span]) -> pl.DataFrame | None:
    """Each `per`'s total of `amount` in each window, summed over all: window, *by, part, squares, whole.

    None where the amounts are no whole numbers, or the columns do not fit into one integer.

    Shape:
        rows: *by (strings or categories), per, day, amount, without nulls in the last three
        windows: as `are_steps` says
    """
    number = containing(windows, rows[day].to_physical().to_numpy())
    if number.min(initial=0) < 0:
        rows, number = rows.filter(pl.Series(number >= 0)), number[number >= 0]
    if rows.is_empty():
        return pl.DataFrame(schema={WINDOW: pl.Int64()} | dict.fromkeys(by, pl.String()) | TOTALS)
    columns = [*map(Codes.of, rows.select(*by, per)), Codes(pl.Series(number), len(windows), rows[day]), Codes.of(rows["amount"])]
    ordered = packed(columns) if rows["amount"].dtype.is_integer() else None
    if ordered is None:
        return None
    of_per, of_window, of_amount = columns[-3:]
    is_to_date = len({window.start for window in windows}) == 1

    def sums(part: slice) -> tuple[Integers, list[NDArray[Any]]]:
        own = ordered[part] >> of_amount.bits
        amount = ((ordered[part] & ((1 << of_amount.bits) - 1)) + of_amount.least).astype(np.float64)
        if is_to_date:
            seen = np.flatnonzero(changes(own >> of_window.bits))  # where each thing begins to count
            running = np.cumsum(amount)
            running -= np.repeat(running[seen] - amount[seen], np.diff(np.append(seen, len(running))))
            squares = amount * (2 * running - amount)  # of the total after a row, less those of the total before it
        else:
            begins = np.flatnonzero(changes(own))
            own, amount = own[begins], np.add.reduceat(amount, begins) if len(begins) else amount
            seen, squares = np.arange(len(own)), amount**2
        window, group = own & ((1 << of_window.bits) - 1), own >> (of_window.bits + of_per.bits)
        begins = np.flatnonzero(changes(group))
        tables = [_by_window(window, begins, len(windows), values) for values in (amount, squares)]
        return group[begins], [*tables, _by_window(window[seen], np.searchsorted(seen, begins), len(windows))]

    groups, tables = added_up(in_parts(sums, edges_of(ordered, of_window.bits + of_amount.bits)))
    labels = labels_of(groups, by, columns)
    frame = pl.DataFrame(
        {
            WINDOW: np.tile(np.arange(len(windows)), len(groups)),
            **{label.name: label.gather(np.repeat(np.arange(len(groups)), len(windows))) for label in labels},
            **{name: (table.cumsum(axis=1) if is_to_date else table).ravel() for name, table in zip(TOTALS, tables, strict=True)},
        }
    )
    return frame.filter(pl.col("whole") > 0).cast({WINDOW: pl.Int64()} | TOTALS)


def _by_window(window: Integers, begins: Integers, count: int, values: NDArray[np.float64] | None = None) -> NDArray[Any]:
    """What the rows of each group (a row) come to in each of `count` windows: the sum of `values`, or how many they are."""
    ends = [*begins[1:], len(window)]
    rows = [
        np.bincount(window[start:end], None if values is None else values[start:end], minlength=count)
        for start, end in zip(begins, ends, strict=True)
    ]
    return np.array(rows).reshape(len(begins), count)
