"""Every metric equals what a plain SQL statement of its own makes of the same rows, in every way that it can be asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from bench.agreement import disagreements
from bench.plain_sql import COUNTED, FOLDER
from metrics.catalog import METRICS
from metrics.facts import values_of
from metrics.period import Grain, Span, months_later
from metrics.query import KNOWN, Query, measure
from tests.metrics_in_sql.companies import Twice

COMPANIES = ("demo_company", "company_with_gaps")
LENGTHS = {Grain.WEEK: 10, Grain.MONTH: 27, Grain.QUARTER: 27}  # in months: the last weeks, and all of the demo company's two years


@dataclass(frozen=True)
class Question:
    """One way to ask for a metric; of `filtered` two values are asked for."""

    grain: Grain
    by: tuple[str, ...] = ()
    filtered: str | None = None
    is_running: bool = False

    def __str__(self) -> str:
        parts = (self.grain.value, *self.by, f"some {self.filtered}" if self.filtered else "", "running" if self.is_running else "")
        return "-".join(filter(None, parts))

    def query(self, metric: str, company: Twice) -> Query:
        last = months_later(company.until, 1)
        span = Span(months_later(last, -LENGTHS[self.grain]), last)
        values = values_of(self.filtered, company.facts) if self.filtered else []
        where = {self.filtered: tuple(values[:2])} if self.filtered else {}
        until = company.until - timedelta(days=12) if self.is_running else None
        return Query(METRICS[metric], span, self.grain, self.by, where, fewest=0, until=until)


def questions(metric: str) -> Iterator[Question]:
    """By week, month and quarter; whole, by team and by channel; with filters; and in data that end inside a month."""
    dimensions = METRICS[metric].dimensions
    by_team = ("team",) if "team" in dimensions else ()
    for grain in LENGTHS:
        yield from (Question(grain, by) for by in ((), ("team",), ("channel",)) if dimensions.issuperset(by))
    yield from (Question(Grain.MONTH, by, is_running=True) for by in sorted({(), by_team}))
    if by_team:
        yield Question(Grain.WEEK, filtered="team")
    if "channel" in dimensions:
        yield Question(Grain.MONTH, by_team, filtered="channel")
        yield Question(Grain.QUARTER, ("team", "channel"), filtered="team")


def cases() -> Iterator[Any]:
    for metric in COUNTED:
        asked = [(question, company) for question in questions(metric) for company in COMPANIES]
        others = sorted(METRICS[metric].dimensions - {"team", "channel"})
        asked += [(Question(Grain.MONTH, (dimension,)), "company_with_gaps") for dimension in others]
        yield from (pytest.param(metric, question, company, id=f"{metric}-{question}-{company}") for question, company in asked)


def test_every_metric_has_a_statement_and_every_statement_a_metric() -> None:
    assert sorted(file.stem for file in FOLDER.glob("*.sql")) == sorted(COUNTED)


@pytest.mark.parametrize(("metric", "question", "company"), list(cases()))
def test_a_metric_equals_its_plain_sql(metric: str, question: Question, company: str, request: pytest.FixtureRequest) -> None:
    twice: Twice = request.getfixturevalue(company)
    query = question.query(metric, twice)
    in_sql = twice.in_sql(query)
    for facts in (twice.facts, twice.held):
        assert disagreements(measure(query, facts), in_sql, query.by).rows(named=True) == []


@pytest.mark.parametrize("metric", COUNTED)
def test_the_rows_of_the_company_with_gaps_tell_of_every_metric(metric: str, company_with_gaps: Twice) -> None:
    answer = measure(Question(Grain.MONTH).query(metric, company_with_gaps), company_with_gaps.facts)
    assert (answer["state"] == KNOWN).sum() > 12
