"""What moved and why, and who stands out: the planted stories are found, and chance is not called a story."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

import settings as configuration
from etl.demo_story import LATE_PARCELS
from installation import Installation
from metrics.catalog import METRICS
from metrics.change import Direction
from metrics.facts import Facts
from metrics.period import Grain
from metrics.scorecard import Score, scorecard
from reports.movers import movers
from reports.standouts import standouts

NAMES = ("repurchase_rate", "net_promoter_score", "customer_satisfaction", "first_response_time", "complaint_rate")
MAY, OCTOBER = (Grain.MONTH.period_of(date(2026, month, 1)) for month in (5, 10))


@pytest.fixture(scope="module")
def facts(demo_home: Path) -> Facts:
    here = Installation.opened(configuration.read(home=demo_home))
    _, facts = here.latest()
    here.state.close()
    return facts


def scores(facts: Facts, period=MAY) -> list[Score]:
    return scorecard([METRICS[name] for name in NAMES], facts, period, Grain.MONTH)


def test_the_failing_parcel_hub_is_found_with_the_reason_behind_it(facts: Facts) -> None:
    first = movers(scores(facts), Grain.MONTH, facts)[0]
    assert first.score.metric is METRICS["complaint_rate"]
    assert first.because is not None and first.because.dimension == "category"
    assert "배송" in first.sentence("KRW").ko and LATE_PARCELS.starts_on.month == 5


def test_only_what_chance_hardly_explains_is_told_and_each_metric_once(facts: Facts) -> None:
    told = movers(scores(facts, OCTOBER), Grain.MONTH, facts)
    assert {mover.compared.change.direction for mover in told} <= {Direction.UP, Direction.DOWN}
    assert len({mover.score.metric for mover in told}) == len(told) <= 3


def test_a_period_that_runs_is_told_without_segments(facts: Facts) -> None:
    cut = Facts(facts.frames, until=date(2026, 5, 26))
    told = movers(scores(cut), Grain.MONTH, cut)
    assert told and all(mover.because is None for mover in told)


def test_nothing_moved_where_there_is_nothing() -> None:
    assert movers(scores(Facts.empty()), Grain.MONTH, Facts.empty()) == []


def by_team(*rows: tuple[str | None, float, float, float, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["team", "value", "low", "high", "state"], orient="row")


A, B, C = ("A", 0.5, 0.45, 0.55, "known"), ("B", 0.3, 0.25, 0.35, "known"), ("C", 0.31, 0.26, 0.36, "known")


@pytest.mark.parametrize(
    ("name", "rows", "found"),
    [
        ("repurchase_rate", (A, B, C), [("A", True)]),
        ("complaint_rate", (A, B, C), [("A", False)]),  # lower is better
        ("repurchase_rate", (A, B), []),
        ("repurchase_rate", (("A", 0.37, 0.34, 0.40, "known"), B, C), []),
        ("repurchase_rate", (A, B, C, ("D", 0.9, 0.1, 0.95, "too_few")), [("A", True)]),
        ("repurchase_rate", (A, B, C, (None, 0.9, 0.8, 0.95, "known")), [("A", True)]),
        ("repurchase_rate", (("A", 0.1, 0.05, 0.15, "known"), B, C), [("A", False)]),
    ],
)
def test_a_team_stands_out_where_its_interval_lies_apart_from_all_others(name: str, rows: tuple, found: list[tuple[str, bool]]) -> None:
    told = standouts({METRICS[name]: by_team(*rows)})
    assert [(each.team, each.is_ahead) for each in told] == found
