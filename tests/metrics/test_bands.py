"""Bands: every score of every scale is in one, and they are those by which the catalog's net score counts."""

import polars as pl
import pytest

from metrics.bands import EDGES, Band, band_of, surveys_of
from metrics.catalog import METRICS
from metrics.net_score import NetScore
from metrics.surveys import SCALES


@pytest.mark.parametrize(
    ("survey", "low", "middle", "high"),
    [
        ("nps", range(7), (7, 8), (9, 10)),
        ("csat", (1, 2), (3,), (4, 5)),
        ("review", (1, 2), (3,), (4, 5)),
        ("ces", (1, 2, 3), (4,), (5, 6, 7)),
    ],
)
def test_each_score_is_in_its_band(survey: str, low: tuple[int], middle: tuple[int], high: tuple[int]) -> None:
    wanted = {**dict.fromkeys(low, Band.LOW), **dict.fromkeys(middle, Band.MIDDLE), **dict.fromkeys(high, Band.HIGH)}
    assert set(wanted) == set(range(int(SCALES[survey].lowest), int(SCALES[survey].highest) + 1))
    frame = pl.DataFrame({"survey": [survey] * len(wanted), "score": [float(score) for score in wanted]})
    assert frame.select(band=band_of())["band"].to_list() == list(wanted.values())


def test_promoters_and_detractors_are_those_of_the_net_score() -> None:
    for metric in METRICS.values():
        if isinstance(metric.formula, NetScore):
            (survey,) = surveys_of(metric)
            assert EDGES[survey] == (metric.formula.detractor_to, metric.formula.promoter_from)


@pytest.mark.parametrize(
    ("name", "surveys"),
    [("customer_satisfaction", ("csat",)), ("net_promoter_score", ("nps",)), ("review_score", ("review",)), ("complaint_rate", ())],
)
def test_a_metric_says_by_itself_whose_answers_it_counts(name: str, surveys: tuple[str, ...]) -> None:
    assert surveys_of(METRICS[name]) == surveys
