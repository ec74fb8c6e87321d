"""What plain SQL answers: one statement per metric, written by hand, run by DuckDB.

A statement reads the views orders, tickets, responses, customers and loads, which hold the rows that were asked for; all_orders and so on,
which hold all rows; and the table periods (period_start, period_end). It is text in which `{grain}` is the period's size, `{by}` the
columns of the breakdown, each with a comma before it, `{start}` and `{end}` the first day of the periods and the day after their last,
and `{until}` the first day that the data do not cover. It gives period_start, the columns of the breakdown, part, whole, n and value.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
from deltalake import DeltaTable

from metrics.catalog import METRICS
from metrics.facts import FACTS, READABLE, name_of
from metrics.period import Grain
from store.facts import FactTables

FOLDER = Path(__file__).parent / "sql"
COUNTED = tuple(name for name, metric in METRICS.items() if not metric.formula.is_estimate)  # what SQL can tell: all but what a model says
NUMBERS = {"value": pl.Float64, "part": pl.Float64, "whole": pl.Float64, "n": pl.Int64}


def statement(metric: str) -> str:
    """The statement of a metric, its blanks not yet filled."""
    return (FOLDER / f"{metric}.sql").read_text(encoding="utf-8")


class Database:
    """A DuckDB in memory over the Parquet files of fact tables."""

    def __init__(self, tables: FactTables, ledger: pl.DataFrame, threads: int, is_held: bool = False) -> None:
        """
        Args:
            ledger: rows of `Loads`, which are in no file.
            is_held: whether the files are read once and for all, so that answers come from memory.
        """
        self.connection = duckdb.connect(config={"threads": threads})
        self.connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        for fact in FACTS:
            files = DeltaTable(f"{tables.url}/{name_of(fact)}").file_uris()
            self.connection.execute(f"CREATE {'TABLE' if is_held else 'VIEW'} all_{name_of(fact)} AS FROM read_parquet({files})")
        self.connection.execute(
            "CREATE TABLE all_loads (source VARCHAR, load_id BIGINT, loaded_on DATE, accepted BIGINT, rejected BIGINT, judged BIGINT)"
        )
        loads = ledger.select("source", "load_id", "loaded_on", "accepted", "rejected", "judged").rows()
        self.connection.executemany("INSERT INTO all_loads VALUES (?, ?, ?, ?, ?, ?)", loads)
        self.narrow({})

    def narrow(self, where: Mapping[str, Sequence[str]]) -> None:
        """Shows of each fact the rows with these values, where it has the column."""
        for fact in READABLE:
            meets = " AND ".join(f"{column} IN {tuple(values)}" for column, values in where.items() if column in fact.columns())
            self.connection.execute(f"CREATE OR REPLACE VIEW {name_of(fact)} AS FROM all_{name_of(fact)} WHERE {meets or 'true'}")

    def ask_of(self, periods: Sequence[tuple[date, date]], until: date) -> None:
        """Sets the periods that answers are given for, their first days and the days after their last; and where the data end."""
        self.connection.execute("CREATE OR REPLACE TABLE periods (period_start DATE, period_end DATE)")
        self.connection.executemany("INSERT INTO periods VALUES (?, ?)", periods)
        self.blanks = {"start": periods[0][0], "end": periods[-1][1], "until": until}

    def answer(self, metric: str, grain: Grain, by: Sequence[str] = ()) -> pl.DataFrame:
        """The metric in every period and group that its statement tells of, in no order."""
        rows = self.rows(statement(metric), grain, by)
        schema = {"period_start": pl.Date} | dict.fromkeys(by, pl.String) | NUMBERS
        return rows.select(pl.col(name).cast(dtype) for name, dtype in schema.items())

    def rows(self, written: str, grain: Grain, by: Sequence[str]) -> pl.DataFrame:
        """What a statement gives, its blanks filled."""
        breakdown = "".join(f", {column}" for column in by)
        found = self.connection.execute(written.format(**self.blanks, grain=grain.value, by=breakdown))
        columns = [column[0] for column in found.description or ()]
        return pl.DataFrame(found.fetchall(), schema=columns, orient="row", infer_schema_length=None)
