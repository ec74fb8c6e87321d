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

BEGIN, END = "<!-- the figures -->", "<!-- end of the figures -->"
HEADINGS = ("metric", "Dangol, s", "DuckDB, s", "ratio", "Dangol from files, s", "DuckDB in memory, s")
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
    return [
        (
            name,
            f"{t['seconds']:.3f}",
            f"{t['duckdb_seconds']:.3f}",
            f"{t['ratio']:.2f}",
            f"{t['seconds_from_files']:.3f}",
            f"{t['duckdb_seconds_in_memory']:.3f}",
        )
        for name, t in timed
    ]


def _summary(found: dict[str, Any]) -> str:
    repurchase = found["repurchase_ratio"]
    return (
        f"Ratio: median {found['median_ratio']:.2f}, largest {found['max_ratio']:.2f}"
        + (f", repurchase rate {repurchase:.2f}" if repurchase is not None else "")
        + f"; both from files: median {found['median_ratio_from_files']:.2f}, both in memory: {found['median_ratio_in_memory']:.2f}"
        + f". Reading the facts into memory, once: {found['reading_seconds']:.1f} s, {found['in_memory_mb']:,.0f} MB"
        + f". BG/NBD of {found['bgnbd_customers']:,} customers: {found['bgnbd_seconds']:.2f} s"
        + f". Peak memory: {found['peak_rss_mb']:,.0f} MB"
    )


def _rows_of(size: str) -> str:
    rows = SIZES[size]
    return (
        f"Size {size}: {rows.orders:,} orders, {rows.tickets:,} tickets, {rows.responses:,} survey responses, {rows.customers:,} customers"
    )


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    versions = ", ".join(f"{name} {version(name)}" for name in MEASURED_WITH)
    return f"{os.cpu_count()} cores, {THREADS} threads a side, {memory:.0f} GB; Python {platform.python_version()}, {versions}"
