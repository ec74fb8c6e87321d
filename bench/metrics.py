"""How long each metric takes beside hand-written SQL on the same Parquet files.

    python -m bench.metrics --size M --json bench.json

Each metric's series of 24 months by team is measured on its own by both sides, both with two threads: from what both read from the files
into memory once, as the program's server does, and from the files themselves, read anew for each answer. All four answer in turn, once to
warm up and then for at least a second, and the best time of each counts. The answers are compared as well: a fast wrong number is none.
"""

import argparse
import json
import statistics
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from bench.agreement import disagreements
from bench.company import SIZES
from bench.plain_sql import COUNTED
from bench.side import Side
from bench.sides import PAIRS, PLACES, Made, Timed, by_of, fit, held, make, ours, peak_rss_mb, theirs
from bench.table import put_into, terminal

ROUNDS = 3
SECONDS = 1.0  # of turns at least, so that an answer of a few milliseconds is not judged by three of them
REPURCHASE = "repurchase_rate"


class DisagreementError(Exception):
    """The program and plain SQL give different numbers."""


def results(made: Made, metrics: list[str], rounds: int, seconds: float) -> dict[str, Any]:
    """The figures of a run, as they are kept in JSON."""
    us, them = Side(), Side()
    them.does(make, made)  # there, so that its memory is not taken for ours
    timed = {metric: _timed(us, them, made, metric, rounds, seconds) for metric in _track(metrics)}
    fits = [us.does(fit, made) for _ in range(1 + rounds)]
    read, peak = us.does(held, made), us.does(peak_rss_mb)
    for side in (us, them):
        side.close()
    found = {"size": made.size, "metrics": timed}
    for pair in PAIRS:
        ratios = {metric: times[f"ratio{pair}"] for metric, times in timed.items()}
        found |= {
            f"median_ratio{pair}": statistics.median(ratios.values()),
            f"max_ratio{pair}": max(ratios.values()),
            f"repurchase_ratio{pair}": ratios.get(REPURCHASE),
        }
    return found | {
        "reading_seconds": read.seconds,
        "in_memory_mb": read.answer / 1e6,
        "bgnbd_seconds": min(each.seconds for each in fits[1:]),
        "bgnbd_customers": fits[0].answer,
        "peak_rss_mb": peak,
    }


def _timed(us: Side, them: Side, made: Made, metric: str, rounds: int, at_least: float) -> dict[str, float]:
    def in_turn(is_held: bool) -> tuple[Timed, Timed]:
        return us.does(ours, made, metric, is_held), them.does(theirs, made, metric, is_held)

    for mine, its in map(in_turn, PLACES.values()):
        wrong = disagreements(mine.answer, its.answer, by_of(metric))
        if wrong.height:
            raise DisagreementError(f"{metric}: {wrong.height} rows differ from its SQL, the first is {wrong.row(0, named=True)}")
    turns = list[tuple[float, ...]]()
    while len(turns) < rounds or sum(map(sum, turns)) < at_least:
        turns.append(tuple(each.seconds for is_held in PLACES.values() for each in in_turn(is_held)))
    best = iter(map(min, zip(*turns, strict=True)))
    times = dict[str, float]()
    for where, seconds, duckdb_seconds in zip(PLACES, best, best, strict=True):
        times |= {f"seconds{where}": seconds, f"duckdb_seconds{where}": duckdb_seconds, f"ratio{where}": seconds / duckdb_seconds}
    return times | {"ratio_served": times["seconds"] / times["duckdb_seconds_from_files"]}


def _track(metrics: list[str]) -> Iterable[str]:
    return track(metrics, "Measuring", console=Console(stderr=True))


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m bench.metrics", description="Times each metric against hand-written SQL.")
    asked.add_argument("--size", choices=SIZES, default="M", help="how large the made company is (L: ten million orders)")
    asked.add_argument("--home", type=Path, help="a folder to keep the made company in; otherwise it is made anew and removed")
    asked.add_argument("--json", type=Path, help="where to write the figures")
    asked.add_argument("--table", type=Path, help="a page with marks to write the table between")
    asked.add_argument("--rounds", type=int, default=ROUNDS, help="how many times each side answers after warming up")
    asked.add_argument("--seconds", type=float, default=SECONDS, help="how long they answer in turn at least")
    asked.add_argument("--only", nargs="+", choices=COUNTED, default=list(COUNTED), metavar="METRIC", help="only these metrics")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        found = results(Made(given.home or Path(passing), given.size), given.only, given.rounds, given.seconds)
    if given.json:
        given.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    if given.table:
        put_into(given.table, found)
    Console().print(terminal(found))


if __name__ == "__main__":
    main()
