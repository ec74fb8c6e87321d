"""Laws of the two models: what must hold whatever the customers do."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import beta

from errors import QueryError
from metrics.estimates import bgnbd, gamma_gamma
from metrics.estimates.bgnbd import BgNbd
from metrics.estimates.bgnbd_likelihood import BgNbdLikelihood
from metrics.estimates.duration import Days, Horizon, Weeks
from metrics.estimates.gamma_gamma import GammaGamma, gamma_gamma_likelihood
from metrics.estimates.history import Histories, Spending

LOGS = st.floats(-2.5, 2.5)
seeds = st.integers(0, 10_000)


def some_histories(seed: int, size: int = 300) -> Histories[Weeks]:
    """Histories of customers of whom some have left, ages in whole weeks."""
    rng = np.random.default_rng(seed)
    x, last, age = np.zeros(size, int), np.zeros(size), rng.integers(10, 60, size).astype(float)
    for customer, (rate, leaving) in enumerate(zip(rng.gamma(0.8, 1 / 5, size), rng.beta(0.8, 2.5, size), strict=True)):
        moment = rng.exponential(1 / rate)
        while moment < age[customer]:
            x[customer], last[customer] = x[customer] + 1, np.ceil(moment)
            moment += np.inf if rng.random() < leaving else rng.exponential(1 / rate)
    return Histories.given(Weeks, repeat_count=x.tolist(), age_at_last_order=last.tolist(), age=age.tolist())


def parameters(fit: BgNbd[Weeks] | BgNbd[Days]) -> tuple[float, ...]:
    return fit.r, fit.alpha, fit.a, fit.b


def slope(function: Callable[[np.ndarray], tuple[float, np.ndarray]], logs: np.ndarray) -> np.ndarray:
    """The gradient by central differences."""
    steps = 1e-5 * np.eye(len(logs))
    return np.array([(function(logs + step)[0] - function(logs - step)[0]) / 2e-5 for step in steps])


@settings(max_examples=25, deadline=None)
@given(seeds, st.tuples(LOGS, LOGS, LOGS, LOGS))
def test_the_gradient_of_bgnbd_is_its_slope(seed: int, logs: tuple[float, ...]) -> None:
    rows = some_histories(seed)
    likelihood = BgNbdLikelihood(*(rows.numbers(name) for name in ("repeat_count", "age_at_last_order", "age", "customers")))
    assert likelihood(np.array(logs))[1] == pytest.approx(slope(likelihood, np.array(logs)), rel=1e-5, abs=1e-3)


@settings(max_examples=25, deadline=None)
@given(seeds, st.tuples(LOGS, LOGS, LOGS))
def test_the_gradient_of_gamma_gamma_is_its_slope(seed: int, logs: tuple[float, ...]) -> None:
    rng = np.random.default_rng(seed)
    likelihood = gamma_gamma_likelihood(rng.integers(1, 9, 80).astype(float), rng.gamma(2, 0.5, 80), rng.integers(1, 5, 80).astype(float))
    assert likelihood(np.array(logs))[1] == pytest.approx(slope(likelihood, np.array(logs)), rel=1e-5, abs=1e-3)


def test_the_likelihood_of_a_customer_gone_for_ages_does_not_overflow() -> None:
    gone = BgNbdLikelihood(np.array([500.0]), np.array([0.01]), np.array([100.0]), np.array([1.0]))
    height, gradient = gone(np.log([1.0, 0.01, 1.0, 1.0]))
    assert np.isfinite(height) and np.isfinite(gradient).all()
    assert gradient == pytest.approx(slope(gone, np.log([1.0, 0.01, 1.0, 1.0])), rel=1e-5)


@settings(max_examples=4, deadline=None)
@given(seeds)
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    rows = some_histories(seed)
    mixed = Histories(rows.rows.sample(fraction=1, shuffle=True, seed=seed + 1), Weeks)
    assert parameters(bgnbd.fit(mixed)) == parameters(bgnbd.fit(rows))


@settings(max_examples=4, deadline=None)
@given(seeds)
def test_a_row_of_three_customers_equals_three_rows(seed: int) -> None:
    rows = some_histories(seed)
    tripled = Histories(rows.rows.with_columns(pl.col("customers") * 3), Weeks)
    repeated = Histories(pl.concat([rows.rows] * 3), Weeks)
    assert parameters(bgnbd.fit(tripled)) == parameters(bgnbd.fit(repeated))
    assert bgnbd.fit(tripled).log_likelihood == pytest.approx(3 * (bgnbd.fit(rows).log_likelihood or 0), rel=1e-9)


@settings(max_examples=4, deadline=None)
@given(seeds)
def test_another_unit_changes_alpha_only(seed: int) -> None:
    rows = some_histories(seed, 1000)
    weeks, days = bgnbd.fit(rows), bgnbd.fit(rows.to(Days))
    assert parameters(days) == pytest.approx((weeks.r, 7 * weeks.alpha, weeks.a, weeks.b), rel=1e-6)
    assert days.expected_orders(rows.to(Days), Days(91)).to_list() == pytest.approx(
        weeks.expected_orders(rows, Weeks(13)).to_list(), rel=1e-6
    )


@settings(max_examples=4, deadline=None)
@given(seeds, st.floats(0.01, 1000))
def test_another_currency_changes_v_only(seed: int, factor: float) -> None:
    rng = np.random.default_rng(seed)
    x, spend = rng.integers(1, 6, 300), rng.gamma(5, 1 / rng.gamma(4, 1 / 15, 300))
    one, other = (
        gamma_gamma.fit(Spending.given(x.tolist(), spend.tolist())),
        gamma_gamma.fit(Spending.given(x.tolist(), (spend * factor).tolist())),
    )
    # On a flat ridge p and v are known together and not apart; what they say is the same to more digits.
    assert (other.p, other.q, other.v / factor) == pytest.approx((one.p, one.q, one.v), rel=1e-3)
    asked, means = pl.Series([0, 3]), pl.Series([None, 70.0])
    assert (other.expected_spend(asked, means * factor) / factor).to_list() == pytest.approx(
        one.expected_spend(asked, means).to_list(), rel=1e-5
    )
    assert other.log_likelihood == pytest.approx((one.log_likelihood or 0) - 300 * np.log(factor), rel=1e-9)


@pytest.mark.parametrize(
    ("r", "alpha", "a", "b", "x", "age", "within"),
    [
        (0.243, 4.414, 0.793, 2.426, 2, 38.86, 39.0),
        (0.243, 4.414, 0.793, 2.426, 500, 38.86, 52.0),  # the paper's form overflows
        (0.8, 5.0, 1.0, 3.0, 4, 30.0, 26.0),  # 0 / 0 at a = 1
        (0.8, 5.0, 0.4, 0.6, 0, 30.0, 26.0),  # 0 / 0 at a + b + x = 1
        (0.8, 5.0, 0.2, 0.3, 0, 30.0, 26.0),
        (0.8, 9.6, 1096.0, 1025.0, 3, 30.0, 52.0),  # everybody leaves alike: the closed form is not a number
        (50.0, 500.0, 20.0, 700.0, 300, 60.0, 500.0),
    ],
)
def test_expected_orders_equal_the_integral_over_the_leaving_probability(
    r: float, alpha: float, a: float, b: float, x: int, age: float, within: float
) -> None:
    leaving = beta(a, b + x)

    def orders(u: float) -> float:
        p = np.exp(u)  # integrated over ln p, where the density of small p is tame
        return float(leaving.pdf(p) * -np.expm1(-(r + x) * np.log1p(p * within / (alpha + age))))

    middle = np.log(leaving.mean())
    edges = [-200.0, -30.0, middle - 3, middle - 0.5, min(middle + 0.5, -1e-3), 0.0]
    expected = sum(quad(orders, low, high, epsrel=1e-10, limit=200)[0] for low, high in pairwise(edges))
    last = age if x else 0.0
    history = Histories.given(Weeks, repeat_count=[x], age_at_last_order=[last], age=[age])
    fit = BgNbd(r, alpha, a, b, Weeks)
    alive = fit.probability_alive(history)[0]
    assert fit.expected_orders(history, Weeks(within))[0] == pytest.approx(alive * expected, rel=1e-5)


def test_discounted_orders_are_the_steps_each_at_its_worth() -> None:
    fit, rows = BgNbd(0.243, 4.414, 0.793, 2.426, Weeks), some_histories(1)
    upto = [fit.expected_orders(rows, Weeks(weeks)).to_numpy() for weeks in (5.0, 12.0)]
    horizon = Horizon((Weeks(5.0), Weeks(7.0)), (0.9, 0.8))
    assert fit.expected_orders(rows, horizon).to_list() == pytest.approx((0.9 * upto[0] + 0.8 * (upto[1] - upto[0])).tolist())


def test_probabilities_of_a_new_customer_add_up_and_have_the_expectation_as_mean() -> None:
    fit = BgNbd(0.8, 5.0, 0.7, 3.0, Weeks)
    chances = [fit.probability_of_orders_of_new(orders, Weeks(10)) for orders in range(150)]
    assert sum(chances) == pytest.approx(1, abs=1e-9)
    assert sum(orders * chance for orders, chance in enumerate(chances)) == pytest.approx(fit.expected_orders_of_new(Weeks(10)), rel=1e-6)


def test_everybody_without_a_repeat_order_is_alive_yet_may_well_not_come() -> None:
    fit = BgNbd(0.243, 4.414, 0.793, 2.426, Weeks)
    once = Histories.given(Weeks, repeat_count=[0, 0], age_at_last_order=[0, 0], age=[5.0, 500.0])
    assert fit.probability_alive(once).to_list() == [1.0, 1.0]
    recent, old = fit.probability_of_no_purchase(once, Weeks(13)).to_list()
    assert recent < 0.85 < 0.99 < old


def test_more_time_means_less_chance_of_no_purchase() -> None:
    fit, rows = BgNbd(0.243, 4.414, 0.793, 2.426, Weeks), some_histories(3)
    chances = [fit.probability_of_no_purchase(rows, Weeks(weeks)).to_numpy() for weeks in (0.001, 4, 13, 52, 1e9)]
    assert all((later < sooner).all() for sooner, later in pairwise(chances))
    assert chances[0] == pytest.approx(1, abs=0.01)
    assert (chances[-1] >= 1 - fit.probability_alive(rows).to_numpy() - 1e-9).all()


def test_a_customer_who_did_not_repeat_is_expected_to_spend_like_everybody() -> None:
    model = GammaGamma(6.0, 4.0, 15.0)
    everybody = 6.0 * 15.0 / 3.0
    assert model.expected_spend(pl.Series([0, 1, 10_000]), pl.Series([None, everybody, 70.0])).to_list() == pytest.approx(
        [everybody, everybody, 70.0], abs=0.05
    )


def test_spend_without_a_mean_is_unknown_and_not_a_number() -> None:
    model = GammaGamma(6.0, 0.9, 15.0)
    assert not model.has_mean
    assert model.expected_spend(pl.Series([0, 2]), pl.Series([None, None], dtype=pl.Float64)).to_list() == [None, None]


def test_nobody_who_came_back_is_nothing_to_fit() -> None:
    once = Histories.given(Weeks, repeat_count=[0], age_at_last_order=[0], age=[5.0])
    with pytest.raises(QueryError, match="No customer ordered twice"):
        bgnbd.fit(once)
    with pytest.raises(QueryError, match="No customer ordered twice"):
        gamma_gamma.fit(Spending.given([0], [0.0]))


def test_a_parameter_the_data_do_not_tell_stands_at_its_edge_without_an_error() -> None:
    everybody_once_more = Histories.given(Weeks, repeat_count=[1], age_at_last_order=[3.0], age=[5.0], customers=[600])
    fit = bgnbd.fit(everybody_once_more)
    assert fit.fitted is not None and any(fit.fitted.at_edge)
    assert [error is None for error in fit.standard_errors] == list(fit.fitted.at_edge)
    assert np.isfinite(fit.expected_orders(everybody_once_more, Weeks(52)).to_numpy()).all()
