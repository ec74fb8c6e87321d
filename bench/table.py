"""The figures of a run as tables: on the terminal, and in a page of docs/."""

import os
import platform
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.table import Table

from bench.company import SIZES
from bench.side import THREADS
from bench.sides import PAIRS, PLACES

BEGIN, END = "<!-- the figures -->", "<!-- end of the figures -->"
HEADINGS = ("metric", "Dangol, s", "DuckDB, s", "ratio", "Dangol from files, s", "DuckDB from files, s", "ratio from files")
MEASURED_WITH = ("duckdb", "polars", "narwhals", "deltalake", "numpy", "scipy")


def terminal(found: dict[str, Any]) -> Table:
    """The figures for a terminal."""
    table = Table(*HEADINGS, title=_rows_of(found["size"]), caption=_summary(found))
    for row in _lines(found):
        table.add_row(*row)
    return table


def put_into(page: Path, found: dict[str, Any]) -> None:
    """Writes the figures into a page, between its two marks."""
    lines = ["| " + " | ".join(cells) + " |" for cells in (HEADINGS, ("---", *["---:"] * (len(HEADINGS) - 1)), *_lines(found))]
    figures = "\n".join([BEGIN, f"{_rows_of(found['size'])}. {_machine()}.", "", *lines, "", f"{_summary(found)}.", END])
    text = page.read_text(encoding="utf-8")
    page.write_text(re.sub(f"{BEGIN}.*{END}", lambda _: figures, text, flags=re.DOTALL), encoding="utf-8")


def _lines(found: dict[str, Any]) -> list[tuple[str, ...]]:
    """A line per metric, the slowest beside DuckDB first."""
    timed = sorted(found["metrics"].items(), key=lambda item: -item[1]["ratio"])
    seconds = ("seconds", "duckdb_seconds", "ratio")
    figures = {f"{figure}{where}": 2 if figure == "ratio" else 3 for where in PLACES for figure in seconds}
    return [(name, *(f"{times[figure]:.{digits}f}" for figure, digits in figures.items())) for name, times in timed]


def _summary(found: dict[str, Any]) -> str:
    return (
        "".join(f"{named}: {_ratios(found, pair)}. " for pair, named in PAIRS.items())
        + f"Reading the facts into memory, once: {found['reading_seconds']:.1f} s, {found['in_memory_mb']:,.0f} MB"
        + f". BG/NBD of {found['bgnbd_customers']:,} customers: {found['bgnbd_seconds']:.2f} s"
        + f". Peak memory: {found['peak_rss_mb']:,.0f} MB"
    )


def _ratios(found: dict[str, Any], pair: str) -> str:
    repurchase = found[f"repurchase_ratio{pair}"]
    ends = f"median {found[f'median_ratio{pair}']:.2f}, largest {found[f'max_ratio{pair}']:.2f}"
    return ends + (f", repurchase rate {repurchase:.2f}" if repurchase is not None else "")


def _rows_of(size: str) -> str:
    rows = SIZES[size]
    return (
        f"Size {size}: {rows.orders:,} orders, {rows.tickets:,} tickets, {rows.responses:,} survey responses, {rows.customers:,} customers"
    )


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    versions = ", ".join(f"{name} {version(name)}" for name in MEASURED_WITH)
    return f"{os.cpu_count()} cores, {THREADS} threads a side, {memory:.0f} GB; Python {platform.python_version()}, {versions}"
