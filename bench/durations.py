"""How long the business time of many tickets takes.

    python -m bench.durations --size L --json durations.json

Two durations of each ticket, to the first reply and to the resolution, by a calendar with a lunch break and Korean holidays. A hundred
of them are counted again minute by minute, so that the time is that of right answers.
"""

import argparse
import json
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from rich.console import Console

from bench.side import Side
from bench.sides import peak_rss_mb
from metrics.calendar import BusinessCalendar

TICKETS = {"S": 30_000, "M": 300_000, "L": 3_000_000}
SEED, CHECKED = 7, 100
ZONE, HOURS = "Asia/Seoul", ("09:00-12:00", "13:00-18:00")
CALENDAR = BusinessCalendar.of(ZONE, dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ",".join(HOURS)), "KR")
BEGUN, DAYS = datetime(2023, 1, 1), 1_000
LONGEST = 5 * 24 * 60  # minutes until a ticket is resolved


def tickets(count: int) -> pl.DataFrame:
    """When tickets were opened, answered and resolved, as UTC moments."""
    chance = np.random.default_rng([SEED, count])
    opened = chance.integers(0, DAYS * 24 * 60, count)
    resolved = opened + chance.integers(1, LONGEST, count)
    answered = opened + (resolved - opened) // 3
    moments = {"opened": opened, "answered": answered, "resolved": resolved}
    return pl.DataFrame({name: pl.Series(minutes) for name, minutes in moments.items()}).select(
        (pl.lit(BEGUN).cast(pl.Datetime("us", "UTC")) + pl.duration(minutes=pl.col(name))).alias(name) for name in moments
    )


def timed(count: int) -> tuple[float, float]:
    """Seconds for both durations of so many tickets, and the most memory used."""
    given = tickets(count)
    begun = perf_counter()
    first = CALENDAR.business_minutes(given["opened"], given["answered"])
    whole = CALENDAR.business_minutes(given["opened"], given["resolved"])
    seconds = perf_counter() - begun
    for row in given.with_columns(first=first, whole=whole).head(CHECKED).iter_rows(named=True):
        if row["first"] != plainly(row["opened"], row["answered"]) or row["whole"] != plainly(row["opened"], row["resolved"]):
            raise AssertionError(f"Not what the calendar says: {row}.")
    return seconds, peak_rss_mb()


def plainly(opened: datetime, ended: datetime) -> int:
    """The open minutes between two moments, counted one by one."""
    zone, step, count = ZoneInfo(ZONE), timedelta(minutes=1), 0
    while opened < ended:
        local = opened.astimezone(zone)
        clock = f"{local:%H:%M}"
        count += any(hours[:5] <= clock < hours[6:] for hours in HOURS) and CALENDAR.is_working_day(local.date())
        opened += step
    return count


def results(size: str) -> dict[str, Any]:
    """The figures of a run, as they are kept in JSON."""
    seconds, peak = Side().does(timed, TICKETS[size])
    return {"size": size, "tickets": TICKETS[size], "seconds": seconds, "peak_rss_mb": peak}


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m bench.durations", description="Times the business time of many tickets.")
    asked.add_argument("--size", choices=TICKETS, default="M", help="how many tickets (L: three million)")
    asked.add_argument("--json", type=Path, help="where to write the figures")
    given = asked.parse_args()
    found = results(given.size)
    if given.json:
        given.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    for name, figure in found.items():
        Console().print(f"{name:16} {figure:,.2f}" if isinstance(figure, float) else f"{name:16} {figure}")


if __name__ == "__main__":
    main()
