"""Teams that stand out: clearly ahead of all others, or clearly behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from metrics.metric import Better, Metric
from metrics.particles import with_particle
from metrics.query import KNOWN
from metrics.text import Text
from reports.words import in_sentence

FEWEST_TEAMS = 3  # of two, one is always ahead of "all others"

_AHEAD = Text(
    ko="{team} 다른 모든 팀보다 뚜렷하게 앞섭니다: {values}.",
    en="{team} is clearly ahead of every other team: {values}.",
)
_BEHIND = Text(
    ko="{team} 다른 모든 팀보다 뚜렷하게 뒤처집니다: {values}.",
    en="{team} is clearly behind every other team: {values}.",
)


@dataclass(frozen=True)
class Standout:
    """One team, and the metrics in which its interval lies wholly on one side of those of all other teams."""

    team: str
    is_ahead: bool
    values: tuple[tuple[Metric, float], ...]

    def sentence(self, currency: str) -> Text:
        """What stands out, in words."""
        ko = ", ".join(f"{metric.label.ko} {metric.unit.show(value, 'ko', currency)}" for metric, value in self.values)
        en = ", ".join(f"{in_sentence(metric.label, 'en')} {metric.unit.show(value, 'en', currency)}" for metric, value in self.values)
        told = _AHEAD if self.is_ahead else _BEHIND
        return Text(ko=told.ko.format(team=with_particle(self.team, "은/는"), values=ko), en=told.en.format(team=self.team, values=en))


def standouts(by_team: Mapping[Metric, pl.DataFrame]) -> list[Standout]:
    """The teams that stand out in a period, those ahead first.

    Args:
        by_team: the answers of one period by team, as `measure` gives them, for each metric.
    """
    found: dict[tuple[bool, str], list[tuple[Metric, float]]] = {}
    for metric, frame in by_team.items():
        rows = frame.iter_rows(named=True)
        known = [row for row in rows if row["state"] == KNOWN and row["team"] is not None and row["low"] is not None]
        if len(known) >= FEWEST_TEAMS and metric.better is not Better.NEITHER:
            for is_ahead in (True, False):
                team = _apart(known, is_high=is_ahead == (metric.better is Better.HIGHER))
                if team is not None:
                    found.setdefault((is_ahead, team[0]), []).append((metric, team[1]))
    return [Standout(team, is_ahead, tuple(values)) for (is_ahead, team), values in sorted(found.items(), key=_order)]


def _order(one: tuple[tuple[bool, str], Sequence[tuple[Metric, float]]]) -> tuple[bool, int, str]:
    (is_ahead, team), values = one
    return not is_ahead, -len(values), team


def _apart(known: Sequence[Mapping[str, Any]], *, is_high: bool) -> tuple[str, float] | None:
    """The team whose interval lies above, or below, those of all others; None where there is none."""
    near, far = ("low", "high") if is_high else ("high", "low")
    first, *others = sorted(known, key=lambda row: row["value"], reverse=is_high)
    is_apart = all(first[near] > row[far] if is_high else first[near] < row[far] for row in others)
    return (first["team"], first["value"]) if is_apart else None
