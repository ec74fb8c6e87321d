"""Studies: findings that no metric of the catalog is, kept per snapshot like its answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from errors import DeclarationError
from metrics.catalog import METRICS
from metrics.cohort import CohortValue, triangle
from metrics.dose import dose_curve
from metrics.drivers import drivers
from metrics.estimates.outlook import outlook
from metrics.facts import Facts
from metrics.freshness import freshness
from metrics.pair_trend import pair_stretches, pair_trend
from metrics.period import Grain, Span
from metrics.query import Scope
from metrics.rated_list import rated_list
from metrics.segments import segment_map, segmented_customers, segments
from metrics.tally import Oldest, Stock
from metrics.waiting import ages


@dataclass(frozen=True)
class Study:
    """One kind of finding: its name, and the pure function that makes it of facts.

    The function takes the facts, `where` and `scope` as `measure` does, and whatever else is asked by name.
    `reads_words` says that it needs identifiers or what customers wrote: these are in the files only.
    """

    name: str
    made: Callable[..., pl.DataFrame]
    reads_words: bool = False


def _ranked(facts: Facts, *, as_of: date, **asked: Any) -> pl.DataFrame:
    return segments(segmented_customers(facts, as_of, **asked))


def _mapped(facts: Facts, *, as_of: date, **asked: Any) -> pl.DataFrame:
    return segment_map(segmented_customers(facts, as_of, **asked))


def _cohorts(facts: Facts, *, value: str, **asked: Any) -> pl.DataFrame:
    return triangle(facts, value=CohortValue(value), **asked)


def _waiting(facts: Facts, *, metric: str, **asked: Any) -> pl.DataFrame:
    formula = METRICS[metric].formula
    if not isinstance(formula, Stock | Oldest):
        raise DeclarationError(f"{metric} counts nothing that waits.")
    return ages(formula, facts, **asked)


def _driven(facts: Facts, *, metric: str, period: Span, before: Span, grain: Grain, dimension: str, **asked: Any) -> pl.DataFrame:
    return drivers(METRICS[metric], facts, period, before, grain, dimension, **asked).segments


def _fresh(facts: Facts, *, where: Mapping[str, tuple[str, ...]], scope: Scope) -> pl.DataFrame:
    if where or scope.teams is not None:
        raise DeclarationError("How fresh a source is is the same for every reader: ask for it without filters.")
    return freshness(facts)


PAIR = Study("pair", pair_trend, reads_words=True)
PAIR_STRETCHES = Study("pair_stretches", pair_stretches, reads_words=True)
DOSE = Study("dose", dose_curve, reads_words=True)
RATED = Study("rated", rated_list, reads_words=True)
COHORTS = Study("cohorts", _cohorts)
SEGMENTS = Study("segments", _ranked)
SEGMENT_MAP = Study("segment_map", _mapped)
WAITING = Study("waiting", _waiting)
OUTLOOK = Study("outlook", outlook)
DRIVERS = Study("drivers", _driven)
FRESHNESS = Study("freshness", _fresh)
