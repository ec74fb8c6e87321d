"""Lifetime values with their ranges, the gate before them, and the card beside them."""

from dataclasses import replace
from datetime import timedelta

import narwhals as nw
import numpy as np
import polars as pl
import pytest

from errors import DeclarationError
from metrics.estimates.bgnbd import BgNbd
from metrics.estimates.duration import Days, Horizon, Weeks
from metrics.estimates.futures import futures
from metrics.estimates.gamma_gamma import GammaGamma
from metrics.estimates.gate import NotEnoughData, conditions, not_enough
from metrics.estimates.history import Histories, histories
from metrics.estimates.hold_out import HoldOut, hold_out
from metrics.estimates.lifetime_model import LifetimeModel, fitted
from metrics.estimates.lifetime_value import lifetime_values, total_orders, total_value
from metrics.estimates.model_card import Estimate, estimate
from metrics.text import Text
from tests.metrics.estimates_shop import DAYS, OPENED, Shop

LAST = OPENED + timedelta(days=DAYS - 1)
YEAR = Horizon.of_months(Weeks)
MODEL = LifetimeModel(BgNbd(0.6, 6.0, 0.7, 3.0, Weeks), GammaGamma(5.0, 3.5, 20_000.0))
SOME = Histories.given(
    Weeks,
    repeat_count=[0, 1, 3, 9],
    age_at_last_order=[0.0, 20.0, 3.0, 38.0],
    age=[40.0, 30.0, 40.0, 40.0],
    mean_repeat_value=[None, 12_000.0, 90_000.0, 33_000.0],
)


@pytest.fixture(scope="module")
def orders() -> pl.DataFrame:
    return Shop(1_500, seed=7).orders()


def lazy(frame: pl.DataFrame) -> nw.LazyFrame[pl.LazyFrame]:
    return nw.from_native(frame.lazy())


@pytest.fixture(scope="module")
def known(orders: pl.DataFrame) -> Estimate[Weeks]:
    answer = estimate(lazy(orders), LAST)
    assert isinstance(answer, Estimate)
    return answer


def test_drawn_futures_are_worth_on_average_what_is_expected() -> None:
    rng = np.random.default_rng(1)
    drawn = futures([(MODEL.orders, MODEL.spend)] * 20_000, SOME, YEAR, rng)
    errors = drawn.orders.std(axis=1) / 20_000**0.5, drawn.value.std(axis=1) / 20_000**0.5
    assert (np.abs(drawn.orders.mean(axis=1) - MODEL.orders.expected_orders(SOME, YEAR).to_numpy()) < 4 * errors[0]).all()
    assert (np.abs(drawn.value.mean(axis=1) - MODEL.expected_value(SOME, YEAR)) < 4 * errors[1]).all()


def test_nobody_is_shown_a_lifetime_value_without_its_range() -> None:
    shown = lifetime_values(MODEL, SOME, YEAR)
    assert shown.columns == [*SOME.rows.columns, "expected_orders", "lifetime_value", "low", "high"]
    assert (shown["low"] <= shown["lifetime_value"]).all() and (shown["lifetime_value"] <= shown["high"]).all()
    assert shown["low"][0] == 0  # who ordered once may well never come again


def test_days_and_weeks_give_one_lifetime_value() -> None:
    days = LifetimeModel(replace(MODEL.orders, alpha=42.0, unit=Days), MODEL.spend)
    assert days.expected_value(SOME.to(Days), Horizon.of_months(Days)) == pytest.approx(MODEL.expected_value(SOME, YEAR), rel=1e-9)


def test_a_dearer_discount_makes_the_future_cheaper() -> None:
    dear, free = (MODEL.expected_value(SOME, Horizon.of_months(Weeks, 12, rate)) for rate in (0.02, 0.0))
    assert (dear < free).all()
    assert free == pytest.approx(MODEL.expected_value(SOME, Horizon.undiscounted(Weeks(12 * 4.345))))


def test_a_total_is_the_sum_of_its_customers_grouped_or_not(orders: pl.DataFrame, known: Estimate[Weeks]) -> None:
    each = histories(lazy(orders), LAST, Weeks)
    total = total_value(known.model, each, YEAR)
    assert total.value == pytest.approx(known.model.expected_value(each, YEAR).sum(), rel=1e-9)
    assert total.high is not None and total.low < total.value < total.high
    assert total_value(known.model, each.grouped(), YEAR) == total
    assert total_orders(known.model, each, YEAR).value < total_orders(known.model, each, Horizon.undiscounted(Weeks(52.14))).value


def test_a_total_of_spend_without_a_mean_is_refused() -> None:
    with pytest.raises(DeclarationError, match="no mean"):
        total_value(LifetimeModel(MODEL.orders, GammaGamma(5.0, 0.9, 20_000.0)), SOME, YEAR)


def examined(seed: int) -> tuple[pl.DataFrame, HoldOut]:
    """A shop's orders, and the model's examination over its last 150 days."""
    orders = Shop(700, seed).orders()
    told = hold_out(lazy(orders), LAST, Weeks, 150)
    assert isinstance(told, HoldOut)
    return orders, told


@pytest.mark.parametrize("seed", [1, 2])
def test_what_a_customer_spends_lies_in_the_range_95_times_of_100(seed: int) -> None:
    orders, told = examined(seed)
    known = fitted(lazy(orders), told.cut, Weeks)
    assert not isinstance(known, NotEnoughData)
    shown = lifetime_values(known.model, histories(lazy(orders), told.cut, Weeks), Horizon.undiscounted(Days(150).to(Weeks)))
    later = orders.filter(pl.col("ordered_on") > told.cut).group_by("customer_key").agg(pl.col("net_revenue").sum())
    came = shown.join(later, on="customer_key", how="left", maintain_order="left")["net_revenue"].fill_null(0)
    assert came.sum() == told.actual_value
    assert 0.95 <= float(((shown["low"] <= came) & (came <= shown["high"])).mean()) <= 0.99


def test_what_all_spend_lies_in_the_range_of_the_total() -> None:
    shops = [examined(seed)[1] for seed in range(100, 108)]
    held = [told.predicted_orders.holds(told.actual_orders) + told.predicted_value.holds(told.actual_value) for told in shops]
    assert sum(held) >= 14  # of sixteen, as 95 in 100 should; of 180 ranges tried, 175 held
    assert all(0.02 < (told.predicted_orders.high or 0) / told.predicted_orders.value - 1 < 0.25 for told in shops)


def test_an_ordinary_shop_passes_the_gate(orders: pl.DataFrame) -> None:
    held = conditions(histories(lazy(orders), LAST, Weeks))
    assert [condition.holds for condition in held] == [True] * 4
    assert not_enough(histories(lazy(orders), LAST, Weeks)) is None


@pytest.mark.parametrize(
    ("customers", "repeats", "age", "silent", "failed"),
    [
        (500, 2, 180, 30, []),
        (499, 2, 180, 30, ["500 buyers or more (now: 499)"]),
        (500, 2, 179, 30, ["180 days or more since the first order (now: 179 days)"]),
        (500, 2, 180, 31, ["an order in the last 30 days (now: 31 days since the last order)"]),
        (500, 1, 180, 30, ["some customers with 3 orders or more (now: 0)"]),
        (20, 1, 90, 40, ["500 buyers or more", "180 days or more", "an order in the last 30 days", "some customers with 3 orders or more"]),
    ],
)
def test_the_gate_says_which_condition_failed_and_what_was_found(
    customers: int, repeats: int, age: int, silent: int, failed: list[str]
) -> None:
    shop = Histories.given(Days, repeat_count=[repeats], age_at_last_order=[age - silent], age=[age], customers=[customers]).to(Weeks)
    said = not_enough(shop)
    assert len(said.failed if said else ()) == len(failed)
    assert all(condition in said.reason.en for condition in failed if said)
    if said:
        assert said.reason.ko.startswith("예측하기에는 데이터가 부족합니다.")


def test_a_shop_without_an_order_fails_every_condition() -> None:
    said = not_enough(Histories.given(Weeks, repeat_count=[], age_at_last_order=[], age=[]))
    assert said is not None and len(said.failed) == 4
    assert estimate(lazy(Shop(0, seed=1).orders()), LAST) == said


def test_the_card_tells_what_the_model_is_made_of(known: Estimate[Weeks]) -> None:
    card = known.card
    assert (card.as_of, card.unit, card.customers) == (LAST, "weeks", 1_500)
    assert card.days_observed == DAYS - 1
    assert [parameter.name for parameter in card.parameters] == ["r", "alpha", "a", "b", "p", "q", "v"]
    truth = {"r": 0.8, "alpha": 60 / 7, "a": 0.7, "b": 3.5, "p": 5.0, "q": 4.0, "v": 20_000.0}
    for parameter in card.parameters:
        assert parameter.standard_error is not None
        assert abs(parameter.value - truth[parameter.name]) < 3.5 * parameter.standard_error, parameter.name
    assert isinstance(card.hold_out, HoldOut) and card.hold_out.days == 182
    assert card.warnings == ()


def test_the_card_warns_where_spend_goes_with_frequency(known: Estimate[Weeks]) -> None:
    assert [warning.en[:40] for warning in replace(known.card, correlation=-0.31).warnings] == ["How often and how much customers buy go "]
    assert replace(known.card, correlation=0.3).warnings == ()


def test_the_card_warns_of_parameters_at_their_edge(known: Estimate[Weeks]) -> None:
    edge = replace(known.card, parameters=(replace(known.card.parameters[2], standard_error=None),))
    assert "the value of a," in edge.warnings[0].en and "모수 a의" in edge.warnings[0].ko


def test_the_card_warns_where_the_examination_was_missed_or_not_held(known: Estimate[Weeks]) -> None:
    held = known.card.hold_out
    assert isinstance(held, HoldOut)
    missed = replace(known.card, hold_out=replace(held, actual_orders=held.actual_orders * 2))
    assert "the model missed what came" in missed.warnings[0].en
    away = replace(known.card, hold_out=NotEnoughData(Text(ko="부족", en="too few")))
    assert "were not checked" in away.warnings[0].en
