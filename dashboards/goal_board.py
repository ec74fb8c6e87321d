"""The goals of one period side by side: of whom, what was reached, what can be said of it, and the way there."""

from dataclasses import dataclass

import polars as pl

from dashboards.answers import Question
from dashboards.visit import Visit
from errors import QueryError
from metrics.answer import Answer
from metrics.change import Change
from metrics.coverage import covered_until
from metrics.goal import Goal, Verdict
from metrics.goal_version import GoalVersion
from metrics.judgement import Judgement
from metrics.metric import Metric
from metrics.pace import Pace
from metrics.pair import pair
from metrics.period import Span
from metrics.roll_up import RollUp, rolled_up
from metrics.scorecard import TREND_PERIODS, paced
from metrics.standing import Standing, is_speed

BARS = 8  # periods that stand as small bars, the shown one the last


@dataclass(frozen=True)
class Row:
    """One goal in the period: the company's where `team` is None. `judged` is None where it begins later."""

    metric: Metric
    team: str | None
    answer: Answer
    judged: Judgement | None
    is_over: bool  # whether the period is over in the data
    pace: Pace | None
    bars: tuple[tuple[Answer, Goal | None], ...]
    coming: tuple[GoalVersion, ...]  # what was decided for later periods

    @property
    def is_own(self) -> bool:
        """Whether it is the goal of this very team, not the company's that it is held to."""
        version = self.judged.wanted.version if self.judged else None
        return version is not None and version.team == self.team

    @property
    def is_behind(self) -> bool:
        """Whether somebody should look into it: missed, or kept at the price of satisfaction."""
        return self.judged is not None and (self.judged.verdict is Verdict.NOT_MET or self.judged.guarded.is_held)


@dataclass(frozen=True)
class Together:
    """The teams' own goals of one metric rolled up, or why they cannot be."""

    sum: RollUp | None
    refused: QueryError | None = None


@dataclass(frozen=True)
class Board:
    """The goals of one metric: whose there are, and what the teams come to together."""

    metric: Metric
    rows: tuple[Row, ...]
    together: Together | None


def boards(visit: Visit) -> list[Board]:
    """The goals that the reader may see in the view's period, by metric."""
    found = (_board(visit, metric) for metric in visit.view.choices.metrics)
    return [board for board in found if board.rows]


def row(visit: Visit, metric: Metric, team: str | None) -> Row:
    """One goal in the view's period."""
    view, grain, answers, book = visit.view, visit.view.grain, visit.house.answers, visit.goals
    teams = (team,) if team else None
    found = answers_of(visit, metric, team)
    now = found.get(view.period, Answer.nothing(view.period))
    judged = answers.judgement(visit.snapshot, visit.reader.scope, _question(visit, metric, team), now, visit.goals)
    until = covered_until(metric, answers.facts(visit.snapshot)) or view.choices.until
    trend = _frame([answer for period, answer in found.items() if period <= view.period][-TREND_PERIODS[grain] :])
    shown = [grain.back(view.period, count) for count in reversed(range(BARS))]
    wanted = [book.wanted(metric, grain, each, teams) for each in shown]
    return Row(
        metric=metric,
        team=team,
        answer=now,
        judged=judged,
        is_over=view.period.end <= until,
        pace=paced(metric, judged, grain, trend, min(until, view.period.end)) if trend.height else None,
        bars=tuple(
            (found.get(period, Answer.nothing(period)), each.goal if each else None) for period, each in zip(shown, wanted, strict=True)
        ),
        coming=tuple(each for each in book.of(metric, team, grain) if each.begins_on > view.period.start),
    )


def answers_of(visit: Visit, metric: Metric, team: str | None) -> dict[Span, Answer]:
    """A metric's answers in every period of the view's grain, of one team or of all that the reader sees, in order."""
    answers, scope, asked = visit.house.answers, visit.reader.scope, _question(visit, metric, None)
    if team is None:
        frame = answers.series(visit.snapshot, scope, metric, asked)
    else:
        frame = answers.broken_down(visit.snapshot, scope, metric, "team", asked).filter(pl.col("team") == team)
    first = visit.view.choices.periods(visit.view.grain)[0]
    rows = [Answer.of(row) for row in frame.sort("period_start").iter_rows(named=True)]
    return {answer.period: answer for answer in rows if answer.period >= first}


def _board(visit: Visit, metric: Metric) -> Board:
    reader, view, book = visit.reader, visit.view, visit.goals
    whose: list[str | None] = [None] if reader.scope.teams is None and not view.teams else []
    whose += (view.teams or view.choices.teams) if "team" in metric.dimensions else ()
    has_goal = [
        team
        for team in whose
        if book.wanted(metric, view.grain, view.period, (team,) if team else None)
        or any(version.begins_on > view.period.start for version in book.of(metric, team, view.grain))
    ]
    rows = tuple(row(visit, metric, team) for team in has_goal)
    return Board(metric, rows, _together(visit, metric, rows))


def _together(visit: Visit, metric: Metric, rows: tuple[Row, ...]) -> Together | None:
    """The roll-up of those teams that have goals of their own, where there are two or more."""
    standings = []
    for each in rows:
        version = each.judged.wanted.version if each.judged else None
        if each.team and each.judged and version and each.is_own and version.grain is visit.view.grain:
            standings.append(Standing(version, each.judged.goal, each.answer, each.is_over, each.judged.guarded))
    if len(standings) < 2:
        return None
    try:
        return Together(rolled_up(metric, standings, _satisfaction(visit) if is_speed(metric) else None))
    except QueryError as refused:
        return Together(None, refused)


def _satisfaction(visit: Visit) -> Change:
    view = visit.view
    facts = visit.house.answers.facts(visit.snapshot)
    return pair(facts, view.period, view.grain.back(view.period, 1), scope=visit.reader.scope).satisfaction.change


def _frame(answers: list[Answer]) -> pl.DataFrame:
    columns = ("value", "low", "high", "part", "whole", "n", "state")
    rows = [
        {"period_start": answer.period.start, "period_end": answer.period.end} | {name: getattr(answer, name) for name in columns}
        for answer in answers
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _question(visit: Visit, metric: Metric, team: str | None) -> Question:
    return Question((metric.name,), visit.view.grain, visit.view.period, (("team", (team,)),) if team else ())
