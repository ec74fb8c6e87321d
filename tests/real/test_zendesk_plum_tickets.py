"""A real Zendesk ticket export, as CSV and as xlsx."""

import polars as pl
import pytest

FILES = ("zendesk_plum_tickets/tickets.csv", "zendesk_plum_tickets/tickets.xlsx")


@pytest.fixture(scope="module", params=FILES, ids=["csv", "xlsx"])
def zendesk(load_real, request):
    return load_real(request.param)


def test_every_ticket_is_accepted(zendesk):
    (loaded,) = zendesk.loaded
    assert (loaded.source, loaded.rows_in_file, loaded.accepted, loaded.rejected, loaded.grouped) == (
        "zendesk_tickets",
        16_476,
        16_476,
        0,
        0,
    )
    assert zendesk.is_accounted_for


def test_tickets_and_requesters(zendesk):
    tickets = zendesk.installation.facts()["tickets"]
    assert (tickets.height, tickets["ticket_id"].n_unique(), tickets["customer_key"].n_unique()) == (16_476, 16_476, 6_764)
    assert tickets["resolved_at"].null_count() == tickets["closed_on"].null_count() == 2_067
    assert tickets["opened_at"].min().year == 2023


def test_median_first_reply_is_478_business_minutes(zendesk):
    assert zendesk.number("first_response_time")["value"] == 478


def test_median_first_resolution_is_4299_minutes(zendesk):
    assert zendesk.number("first_resolution_time")["value"] == 4_299


def test_15_77_percent_were_reopened(zendesk):
    answer = zendesk.number("reopen_rate")
    assert round(answer["value"] * 100, 2) == 15.77 and answer["whole"] == 16_476


def test_88_56_percent_of_813_answers_are_content(zendesk):
    answer = zendesk.number("customer_satisfaction")
    assert (answer["part"], answer["whole"], round(answer["value"] * 100, 2)) == (720, 813, 88.56)
    responses = zendesk.installation.facts()["responses"]
    scores = dict(responses.drop_nulls("score").group_by("score").agg(pl.len()).iter_rows())
    assert scores == {5: 409, 4: 311, 3: 64, 2: 14, 1: 15}
    assert responses["score"].null_count() == 4_640  # asked and not answered


def test_the_same_export_as_another_kind_of_file_changes_nothing(load_real):
    both = load_real(*FILES)
    second = both.loaded[1]
    assert (second.inserted, second.updated, second.already) == (0, 0, False)
    assert second.unchanged == 16_476 + 813 + 4_640
