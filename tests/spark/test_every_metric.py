"""Every metric on a real cluster: the same answer as in process."""

from dataclasses import dataclass
from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from metrics.catalog import METRICS
from metrics.facts import FACTS, Facts, name_of, values_of
from metrics.metric import Metric
from metrics.period import Grain, Span, months_later
from metrics.query import Query, Scope, measure
from store.spark import SparkTables, schema_of
from tests.metrics.test_catalog import asked, given

WITHIN = 1e-9  # of each other, as the sums of the same numbers in another order are
ESTIMATED_WITHIN = 1e-6  # where a model was fitted to such sums
ESTIMATED_MONTHS = 2  # each has a model of its own


@dataclass(frozen=True)
class Question:
    """How a metric is asked for: `months` back from the end of the data."""

    grain: Grain
    months: int
    is_by_team: bool = False
    teams: int | None = None

    def __str__(self) -> str:
        return f"{self.grain}{'-by-team' if self.is_by_team else ''}{f'-of-{self.teams}' if self.teams else ''}"

    def of(self, metric: Metric, until: date, teams: tuple[str, ...]) -> Query:
        by = ("team",) if self.is_by_team and "team" in metric.dimensions else ()
        where = {"team": teams[: self.teams]} if self.teams and "team" in metric.dimensions else {}
        months = ESTIMATED_MONTHS if metric.formula.is_estimate else self.months
        return Query(metric, Span(months_later(until, -months), until), self.grain, by=by, where=where)


QUESTIONS = (
    Question(Grain.MONTH, months=14, is_by_team=True),
    Question(Grain.WEEK, months=3, teams=2),
)


def assert_same(metric: Metric, there: pl.DataFrame, here: pl.DataFrame) -> None:
    """Asserts that two engines' answers are as near each other as the metric's kind allows."""
    within = ESTIMATED_WITHIN if metric.formula.is_estimate else WITHIN
    assert_frame_equal(there, here, rel_tol=within, abs_tol=within)


@pytest.fixture(scope="session")
def teams(polars_facts: Facts) -> tuple[str, ...]:
    return tuple(values_of("team", polars_facts))


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_spark_answers_as_polars_does(
    metric: Metric, question: Question, polars_facts: Facts, spark_facts: Facts, teams: tuple[str, ...]
) -> None:
    assert polars_facts.until is not None
    query = question.of(metric, polars_facts.until, teams)
    assert_same(metric, measure(query, spark_facts), measure(query, polars_facts))


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_the_worked_example_gives_on_spark_what_it_says(metric: Metric, spark: SparkTables) -> None:
    """Of a metric, too, that the demo company has no rows of."""
    frames = dict(given(metric).frames)
    for fact in FACTS:
        frames[name_of(fact)] = spark.session.createDataFrame(frames[name_of(fact)].collect().rows(), schema_of(fact))
    facts = Facts(frames)
    assert measure(asked(metric), facts)["value"].to_list() == [pytest.approx(metric.example.gives, rel=WITHIN, abs=WITHIN)]


def test_a_team_leads_scope_holds_on_spark(polars_facts: Facts, spark_facts: Facts, teams: tuple[str, ...]) -> None:
    assert polars_facts.until is not None
    span = Span(months_later(polars_facts.until, -2), polars_facts.until)
    query = Query(METRICS["first_response_time"], span, by=("team",), scope=Scope(frozenset({teams[0]})))
    found = measure(query, spark_facts)
    assert found["team"].unique().to_list() == [teams[0]]
    assert_frame_equal(found, measure(query, polars_facts), rel_tol=WITHIN)
    nobodys = Query(METRICS["first_response_time"], span, scope=Scope(frozenset()))
    assert measure(nobodys, spark_facts).select(pl.col("n").sum()).item() == 0


def test_the_values_of_a_dimension_are_the_same(spark_facts: Facts, teams: tuple[str, ...]) -> None:
    assert tuple(values_of("team", spark_facts)) == teams
