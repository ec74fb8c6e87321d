"""One reader at one page: who, where, of what, and what was asked that could not be had."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import polars as pl
from flask import g

from access.reader import Reader, current_reader
from dashboards import paths, words
from dashboards.answers import Question
from dashboards.house import House, current_house
from dashboards.own import Asked, Own, asked, query, values_of
from dashboards.page import Page
from dashboards.view import Choices, View
from errors import AccessError
from metrics.catalog import METRICS
from metrics.goal_book import GoalBook
from metrics.judgement import Judgement
from metrics.metric import Metric
from metrics.period import Span
from metrics.scorecard import Answer, Score
from metrics.text import Language, Text
from metrics.text import language as language_named
from reports.movers import Mover
from reports.remarks import Occasions, Remark, remarks
from reports.standouts import FEWEST_TEAMS, Standout, standouts
from store.snapshots import Snapshot
from store.studies import Study


@dataclass(frozen=True)
class Desk:
    """One reader at one page. The scope is the session's, never the address's."""

    house: House
    reader: Reader
    page: Page
    own: Own
    language: Language

    @classmethod
    def of(cls, page: Page, given: Asked) -> "Desk":
        """The running request's desk: a `Visit` once there are data.

        Raises:
            AccessError: the reader may not open the page.
        """
        house, reader = current_house(), current_reader()
        reader.must(page.right)
        own = Own.of(given, page.own)
        snapshot = house.answers.snapshot()
        first = house.answers.first_day(snapshot) if snapshot else None
        if snapshot is None or snapshot.until is None or first is None:
            language = language_named(next(iter(values_of(given, "lang")), None), otherwise=reader.language)
            g.language = language
            return Desk(house, reader, page, own, language)
        choices = Choices(
            first=first,
            until=snapshot.until,
            teams=house.answers.teams(snapshot, reader.scope),
            metrics=tuple(dict.fromkeys((*house.metrics, *METRICS.values()))),
            language=reader.language,
            values=house.answers.values(snapshot, reader.scope),
        )
        view, refused = View.of(given, choices, page.grain)
        g.language = view.language  # what fails from here on is said in it
        return Visit(house, reader, page, own, view.language, snapshot, view, refused)

    @classmethod
    def at(cls, path: str, search: str) -> "Desk":
        """The desk at an address that a callback was sent from.

        Raises:
            AccessError: there is no such page, or the reader may not open it.
        """
        page = current_house().page_at(path)
        if page is None:
            raise AccessError(ko=words.NOT_FOUND.ko, en=words.NOT_FOUND.en)
        return cls.of(page, asked(search))

    @property
    def search(self) -> str:
        """What of the address goes along to other pages."""
        return f"?{urlencode({'lang': self.language})}"

    @property
    def refused_words(self) -> tuple[Text, ...]:
        """What was asked for that could not be had, as people call it."""
        return tuple(parameter.label for parameter in self.own.refused)

    @property
    def home(self) -> str:
        """The page that the reader's day begins on; before the first load that of the first steps."""
        return paths.FIRST_STEPS

    @property
    def address(self) -> str:
        """This very page with what it was asked for."""
        return f"{self.page.path}{self.search}{self.own.search}"

    @property
    def menu(self) -> tuple[Page, ...]:
        """The pages that the reader may open."""
        return tuple(page for page in self.house.pages if self.reader.role.may(page.right))

    def href(self, path: str, **own: str) -> str:
        """The address of a page, with what of this one goes along and with parameters of that page."""
        return f"{path}{self.search}{query(own.items())}"

    def may_open(self, path: str) -> bool:
        """Whether there is such a page for the reader, so that a link may lead to it."""
        page = self.house.page_at(path)
        return page is not None and self.reader.role.may(page.right)

    def spoken(self, language: Language) -> str:
        """The address of this very page in another language."""
        return f"{self.page.path}?{urlencode({'lang': language})}{self.own.search}"


@dataclass(frozen=True)
class Visit(Desk):
    """A desk with data on it: the view that was asked for."""

    snapshot: Snapshot
    view: View
    refused: tuple[str, ...]

    @property
    def search(self) -> str:
        return self.view.search

    @property
    def home(self) -> str:
        return self.house.home_of(self.reader).path

    def here(self, view: View) -> str:
        """The address of this very page with another view."""
        return f"{self.page.path}{view.search}{self.own.search}"

    def of_view(self, path: str, view: View, **own: str) -> str:
        """The address of a page with another view."""
        return f"{path}{view.search}{query(own.items())}"

    def spoken(self, language: Language) -> str:
        return self.here(self.view.in_language(language))

    @property
    def refused_words(self) -> tuple[Text, ...]:
        return (*(words.ASKED[name] for name in self.refused), *super().refused_words)

    @property
    def question(self) -> Question:
        """What the view asks of the answers about the Overview's metrics."""
        return self.question_of(*self.house.metrics)

    def question_of(self, *metrics: Metric) -> Question:
        """The same about other metrics."""
        return Question(tuple(metric.name for metric in metrics), self.view.grain, self.view.period, self.view.kept)

    @property
    def scores(self) -> list[Score]:
        """The scorecard of the view."""
        return self.scores_of(*self.house.metrics)

    def scores_of(self, *metrics: Metric) -> list[Score]:
        """The scores of other metrics in the same view."""
        return self.house.answers.scores(self.snapshot, self.reader.scope, self.question_of(*metrics))

    def series(self, metric: Metric) -> pl.DataFrame:
        """A metric in all periods of the view's grain."""
        return self.house.answers.series(self.snapshot, self.reader.scope, metric, self.question)

    @property
    def occasions(self) -> Occasions:
        """What remarks on trends are made from."""
        return self.house.answers.occasions(self.reader.scope)

    def remarks(self, score: Score, periods: Sequence[Span]) -> list[Remark]:
        """What is to be known of a metric in some periods of the view's grain."""
        own = () if self.reader.scope.teams is None else self.view.choices.teams
        return remarks(
            score.metric,
            self.view.grain,
            self.series(score.metric),
            self.occasions,
            periods=periods,
            until=score.until or self.view.choices.until,
            teams=self.view.teams or own,
            currency=self.house.currency,
        )

    @property
    def movers(self) -> list[Mover]:
        """The changes of the Overview's metrics that matter most."""
        return self.house.answers.movers(self.snapshot, self.reader.scope, self.question)

    @property
    def standouts(self) -> list[Standout]:
        """The teams that stand out in the view's period; of chosen ones nothing is said, since the others are not looked at."""
        if self.view.teams or len(self.view.choices.teams) < FEWEST_TEAMS:
            return []
        of_period = pl.col("period_start") == self.view.period.start
        divisible = [metric for metric in self.house.metrics if "team" in metric.dimensions]
        return standouts({metric: self.broken_down(metric, "team").filter(of_period) for metric in divisible})

    def records(self, metric: Metric) -> str | None:
        """The address of the records behind a metric in this view; None where the reader has no such page."""
        return self.of_view(paths.RECORDS, self.view.of_metric(metric)) if self.may_open(paths.RECORDS) else None

    def broken_down(self, metric: Metric, by: str) -> pl.DataFrame:
        """A metric by a dimension, in all periods of the view's grain."""
        return self.house.answers.broken_down(self.snapshot, self.reader.scope, metric, by, self.question)

    @cached_property
    def goals(self) -> GoalBook:
        """Every goal that was set, as of this visit."""
        return self.house.answers.goals()

    def judge(self, team: str | None, answer: Answer) -> Judgement | None:
        """What is wanted of a team in the view's metric, and what can be said of its answer. Rows of no team have no goal."""
        if team is None:
            return None
        asked = replace(self.view, teams=(team,)).kept
        question = replace(self.question_of(self.view.metric), kept=asked)
        return self.house.answers.judgement(self.snapshot, self.reader.scope, question, answer, self.goals)

    def studied(self, study: Study, **asked: Any) -> pl.DataFrame:
        """What a study finds in the rows that the page's own filters keep; filters that it does not use are left out."""
        where = tuple((dimension, values) for dimension, values in self.view.kept if dimension in self.page.filters)
        return self.house.answers.studied(self.snapshot, self.reader.scope, study, where, **asked)

    @property
    def by_team(self) -> pl.DataFrame:
        """The view's metric, a row per team."""
        return self.house.answers.by_team(self.snapshot, self.reader.scope, self.view.metric, self.question)
