"""Who the demo company's customers are, and what they buy."""

import numpy as np
import polars as pl

from etl.demo_clock import CALENDAR_DAYS, HOUR_ORDERS, HOUR_SHOP, WEEKDAY_ORDERS, Floats, Ints, Random, busy_days, day_number, minute_of_day
from etl.demo_comments import GOODS
from etl.demo_story import DAYS, LATE_PARCELS, ONLINE_TEAM, TEAMS

ONLINE = TEAMS.index(ONLINE_TEAM)
# Of each region: the team that serves it, and its part of the customers.
_SERVED = {
    "서울": (0, 0.22),
    "강원": (0, 0.03),
    "경기": (1, 0.25),
    "인천": (1, 0.06),
    "부산": (2, 0.07),
    "대구": (2, 0.05),
    "울산": (2, 0.02),
    "경남": (2, 0.06),
    "경북": (2, 0.04),
    "광주": (3, 0.03),
    "전남": (3, 0.025),
    "전북": (3, 0.03),
    "대전": (3, 0.03),
    "세종": (3, 0.01),
    "충남": (3, 0.035),
    "충북": (3, 0.03),
    "제주": (3, 0.01),
}
REGIONS = tuple(_SERVED)
_REGION_TEAM = np.array([team for team, _ in _SERVED.values()])
_REGION_SHARE = np.array([share for _, share in _SERVED.values()])
CHANNELS = ("온라인몰", "앱", "매장", "전화")
SHOP = CHANNELS.index("매장")
CATEGORIES = tuple(GOODS)
_CATEGORY_SHARE = (0.24, 0.17, 0.13, 0.15, 0.08, 0.08, 0.15)
_CATEGORY_PRICE = np.array((28_000, 52_000, 19_000, 26_000, 45_000, 138_000, 23_000))
STATUSES = ("배송완료", "배송중", "결제완료", "주문취소", "환불완료")
GRADES = ("일반", "실버", "골드", "VIP")


def customers(rng: Random, count: int) -> pl.DataFrame:
    """One row per customer: home region and team, spending, how often and how long they buy.

    `starts` is the share of the 24 months before the first order (-1: bought before them), `rate` is orders a day,
    `leaves` the chance that an order is the last.
    """
    region = rng.choice(len(REGIONS), count, p=_REGION_SHARE / _REGION_SHARE.sum())
    online = rng.random(count) < 0.24
    known_before = rng.random(count) < 0.3
    return pl.DataFrame(
        {
            "customer": np.arange(count),
            "region": region,
            "team": np.where(online, ONLINE, _REGION_TEAM[region]),
            "starts": np.where(known_before, -1.0, rng.beta(1.15, 1.0, count)),
            # TRICKY: a few buy very often and most rarely. That is the Gamma's small shape, and it makes the repurchase rate.
            "rate": rng.gamma(0.75, 1.0, count) * np.where(online, 0.018, 0.0108),
            "leaves": rng.beta(1.1, 4.2, count) * np.where(online, 0.66, 1.08),
            "spending": rng.lognormal(0.0, 0.3, count),
        }
    )


def orders(rng: Random, people: pl.DataFrame) -> pl.DataFrame:
    """One row per order, in order of time, of customers who buy at their own rate until they leave.

    They live by a clock that runs as busily as the season: `busy_days` turns its ticks into days.
    """
    ticks = busy_days(WEEKDAY_ORDERS)
    rate, leaves = people["rate"].to_numpy(), people["leaves"].to_numpy()
    starts = people["starts"].to_numpy()
    who = np.arange(len(people))
    now = np.where(starts < 0, rng.exponential(1 / rate), starts * ticks[-1])
    bought: list[tuple[Ints, Floats]] = []
    while len(who):
        here = now < ticks[-1]
        who, now = who[here], now[here]
        bought.append((who, now))
        stay = rng.random(len(who)) > leaves[who]
        who, now = who[stay], now[stay]
        now = now + rng.exponential(1 / rate[who])
    customer = np.concatenate([some for some, _ in bought])
    day = np.interp(np.concatenate([some for _, some in bought]), ticks, CALENDAR_DAYS).astype(np.int64)

    count = len(customer)
    home = people["team"].to_numpy()[customer]
    team = np.where(rng.random(count) < 0.97, home, rng.integers(0, len(TEAMS), count))
    channel = np.where(
        team == ONLINE,
        rng.choice(len(CHANNELS), count, p=(0.42, 0.58, 0, 0)),
        rng.choice(len(CHANNELS), count, p=(0.34, 0.3, 0.28, 0.08)),
    )
    minute = day * 1440 + np.where(channel == SHOP, minute_of_day(rng, HOUR_SHOP, count), minute_of_day(rng, HOUR_ORDERS, count))
    category = rng.choice(len(CATEGORIES), count, p=_CATEGORY_SHARE)
    price = _CATEGORY_PRICE[category] * people["spending"].to_numpy()[customer] * rng.lognormal(0.0, 0.55, count)
    arrives = day + 1 + rng.integers(1, 3, count)
    hub_failed = (arrives >= day_number(LATE_PARCELS.starts_on)) & (arrives < day_number(LATE_PARCELS.ends_on))
    late = (rng.random(count) < np.where(hub_failed, 0.31, 0.06)) & (channel != SHOP)
    end = rng.random(count)
    status = np.select(
        [end < 0.035 + 0.06 * late, end < 0.055 + 0.09 * late, channel == SHOP, day >= DAYS - 1, day >= DAYS - 3], [3, 4, 0, 2, 1], 0
    )
    return (
        pl.DataFrame(
            {
                "customer": customer,
                "minute": minute,
                "team": team,
                "channel": channel,
                "category": category,
                "amount": (np.maximum(price, 3_000) / 100).astype(np.int64) * 100,
                "arrives": arrives,
                "late": late,
                "status": status,
            }
        )
        .sort("minute", "customer", maintain_order=True)
        .with_row_index("order")
        .with_columns(pl.col("order").cast(pl.Int64), nth=pl.col("order").cum_count().over("customer"))
    )
