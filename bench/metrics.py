"""How long each metric takes beside hand-written SQL on the same Parquet files.

    python -m bench.metrics --size M --json bench.json

Each metric's series of 24 months by team is measured on its own by both sides, reading the files included, both with two threads: once
to warm up, then in turn, and the best time of each counts. The answers are compared as well: a fast wrong number is none.
"""

import argparse
import json
import statistics
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from bench.agreement import disagreements
from bench.company import SIZES
from bench.plain_sql import COUNTED
from bench.side import Side
from bench.sides import Made, by_of, fit, make, ours, peak_rss_mb, theirs
from bench.table import put_into, terminal

ROUNDS = 3
REPURCHASE = "repurchase_rate"


class DisagreementError(Exception):
    """The program and plain SQL give different numbers."""


def results(made: Made, metrics: list[str], rounds: int) -> dict[str, Any]:
    """The figures of a run, as they are kept in JSON."""
    us, them = Side(), Side()
    them.does(make, made)  # there, so that its memory is not taken for ours
    timed: dict[str, dict[str, float]] = {}
    for metric in track(metrics, "Measuring", console=Console(stderr=True)):
        timed[metric] = _timed(us, them, made, metric, rounds)
    fits = [us.does(fit, made) for _ in range(1 + rounds)]
    ratios = [times["ratio"] for times in timed.values()]
    return {
        "size": made.size,
        "metrics": timed,
        "median_ratio": statistics.median(ratios),
        "max_ratio": max(ratios),
        "repurchase_ratio": timed[REPURCHASE]["ratio"] if REPURCHASE in timed else None,
        "bgnbd_seconds": min(each.seconds for each in fits[1:]),
        "bgnbd_customers": fits[0].answer,
        "peak_rss_mb": us.does(peak_rss_mb),
    }


def _timed(us: Side, them: Side, made: Made, metric: str, rounds: int) -> dict[str, float]:
    warm = us.does(ours, made, metric), them.does(theirs, made, metric)
    wrong = disagreements(warm[0].answer, warm[1].answer, by_of(metric))
    if wrong.height:
        raise DisagreementError(f"{metric}: {wrong.height} rows differ from its SQL, the first is {wrong.row(0, named=True)}")
    pairs = [(us.does(ours, made, metric).seconds, them.does(theirs, made, metric).seconds) for _ in range(rounds)]
    seconds, duckdb_seconds = map(min, zip(*pairs, strict=True))
    return {"seconds": seconds, "duckdb_seconds": duckdb_seconds, "ratio": seconds / duckdb_seconds}


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m bench.metrics", description="Times each metric against hand-written SQL.")
    asked.add_argument("--size", choices=SIZES, default="M", help="how large the made company is (L: ten million orders)")
    asked.add_argument("--home", type=Path, help="a folder to keep the made company in; otherwise it is made anew and removed")
    asked.add_argument("--json", type=Path, help="where to write the figures")
    asked.add_argument("--table", type=Path, help="a page with marks to write the table between")
    asked.add_argument("--rounds", type=int, default=ROUNDS, help="how many times each side answers after warming up")
    asked.add_argument("--only", nargs="+", choices=COUNTED, default=list(COUNTED), metavar="METRIC", help="only these metrics")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        found = results(Made(given.home or Path(passing), given.size), given.only, given.rounds)
    if given.json:
        given.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    if given.table:
        put_into(given.table, found)
    Console().print(terminal(found))


if __name__ == "__main__":
    main()
