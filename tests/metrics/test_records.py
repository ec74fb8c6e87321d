"""Records: as many rows as the number says, of every metric that rows of a period make."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

import settings as configuration
from installation import Installation
from metrics.catalog import METRICS
from metrics.engine import collect
from metrics.facts import FACTS, Facts, Loads
from metrics.formula import Rate, Share
from metrics.mean import Mean
from metrics.measure import Count
from metrics.metric import Metric
from metrics.period import Grain
from metrics.query import EVERYTHING, Query, Scope, measure
from metrics.records import LEFT_OUT, records, row_sets
from metrics.tally import Tally
from reports.record_columns import COLUMNS
from tests.metrics.rows import facts_of

SEPTEMBER = Grain.MONTH.period_of(date(2026, 9, 1))


@pytest.fixture(scope="module")
def facts(demo_home: Path) -> Facts:
    here = Installation.opened(configuration.read(home=demo_home))
    _, facts = here.latest()
    return facts


def count(metric: Metric, facts: Facts, number: int, scope: Scope = EVERYTHING) -> int:
    return collect(records(Query(metric, SEPTEMBER, scope=scope), facts, row_sets(metric)[number])).height


def counted() -> list[Metric]:
    """The metrics whose parts are numbers of rows, so that the rows can be counted against them."""
    kinds = (Share, Rate, Mean, Tally)
    return [m for m in METRICS.values() if isinstance(m.formula, kinds) and all(isinstance(each, Count) for each in m.formula.measures)]


@pytest.mark.parametrize("metric", counted(), ids=lambda metric: metric.name)
def test_as_many_rows_are_shown_as_were_counted(metric: Metric, facts: Facts) -> None:
    answer = measure(Query(metric, SEPTEMBER), facts).row(0, named=True)
    if answer["state"] != "known":
        assert answer["value"] is None
        return
    sets = row_sets(metric)
    for number, rows in enumerate(sets):
        if rows.measure is metric.formula.measures[-1] and not isinstance(metric.formula, Tally):
            assert count(metric, facts, number) == answer["whole"]
        elif rows.measure is metric.formula.measures[0]:
            assert count(metric, facts, number) == answer["part"]


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda metric: metric.name)
def test_every_column_of_a_record_has_a_name_and_none_names_a_person(metric: Metric, facts: Facts) -> None:
    for rows in row_sets(metric):
        frame = collect(records(Query(metric, SEPTEMBER), facts, rows).head(3))
        assert frame.width > 2 and set(frame.columns) <= set(COLUMNS) and not set(frame.columns) & LEFT_OUT


def test_records_stay_within_the_scope(facts: Facts) -> None:
    metric = METRICS["complaint_rate"]
    own = Scope(frozenset({"영남팀"}))
    for rows in row_sets(metric):
        frame = collect(records(Query(metric, SEPTEMBER, scope=own), facts, rows))
        assert frame.height > 0 and set(frame["team"]) == {"영남팀"}


def test_what_stands_open_on_a_day_and_what_a_model_says_has_no_records() -> None:
    assert row_sets(METRICS["open_tickets"]) == () and row_sets(METRICS["predicted_lifetime_value"]) == ()
    assert all(fact in {rows.fact for m in METRICS.values() for rows in row_sets(m)} for fact in (*FACTS[1:], Loads))


def test_a_trailing_number_is_made_of_all_the_days_it_looks_at() -> None:
    days = [date(2025, 10, 2), date(2026, 9, 30), date(2026, 10, 1), date(2025, 9, 30)]
    orders = [
        {"order_id": str(n), "customer_key": n, "ordered_on": day, "status": "delivered", "net_revenue": 1000} for n, day in enumerate(days)
    ]
    frame = collect(records(Query(METRICS["repurchase_rate"], SEPTEMBER), facts_of(orders=orders), row_sets(METRICS["repurchase_rate"])[0]))
    assert sorted(frame["ordered_on"]) == [date(2025, 10, 2), date(2026, 9, 30)]
    assert isinstance(frame, pl.DataFrame)
