"""Real NPS answers, day first, without an id or a customer."""

from datetime import date

import pytest

from metrics.period import Span


@pytest.fixture(scope="module")
def telco(load_real):
    return load_real("nps_telco_verbatims/nps_verbatims.csv")


def test_every_row_is_accepted_also_those_without_a_score(telco):
    (loaded,) = telco.loaded
    assert (loaded.source, loaded.rows_in_file, loaded.accepted) == ("nps", 2_385, 2_385)
    assert telco.is_accounted_for
    assert telco.installation.facts()["responses"]["score"].null_count() == 32


def test_nps_is_minus_24_69_on_2353_answers(telco):
    answer = telco.number("net_promoter_score")
    assert (round(answer["value"], 2), answer["n"]) == (-24.69, 2_353)
    scores = telco.installation.facts()["responses"]["score"].drop_nulls()
    assert ((scores >= 9).sum(), scores.is_between(7, 8).sum(), (scores <= 6).sum()) == (690, 392, 1_271)


def test_dates_are_day_first(telco):
    days = telco.installation.facts()["responses"]["answered_on"]
    assert days.null_count() == 0
    assert (days.min(), days.max()) == (date(2017, 12, 11), date(2018, 6, 20))
    assert telco.number("net_promoter_score", Span(date(2018, 7, 1), date(2019, 1, 1)))["state"] == "no_data"


def test_comments_hold_no_broken_letters(telco):
    comments = telco.installation.facts()["responses"]["comment"].drop_nulls()
    assert comments.str.contains("\ufffd").sum() == 0
