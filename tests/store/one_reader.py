"""One process that asks for answers and keeps them: `python -m tests.store.one_reader FOLDER [POINT]`.

It asks every question of `questions()` and prints how often it had to measure; it kills itself at POINT.
"""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from metrics.catalog import METRICS
from metrics.facts import Facts
from metrics.period import Grain, Span
from metrics.query import Query
from store.answers import KeptAnswers
from tests.store.few_facts import FIRST, UNTIL, facts, snapshot

ASKED = ("repurchase_rate", "complaint_rate", "first_response_time", "customer_lifetime_value")
ROOM = 50_000_000


def questions() -> Iterator[Query]:
    """A few metrics, by a few grains."""
    for name in ASKED:
        for grain in (Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR):
            for by in ((), ("team",)):
                yield Query(METRICS[name], Span(FIRST, UNTIL), grain, by=by)


class Rows:
    """The facts, and how often they were asked for: once for each answer that was not kept."""

    def __init__(self) -> None:
        self.facts = facts()
        self.count = 0

    def __call__(self) -> Facts:
        self.count += 1
        return self.facts


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    kept, rows = KeptAnswers(Path(sys.argv[1]), ROOM), Rows()
    if sys.argv[2:] == ["before the file is in its place"]:
        os.replace = die
    for query in questions():
        kept.measured(query, snapshot(), rows)
    sys.stdout.write(str(rows.count))
