"""What the two sides do, each in a process of its own: they share the machine and the files, and neither's memory is the other's."""

import resource
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

import polars as pl

from bench.company import SIZES, SPAN, UNTIL, fact_tables, facts_of, ledger
from bench.plain_sql import Database
from bench.side import THREADS
from metrics.catalog import METRICS
from metrics.estimates import bgnbd
from metrics.estimates.duration import Days
from metrics.estimates.history import Histories, histories
from metrics.facts import FACTS, Facts, Orders, name_of
from metrics.period import Grain, Span, months_later
from metrics.query import Query, measure
from store.memory import in_memory

PLACES = {"": True, "_from_files": False}  # what ends the names of figures, and whether both sides hold the rows in memory
PAIRS = {"": "Both in memory", "_from_files": "Both from files", "_served": "Dangol in memory beside DuckDB on the files"}
SERIES = Span(months_later(UNTIL, -24), UNTIL)


@dataclass(frozen=True)
class Made:
    """Where a made company is, and of what size."""

    home: Path
    size: str


@dataclass(frozen=True)
class Timed:
    """What came of a task, and how long it took."""

    seconds: float
    answer: Any


def by_of(metric: str) -> tuple[str, ...]:
    """By team, where the metric can be."""
    return tuple({"team"} & METRICS[metric].dimensions)


def ours(made: Made, metric: str, is_held: bool) -> Timed:
    """The metric's series by team, from the files, or as the server measures it: from facts that are in memory since the first question."""
    query = Query(METRICS[metric], SERIES, Grain.MONTH, by_of(metric), fewest=0)
    facts = _held(made).answer if is_held else _facts(made)
    begun = perf_counter()
    answer = measure(query, facts)
    return Timed(perf_counter() - begun, answer)


def theirs(made: Made, metric: str, is_held: bool) -> Timed:
    """The same series from the metric's SQL, on the same files or on tables in memory that were made of them."""
    database = _database(made, is_held)
    begun = perf_counter()
    answer = database.answer(metric, Grain.MONTH, by_of(metric))
    return Timed(perf_counter() - begun, answer)


def held(made: Made) -> Timed:
    """How many bytes the facts take in memory, and how long it takes to read them into it."""
    facts = _held(made)
    frames: list[pl.LazyFrame] = [facts.answer.frames[name_of(fact)] for fact in FACTS]
    return Timed(facts.seconds, sum(frame.collect().estimated_size() for frame in frames))


def fit(made: Made) -> Timed:
    """The BG/NBD model of all buyers, fitted to one row per customer, and how many they are."""
    rows = _histories(made)
    begun = perf_counter()
    bgnbd.fit(rows)
    return Timed(perf_counter() - begun, rows.customers)


def make(made: Made) -> None:
    """The company, made where it is not kept."""
    fact_tables(made.home, SIZES[made.size])


def peak_rss_mb() -> float:
    """The most memory that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)


@cache
def _facts(made: Made) -> Facts:
    return facts_of(fact_tables(made.home, SIZES[made.size]))


@cache
def _held(made: Made) -> Timed:
    facts = _facts(made)
    begun = perf_counter()
    answer = in_memory(facts)
    return Timed(perf_counter() - begun, answer)


@cache
def _database(made: Made, is_held: bool) -> Database:
    database = Database(fact_tables(made.home, SIZES[made.size]), ledger(), THREADS, is_held)
    database.ask_of([(month.start, month.end) for month in Grain.MONTH.periods(SERIES)], UNTIL)
    return database


@cache
def _histories(made: Made) -> Histories[Days]:
    return histories(_facts(made).frame(Orders), SPAN.last, Days)
