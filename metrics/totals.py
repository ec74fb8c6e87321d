"""What each customer comes to in windows of time, summed over all customers: for rows in memory, by packed integers."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.packed import BITS, Codes, Integers, changes, labels_of
from metrics.period import Span
from metrics.window import WINDOW, are_apart, containing

TOTALS: dict[str, Any] = {"part": pl.Float64(), "squares": pl.Float64(), "whole": pl.Int64()}


def are_steps(windows: Sequence[Span]) -> bool:
    """Whether every day falls into one window at most, or all windows begin at once: a day's amount is then added up once."""
    return len({window.start for window in windows}) == 1 or are_apart(windows)


def totals(rows: pl.DataFrame, per: str, day: str, by: Sequence[str], windows: Sequence[Span]) -> pl.DataFrame | None:
    """Each `per`'s total of `amount` in each window, summed over all: window, *by, part, squares, whole.

    None where the columns do not fit into one integer.

    Shape:
        rows: *by (strings), per, day, amount, without nulls in the last three
        windows: as `are_steps` says
    """
    if rows.is_empty():
        return pl.DataFrame(schema={WINDOW: pl.Int64()} | dict.fromkeys(by, pl.String()) | TOTALS)
    columns = {f"{place}": Codes.of(rows[name]) for place, name in enumerate([*by, per])}
    bits = len(windows).bit_length()
    per_bits = columns[f"{len(by)}"].bits
    if bits + sum(codes.bits for codes in columns.values()) > BITS:
        return None
    packing = pl.lit(0, pl.Int64)
    for name, codes in columns.items():
        packing = packing * (1 << codes.bits) + pl.col(name)
    number = containing(windows, rows[day].to_physical().to_numpy())
    frame = pl.DataFrame({name: codes.codes for name, codes in columns.items()} | {WINDOW: number, "amount": rows["amount"]})
    if number.min() < 0:
        frame = frame.filter(pl.col(WINDOW) >= 0)
    packed, amount = _in_order(frame, packing * (1 << bits) + pl.col(WINDOW))
    is_to_date = len({window.start for window in windows}) == 1
    if is_to_date:
        thing = packed >> bits
        seen = np.flatnonzero(changes(thing))  # where each thing begins to count
        running = np.cumsum(amount)
        running -= np.repeat(running[seen] - amount[seen], np.diff(np.append(seen, len(running))))
        squares = amount * (2 * running - amount)  # of the total after a row, less those of the total before it
    else:
        begins = np.flatnonzero(changes(packed))
        packed, amount = packed[begins], np.add.reduceat(amount, begins)
        seen, squares = np.arange(len(packed)), amount**2
    window, group = packed & ((1 << bits) - 1), packed >> (bits + per_bits)
    firsts = np.flatnonzero(changes(group))
    labels = labels_of(group[firsts], by, list(columns.values()))
    count = len(windows)
    tables = [_by_window(window, firsts, count, values) for values in (amount, squares)]
    tables.append(_by_window(window[seen], np.searchsorted(seen, firsts), count))
    sums = [(table.cumsum(axis=1) if is_to_date else table).ravel() for table in tables]
    frame = pl.DataFrame(
        {
            WINDOW: np.tile(np.arange(count), len(firsts)),
            **{label.name: label.gather(np.repeat(np.arange(len(firsts)), count)) for label in labels},
            **dict(zip(TOTALS, sums, strict=True)),
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


def _in_order(frame: pl.DataFrame, key: pl.Expr) -> tuple[Integers, NDArray[np.float64]]:
    """The keys in order, and `amount` beside them: whole amounts that fit are packed into the key, which sorts five times as fast."""
    keys, amounts = frame.select(key.alias("key"))["key"], frame["amount"]
    bits = int(amounts.max() or 0).bit_length()  # type: ignore[arg-type]
    least, most = amounts.min() or 0, int(keys.max() or 0)  # type: ignore[arg-type]
    if amounts.dtype.is_integer() and least >= 0 and most.bit_length() + bits <= BITS:  # type: ignore[operator]
        both = (keys * (1 << bits) + amounts).sort().to_numpy()
        return both >> bits, (both & ((1 << bits) - 1)).astype(np.float64)
    rows = pl.DataFrame([keys, amounts.cast(pl.Float64)]).sort("key", "amount")
    return rows["key"].to_numpy(), rows["amount"].to_numpy()
