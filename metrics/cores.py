"""Work on all of the machine's cores, for what Polars and NumPy do on one: they let go of the interpreter while they compute."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import polars as pl

S = TypeVar("S")
T = TypeVar("T")


FEW_ROWS = 1 << 17  # so many are worked on before other threads have begun


def on_all_cores(work: Callable[[S], T], given: Iterable[S], rows: int | None = None) -> list[T]:
    """What `work` makes of each of `given`, in their order. The first that fails raises.

    Args:
        rows: how many rows all of them are about; few ones are worked on by one core.
    """
    if rows is not None and rows <= FEW_ROWS:
        return list(map(work, given))
    with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
        return list(pool.map(work, given))
