"""What each customer comes to in windows of time, summed over all customers: for rows in memory, by packed integers."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from metrics.packed import BITS, Codes, changes, labels_of
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
        rows: *by (strings), per, day, amount Float64, without nulls in the last three
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
    number = pl.Series(containing(windows, rows[day].to_physical().to_numpy()))
    frame = pl.DataFrame({name: codes.codes for name, codes in columns.items()} | {WINDOW: number, "amount": rows["amount"]})
    each = (
        frame.lazy()
        .filter(pl.col(WINDOW) >= 0)
        .group_by((packing * (1 << bits) + pl.col(WINDOW)).alias("packed"))
        .agg(pl.col("amount").sum())
        .sort("packed")
        .collect()
    )
    packed, amount = each["packed"].to_numpy(), each["amount"].to_numpy()
    is_to_date = len({window.start for window in windows}) == 1
    thing, window, group = packed >> bits, packed & ((1 << bits) - 1), packed >> (bits + per_bits)
    if is_to_date:
        new = changes(thing)
        begins = np.flatnonzero(new)
        running = np.cumsum(amount)
        running -= np.repeat(running[begins] - amount[begins], np.diff(np.append(begins, len(running))))
        squares, whole = running**2 - (running - amount) ** 2, new.astype(np.float64)
    else:
        squares, whole = amount**2, np.ones_like(amount)
    firsts = np.flatnonzero(changes(group))
    labels = labels_of(group[firsts], by, list(columns.values()))
    count = len(windows)
    sums = []
    for values in (amount, squares, whole):
        by_group = np.array(
            [
                np.bincount(window[start:end], values[start:end], minlength=count)
                for start, end in zip(firsts, [*firsts[1:], len(packed)], strict=True)
            ]
        ).reshape(len(firsts), count)
        sums.append((by_group.cumsum(axis=1) if is_to_date else by_group).ravel())
    frame = pl.DataFrame(
        {
            WINDOW: np.tile(np.arange(count), len(firsts)),
            **{label.name: label.gather(np.repeat(np.arange(len(firsts)), count)) for label in labels},
            **dict(zip(TOTALS, sums, strict=True)),
        }
    )
    return frame.filter(pl.col("whole") > 0).cast({WINDOW: pl.Int64()} | TOTALS)
