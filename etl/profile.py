"""What a file was like: kept with its load, so that the next file of its source can be judged by what came before."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

import polars as pl

from etl.contracts import Checked
from etl.export import Export
from etl.source import Source
from metrics.facts import Responses
from store.facts import SORTED_BY


@dataclass(frozen=True)
class Profile:
    """One file in a few figures.

    `first` and `last` are the days of its first and last event, `scores` the lowest and highest score of each survey with their number,
    `total` the sum of its orders' net revenue in minor units.
    """

    rows: int
    headers: tuple[str, ...]
    first: date | None
    last: date | None
    scores: Mapping[str, tuple[float, float, int]]
    total: int | None

    @classmethod
    def of(cls, export: Export, source: Source, checked: Checked) -> Self:
        """The profile of a file whose rows were checked."""
        fact = source.facts[0]
        rows = checked.facts[fact]
        days = rows[SORTED_BY[fact]].drop_nulls() if SORTED_BY[fact] in rows.columns else pl.Series([], dtype=pl.Date)
        scores = {}
        if Responses in checked.facts:
            given = checked.facts[Responses].drop_nulls("score")
            ends = given.group_by("survey").agg(pl.col("score").min().alias("low"), pl.col("score").max().alias("high"), pl.len())
            scores = {survey: (low, high, count) for survey, low, high, count in ends.sort("survey").iter_rows()}
        total = int(rows["net_revenue"].sum()) if "net_revenue" in rows.columns else None
        first, last = (days.dt.min(), days.dt.max()) if len(days) else (None, None)
        return cls(export.rows.height, export.headers, _day(first), _day(last), scores, total)

    @classmethod
    def kept(cls, values: Mapping[str, Any]) -> Self:
        """The profile that `as_kept` gave."""
        days = {name: date.fromisoformat(values[name]) if values[name] else None for name in ("first", "last")}
        scores = {survey: (low, high, count) for survey, (low, high, count) in values["scores"].items()}
        return cls(values["rows"], tuple(values["headers"]), days["first"], days["last"], scores, values["total"])

    def as_kept(self) -> dict[str, Any]:
        """The profile in values that JSON has."""
        days = {name: day.isoformat() if day else None for name, day in (("first", self.first), ("last", self.last))}
        return {**asdict(self), "headers": list(self.headers), "scores": {name: list(ends) for name, ends in self.scores.items()}, **days}


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
