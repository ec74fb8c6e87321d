"""How long each metric takes beside hand-written SQL on the same Parquet files.

    python -m bench.metrics --size M --json bench.json

Each metric's series of 24 months by team is measured on its own by both sides, both with two threads: once to warm up, then in turn for at
least a second, and the best time of each counts. The answers are compared as well: a fast wrong number is none.

The program answers as its server does, from facts that it read into memory once; DuckDB runs the statement on the files. What each of
them takes the other way, the program from the files and DuckDB with its tables in memory, is measured too, twice after warming up.
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
from bench.sides import Made, by_of, fit, held, make, ours, ours_from_files, peak_rss_mb, theirs
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
    timed: dict[str, dict[str, float]] = {}
    for metric in _track(metrics, "Measuring"):
        timed[metric] = _timed(us, them, made, metric, rounds, seconds)
    fits = [us.does(fit, made) for _ in range(1 + rounds)]
    read, peak = us.does(held, made), us.does(peak_rss_mb)
    for side in (us, them):
        side.close()
    for metric, times in _the_other_way(made, metrics).items():
        timed[metric] |= times
    ratios = [times["ratio"] for times in timed.values()]
    return {
        "size": made.size,
        "metrics": timed,
        "median_ratio": statistics.median(ratios),
        "max_ratio": max(ratios),
        "repurchase_ratio": timed[REPURCHASE]["ratio"] if REPURCHASE in timed else None,
        "median_ratio_from_files": statistics.median(t["seconds_from_files"] / t["duckdb_seconds"] for t in timed.values()),
        "median_ratio_in_memory": statistics.median(t["seconds"] / t["duckdb_seconds_in_memory"] for t in timed.values()),
        "reading_seconds": read.seconds,
        "in_memory_mb": read.answer / 1e6,
        "bgnbd_seconds": min(each.seconds for each in fits[1:]),
        "bgnbd_customers": fits[0].answer,
        "peak_rss_mb": peak,
    }


def _timed(us: Side, them: Side, made: Made, metric: str, rounds: int, at_least: float) -> dict[str, float]:
    warm = us.does(ours, made, metric), them.does(theirs, made, metric)
    wrong = disagreements(warm[0].answer, warm[1].answer, by_of(metric))
    if wrong.height:
        raise DisagreementError(f"{metric}: {wrong.height} rows differ from its SQL, the first is {wrong.row(0, named=True)}")
    pairs = list[tuple[float, float]]()
    while len(pairs) < rounds or sum(map(sum, pairs)) < at_least:
        pairs.append((us.does(ours, made, metric).seconds, them.does(theirs, made, metric).seconds))
    seconds, duckdb_seconds = map(min, zip(*pairs, strict=True))
    return {"seconds": seconds, "duckdb_seconds": duckdb_seconds, "ratio": seconds / duckdb_seconds}


def _the_other_way(made: Made, metrics: list[str]) -> dict[str, dict[str, float]]:
    """What each metric takes us from the files, and DuckDB from memory."""
    us, them = Side(), Side()
    timed = {}
    for metric in _track(metrics, "Measuring the other way"):
        pairs = [(us.does(ours_from_files, made, metric).seconds, them.does(theirs, made, metric, True).seconds) for _ in range(3)]
        mine, its = map(min, zip(*pairs[1:], strict=True))
        timed[metric] = {"seconds_from_files": mine, "duckdb_seconds_in_memory": its}
    return timed


def _track(metrics: list[str], doing: str) -> Iterable[str]:
    return track(metrics, doing, console=Console(stderr=True))


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m bench.metrics", description="Times each metric against hand-written SQL.")
    asked.add_argument("--size", choices=SIZES, default="M", help="how large the made company is (L: ten million orders)")
    asked.add_argument("--home", type=Path, help="a folder to keep the made company in; otherwise it is made anew and removed")
    asked.add_argument("--json", type=Path, help="where to write the figures")
    asked.add_argument("--table", type=Path, help="a page with marks to write the table between")
    asked.add_argument("--rounds", type=int, default=ROUNDS, help="how many times each side answers after warming up")
    asked.add_argument("--seconds", type=float, default=SECONDS, help="how long both sides answer in turn at least")
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
