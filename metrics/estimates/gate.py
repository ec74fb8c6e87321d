"""Whether there is enough to estimate from: four conditions, each with what was found."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from metrics.estimates.history import Histories
from metrics.text import Text

# Klaviyo's conditions for its predictive analytics, with the same numbers.
BUYERS = 500
DAYS_OBSERVED = 180
DAYS_SINCE_AN_ORDER = 30
ORDERS_OF_A_REGULAR = 3


@dataclass(frozen=True)
class Condition:
    """One thing that must hold before anything is estimated: what must be, and what was found."""

    needed: Text
    found: Text
    holds: bool


@dataclass(frozen=True)
class NotEnoughData:
    """Said in place of an estimate: why there is none. `failed` is empty where the data are many but unfit."""

    reason: Text
    failed: tuple[Condition, ...] = ()


def conditions(histories: Histories[Any]) -> tuple[Condition, ...]:
    """The four conditions, held against customers' histories."""
    buyers, regulars, observed, silent = 0, 0, 0.0, None
    if histories.rows.height:
        days = histories.unit.days_each
        buyers = histories.customers
        regulars = int(histories.rows.filter(pl.col("repeat_count") >= ORDERS_OF_A_REGULAR - 1)["customers"].sum())
        observed = round(float(histories.numbers("age").max()) * days)
        silent = round(float((histories.numbers("age") - histories.numbers("age_at_last_order")).min()) * days)
    return (
        Condition(
            Text(ko=f"구매 고객 {BUYERS:,}명 이상", en=f"{BUYERS:,} buyers or more"),
            Text(ko=f"{buyers:,}명", en=f"{buyers:,}"),
            buyers >= BUYERS,
        ),
        Condition(
            Text(ko=f"첫 주문부터 {DAYS_OBSERVED}일 이상의 기록", en=f"{DAYS_OBSERVED} days or more since the first order"),
            Text(ko=f"{observed:,}일", en=f"{observed:,} days"),
            observed >= DAYS_OBSERVED,
        ),
        Condition(
            Text(ko=f"최근 {DAYS_SINCE_AN_ORDER}일 안의 주문", en=f"an order in the last {DAYS_SINCE_AN_ORDER} days"),
            Text(ko="주문 없음", en="no order")
            if silent is None
            else Text(ko=f"마지막 주문 후 {silent:,}일", en=f"{silent:,} days since the last order"),
            silent is not None and silent <= DAYS_SINCE_AN_ORDER,
        ),
        Condition(
            Text(ko=f"{ORDERS_OF_A_REGULAR}번 이상 구매한 고객", en=f"some customers with {ORDERS_OF_A_REGULAR} orders or more"),
            Text(ko=f"{regulars:,}명", en=f"{regulars:,}"),
            regulars > 0,
        ),
    )


def not_enough(histories: Histories[Any]) -> NotEnoughData | None:
    """Why nothing may be estimated from these histories; None where it may."""
    failed = tuple(condition for condition in conditions(histories) if not condition.holds)
    if not failed:
        return None
    needs = Text(
        ko=", ".join(f"{condition.needed.ko}(현재: {condition.found.ko})" for condition in failed),
        en="; ".join(f"{condition.needed.en} (now: {condition.found.en})" for condition in failed),
    )
    return NotEnoughData(
        Text(ko=f"예측하기에는 데이터가 부족합니다. 필요한 조건: {needs.ko}.", en=f"Not enough data to estimate from. Needed: {needs.en}."),
        failed,
    )
