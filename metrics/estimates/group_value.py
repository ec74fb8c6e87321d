"""What groups of customers are expected to be worth, with their ranges, from one set of drawn parameters and futures for all groups.

`lifetime_value.total_value` asks the same of one group with more draws; a page shows a dozen groups and cannot wait for each.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.estimates.duration import Horizon, U
from metrics.estimates.futures import futures
from metrics.estimates.history import Histories
from metrics.estimates.lifetime_model import LifetimeModel
from metrics.estimates.lifetime_value import SEED

Numbers = NDArray[np.float64]

DRAWS = 200
SAMPLE = 100  # customers of a group by whom the parameters' doubt of its total is told
OUTCOMES = 2_000  # futures of a group by which its customers' own doubt is told


@dataclass(frozen=True)
class GroupValue:
    """What the customers of one group are expected to be worth each, with the 95 % range of their mean."""

    by: str  # what the groups are told apart by
    group: str | None
    customers: int
    to_date: float  # revenue per customer so far
    value: float  # expected of a customer from now on
    low: float
    high: float | None  # None where nothing bounds it


def group_values(model: LifetimeModel[U], histories: Histories[U], horizon: Horizon[U], by: str) -> list[GroupValue]:
    """The groups of a column, in the order of its values; those of no value last.

    Shape:
        histories: one row per customer, with the column `by` and `to_date`, the customer's revenue so far
    """
    rng = np.random.default_rng(SEED)
    rows = histories.rows.with_columns(expected=pl.Series(model.expected_value(histories, horizon)))
    parts = rows.partition_by(by, as_dict=True)
    names = sorted((key[0] for key in parts), key=lambda name: (name is None, str(name)))
    groups = [parts[(name,)] for name in names]
    asked = [_sampled(group, SAMPLE, rng, by_worth=True) for group in groups]
    ratios = _ratios(model, asked, histories.unit, horizon, rng)
    found = []
    for name, group, ratio in zip(names, groups, ratios, strict=True):
        total, count = float(group["expected"].sum()), group.height
        some = _sampled(group, OUTCOMES, rng, by_worth=False)
        drawn = futures([(model.orders, model.spend)], Histories(some, histories.unit), horizon, rng).value[:, 0]
        spread = float(np.sqrt(count * np.mean((drawn - some["expected"].to_numpy()) ** 2)))
        low, high = np.quantile(total * ratio + spread * rng.standard_normal(DRAWS), [0.025, 0.975], method="inverted_cdf")
        mean = total / count
        bound = float(high) / count if np.isfinite(high) else None
        to_date = float(group["to_date"].mean() or 0.0)  # type: ignore[arg-type]
        found.append(GroupValue(by, name, count, to_date, mean, max(float(low), 0.0) / count, bound))
    return found


def _sampled(group: pl.DataFrame, size: int, rng: np.random.Generator, *, by_worth: bool) -> pl.DataFrame:
    """Customers of a group drawn with replacement, in proportion to what they bring or all alike."""
    worth = group["expected"].to_numpy()
    shares = worth / worth.sum() if by_worth else None
    return group[rng.choice(group.height, size, p=shares)]


def _ratios(
    model: LifetimeModel[U], asked: Sequence[pl.DataFrame], unit: type[U], horizon: Horizon[U], rng: np.random.Generator
) -> list[Numbers]:
    """For each group how many times its expected value it would be with other parameters, one number a draw.

    Of customers drawn in proportion to what they bring, the mean of (value with drawn parameters / value) is the total's own ratio.
    """
    together = pl.concat(asked)
    some, expected = Histories(together, unit), together["expected"].to_numpy()
    drawn = np.array([each.expected_value(some, horizon) / expected for each in model.draws(DRAWS, rng)])
    drawn = np.where(np.isnan(drawn), np.inf, drawn)  # parameters under which spend has no mean
    return [drawn[:, at * SAMPLE : (at + 1) * SAMPLE].mean(axis=1) for at in range(len(asked))]
