"""What somebody looks at: a frozen value, and the same value as an address. A link is a saved view."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Self, TypeVar
from unicodedata import normalize
from urllib.parse import parse_qs, urlencode

from dashboards.answers import MOST_YEARS
from metrics.metric import Metric
from metrics.period import Grain, Span, months_later
from metrics.scorecard import last_full_period
from metrics.text import LANGUAGES, Language

GRAINS = (Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR)

Asked = Mapping[str, object]  # strings or lists of strings where a browser is honest
T = TypeVar("T")


def asked(search: str) -> dict[str, list[str]]:
    """The query string of an address, taken apart: "?grain=week&team=A&team=B"."""
    return parse_qs(search.removeprefix("?"))


@dataclass(frozen=True)
class Choices:
    """What one reader may ask for, in one snapshot: days from `first` up to, but without, `until`."""

    first: date
    until: date
    teams: tuple[str, ...]
    metrics: tuple[Metric, ...]
    language: Language

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

    @classmethod
    def of(cls, given: Asked, choices: Choices) -> tuple[Self, tuple[str, ...]]:
        """The view that was asked for, and the names of what could not be had and is the default instead.

        A team outside the reader's scope is refused like one that does not exist: the answer tells nobody which it is.
        """
        refused: list[str] = []

        def chosen(name: str, known: Mapping[str, T], default: T) -> T:
            values = _values(given, name)
            if not values:
                return default
            if len(values) > 1 or values[0] not in known:
                refused.append(name)
                return default
            return known[values[0]]

        grain = chosen("grain", {grain.value: grain for grain in GRAINS}, Grain.MONTH)
        period = chosen("period", {grain.code_of(period): period for period in choices.periods(grain)}, choices.latest(grain))
        metric = chosen("metric", {metric.name: metric for metric in choices.metrics}, choices.metrics[0])
        language = chosen("lang", {code: code for code in LANGUAGES}, choices.language)
        wanted = {normalize("NFC", team) for team in _values(given, "team")}
        if wanted - set(choices.teams):
            refused.append("team")
        teams = tuple(team for team in choices.teams if team in wanted)
        return cls(choices, grain, period, teams, metric, language), tuple(refused)

    @cached_property
    def search(self) -> str:
        """The view as a query string, whole: it shows the same also when newer data have come."""
        pairs = [("grain", self.grain.value), ("period", self.grain.code_of(self.period))]
        pairs += [("team", team) for team in self.teams]
        pairs += [("metric", self.metric.name), ("lang", self.language)]
        return f"?{urlencode(pairs)}"

    @property
    def where(self) -> dict[str, tuple[str, ...]]:
        """The chosen teams as `measure` takes them."""
        return {"team": self.teams} if self.teams else {}

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

    def by(self, grain: Grain) -> "View":
        """The same in periods of another length: the one in which this period ends, if it is over."""
        period = self.choices.nearest(grain, self.period.last)
        latest = self.choices.latest(grain)
        return replace(self, grain=grain, period=min(period, latest) if not self.is_running else period)

    def of_metric(self, metric: Metric) -> "View":
        return replace(self, metric=metric)

    def in_language(self, language: Language) -> "View":
        return replace(self, language=language)


def _values(given: Asked, name: str) -> list[str]:
    value = given.get(name)
    if isinstance(value, str):
        return [value]
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
