"""Makes many reports at once: each in one of a few warm processes, so that the pictures of several are drawn at the same time."""

import os
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process

from reports.made import Made, make
from reports.recipe import Recipe
from reports.workshop import Workshop
from store.trends import Trends

SECONDS = 900  # whatever of a report takes this long will not end


@dataclass(frozen=True)
class Press:
    """Where reports of one snapshot are made."""

    pool: Executor
    trends: Trends
    workshop: Workshop
    is_here: bool

    def started(self, recipe: Recipe) -> "Future[Made]":
        """A report that is being made."""
        if self.is_here:
            return self.pool.submit(make, recipe, self.trends, self.workshop)
        return self.pool.submit(_made, recipe)

    def made(self, recipes: Iterable[Recipe]) -> Iterator[Made | BaseException]:
        """The reports in order, each as it is done, or what went wrong with it."""
        for future in [self.started(recipe) for recipe in recipes]:
            done, _ = wait([future], SECONDS)
            failed = future.exception() if done else TimeoutError(f"A report took longer than {SECONDS} seconds.")
            yield future.result() if failed is None else failed


@contextmanager
def press(trends: Trends, workshop: Workshop, processes: int) -> Iterator[Press]:
    """A press on a snapshot; with no processes of its own it works in this one, as it must where a cluster computes the metrics."""
    if not processes:
        with ThreadPoolExecutor(1) as here:
            yield Press(here, trends, workshop, is_here=True)
        return
    # Not forked: a copy of open database connections and of Polars' threads would not work.
    pool = ProcessPoolExecutor(processes, get_context("spawn"), initializer=_open, initargs=(trends, workshop))
    try:
        yield Press(pool, trends, workshop, is_here=False)
    finally:
        pool.shutdown(cancel_futures=True)


_OPENED: dict[str, tuple[Trends, Workshop]] = {}


def _open(trends: Trends, workshop: Workshop) -> None:
    """Makes a new process ready, and has it end with the one that started it, however that ends."""
    _OPENED["press"] = (trends, workshop)
    threading.Thread(target=_end_with_starter, daemon=True).start()


def _end_with_starter() -> None:
    starter = parent_process()
    if starter is not None:
        starter.join()
        os._exit(1)


def _made(recipe: Recipe) -> Made:
    trends, workshop = _OPENED["press"]
    return make(recipe, trends, workshop)
