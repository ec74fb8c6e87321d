"""A real marketplace's orders and reviews after a trip through Excel."""

import pytest

FILES = ("olist/orders_export.csv", "olist/reviews_export.csv")


@pytest.fixture(scope="module", params=[FILES, FILES[::-1]], ids=["orders first", "reviews first"])
def olist(load_real, request):
    return load_real(*request.param, zone="America/Sao_Paulo", currency="BRL")


def test_every_row_is_accepted(olist):
    assert {loaded.source: (loaded.rows_in_file, loaded.accepted) for loaded in olist.loaded} == {
        "olist_orders": (5_000, 5_000),
        "olist_reviews": (4_988, 4_988),
    }
    assert olist.is_accounted_for


def test_4858_delivered_orders_are_worth_771469_32(olist):
    orders = olist.installation.facts()["orders"]
    delivered = orders.filter(status="delivered")
    assert (delivered.height, delivered["net_revenue"].sum()) == (4_858, 77_146_932)
    assert orders["net_revenue"].null_count() == 34
    per_customer = delivered.group_by("customer_key").len()["len"]
    assert (len(per_customer), (per_customer > 1).sum()) == (4_849, 9)


def test_reviews_have_a_mean_of_4_1193_and_78_21_percent_are_content(olist):
    mean, content = olist.number("review_score"), olist.number("review_satisfaction")
    assert (round(mean["value"], 4), mean["n"]) == (4.1193, 4_988)
    assert (content["part"], content["whole"], round(content["value"] * 100, 2)) == (3_901, 4_988, 78.21)


def test_every_review_has_the_customer_of_its_order(olist):
    facts = olist.installation.facts()
    joined = facts["responses"].join(facts["orders"], on="order_id", suffix="_of_order")
    assert joined.height == 4_988
    assert (joined["customer_key"] == joined["customer_key_of_order"]).all()


def test_dates_are_month_first(olist):
    days = olist.installation.facts()["orders"]["ordered_on"]
    assert days.dt.month().n_unique() == 12 and days.dt.day().max() == 31 and days.null_count() == 0
    assert days.min().year == 2016
