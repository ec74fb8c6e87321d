"""Facts in memory: what is held, what stays in the files, and that every answer is the same from either."""

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from etl.demo_story import TEAMS
from metrics.catalog import METRICS
from metrics.facts import FACTS, Facts, Loads, dimensions_of, name_of
from metrics.period import Grain, Span, months_later
from metrics.query import KNOWN, Query, Scope, measure
from store.memory import in_memory
from tests.metrics.rows import facts_in
from tests.store.few_facts import facts

ESTIMATES = [name for name, metric in METRICS.items() if metric.formula.is_estimate]


def test_words_are_held_as_categories_and_identifiers_not_at_all() -> None:
    held = in_memory(facts())
    for fact in FACTS:
        rows = held.frames[name_of(fact)].collect()
        schema = rows.schema
        assert {name for name, dtype in schema.items() if dtype == pl.Categorical} == dimensions_of(fact) | (
            {"grade"} & set(fact.columns())
        )
        assert not {fact.own_id(), "customer_ref", "comment", "agent_ref", "load_id", "own_key", "updated_at"} & set(schema)
        assert held.heights[name_of(fact)] == rows.height


def test_what_is_held_is_what_the_files_hold() -> None:
    for name, rows in in_memory(facts()).frames.items():
        as_read = facts().frame(next(fact for fact in (*FACTS, Loads) if name_of(fact) == name)).to_native()
        columns = rows.collect_schema().names()
        assert_frame_equal(rows.collect(), as_read.select(columns).collect(), categorical_as_str=True, check_dtypes=False)


def test_facts_that_are_too_large_stay_in_their_files() -> None:
    given = facts()
    assert in_memory(given, most_bytes=100) is given


def test_facts_of_another_engine_stay_where_they_are() -> None:
    elsewhere = Facts({name: frame.collect() for name, frame in facts().frames.items()}, facts().until)
    assert in_memory(elsewhere) is elsewhere


@pytest.mark.parametrize("metric", ESTIMATES)
def test_an_estimate_is_the_same_from_memory(metric: str, demo_home: Path) -> None:
    company = facts_in(demo_home)
    assert company.until is not None
    span = Span(months_later(company.until, -3), company.until)
    query = Query(METRICS[metric], span, Grain.MONTH, scope=Scope(frozenset({TEAMS[2]})))
    answer = measure(query, company)
    assert (answer["state"] == KNOWN).any()
    assert_frame_equal(measure(query, in_memory(company)), answer, rel_tol=1e-9)
