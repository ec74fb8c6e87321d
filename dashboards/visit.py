"""One reader asking for one view: who, of what, and what was asked that could not be had."""

from dataclasses import dataclass
from typing import Self

import polars as pl
from flask import g

from access.reader import Reader, current_reader
from dashboards.answers import Question
from dashboards.house import House, current_house
from dashboards.view import Asked, Choices, View
from metrics.scorecard import Score
from store.snapshots import Snapshot


@dataclass(frozen=True)
class Visit:
    """A view with the reader who asked for it. The scope is the session's, never the address's."""

    house: House
    reader: Reader
    snapshot: Snapshot
    view: View
    refused: tuple[str, ...]

    @classmethod
    def of(cls, given: Asked) -> Self | None:
        """The running request's visit; None while nothing has been loaded yet."""
        house, reader = current_house(), current_reader()
        snapshot = house.answers.snapshot()
        first = house.answers.first_day(snapshot) if snapshot else None
        if snapshot is None or snapshot.until is None or first is None:
            return None
        choices = Choices(
            first=first,
            until=snapshot.until,
            teams=house.answers.teams(snapshot, reader.scope),
            metrics=house.metrics,
            language=reader.language,
        )
        view, refused = View.of(given, choices)
        g.language = view.language  # what fails from here on is said in it
        return cls(house, reader, snapshot, view, refused)

    @property
    def question(self) -> Question:
        """What the view asks of the answers."""
        return Question(tuple(metric.name for metric in self.house.metrics), self.view.grain, self.view.period, self.view.teams)

    @property
    def scores(self) -> list[Score]:
        """The scorecard of the view."""
        return self.house.answers.scores(self.snapshot, self.reader.scope, self.question)

    @property
    def by_team(self) -> pl.DataFrame:
        """The view's metric, a row per team."""
        return self.house.answers.by_team(self.snapshot, self.reader.scope, self.view.metric, self.question)
