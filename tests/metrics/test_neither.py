"""A metric that is good neither high nor low by itself: told with its direction, judged by nothing."""

from datetime import date

import polars as pl
import pytest

from errors import QueryError
from metrics.catalog import METRICS
from metrics.change import Change, Direction, Estimate, change
from metrics.goal import Comparison
from metrics.metric import Better, Metric
from metrics.period import Grain
from metrics.query import KNOWN
from reports.sentences import better_way
from reports.standouts import standouts
from tests.metrics.goals import terms, version

NEITHER = [metric for metric in METRICS.values() if metric.better is Better.NEITHER]
of_neither = pytest.mark.parametrize("metric", NEITHER, ids=lambda metric: metric.name)


def test_the_share_of_new_customers_is_one() -> None:
    assert [metric.name for metric in NEITHER] == ["new_customer_share"]


@of_neither
@pytest.mark.parametrize(("after", "direction"), [(0.6, Direction.UP), (0.2, Direction.DOWN)])
def test_its_change_has_a_direction_and_is_neither_good_nor_bad(metric: Metric, after: float, direction: Direction) -> None:
    moved = change(metric, Estimate(0.4, 0.38, 0.42), Estimate(after, after - 0.02, after + 0.02), overlap=False)
    assert isinstance(moved, Change) and (moved.direction, moved.is_good) == (direction, None)


@of_neither
@pytest.mark.parametrize("comparison", [Comparison.AT_LEAST, Comparison.AT_MOST])
def test_it_can_have_no_goal(metric: Metric, comparison: Comparison) -> None:
    with pytest.raises(QueryError, match="no goal") as refused:
        version(terms(0.4, comparison=comparison), metric=metric.name).check(metric)
    assert metric.label.ko in refused.value.ko
    version(None, metric=metric.name).check(metric)  # what was once wanted can still be ended


@of_neither
def test_no_team_is_ahead_or_behind_in_it(metric: Metric) -> None:
    month = Grain.MONTH.period_of(date(2026, 10, 1))
    rows = [
        {"period_start": month.start, "period_end": month.end, "team": team, "value": v, "low": v - 0.01, "high": v + 0.01, "state": KNOWN}
        for team, v in (("A", 0.8), ("B", 0.3), ("C", 0.31))
    ]
    frame = pl.DataFrame(rows)
    assert standouts({metric: frame}) == [] and standouts({METRICS["repurchase_rate"]: frame}) != []


def test_every_way_of_being_good_has_its_words() -> None:
    assert len({better_way(each).ko for each in Better}) == len(Better)
