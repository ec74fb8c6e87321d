"""What a report is made from and how: everything that decides its bytes, so that it can be made again."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Self

from metrics.catalog import metric
from metrics.metric import Metric
from metrics.period import Grain, Span
from metrics.query import Scope
from metrics.text import Language
from reports.edition import TABLE_PERIODS
from reports.remarks import TakenBack
from store.notes import Note


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """One report of one snapshot, for one scope and language. `teams` None means all teams.

    Notes can be changed and removed, so those that it shows are in it, in the words of that day, and no others.
    """

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
    notes: tuple[Note, ...] = ()
    taken_back: tuple[TakenBack, ...] = ()

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
                "notes": tuple(_note(each) for each in values.get("notes", ())),
                "taken_back": tuple(TakenBack(source, date.fromisoformat(on)) for source, on in values.get("taken_back", ())),
            }
        )

    @property
    def values(self) -> dict[str, Any]:
        """The recipe as the archive keeps it."""
        return asdict(self) | {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "grain": str(self.grain),
            "notes": [_note_values(each) for each in self.notes],
            "taken_back": [(each.source, each.on.isoformat()) for each in self.taken_back],
        }

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
        """The same for another scope and language, with those of the notes only that are for the scope."""
        other = replace(self, teams=teams, language=language)
        return replace(other, notes=tuple(note for note in self.notes if note.is_for(other.scope)))

    def noting(self, notes: Iterable[Note]) -> "Recipe":
        """The same with those of the notes that it shows: of its metrics, its periods and its scope."""
        first, told = self.grain.back(self.period, TABLE_PERIODS - 1).start, (None, *self.metrics)
        shown = (note for note in notes if first <= self.grain.period_of(note.period.start).start < self.end)
        return replace(self, notes=tuple(note for note in shown if note.metric in told and note.is_for(self.scope)))


def _note_values(note: Note) -> dict[str, Any]:
    moments = {name: moment.isoformat() if (moment := getattr(note, name)) else None for name in _MOMENTS}
    return asdict(note) | {"period": (note.period.start.isoformat(), note.period.end.isoformat()), "grain": str(note.grain)} | moments


def _note(values: Mapping[str, Any]) -> Note:
    moments = {name: datetime.fromisoformat(values[name]) if values[name] else None for name in _MOMENTS}
    return Note(**{**values, "period": Span(*map(date.fromisoformat, values["period"])), "grain": Grain(values["grain"]), **moments})


_MOMENTS = ("written_at", "changed_at")
