"""What a report is made from and how: everything that decides its bytes, so that it can be made again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Self

from metrics.catalog import metric
from metrics.metric import Metric
from metrics.period import Grain, Span
from metrics.query import Scope
from metrics.text import Language


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """One report of one snapshot, for one scope and language. `teams` None means all teams."""

    kind: str
    metrics: tuple[str, ...]
    start: date
    end: date
    grain: Grain
    teams: tuple[str, ...] | None
    language: Language
    paper: str
    company: str
    currency: str
    zone: str
    snapshot_id: int
    has_workbook: bool
    goals: int  # how many had been decided

    @classmethod
    def kept(cls, values: Mapping[str, Any]) -> Self:
        """The recipe as the archive has it."""
        return cls(
            **{
                **values,
                "metrics": tuple(values["metrics"]),
                "start": date.fromisoformat(values["start"]),
                "end": date.fromisoformat(values["end"]),
                "grain": Grain(values["grain"]),
                "teams": None if values["teams"] is None else tuple(values["teams"]),
            }
        )

    @property
    def values(self) -> dict[str, Any]:
        """The recipe as the archive keeps it."""
        return asdict(self) | {"start": self.start.isoformat(), "end": self.end.isoformat(), "grain": str(self.grain)}

    @property
    def period(self) -> Span:
        return Span(self.start, self.end)

    @property
    def scope(self) -> Scope:
        """The rows that the report may be made from."""
        return Scope(None if self.teams is None else frozenset(self.teams))

    @property
    def measured(self) -> tuple[Metric, ...]:
        """The metrics it is about.

        Raises:
            UnknownMetricError: one is not in the catalog any more.
        """
        return tuple(metric(name) for name in self.metrics)

    def of(self, teams: tuple[str, ...] | None, language: Language) -> "Recipe":
        """The same for another scope and language."""
        return replace(self, teams=teams, language=language)
