"""Complementary suppression: what is withheld of one group must not be had by subtracting the others from the total.

The total of all groups is known to whoever asks for it, so what is withheld is always the *sum* of the withheld groups. Where
that rests on too few, the smallest of the others is withheld too, and the next, until it does not.

Source:
    Willenborg & de Waal (2001), Elements of Statistical Disclosure Control, on secondary cell suppression.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

import polars as pl

_ROW = "row"


def complements(cells: pl.DataFrame, within: str, by: Sequence[str], fewest: int) -> pl.Series:
    """Which cells are withheld, once those are added that would give the withheld ones away.

    Shape:
        cells: one row per cell; `within` and `by` name it, n Int64, is_withheld Boolean
        out: Boolean, in the order of the cells
    A cell adds up with others to a total along every choice of dimensions: teams within a channel, channels within a team, all
    together. Along each of them the withheld cells that rest on anything must rest on `fewest` together, if one of them does not.
    """
    cells = cells.with_row_index(_ROW)
    lines = [[within, *kept] for kept in _proper_subsets(by)]
    while (added := [row for line in lines for row in _exposed(cells, line, fewest)]) != []:
        cells = cells.with_columns(is_withheld=pl.col("is_withheld") | pl.col(_ROW).is_in(added))
    return cells["is_withheld"]


def _proper_subsets(by: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for size in range(len(by)):
        yield from combinations(by, size)


def _exposed(cells: pl.DataFrame, line: Sequence[str], fewest: int) -> list[int]:
    """The smallest cell that is shown, of each line whose withheld cells can be had by subtraction."""
    withheld, shown = pl.col("is_withheld") & (pl.col("n") > 0), ~pl.col("is_withheld") & (pl.col("n") > 0)
    few = (withheld & (pl.col("n") < fewest)).any().over(line)
    together = pl.col("n").filter(withheld).sum().over(line)
    candidates = cells.filter(few & (together < fewest)).filter(shown)
    return candidates.sort("n", _ROW).group_by(line, maintain_order=True).first()[_ROW].to_list()
