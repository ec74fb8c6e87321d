"""Scores of surveys, against going through the answers one by one."""

from datetime import date
from statistics import fmean
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalog import metric
from metrics.metric import Better
from metrics.period import Grain, Span
from metrics.query import NO_DATA, Query, measure
from metrics.surveys import SCALES, Scale
from tests.metrics.made_up_orders import groups, known
from tests.metrics.rows import facts_of

SPAN = Span(date(2026, 1, 1), date(2026, 4, 1))
GRAINS = (Grain.WEEK, Grain.MONTH, Grain.WHOLE)

answers = st.lists(
    st.fixed_dictionaries(
        {
            "customer_key": st.sampled_from([None, 1, 2]),
            "survey": st.sampled_from(["nps", "ces", "csat"]),
            "score": st.sampled_from([None, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
            "answered_on": st.dates(SPAN.start, SPAN.last),
            "asked_on": st.dates(SPAN.start, SPAN.last),
            "team": st.sampled_from(["A", None]),
        }
    ),
    max_size=50,
)


def net(scores: list[float]) -> float:
    return 100 * (sum(score >= 9 for score in scores) - sum(score <= 6 for score in scores)) / len(scores)


VALUES = {
    "net_promoter_score_all_answers": ("nps", net),
    "customer_satisfaction_mean": ("csat", fmean),
    "customer_effort_score": ("ces", fmean),
    "effort_agreement": ("ces", lambda scores: sum(score >= 5 for score in scores) / len(scores)),
}


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("by", [(), ("team",)])
@given(rows=answers)
@settings(max_examples=12, deadline=None)
def test_scores_are_those_of_the_answers_of_the_period(name: str, by: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    survey, value = VALUES[name]
    for grain in GRAINS:
        right = {}
        for group, own in groups([r for r in rows if r["survey"] == survey and r["score"] is not None], by).items():
            for period in grain.periods(SPAN):
                if scores := [r["score"] for r in own if period.start <= r["answered_on"] < period.end]:
                    right[(period.start, *group)] = value(scores)
        frame = measure(Query(metric(name), SPAN, grain, by=by, fewest=0), facts_of(responses=rows))
        assert known(frame, by) == pytest.approx(right)


@pytest.mark.parametrize(
    ("name", "survey"), [("response_rate", "csat"), ("net_promoter_response_rate", "nps"), ("effort_response_rate", "ces")]
)
@given(rows=answers)
@settings(max_examples=12, deadline=None)
def test_each_survey_has_its_own_response_rate(name: str, survey: str, rows: list[dict[str, Any]]) -> None:
    sent = [r["score"] is not None for r in rows if r["survey"] == survey]
    frame = measure(Query(metric(name), SPAN, Grain.WHOLE, fewest=0), facts_of(responses=rows))
    assert known(frame) == ({(SPAN.start,): sum(sent) / len(sent)} if sent else {})


def test_a_scale_that_is_turned_round_counts_from_its_other_end() -> None:
    scores = pl.DataFrame({"score": [1.0, 2.0, 3.0, 4.0, 7.0]})
    hard = Scale(1, 7, best=1)
    assert (hard.better, SCALES["ces"].better) == (Better.LOWER, Better.HIGHER)
    for scale, near in ((hard, [1.0, 2.0, 3.0]), (Scale(1, 7, best=7), [7.0])):
        assert nw.from_native(scores).filter(scale.near_best(2))["score"].to_list() == near


def test_effort_on_a_scale_of_five_is_another_number() -> None:
    five = [{"survey": "ces", "score": s, "scale_max": 5, "answered_on": date(2026, 1, 5)} for s in (4, 5, 5)]
    for name in ("customer_effort_score", "effort_agreement"):
        assert measure(Query(metric(name), SPAN, Grain.WHOLE, fewest=0), facts_of(responses=five))["state"].to_list() == [NO_DATA]
