"""Work on all of the machine's cores, for what Polars and NumPy do on one: they let go of the interpreter while they compute."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import polars as pl

S = TypeVar("S")
T = TypeVar("T")


def on_all_cores(work: Callable[[S], T], given: Iterable[S]) -> list[T]:
    """What `work` makes of each of `given`, in their order. The first that fails raises."""
    with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
        return list(pool.map(work, given))
