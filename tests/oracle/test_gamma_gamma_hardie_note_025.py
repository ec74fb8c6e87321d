"""Gamma-Gamma on the CDNOW sample, against Fader & Hardie's note 025 and lifetimes' tests of it."""

from pathlib import Path

import polars as pl
import pytest

from metrics.estimates import gamma_gamma
from metrics.estimates.gamma_gamma import GammaGamma
from metrics.estimates.history import Spending


@pytest.fixture(scope="module")
def spending(shared: Path) -> Spending:
    rows = pl.read_csv(shared / "cdnow" / "cdnow_customers_summary_with_transactions.csv")
    return Spending.given(rows["x"].to_list(), rows["zbar"].to_list())


def test_parameters_are_the_notes(spending: Spending) -> None:
    fit = gamma_gamma.fit(spending)
    assert spending.customers == 946
    assert (fit.p, fit.q, fit.v) == pytest.approx((6.2488, 3.7446, 15.4478), abs=6e-5)
    assert (fit.p, fit.q, fit.v) == pytest.approx((6.25, 3.74, 15.44), abs=1e-2)
    assert fit.log_likelihood == pytest.approx(-4055.923, abs=5e-4)


@pytest.mark.parametrize(
    ("orders", "mean", "expected"), [(2, 22.35, 24.65), (1, 11.77, 18.91), (0, None, 35.17), (7, 73.74, 71.46), (2, 25.55, 27.28)]
)
def test_expected_spend_is_the_spreadsheets(orders: int, mean: float | None, expected: float) -> None:
    asked = GammaGamma(6.25, 3.74, 15.44).expected_spend(pl.Series([orders]), pl.Series([mean], dtype=pl.Float64))
    assert asked[0] == pytest.approx(expected, abs=0.1)


def test_frequency_and_spend_hardly_go_together(spending: Spending) -> None:
    assert spending.correlation == pytest.approx(0.11388, abs=5e-6)
