"""What customers will be worth: expected orders times expected spend, discounted, each with its range.

Two kinds of doubt are kept apart and added up. The parameters are not known exactly: they are drawn again and again, normal
in their logs with the covariance of the fit (a parametric bootstrap: resampling customers and fitting anew would
take hours for a million customers and gives the same where there are the 500 buyers that the gate asks for). And customers
do as they please: given the parameters, their futures are drawn too. A range without the second would look
far surer than it is: of one customer nearly all doubt is of this kind, of a million hardly any.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from errors import DeclarationError
from metrics.estimates.duration import Horizon, U
from metrics.estimates.futures import futures
from metrics.estimates.history import Histories
from metrics.estimates.lifetime_model import LifetimeModel

Numbers = NDArray[np.float64]

SEED = 20_050_524  # fixed, so that one snapshot always gives one answer
DRAWS = 400
SAMPLE = 500  # customers by whom the parameters' doubt of a total is told
OUTCOMES = 20_000  # futures by which the customers' own doubt of a total is told
CHUNK = 2_000  # customers drawn at once: 400 futures of 12 months each stay below 100 MB


@dataclass(frozen=True)
class Total:
    """A sum over customers with its 95 % range; `high` is None where nothing bounds it."""

    value: float
    low: float
    high: float | None

    def holds(self, actual: float) -> bool:
        """Whether what came lies in the range."""
        return self.low <= actual and (self.high is None or actual <= self.high)


def lifetime_values(model: LifetimeModel[U], histories: Histories[U], horizon: Horizon[U]) -> pl.DataFrame:
    """Each customer's expected value over the horizon, and between what it may come to lie.

    Shape:
        in: one row per customer; some hundreds, as a page shows, since each one's futures are drawn
        out: the same rows and order, with expected_orders, lifetime_value, low, high Float64
    Units:
        value in that of mean_repeat_value; between low and high lie 95 per cent or more of drawn futures.
    """
    pairs = [(drawn.orders, drawn.spend) for drawn in model.draws(DRAWS, np.random.default_rng(SEED))]
    bounds = []
    for number, chunk in enumerate(histories.rows.iter_slices(CHUNK)):
        rng = np.random.default_rng([SEED, number])
        drawn = futures(pairs, Histories(chunk, histories.unit), horizon, rng).value
        bounds.append(np.quantile(drawn, [0.025, 0.975], axis=1))
    low, high = np.concatenate(bounds, axis=1) if bounds else np.empty((2, 0))
    value = model.expected_value(histories, horizon)
    # Of who has all but certainly left, 97.5 per cent of futures are worth nothing: the mean of all is then the upper end.
    high = np.fmax(high, value)
    return histories.rows.with_columns(
        model.orders.expected_orders(histories, horizon),
        pl.Series("lifetime_value", value, dtype=pl.Float64).fill_nan(None),
        pl.Series("low", low, dtype=pl.Float64),
        pl.Series("high", high, dtype=pl.Float64),
    )


def total_value(model: LifetimeModel[U], histories: Histories[U], horizon: Horizon[U]) -> Total:
    """What all customers together are expected to be worth over the horizon."""
    return _total(
        model,
        histories,
        lambda drawn, rows: drawn.expected_value(rows, horizon),
        lambda rows, rng: futures([(model.orders, model.spend)], rows, horizon, rng).value[:, 0],
    )


def total_orders(model: LifetimeModel[U], histories: Histories[U], horizon: Horizon[U]) -> Total:
    """How many orders all customers together are expected to make over the horizon, weighed by its worth."""
    return _total(
        model,
        histories,
        lambda drawn, rows: drawn.orders.expected_orders(rows, horizon).to_numpy(),
        lambda rows, rng: futures([(model.orders, model.spend)], rows, horizon, rng).orders[:, 0],
    )


def _total(
    model: LifetimeModel[U],
    histories: Histories[U],
    expected: Callable[[LifetimeModel[U], Histories[U]], Numbers],
    drawn_future: Callable[[Histories[U], np.random.Generator], Numbers],
) -> Total:
    rng = np.random.default_rng(SEED)
    rows = histories.grouped()
    customers, each = rows.numbers("customers"), expected(model, rows)
    total = float(customers @ each)

    if not np.isfinite(total):
        raise DeclarationError(
            "No total: spend has no mean over customers (q is not above 1), or a repeat customer has no mean_repeat_value."
        )

    def sample(size: int, shares: Numbers) -> NDArray[np.intp]:
        return rng.choice(len(shares), size, p=shares / shares.sum())

    # Drawn in proportion to what they bring, the mean of (value with drawn parameters / value) is the total's own ratio.
    asked = sample(SAMPLE, customers * each)
    some = Histories(rows.rows[asked], rows.unit)
    ratios = np.array([np.mean(expected(drawn, some) / each[asked]) for drawn in model.draws(DRAWS, rng)])
    ratios = np.where(np.isnan(ratios), np.inf, ratios)  # parameters under which spend has no mean

    lives = sample(OUTCOMES, customers)
    gaps = drawn_future(Histories(rows.rows[lives], rows.unit), rng) - each[lives]
    spread = np.sqrt(customers.sum() * np.mean(gaps**2))
    low, high = np.quantile(total * ratios + spread * rng.standard_normal(DRAWS), [0.025, 0.975], method="inverted_cdf")
    return Total(total, max(float(low), 0.0), float(high) if np.isfinite(high) else None)
