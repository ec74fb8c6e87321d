"""What the demo company's customers answer in its surveys: after a solved ticket, and some days after an order."""

import numpy as np
import polars as pl

from etl.demo_clock import HOUR_ORDERS, LAST_MINUTE, Ints, Random, day_number, minute_of_day
from etl.demo_comments import comment
from etl.demo_sales import CATEGORIES, ONLINE, SHOP
from etl.demo_story import LATE_PARCELS, TEAMS
from etl.demo_tickets import AGENTS_PER_TEAM

_TEAM_CARE = np.array((0.0, -0.08, 0.02, -0.03, 0.22))  # what a team's manner adds to a satisfaction score
_TEAM_BOND = np.array((0.0, -0.15, 0.1, 0.0, 1.75))  # what it adds to the wish to recommend


def answers(rng: Random, sold: pl.DataFrame, contacts: pl.DataFrame) -> pl.DataFrame:
    """One row per survey sent, in order of time: after a solved ticket (1-5), and some days after an order (0-10).

    `answered` and `score` are null where nobody answered before the exports were made.
    """
    asked = contacts.filter(pl.col("done").is_not_null()).filter(pl.Series(rng.random(contacts["done"].count()) < 0.8))
    count = len(asked)
    copied, team, again = asked["copied"].to_numpy(), asked["team"].to_numpy(), asked["again"].to_numpy()
    long_wait = np.maximum(np.log2(asked["wait"].to_numpy() / 240), 0)
    agent_care = rng.normal(0, 0.12, len(TEAMS) * AGENTS_PER_TEAM)[asked["agent"].to_numpy()]
    care = _TEAM_CARE[team] + agent_care - 1.15 * copied - 0.12 * long_wait - 0.2 * (again > 0) - 0.45 * asked["complaint"].to_numpy()
    about_ticket = _sent(rng, asked["done"].to_numpy(), 0.37).with_columns(
        survey=pl.lit("만족도"),
        ticket=asked["ticket"],
        score=pl.Series(np.clip(np.rint(4.64 + care + rng.normal(0, 1.0, count)), 1, 5).astype(np.int64)),
        theme=pl.Series(np.select([copied, long_wait > 0.8], ["copied", "slow"], "unsolved")),
        category=asked["category"],
    )

    kept = sold.filter(pl.col("status") != 3)
    asked = kept.filter(pl.Series(rng.random(len(kept)) < 0.21))
    count = len(asked)
    team, late = asked["team"].to_numpy(), asked["late"].to_numpy()
    annoyed = asked["order"].is_in(contacts.filter("copied")["order"].implode()).to_numpy()
    hub_failed = asked["arrives"].is_between(day_number(LATE_PARCELS.starts_on), day_number(LATE_PARCELS.ends_on) - 1).to_numpy()
    wish = 8.53 + _TEAM_BOND[team] - 3.0 * late - 0.7 * annoyed - 1.0 * (hub_failed & (team != ONLINE))
    at_place = np.select([team == ONLINE, asked["channel"].to_numpy() == SHOP], ["online", "shop"], "regular")
    about_order = _sent(rng, (asked["minute"].to_numpy() // 1440 + rng.integers(5, 10, count)) * 1440 + 600, 0.385).with_columns(
        survey=pl.lit("NPS"),
        customer=asked["customer"],
        order=asked["order"],
        score=pl.Series(np.clip(np.rint(wish + rng.normal(0, 1.75, count)), 0, 10).astype(np.int64)),
        theme=pl.Series(np.where(late, "late", np.where(rng.random(count) < 0.4, "regular", at_place))),
        category=asked["category"],
    )
    sent = (
        pl.concat([about_ticket, about_order], how="diagonal")
        .filter(pl.col("sent") < LAST_MINUTE)
        .sort("sent", "survey", maintain_order=True)
    )
    sent = sent.with_columns(pl.when(pl.col("answered").is_not_null()).then("score"))
    said = rng.random(len(sent)) < 0.42
    words = [
        comment(rng, _theme(survey, score, theme), CATEGORIES[category]) if speaks and score is not None else None
        for speaks, survey, score, theme, category in zip(said, *sent["survey", "score", "theme", "category"], strict=True)
    ]
    return sent.with_columns(comment=pl.Series(words, dtype=pl.String))


def _theme(survey: str, score: int, theme: str) -> str:
    """What a comment is about: the cause where the score is low, praise where it is high."""
    if survey == "만족도":
        return "helped" if score == 5 or (score == 4 and theme != "copied") else "fair" if score == 3 and theme != "copied" else theme
    if score >= 9:
        return "regular" if theme == "late" else theme
    if score >= 7:
        return "passive"
    return "late" if theme == "late" else "broken"


def _sent(rng: Random, minutes: Ints, answering: float) -> pl.DataFrame:
    """Surveys sent at `minutes`; a share of `answering` comes back, most within a day or two."""
    waited = rng.exponential(1.1, len(minutes)).astype(np.int64)
    back = np.maximum(
        (minutes // 1440 + waited) * 1440 + minute_of_day(rng, HOUR_ORDERS, len(minutes)), minutes + rng.integers(3, 90, len(minutes))
    )
    silent = (rng.random(len(minutes)) >= answering) | (back >= LAST_MINUTE)
    return pl.DataFrame({"sent": minutes, "answered": pl.Series(back).set(pl.Series(silent), None)})
