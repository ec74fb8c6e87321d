"""One report of a kind: of which period, for whom, in which language, on which sheet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from metrics.metric import Metric
from metrics.period import Grain, Span
from metrics.query import EVERYTHING, Scope
from metrics.text import Language
from reports.kind import Chapter, Kind
from reports.sheet import Sheet

TABLE_PERIODS = 13  # whose numbers are told: the report's, and a year of months before it


@dataclass(frozen=True, kw_only=True)
class Edition:
    """What decides a report's numbers and its looks. `grain` and `chapters` are the kind's own where nothing else is said."""

    kind: Kind
    metrics: tuple[Metric, ...]
    period: Span
    language: Language
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scope: Scope = EVERYTHING
    sheet: Sheet = Sheet()
    of_grain: Grain | None = None
    of_chapters: tuple[Chapter, ...] = ()

    @property
    def grain(self) -> Grain:
        return self.of_grain or self.kind.grain

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        return self.of_chapters or self.kind.chapters

    def where_of(self, metric: Metric) -> dict[str, tuple[str, ...]]:
        """The filters that the metric can be cut by."""
        return {dimension: values for dimension, values in self.where.items() if dimension in metric.dimensions}

    def address(self, app: str, metric: Metric | None = None) -> str:
        """Where the same view is on screen; empty where nobody has said where the app is."""
        if not app:
            return ""
        asked = [("grain", self.grain.value), ("period", self.grain.code_of(self.period))]
        asked += [(dimension, value) for dimension, values in self.where.items() for value in values]
        asked += [("metric", metric.name)] if metric else []
        return f"{app.rstrip('/')}/?{urlencode([*asked, ('lang', self.language)])}"
