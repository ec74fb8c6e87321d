"""A process of its own for what is measured, so that its memory is nobody else's."""

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

THREADS = 2


class Side:
    """A process that does one task after the other."""

    def __init__(self) -> None:
        os.environ["POLARS_MAX_THREADS"] = str(THREADS)  # read by the new process when it loads Polars
        self.pool = ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"))

    def does(self, task: Callable[..., Any], *given: object) -> Any:
        """What the task gives, done there."""
        return self.pool.submit(task, *given).result()

    def close(self) -> None:
        """Ends the process, and gives its memory back."""
        self.pool.shutdown()
