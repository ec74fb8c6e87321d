"""What every metric must keep."""

import narwhals as nw
import polars as pl
import pytest

from metrics.catalog import CATALOG, METRICS
from metrics.facts import FACTS, READABLE, Facts, name_of
from metrics.formula import Rate, Share
from metrics.metric import Metric
from metrics.period import Grain
from metrics.query import KNOWN, NO_DATA, Query, measure
from metrics.tally import Tally

every_metric = pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)


def given(metric: Metric) -> Facts:
    """The example's rows as whole facts; columns that do not matter are empty."""
    frames = {}
    for fact in READABLE:
        rows = metric.example.given.get(fact, [])
        types = {name: column.dtype for name, column in fact.columns().items()}
        frames[name_of(fact)] = pl.DataFrame([{name: row.get(name) for name in types} for row in rows], schema=types).lazy()
    return Facts(frames)


def asked(metric: Metric, **more: object) -> Query:
    return Query(metric, metric.example.span, fewest=1, **{"grain": Grain.MONTH, **more})


@every_metric
def test_the_worked_example_gives_what_it_says(metric: Metric) -> None:
    frame = measure(asked(metric), given(metric))
    assert frame["value"].to_list() == [pytest.approx(metric.example.gives, rel=1e-9, abs=1e-12)]


@every_metric
def test_unknown_is_not_zero(metric: Metric) -> None:
    frame = measure(asked(metric), Facts.empty())
    assert frame.select("value", "low", "high", "n", "state").row(0) == (None, None, None, 0, NO_DATA)


@every_metric
def test_the_order_of_rows_changes_nothing(metric: Metric) -> None:
    facts = given(metric)
    turned = Facts({name: frame.reverse() for name, frame in facts.frames.items()})
    assert measure(asked(metric), turned).equals(measure(asked(metric), facts))


@pytest.mark.parametrize("metric", [each for each in METRICS.values() if isinstance(each.formula, Share | Rate | Tally)], ids=repr)
def test_what_is_counted_is_among_the_rows_that_it_is_counted_in(metric: Metric, facts: Facts) -> None:
    formula = metric.formula
    base = formula.measures[-1] if isinstance(formula, Share) else formula.observed  # type: ignore[attr-defined]
    for part in formula.measures:
        if part.where is not None and base.where is not None and (part.on, part.rows) == (base.on, base.rows):
            outside = base.unfiltered(facts).filter(part.where, ~nw.coalesce(base.where, nw.lit(False)))
            assert outside.collect(backend="polars").is_empty()


@pytest.mark.parametrize("metric", [each for each in METRICS.values() if each.dimensions], ids=lambda each: each.name)
def test_one_segment_equals_the_whole(metric: Metric) -> None:
    facts, dimension = given(metric), "team" if "team" in metric.dimensions else "source"
    segment = pl.lit("A").alias(dimension)
    one = Facts(
        {name: frame.with_columns(segment) if dimension in frame.collect_schema() else frame for name, frame in facts.frames.items()}
    )
    by_segment = measure(asked(metric, by=(dimension,)), one)
    assert by_segment[dimension].to_list() == ["A"]
    assert by_segment.drop(dimension).equals(measure(asked(metric), facts))


@every_metric
def test_too_few_is_withheld(metric: Metric) -> None:
    query = Query(metric, metric.example.span, fewest=10**6)
    answer = measure(query, given(metric)).row(0, named=True)
    assert answer["state"] == "too_few"
    assert answer["n"] > 0
    assert [answer[name] for name in ("value", "low", "high", "part", "whole")] == [None] * 5


@every_metric
def test_an_interval_holds_its_value(metric: Metric) -> None:
    answer = measure(asked(metric), given(metric)).row(0, named=True)
    assert answer["state"] == KNOWN
    if answer["low"] is not None:
        assert answer["low"] <= answer["value"] <= answer["high"]


@every_metric
def test_a_metric_is_whole(metric: Metric) -> None:
    assert metric.name and metric.theme in CATALOG
    assert metric.goal is None or metric.goal.wants_more == (metric.better == "higher")
    assert metric.definition.ko and metric.definition.en


def test_names_are_unique_over_themes() -> None:
    assert len(METRICS) == sum(len(theme.metrics) for theme in CATALOG)


def test_facts_pass_through_narwhals_as_they_are() -> None:
    assert isinstance(Facts.empty().frame(FACTS[0]), nw.LazyFrame)
