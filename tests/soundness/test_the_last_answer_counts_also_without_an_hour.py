"""An answer of which only the day is known is a promoter or a detractor as any other, and never a passive one."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from metrics.catalog import metric
from metrics.facts import Facts, Responses
from metrics.period import Grain, Span
from metrics.query import Query, measure

MARCH = Span(date(2026, 3, 1), date(2026, 4, 1))


def score(*answers: tuple[int, int, datetime | None, float]) -> float:
    """The score of (customer, day of March, moment, score)."""
    rows = pl.DataFrame(
        [{"customer_key": c, "answered_on": date(2026, 3, day), "answered_at": at, "score": s} for c, day, at, s in answers],
        schema_overrides={"answered_at": pl.Datetime("us", "UTC")},
    ).with_columns(survey=pl.lit("nps"), scale_min=pl.lit(0.0), scale_max=pl.lit(10.0))
    responses = pl.concat([Responses.create_empty(), rows], how="diagonal_relaxed").lazy()
    facts = Facts({**Facts.empty().frames, "responses": responses})
    return measure(Query(metric("net_promoter_score"), MARCH, Grain.MONTH, fewest=1), facts)["value"][0]


def test_answers_without_a_moment_keep_their_side() -> None:
    assert score((1, 2, None, 10), (2, 2, None, 9), (3, 3, None, 10), (4, 3, None, 2)) == pytest.approx(50)


def test_the_later_day_wins_whether_its_hour_is_known_or_not() -> None:
    assert score((1, 2, datetime(2026, 3, 2, 9, tzinfo=UTC), 10), (1, 5, None, 0)) == -100
    assert score((1, 2, None, 0), (1, 5, datetime(2026, 3, 5, 9, tzinfo=UTC), 10)) == 100
