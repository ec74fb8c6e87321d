"""Estimates in the catalog, against the models' own integrals worked out numerically over a likelihood written down anew."""

from collections import Counter
from datetime import date
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import gammaln
from scipy.stats import beta, gamma

from metrics.catalog import METRICS, metric
from metrics.estimate import ACTIVE_DAYS, last_month_end
from metrics.facts import Facts, Orders
from metrics.period import Grain, Span
from metrics.query import NO_DATA, Query, Scope, measure
from tests.metrics.test_catalog import given

Numbers = NDArray[np.float64]

CHURN, VALUE = (metric(name) for name in ("expected_churn_rate", "predicted_lifetime_value"))
LAST = date(2026, 1, 31)
MONTH = 365 / 12


class Customers:
    """Of each customer of the worked example: x, t_x, T in days, and the mean of the repeat orders."""

    def __init__(self) -> None:
        days: dict[int, Counter[date]] = {}
        for order in CHURN.example.given[Orders]:  # orders of one day are one occasion
            days.setdefault(order["customer_key"], Counter())[order["ordered_on"]] += order["net_revenue"]
        rows = []
        for own in days.values():
            first, last = min(own), max(own)
            rows.append((len(own) - 1, (last - first).days, (LAST - first).days, (own.total() - own[first]) / max(len(own) - 1, 1)))
        self.x, self.last, self.age, self.spend = np.array(rows, dtype=float).T


def nelder_mead(depth: object, start: list[float]) -> Numbers:
    for _ in range(2):
        start = minimize(depth, start, method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-9, "maxiter": 20_000, "maxfev": 20_000}).x
    return np.exp(start)


def order_model(c: Customers) -> Numbers:
    """r, alpha, a, b: the likelihood of the paper's eq. (6) as it stands there."""

    def depth(logs: Numbers) -> float:
        r, alpha, a, b = np.exp(logs)
        common = gammaln(r + c.x) - gammaln(r) + r * np.log(alpha)
        stays = gammaln(a + b) + gammaln(b + c.x) - gammaln(b) - gammaln(a + b + c.x) - (r + c.x) * np.log(alpha + c.age)
        x = np.maximum(c.x, 1)
        left = gammaln(a + b) - gammaln(a) - gammaln(b) + gammaln(a + 1) + gammaln(b + x - 1) - gammaln(a + b + x)
        left = np.where(c.x > 0, left - (r + c.x) * np.log(alpha + c.last), -np.inf)
        return -float(np.sum(common + np.logaddexp(stays, left)))

    return nelder_mead(depth, [0.0, 3.0, 0.0, 1.0])


def spend_model(c: Customers) -> Numbers:
    """p, q, v: the likelihood of eq. (1a)."""
    x, m = c.x[c.x > 0], c.spend[c.x > 0]

    def depth(logs: Numbers) -> float:
        p, q, v = np.exp(logs)
        return -float(
            np.sum(
                gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(v)
                + (p * x - 1) * np.log(m) + p * x * np.log(x) - (p * x + q) * np.log(x * m + v)
            )
        )  # fmt: skip

    return nelder_mead(depth, [1.0, 1.0, 10.0])


def over_lives(c: Customers, model: Numbers, ahead: object, steps: int = 80) -> Numbers:
    """The mean of `ahead(rate, leaving)` of those still here, over what each customer's past leaves likely of both."""
    r, alpha, a, b = model
    nodes, weights = np.polynomial.legendre.leggauss(steps)
    at, weights = (nodes + 1) / 2, weights / 2
    # Quantiles of the priors, thickened at both ends.
    at, weights = at * at * (3 - 2 * at), weights * 6 * at * (1 - at)
    rate, leaving = (grid.ravel() for grid in np.meshgrid(gamma.ppf(at, r, scale=1 / alpha), beta.ppf(at, a, b), indexing="ij"))
    weight = np.outer(weights, weights).ravel()
    means = []
    for x, last, age in zip(c.x, c.last, c.age, strict=True):
        orders = rate**x * (1 - leaving) ** np.maximum(x - 1, 0) * weight
        here = orders * np.where(x > 0, 1 - leaving, 1.0) * np.exp(-rate * age)
        gone = orders * leaving * np.exp(-rate * last) if x > 0 else 0.0 * rate
        means.append(np.sum(here * ahead(rate, leaving)) / np.sum(here + gone))
    return np.array(means)


@pytest.fixture(scope="module")
def customers() -> Customers:
    return Customers()


@pytest.fixture(scope="module")
def model(customers: Customers) -> Numbers:
    return order_model(customers)


def answer(of: object, **more: object) -> dict[str, object]:
    return measure(Query(of, CHURN.example.span, Grain.MONTH, **more), given(CHURN)).row(0, named=True)


def test_silence_is_the_integral_over_all_lives(customers: Customers, model: Numbers) -> None:
    buys = over_lives(customers, model, lambda rate, _: 1 - np.exp(-rate * 90))
    active = customers.age - customers.last < ACTIVE_DAYS
    assert answer(CHURN)["value"] == pytest.approx(1 - buys[active].mean(), rel=1e-6)
    assert answer(CHURN)["n"] == active.sum()


def test_value_is_discounted_orders_times_spend(customers: Customers, model: Numbers) -> None:
    p, q, v = spend_model(customers)
    spend = p * (v + customers.x * customers.spend) / (p * customers.x + q - 1)
    month = 4.345 * 7

    def orders(rate: Numbers, leaving: Numbers) -> Numbers:
        upto = [(1 - np.exp(-rate * leaving * month * number)) / leaving for number in range(13)]
        return sum((later - earlier) * 1.01**-number for number, (earlier, later) in enumerate(pairwise(upto), 1))

    worth = over_lives(customers, model, orders) * spend
    active = customers.age - customers.last < ACTIVE_DAYS
    assert answer(VALUE)["value"] == pytest.approx(worth[active].mean(), rel=1e-5)


@pytest.mark.parametrize("of", [CHURN, VALUE], ids=lambda of: of.name)
def test_its_range_holds_it_and_is_no_point(of: object) -> None:
    got = answer(of)
    assert got["low"] < got["value"] < got["high"]
    assert got["part"] == pytest.approx(got["value"] * got["whole"])


@pytest.mark.parametrize(
    ("day", "end"),
    [(date(2026, 1, 31), date(2026, 1, 31)), (date(2026, 1, 30), date(2025, 12, 31)), (date(2024, 3, 1), date(2024, 2, 29))],
)
def test_a_model_is_made_at_a_months_end(day: date, end: date) -> None:
    assert last_month_end(day) == end


def test_a_week_is_told_by_the_month_before_it() -> None:
    facts = given(CHURN)
    january = measure(Query(CHURN, CHURN.example.span, Grain.MONTH), facts)["value"].item()
    week = measure(Query(CHURN, Span(date(2026, 2, 2), date(2026, 2, 9)), Grain.WEEK), facts)["value"].item()
    assert week == january


def test_too_little_has_no_estimate() -> None:
    few = Facts({"orders": given(CHURN).frames["orders"].filter(pl.col("customer_key") < 499)})
    assert measure(Query(CHURN, CHURN.example.span, Grain.MONTH), few)["state"].to_list() == [NO_DATA]


def test_another_scope_has_a_model_of_its_own() -> None:
    rows = given(CHURN).frames["orders"].with_columns(team=pl.when(pl.col("customer_key") < 400).then(pl.lit("A")).otherwise(pl.lit("B")))
    facts = Facts({"orders": rows})
    query = Query(CHURN, CHURN.example.span, Grain.MONTH)
    assert measure(query, facts)["n"].item() == answer(CHURN)["n"]
    scoped = measure(Query(CHURN, CHURN.example.span, Grain.MONTH, scope=Scope(frozenset({"A"}))), facts)
    assert scoped["state"].item() == NO_DATA  # 400 buyers are too few


def test_estimates_call_themselves_so() -> None:
    estimates = [each for each in METRICS.values() if each.formula.kind.en == "Estimate"]
    assert estimates == [CHURN, VALUE] and all("예측값" in of.about.ko and "An estimate" in of.about.en for of in estimates)
