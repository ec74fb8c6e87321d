"""A maker: a process of its own that makes reports of one snapshot, one after the other.

Not forked: a copy of open database connections and of Polars' threads would not work. Nor started by multiprocessing, which loads the
program of the starter anew in each process: the command line's 30 MB of modules, none of which a report needs.
"""

import os
import subprocess
import sys
import traceback
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection, Pipe
from multiprocessing.reduction import ForkingPickler
from typing import Any

from errors import DangolError, UserError
from reports.made import Made, make
from reports.recipe import Recipe
from reports.workshop import Workshop
from store.trends import Trends

MODULE = "reports.maker"


class Maker:
    """One process, started at once, that is ready in a second or two. What its log says goes where this process's own goes."""

    def __init__(self, trends: Trends, workshop: Workshop) -> None:
        # TRICKY: packed now and not when it is sent, since this process goes on to find out more about the snapshot.
        self._given = ForkingPickler.dumps((trends, workshop))
        self._line, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", MODULE, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(entry or os.getcwd() for entry in sys.path)},
            )

    def made(self, recipe: Recipe) -> Made:
        """The report of a recipe; one at a time.

        Raises:
            UserError: what `make` raised.
            DangolError: the process ended without it.
        """
        try:
            if self._given:
                self._line.send_bytes(self._given)
                self._given = memoryview(b"")
            self._line.send(recipe)
            answer: Made | UserError = self._line.recv()
        except (EOFError, OSError) as ended:
            status = self._process.wait()
            raise DangolError(f"A maker ended without a report: exit status {status}; the log before this says why.") from ended
        if isinstance(answer, UserError):
            raise answer
        return answer

    def close(self) -> None:
        """Ends the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        self._line.close()


def main() -> None:
    """Makes one report after the other, until whoever started it hangs up or dies: then it ends at once."""
    line: Connection[Any, Any] = Connection(int(sys.argv[1]))
    with ThreadPoolExecutor(1) as hand:  # that makes, while this thread listens
        trends, workshop = line.recv()
        while True:
            try:
                recipe = line.recv()
            except (EOFError, ConnectionResetError):
                os._exit(0)
            hand.submit(_answer, line, recipe, trends, workshop).add_done_callback(_end_without_answer)


def _answer(line: "Connection[Any, Any]", recipe: Recipe, trends: Trends, workshop: Workshop) -> None:
    try:
        line.send(make(recipe, trends, workshop))
    except UserError as refused:
        line.send(refused)


def _end_without_answer(done: "Future[None]") -> None:
    """Nobody shall wait for an answer that does not come."""
    failed = done.exception()
    if failed is not None:
        traceback.print_exception(failed)
        os._exit(1)


if __name__ == "__main__":
    main()
