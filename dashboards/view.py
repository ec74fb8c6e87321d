"""What somebody looks at: a frozen value, and the same value as an address. A link is a saved view.

The view is what all pages share, so it is kept on the way from one to another. What only one page knows is in `dashboards.own`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Self, TypeVar
from unicodedata import normalize
from urllib.parse import urlencode

from dashboards.answers import MOST_YEARS, Where
from dashboards.own import Asked, values_of
from metrics.facts import DIMENSIONS
from metrics.metric import Metric
from metrics.period import Grain, Span, months_later
from metrics.scorecard import last_full_period
from metrics.text import LANGUAGES, Language, Text

GRAINS = (Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR)
TEAM = "team"
NO_BREAKDOWN = "none"

T = TypeVar("T")


class Against(StrEnum):
    """What a trend is compared with."""

    BEFORE = "before"
    YEAR = "year"
    GOAL = "goal"

    @property
    def label(self) -> Text:
        return _AGAINST[self]


_AGAINST = {
    Against.BEFORE: Text(ko="이전 기간", en="Period before"),
    Against.YEAR: Text(ko="1년 전", en="Year before"),
    Against.GOAL: Text(ko="목표", en="Goal"),
}


@dataclass(frozen=True)
class Choices:
    """What one reader may ask for, in one snapshot: days from `first` up to, but without, `until`.

    `values` are those of each dimension but the team, within the reader's scope.
    """

    first: date
    until: date
    teams: tuple[str, ...]
    metrics: tuple[Metric, ...]
    language: Language
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def periods(self, grain: Grain) -> list[Span]:
        """The periods with data in them, in order; the last one may be still running."""
        first = min(max(self.first, months_later(self.until, -12 * MOST_YEARS)), self.until - timedelta(days=1))
        return grain.periods(Span(first, self.until))

    def latest(self, grain: Grain) -> Span:
        """The last period that is over, or the first one where none is over yet."""
        return self.nearest(grain, last_full_period(grain, self.until).start)

    def nearest(self, grain: Grain, day: date) -> Span:
        """The period with `day` in it, or the one nearest to it."""
        periods = self.periods(grain)
        return grain.period_of(min(max(day, periods[0].start), periods[-1].start))


@dataclass(frozen=True)
class View:
    """One look at the numbers. No team chosen means all that the reader may see."""

    choices: Choices
    grain: Grain
    period: Span
    teams: tuple[str, ...]
    metric: Metric
    language: Language
    filters: Where = ()  # of the other dimensions
    against: Against = Against.BEFORE
    by: str | None = None  # the dimension that the metric is broken down by

    @classmethod
    def of(cls, given: Asked, choices: Choices, usual: Grain = Grain.MONTH) -> tuple[Self, tuple[str, ...]]:
        """The view that was asked for, and the names of what could not be had and is the default instead.

        A team outside the reader's scope is refused like one that does not exist: the answer tells nobody which it is.
        """
        refused: list[str] = []

        def chosen(name: str, known: Mapping[str, T], default: T) -> T:
            values = values_of(given, name)
            if not values:
                return default
            if len(values) > 1 or values[0] not in known:
                refused.append(name)
                return default
            return known[values[0]]

        grain = chosen("grain", {grain.value: grain for grain in GRAINS}, usual)
        period = chosen("period", {grain.code_of(period): period for period in choices.periods(grain)}, choices.latest(grain))
        metric = chosen("metric", {metric.name: metric for metric in choices.metrics}, choices.metrics[0])
        language = chosen("lang", {code: code for code in LANGUAGES}, choices.language)
        against = chosen("against", {against.value: against for against in Against}, Against.BEFORE)
        by = chosen("by", {NO_BREAKDOWN: None, **{dimension: dimension for dimension in DIMENSIONS}}, None)

        def among(dimension: str, known: tuple[str, ...]) -> tuple[str, ...]:
            wanted = {normalize("NFC", value) for value in values_of(given, dimension)}
            if wanted - set(known):
                refused.append(dimension)
            return tuple(value for value in known if value in wanted)

        teams = among(TEAM, choices.teams)
        filters = [(dimension, among(dimension, choices.values.get(dimension, ()))) for dimension in DIMENSIONS if dimension != TEAM]
        kept = tuple((dimension, values) for dimension, values in filters if values)
        return cls(choices, grain, period, teams, metric, language, kept, against, by), tuple(refused)

    @cached_property
    def search(self) -> str:
        """The view as a query string, whole: it shows the same also when newer data have come."""
        pairs = [("grain", self.grain.value), ("period", self.grain.code_of(self.period))]
        pairs += [(dimension, value) for dimension, values in self.kept for value in values]
        pairs += [("metric", self.metric.name)]
        pairs += [("against", self.against.value)] if self.against is not Against.BEFORE else []
        pairs += [("by", self.by)] if self.by else []
        return f"?{urlencode([*pairs, ('lang', self.language)])}"

    @property
    def kept(self) -> Where:
        """The rows that are looked at: of each dimension the chosen values, the teams first."""
        return ((TEAM, self.teams), *self.filters) if self.teams else self.filters

    @property
    def where(self) -> dict[str, tuple[str, ...]]:
        """The same as `measure` takes them."""
        return dict(self.kept)

    @property
    def is_running(self) -> bool:
        """Whether the period goes on after the data end."""
        return self.period.end > self.choices.until

    @property
    def period_name(self) -> str:
        return self.grain.name_of(self.period, self.language)

    @property
    def earlier(self) -> "View | None":
        """The same one period before; None at the first one."""
        before = self.grain.back(self.period, 1)
        return replace(self, period=before) if before in self.choices.periods(self.grain) else None

    @property
    def later(self) -> "View | None":
        """The same one period on; None at the last one."""
        after = self.grain.period_of(self.period.end)
        return replace(self, period=after) if after in self.choices.periods(self.grain) else None

    def by_grain(self, grain: Grain) -> "View":
        """The same in periods of another length: the one in which this period ends, if it is over."""
        period = self.choices.nearest(grain, self.period.last)
        latest = self.choices.latest(grain)
        return replace(self, grain=grain, period=min(period, latest) if not self.is_running else period)

    def of_metric(self, metric: Metric) -> "View":
        return replace(self, metric=metric)

    def compared(self, against: Against) -> "View":
        return replace(self, against=against)

    def broken_down(self, by: str | None) -> "View":
        return replace(self, by=by)

    def of_teams(self, *teams: str) -> "View":
        return replace(self, teams=teams)

    def only(self, dimension: str, value: str) -> "View":
        """The same of one value of a dimension."""
        if dimension == TEAM:
            return self.of_teams(value)
        return replace(self, filters=(*(each for each in self.filters if each[0] != dimension), (dimension, (value,))))

    def at(self, period: Span) -> "View":
        return replace(self, period=period)

    def in_language(self, language: Language) -> "View":
        return replace(self, language=language)
