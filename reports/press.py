"""Makes many reports at once: in this process and in a few warm others, so that the pictures of several are drawn at the same time."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from queue import Queue

from reports.made import Made, make
from reports.maker import Maker
from reports.recipe import Recipe
from reports.workshop import Workshop
from store.trends import Trends

SECONDS = 900  # whatever of a report takes this long will not end


@dataclass(frozen=True)
class Press:
    """Where reports of one snapshot are made. Each maker makes one at a time; a thread each waits for them."""

    threads: Executor
    makers: "Queue[Callable[[Recipe], Made]]"

    def made(self, recipes: Iterable[Recipe]) -> Iterator[Made | BaseException]:
        """The reports in order, each as it is done, or what went wrong with it."""
        futures = deque(self.threads.submit(self._made, recipe) for recipe in recipes)
        while futures:
            future = futures.popleft()  # nobody keeps it: a thousand reports do not fit into memory
            done, _ = wait([future], SECONDS)
            failed = future.exception() if done else TimeoutError(f"A report took longer than {SECONDS} seconds.")
            yield future.result() if failed is None else failed

    def _made(self, recipe: Recipe) -> Made:
        maker = self.makers.get()
        try:
            return maker(recipe)
        finally:
            self.makers.put(maker)


@contextmanager
def press(trends: Trends, workshop: Workshop, others: int) -> Iterator[Press]:
    """A press on a snapshot: this process makes reports, and so do `others` that it starts.

    It must work alone where a cluster computes the metrics.
    """
    makers: Queue[Callable[[Recipe], Made]] = Queue()
    makers.put(lambda recipe: make(recipe, trends, workshop))
    with ExitStack() as closing:
        threads = ThreadPoolExecutor(1 + others)
        closing.callback(threads.shutdown, cancel_futures=True)
        for _ in range(others):
            # replace(): it reads the facts itself, instead of getting what this process has in memory already.
            other = Maker(replace(trends), workshop)
            closing.callback(other.close)  # before the threads end, which may wait for it
            makers.put(other.made)
        yield Press(threads, makers)
