"""BG/NBD on the CDNOW sample, against the paper, Hardie's spreadsheet, and the manuals of lifetimes and BTYD."""

from datetime import date
from pathlib import Path

import narwhals as nw
import numpy as np
import polars as pl
import pytest

from metrics.estimates import bgnbd
from metrics.estimates.bgnbd import BgNbd
from metrics.estimates.duration import Weeks
from metrics.estimates.history import Histories, histories, orders_after

PUBLISHED = BgNbd(0.243, 4.414, 0.793, 2.426, Weeks)
UNROUNDED = BgNbd(0.24259, 4.41353, 0.79289, 2.42575, Weeks)
ONE = Histories.given(Weeks, repeat_count=[2], age_at_last_order=[30.43], age=[38.86])


@pytest.fixture(scope="module")
def summary(shared: Path) -> Histories[Weeks]:
    """The customers' published summary: 39 weeks of calibration."""
    rows = pl.read_csv(shared / "cdnow" / "cdnow_customers_summary_with_transactions.csv")
    return Histories.given(
        Weeks,
        repeat_count=rows["x"].to_list(),
        age_at_last_order=rows["t_x"].to_list(),
        age=rows["T"].to_list(),
        mean_repeat_value=rows["zbar"].to_list(),
    )


@pytest.fixture(scope="module")
def fitted(summary: Histories[Weeks]) -> BgNbd[Weeks]:
    return bgnbd.fit(summary)


@pytest.fixture(scope="module")
def orders(shared: Path) -> nw.LazyFrame[pl.LazyFrame]:
    """The 6,919 purchases the summary was made from; one of no value was a purchase to its makers, so each is a cent dearer."""
    lines = [line.split() for line in (shared / "cdnow" / "CDNOW_sample.txt").read_text().splitlines()]
    rows = [(int(line[1]), line[2], round(100 * float(line[4])) + 1, "paid") for line in lines]
    frame = pl.DataFrame(rows, schema=["customer_key", "ordered_on", "net_revenue", "status"], orient="row")
    return nw.from_native(frame.with_columns(pl.col("ordered_on").str.to_date("%Y%m%d")).lazy())


def test_parameters_are_the_papers(fitted: BgNbd[Weeks]) -> None:
    assert (fitted.r, fitted.alpha, fitted.a, fitted.b) == pytest.approx((0.24259, 4.41353, 0.79289, 2.42575), abs=5e-6)
    assert [round(value, 3) for value in (fitted.r, fitted.alpha, fitted.a, fitted.b)] == [0.243, 4.414, 0.793, 2.426]


def test_log_likelihood_is_the_papers(fitted: BgNbd[Weeks]) -> None:
    assert fitted.log_likelihood == pytest.approx(-9582.4256, abs=5e-5)


def test_standard_errors_are_those_of_lifetimes(fitted: BgNbd[Weeks]) -> None:
    assert fitted.standard_errors == pytest.approx((0.0126, 0.378, 0.186, 0.705), rel=5e-3)


def test_the_summary_is_made_of_the_orders_again(orders: nw.LazyFrame[pl.LazyFrame], summary: Histories[Weeks]) -> None:
    made = histories(orders, date(1997, 9, 30), Weeks).rows
    assert made["repeat_count"].to_list() == summary.rows["repeat_count"].to_list()
    for column in ("age_at_last_order", "age"):
        assert np.abs(made[column].to_numpy() - summary.rows[column].to_numpy()).max() < 0.00501  # they round to 0.01 weeks
    # A cent too much on each order, and theirs is rounded to a cent.
    cents = made["mean_repeat_value"].fill_null(1).to_numpy() - 100 * summary.rows["mean_repeat_value"].to_numpy()
    assert (cents > 0.49).all() and (cents < 6.51).all()


def test_a_fit_to_the_orders_is_the_papers(orders: nw.LazyFrame[pl.LazyFrame]) -> None:
    fit = bgnbd.fit(histories(orders, date(1997, 9, 30), Weeks))
    assert (fit.r, fit.alpha, fit.a, fit.b) == pytest.approx((0.243, 4.414, 0.793, 2.426), abs=1e-3)


def test_expected_orders_of_customer_1_are_the_spreadsheets() -> None:
    assert PUBLISHED.expected_orders(ONE, Weeks(39))[0] == pytest.approx(1.226, abs=5e-4)


def test_probability_alive_of_customer_1(fitted: BgNbd[Weeks]) -> None:
    assert fitted.probability_alive(ONE)[0] == pytest.approx(0.72661, abs=5e-6)


@pytest.mark.parametrize(("weeks", "orders"), [(0.1429, 0.0078), (1, 0.0532), (3, 0.1506), (31.8571, 1.0405), (32, 1.0437), (78, 1.8576)])
def test_expected_orders_of_a_new_customer_are_the_spreadsheets(weeks: float, orders: float) -> None:
    assert UNROUNDED.expected_orders_of_new(Weeks(weeks)) == pytest.approx(orders, abs=5e-4)


def test_probability_of_no_repeat_order_in_39_weeks_is_that_of_the_btyd_manual() -> None:
    assert PUBLISHED.probability_of_orders_of_new(0, Weeks(39)) == pytest.approx(0.5737864, abs=1e-6)


def test_the_next_39_weeks_are_foretold_a_tenth_too_low(
    orders: nw.LazyFrame[pl.LazyFrame], fitted: BgNbd[Weeks], summary: Histories[Weeks]
) -> None:
    """As the paper's figure of cumulative sales shows: the model runs below the actual line in the second half."""
    count, _ = orders_after(orders, date(1997, 9, 30), date(1998, 6, 30))
    assert fitted.expected_orders(summary, Weeks(39)).sum() / count == pytest.approx(0.88, abs=0.02)
