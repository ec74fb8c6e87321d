"""Discounted lifetime values of five CDNOW customers over 12 months at 1 % a month.

The column that lifetimes' quick start publishes reads weekly data as days; it is made again here as well, by that mistake made on
purpose, so that the corrected column is known to come from the same formula.
"""

from pathlib import Path

import polars as pl
import pytest

from metrics.estimates import bgnbd, gamma_gamma
from metrics.estimates.bgnbd import BgNbd
from metrics.estimates.duration import Horizon, Weeks
from metrics.estimates.gamma_gamma import GammaGamma
from metrics.estimates.history import Histories, Spending
from metrics.estimates.lifetime_model import LifetimeModel

FIVE = Histories.given(
    Weeks,
    repeat_count=[2, 1, 7, 2, 0],
    age_at_last_order=[30.43, 1.71, 29.43, 35.71, 0.0],
    age=[38.86] * 5,
    mean_repeat_value=[22.35, 11.77, 73.74, 25.55, None],
)
CORRECT = (36.2785, 4.6375, 283.5236, 43.3536, 8.3441)
AS_DAYS = (140.096, 18.943, 1003.868, 167.418, 38.181)


def test_the_corrected_weekly_column(shared: Path) -> None:
    rows = pl.read_csv(shared / "cdnow" / "cdnow_customers_summary_with_transactions.csv")
    every = Histories.given(Weeks, repeat_count=rows["x"].to_list(), age_at_last_order=rows["t_x"].to_list(), age=rows["T"].to_list())
    model = LifetimeModel(bgnbd.fit(every), gamma_gamma.fit(Spending.given(rows["x"].to_list(), rows["zbar"].to_list())))
    assert model.expected_value(FIVE, Horizon.of_months(Weeks, 12, 0.01)) == pytest.approx(CORRECT, abs=1e-3)


KNOWN = LifetimeModel(BgNbd(0.24259, 4.41353, 0.79289, 2.42575, Weeks), GammaGamma(6.2488, 3.7446, 15.4478))


def test_the_corrected_weekly_column_from_the_parameters() -> None:
    assert KNOWN.expected_value(FIVE, Horizon.of_months(Weeks, 12, 0.01)) == pytest.approx(CORRECT, rel=1e-4)


def test_thirty_weeks_to_a_month_make_the_published_column() -> None:
    thirty = Horizon((Weeks(30),) * 12, tuple(1.01**-month for month in range(1, 13)))
    assert KNOWN.expected_value(FIVE, thirty) == pytest.approx(AS_DAYS, rel=2e-4)
