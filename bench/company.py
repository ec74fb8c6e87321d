"""A made company of any size: three years of orders, tickets and answers, skewed as companies are, written as fact tables.

The same size gives the same rows wherever it is made. Of every column that may be empty some rows are, as in real exports.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.random import Generator
from numpy.typing import NDArray

from metrics.facts import FACTS, Customers, Fact, Facts, Loads, Orders, Responses, Tickets, name_of
from metrics.period import Grain, Span, months_later
from store.facts import FactTables

UNTIL = date(2026, 10, 1)
SPAN = Span(months_later(UNTIL, -36), UNTIL)
DAYS = (SPAN.end - SPAN.start).days
SEED = 4
EDITION = 4  # of what is made: another one makes the companies that were kept anew
COMPLETE = "complete"  # a file that stands where all of a company is written

TEAMS = tuple(f"{number}팀" for number in range(1, 13))
CHANNELS = ("온라인몰", "앱", "매장", "전화", "제휴몰")
STATUSES = {"delivered": 90, "shipped": 2, "paid": 1, "placed": 1, "cancelled": 4, "refunded": 2}
PRODUCTS = ("주방용품", "침구", "수납·정리", "인테리어 소품", "욕실용품", "조명", "가구", "식품", "문구", "반려동물")
REASONS = ("배송", "상품", "교환·반품", "결제", "회원·적립금", "기타")
SOURCES = ("shop", "telephone", "helpdesk", "survey")
SURVEYS = {"csat": 55, "nps": 25, "review": 15, "ces": 5}
SCALES = {"csat": (1, 5), "nps": (0, 10), "review": (1, 5), "ces": (1, 7)}
ANSWERED = {"csat": 0.4, "nps": 0.5, "review": 1.0, "ces": 0.4}
MINUTE, DAY, ZONE = 60, 86_400, 9 * 3_600  # seconds; company-local time is so far ahead of UTC

Numbers = NDArray[Any]
Column = Numbers | pl.Series


@dataclass(frozen=True)
class Size:
    """How many rows there are of each fact."""

    orders: int
    tickets: int
    responses: int
    customers: int

    @property
    def buyers(self) -> int:
        """Four of five customers have ordered."""
        return self.customers * 4 // 5


SIZES = {
    "S": Size(100_000, 30_000, 20_000, 20_000),
    "M": Size(1_000_000, 300_000, 200_000, 200_000),
    "L": Size(10_000_000, 3_000_000, 2_000_000, 2_000_000),
}


def fact_tables(home: Path, size: Size) -> FactTables:
    """The company's fact tables, made under `home` unless they are there."""
    folder = home / f"{size.orders}-{size.tickets}-{size.responses}-{size.customers}-{EDITION}"
    tables = FactTables(str(folder))
    if not (folder / COMPLETE).exists():
        tables.create()
        company = Company(size)
        for load_id, fact in enumerate(FACTS, start=1):
            tables.upsert(fact, company.rows(fact), load_id)
        (folder / COMPLETE).touch()
    return tables


def facts_of(tables: FactTables) -> Facts:
    """The company's facts, read from their files when they are asked for, and its loads."""
    versions = tables.versions()
    frames = {name_of(fact): tables.scan(fact, versions[name_of(fact)]) for fact in FACTS}
    return Facts({**frames, name_of(Loads): ledger().lazy()}, UNTIL)


def ledger() -> pl.DataFrame:
    """A load of each source a week, of which some rows were rejected."""
    chance = np.random.default_rng([SEED, 13])
    weeks = Grain.WEEK.periods(SPAN)[1:-1]
    count = len(weeks) * len(SOURCES)
    accepted, rejected = chance.integers(50, 5_000, count), chance.poisson(20, count)
    return pl.DataFrame(
        {
            "source": SOURCES * len(weeks),
            "load_id": range(1, count + 1),
            "loaded_on": [week.last for week in weeks for _ in SOURCES],
            "accepted": accepted,
            "rejected": rejected,
            "judged": accepted + rejected,
        },
        schema_overrides=Loads.create_empty().schema,
    ).select(Loads.create_empty().columns)


@dataclass(frozen=True)
class Company:
    """What is made of a size."""

    size: Size

    def rows(self, fact: type[Fact]) -> pl.DataFrame:
        """The rows of a fact."""
        columns: dict[type[Fact], Callable[[Generator], dict[str, Column]]] = {
            Customers: self._customers,
            Orders: self._orders,
            Tickets: self._tickets,
            Responses: self._responses,
        }
        rows = pl.DataFrame(columns[fact](np.random.default_rng([SEED, FACTS.index(fact)])))
        if "source" not in rows.columns:
            rows = rows.with_columns(source=pl.lit("survey" if fact is Responses else "shop"))
        schema = fact.create_empty().schema
        return rows.select((pl.col(name) if name in rows.columns else pl.lit(None)).cast(schema[name]).alias(name) for name in schema)

    @cached_property
    def first_days(self) -> Numbers:
        """The day of each buyer's first order, counted from the first of all."""
        return np.random.default_rng([SEED, 10]).integers(0, DAYS, self.size.buyers)

    @cached_property
    def keys(self) -> Numbers:
        """Each customer's key; the buyers are first."""
        return np.random.default_rng([SEED, 11]).permutation(self.size.customers) + 1

    @cached_property
    def teams(self) -> Numbers:
        """The team that each customer is served by."""
        return _skewed(np.random.default_rng([SEED, 12]), len(TEAMS), self.size.customers)

    def _customers(self, chance: Generator) -> dict[str, Column]:
        joined = np.concatenate([self.first_days, chance.integers(0, DAYS, self.size.customers - self.size.buyers)])
        return {
            "customer_ref": _named("C", self.keys),
            "customer_key": self.keys,
            "joined_on": _some(chance, _on(joined), 0.9),
            "grade": _of(chance, ("일반", "실버", "골드", "VIP"), self.size.customers),
        }

    def _orders(self, chance: Generator) -> dict[str, Column]:
        """Everybody's first order, and the others by how eager each is and how long each stays."""
        size = self.size
        stays = np.minimum(chance.exponential(500, size.buyers) + 1, DAYS - self.first_days)
        eager = chance.gamma(0.5, size=size.buyers) * stays
        again = np.repeat(np.arange(size.buyers), chance.multinomial(size.orders - size.buyers, eager / eager.sum()))
        buyer = np.concatenate([np.arange(size.buyers), again])
        day = np.concatenate([self.first_days, self.first_days[again] + (chance.random(len(again)) * stays[again]).astype(int)])
        is_paid_for = chance.random(size.orders) < 0.995
        revenue = np.where(is_paid_for, chance.lognormal(5.6, 0.8, size.orders).astype(int) * 100, 0)
        return {
            "order_id": _named("O", np.arange(size.orders)),
            "customer_key": _some(chance, self.keys[buyer], 0.98),
            "ordered_at": _at(day, _time_of_day(chance, size.orders)),
            "ordered_on": _on(day),
            "net_revenue": _some(chance, revenue, 0.998),
            "status": _named_by(STATUSES, chance.choice(len(STATUSES), size.orders, p=_shares(STATUSES))),
            "channel": _of(chance, CHANNELS, size.orders),
            "team": self._team_of(chance, buyer),
            "product_category": _of(chance, PRODUCTS, size.orders),
        }

    def _tickets(self, chance: Generator) -> dict[str, Column]:
        count = self.size.tickets
        customer = self._anyone(chance, count)
        day, second = np.sort((DAYS * chance.random(count) ** 0.7).astype(int)), _time_of_day(chance, count)
        first = chance.lognormal(4.5, 1.3, count).astype(int)
        solved = first + chance.lognormal(6.0, 1.2, count).astype(int)
        reopened = chance.poisson(0.15, count)
        settled = solved + reopened * chance.lognormal(6.5, 1.0, count).astype(int)
        closes = day + (second + settled * MINUTE) // DAY
        tells = chance.random(count) < 0.95  # the telephone's log tells of no ticket what became of it
        replies = day + (second + first * MINUTE) // DAY
        is_replied = tells & (chance.random(count) < 0.97) & (replies < DAYS)
        is_dated = is_replied & (chance.random(count) < 0.99)
        is_closed = tells & (chance.random(count) < 0.95) & (closes < DAYS)
        return {
            "source": _named_by(("telephone", "helpdesk"), tells.astype(int)),
            "ticket_id": _named("T", np.arange(count)),
            "customer_key": _some(chance, self.keys[customer], 0.97),
            "opened_at": _at(day, second),
            "opened_on": _on(day),
            "first_response_at": _where(is_dated, _at(day, second + first * MINUTE)),
            "first_responded_on": _where(is_dated, _on(replies)),
            "resolved_at": _where(is_closed, _at(day, second + settled * MINUTE)),
            "closed_on": _where(is_closed, _on(closes)),
            "first_response_minutes": _where(is_replied, first),
            "first_response_business_minutes": _where(is_replied, (first * chance.beta(2, 3, count)).astype(int)),
            "first_resolution_minutes": _where(is_closed, solved),
            "resolution_minutes": _where(is_closed, settled),
            "resolution_business_minutes": _where(is_closed, (settled * 0.3).astype(int)),
            "reopened_count": _where(is_closed, reopened),
            "is_complaint": _some(chance, chance.random(count) < 0.09, 0.98),
            "category": _of(chance, REASONS, count),
            "channel": _of(chance, CHANNELS, count),
            "team": self._team_of(chance, customer),
            "agent_ref": _named("A", chance.integers(0, 200, count)),
        }

    def _responses(self, chance: Generator) -> dict[str, Column]:
        count = self.size.responses
        survey = chance.choice(len(SURVEYS), count, p=_shares(SURVEYS))
        scale = np.array([SCALES[name] for name in SURVEYS])[survey]
        scale[chance.random(count) < 0.01] = (1, 10)  # some ask on another scale than the survey's
        low, high = scale.T
        score = np.clip(np.round(low + (high - low) * chance.beta(3.0, 1.2, count)), low, high)
        asked = np.sort(chance.integers(0, DAYS, count))
        answers = asked + np.minimum(chance.geometric(0.5, count) - 1, 20)
        is_answered = (chance.random(count) < np.array([ANSWERED[name] for name in SURVEYS])[survey]) & (answers < DAYS)
        names = list(SURVEYS)
        is_csat, is_review = survey == names.index("csat"), survey == names.index("review")
        customer = self._anyone(chance, count)
        return {
            "response_id": _named("R", np.arange(count)),
            "customer_key": _some(chance, self.keys[customer], 0.97),
            "survey": _named_by(names, survey),
            "asked_on": _where(~is_review, _on(asked)),
            "answered_at": _where(is_answered & (chance.random(count) < 0.95), _at(answers, _time_of_day(chance, count))),
            "answered_on": _where(is_answered, _on(answers)),
            "score": _where(is_answered, score),
            "scale_min": low,
            "scale_max": high,
            "ticket_id": _where(is_csat, _named("T", self._ticket_near(chance, asked))),
            "order_id": _where(~is_csat, _named("O", chance.integers(0, self.size.orders, count))),
            "channel": _of(chance, CHANNELS, count),
            "team": self._team_of(chance, customer),
        }

    def _anyone(self, chance: Generator, count: int) -> Numbers:
        """Customers, some far more often than others."""
        return (self.size.customers * chance.random(count) ** 3).astype(int)

    def _team_of(self, chance: Generator, customer: Numbers) -> pl.Series:
        """The customers' team, now and then another one, and sometimes none."""
        team = np.where(chance.random(len(customer)) < 0.9, self.teams[customer], chance.integers(0, len(TEAMS), len(customer)))
        return _some(chance, _named_by(TEAMS, team), 0.99)

    def _ticket_near(self, chance: Generator, asked: Numbers) -> Numbers:
        """Tickets, which stand in order of their opening, opened about when the survey was sent."""
        place = (asked / DAYS) ** (1 / 0.7) * self.size.tickets
        return np.clip(place - chance.integers(0, 50, len(asked)), 0, self.size.tickets - 1).astype(int)


def _skewed(chance: Generator, kinds: int, count: int) -> Numbers:
    """Numbers below `kinds`, the first the most frequent."""
    weights = 1 / np.arange(1, kinds + 1) ** 0.8
    return chance.choice(kinds, count, p=weights / weights.sum())


def _shares(weights: dict[str, int]) -> Numbers:
    return np.array(list(weights.values())) / sum(weights.values())


def _of(chance: Generator, names: Sequence[str], count: int) -> pl.Series:
    return _some(chance, _named_by(names, _skewed(chance, len(names), count)), 0.99)


def _named_by(names: Sequence[str] | dict[str, int], number: Numbers) -> pl.Series:
    return pl.Series(list(names), dtype=pl.String).gather(number)


def _named(letter: str, number: Numbers) -> pl.Series:
    """Ids such as O0000017."""
    return pl.select(pl.lit(letter) + pl.lit(pl.Series(number)).cast(pl.String).str.zfill(8)).to_series()


def _some(chance: Generator, values: Numbers | pl.Series, share: float) -> pl.Series:
    """That share of the values; the others are null."""
    return _where(chance.random(len(values)) < share, values)


def _where(kept: Numbers, values: Numbers | pl.Series) -> pl.Series:
    """The values where they are kept; the others are null."""
    values = values if isinstance(values, pl.Series) else pl.Series(values)
    return pl.select(pl.when(pl.lit(pl.Series(kept))).then(pl.lit(values))).to_series()


def _time_of_day(chance: Generator, count: int) -> Numbers:
    """Seconds since midnight, most of them in the afternoon."""
    return np.clip(chance.normal(14 * 3_600, 4 * 3_600, count), 0, DAY - 1).astype(int)


def _on(day: Numbers) -> pl.Series:
    """Days counted from the first, as dates."""
    return pl.Series(np.datetime64(SPAN.start) + day.astype("timedelta64[D]")).cast(pl.Date)


def _at(day: Numbers, second: Numbers) -> pl.Series:
    """Company-local moments of the days, as UTC."""
    seconds = (day.astype("timedelta64[D]").astype("timedelta64[s]") + (second - ZONE).astype("timedelta64[s]")).astype("timedelta64[us]")
    return pl.Series(np.datetime64(SPAN.start, "us") + seconds).dt.replace_time_zone("UTC")
