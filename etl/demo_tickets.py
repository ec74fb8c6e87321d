"""What the demo company's customers write in about, and how soon and how well they are answered."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from etl.demo_clock import (
    CALENDAR_DAYS,
    HOUR_TICKETS,
    LAST_MINUTE,
    WEEKDAY_TICKETS,
    Floats,
    Random,
    after,
    busy_days,
    day_number,
    minute_of_day,
)
from etl.demo_sales import ONLINE, SHOP
from etl.demo_story import DAYS, FASTER_REPLIES

REASONS = ("배송", "상품", "교환·반품", "결제", "회원·적립금", "기타")
TICKET_CHANNELS = ("채팅", "앱", "게시판", "이메일", "전화")
PHONE = TICKET_CHANNELS.index("전화")
_CHANNEL_WAIT = np.array((0.6, 0.9, 1.4, 1.5, 0.06))  # how long a first reply takes, relative to the team's usual
_TEAM_WAIT = np.array((1.0, 1.15, 1.05, 1.1, 0.8))
AGENTS_PER_TEAM = 6


def tickets(rng: Random, sold: pl.DataFrame) -> pl.DataFrame:
    """One row per contact, in order of time: what an order led to, how soon and how well it was answered.

    `replied` and `done` are null where that had not happened when the exports were made.
    """
    late, shop = sold["late"].to_numpy(), sold["channel"].to_numpy() == SHOP
    # Of each order: how likely it leads to a contact of this reason, and whether that is a complaint.
    causes: Sequence[tuple[int, bool, Floats | float]] = (
        (0, True, np.where(shop, 0.0, np.where(late, 0.3, 0.0125))),
        (0, False, np.where(shop, 0.01, np.where(late, 0.3, 0.13))),
        (1, True, 0.0072),
        (1, False, 0.086),
        (2, True, 0.003),
        (2, False, 0.066),
        (3, False, 0.05),
        (4, False, 0.035),
        (5, True, 0.002),
        (5, False, 0.03),
    )
    raised = [(reason, complaint, np.flatnonzero(rng.random(len(sold)) < chance)) for reason, complaint, chance in causes]
    order = np.concatenate([some for _, _, some in raised])
    reason = np.concatenate([np.full(len(some), kind) for kind, _, some in raised])
    complaint = np.concatenate([np.full(len(some), angry) for _, angry, some in raised])
    count = len(order)

    ticks = busy_days(WEEKDAY_TICKETS)
    ready = np.where(reason == 0, sold["arrives"].to_numpy()[order], sold["minute"].to_numpy()[order] / 1440)
    pause = np.where(reason == 0, rng.uniform(0, 1.2, count), rng.exponential(np.where(reason == 3, 1.0, 4.5), count))
    day = np.interp(np.interp(np.minimum(ready, DAYS), CALENDAR_DAYS, ticks) + pause, ticks, CALENDAR_DAYS).astype(np.int64)
    channel = rng.choice(len(TICKET_CHANNELS), count, p=(0.36, 0.14, 0.2, 0.15, 0.15))
    opened = np.maximum(day * 1440 + minute_of_day(rng, HOUR_TICKETS, count), sold["minute"].to_numpy()[order] + 5)
    by_phone = channel == PHONE  # the line is open in office hours only
    opened[by_phone] = after(opened[by_phone], rng.integers(1, 90, by_phone.sum()))

    team = sold["team"].to_numpy()[order]
    pushed = (opened >= day_number(FASTER_REPLIES.starts_on) * 1440) & (team != ONLINE)  # told to reply within the hour
    copied = (rng.random(count) < np.where(pushed, 0.6, 0.07)) & ~by_phone
    usual_wait = 272 * _CHANNEL_WAIT[channel] * _TEAM_WAIT[team] * np.where(pushed, 0.45, 1.0) * np.where(copied, 0.55, 1.0)
    wait = np.maximum(usual_wait * rng.lognormal(0.0, 0.85, count), 1).astype(np.int64)
    replied = after(opened, wait)
    in_the_evening = (replied - opened > 900) & (rng.random(count) < 0.04)  # someone looked in after hours
    replied[in_the_evening] = opened[in_the_evening] + rng.integers(5, 240, in_the_evening.sum())
    again = rng.poisson(np.where(copied, 0.48, 0.1) + 0.15 * complaint)
    done = after(replied, np.maximum(rng.lognormal(np.log(200.0), 0.9, count) * (1 + again), 3).astype(np.int64))
    forgotten = rng.random(count) < 0.004
    return (
        pl.DataFrame(
            {
                "order": order,
                "customer": sold["customer"].to_numpy()[order],
                "category": sold["category"].to_numpy()[order],
                "opened": opened,
                "wait": wait,
                "replied": pl.Series(replied).set(pl.Series(forgotten | (replied >= LAST_MINUTE)), None),
                "done": pl.Series(done).set(pl.Series(forgotten | (done >= LAST_MINUTE)), None),
                "reason": reason,
                "complaint": complaint,
                "channel": channel,
                "team": team,
                "agent": team * AGENTS_PER_TEAM + rng.integers(0, AGENTS_PER_TEAM, count),
                "again": again,
                "copied": copied,
            }
        )
        .filter(pl.col("opened") < LAST_MINUTE)
        .sort("opened", "order", maintain_order=True)
        .with_row_index("ticket")
        .with_columns(pl.col("ticket").cast(pl.Int64))
    )
