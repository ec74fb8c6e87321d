"""Sixty thousand real film reviews in Korean: short years, a scale of ten, authors that nobody keeps."""

import csv
from datetime import date

import pytest


@pytest.fixture(scope="module")
def films(load_real):
    return load_real("kr_reviews/nsmc_reviews.csv")


def test_every_row_is_a_review_or_named_as_a_repeat(films, shared):
    (loaded,) = films.loaded
    assert (loaded.source, loaded.rows_in_file) == ("reviews", 60_003) and films.is_accounted_for
    with (shared / "kr_reviews/nsmc_reviews.csv").open(encoding="utf-8-sig", newline="") as file:
        ratings = [float(row["rating"]) for row in csv.DictReader(file)]
    scores = films.installation.facts()["responses"]["score"]
    assert (loaded.accepted, scores.sum(), scores.len()) == (len(ratings), sum(ratings), len(ratings))


def test_short_years_come_first(films, shared):
    days = films.installation.facts()["responses"]["answered_on"]
    with (shared / "kr_reviews/nsmc_reviews.csv").open(encoding="utf-8-sig", newline="") as file:
        written = sorted(row["date"] for row in csv.DictReader(file))
    ends = [date(2000 + int(text[:2]), int(text[3:5]), int(text[6:])) for text in (written[0], written[-1])]
    assert [days.min(), days.max()] == ends


def test_a_scale_of_ten_is_no_part_of_the_five_point_metrics(films):
    responses = films.installation.facts()["responses"]
    assert set(responses["scale_max"]) == {10.0} and responses["customer_key"].null_count() == responses.height
    assert films.number("review_score")["state"] == "no_data"
