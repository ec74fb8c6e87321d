"""The weekly goals of the teams: what became of them in the last weeks."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from errors import QueryError
from metrics.answer import Answer
from metrics.goal_book import GoalBook
from metrics.judgement import Judgement, judgement
from metrics.metric import Metric
from metrics.pair import pair
from metrics.period import Grain, Span
from metrics.query import Query
from metrics.roll_up import RollUp, rolled_up
from metrics.standing import Standing, is_speed
from metrics.window import InPeriod
from reports.edition import Edition
from store.trends import Trends

WEEKS = 5
TEAM = "team"


@dataclass(frozen=True)
class WeekRow:
    """A team's weeks, or those of all together where `team` is None: the answers, and what can be said of each goal.

    `is_rolled_up` says that it stands for the teams with goals of their own, and for what these goals come to together.
    """

    team: str | None
    answers: tuple[Answer, ...]
    judged: tuple[Judgement | None, ...]
    is_rolled_up: bool = False


@dataclass(frozen=True)
class GoalWeeks:
    """One metric with weekly goals: its weeks, in order, and a row for each team that the reader may see."""

    metric: Metric
    weeks: tuple[Span, ...]
    rows: tuple[WeekRow, ...]


def goal_weeks(edition: Edition, trends: Trends, goals: GoalBook) -> tuple[GoalWeeks, ...]:
    """The last weeks that are over in the edition's period, of each of its metrics that has a goal in one of them.

    A window of many months says next to nothing new in a week: such a metric is here only where somebody set a goal of weeks.
    """
    until = trends.snapshot.until
    if until is None:
        return ()
    last = Grain.WEEK.back(Grain.WEEK.period_of(min(edition.period.end, until)), 1)
    weeks = tuple(Grain.WEEK.back(last, number) for number in reversed(range(WEEKS)))
    found = (_of(metric, weeks, edition, trends, goals) for metric in edition.metrics)
    return tuple(each for each in found if any(judged for row in each.rows for judged in row.judged))


def _of(metric: Metric, weeks: tuple[Span, ...], edition: Edition, trends: Trends, goals: GoalBook) -> GoalWeeks:
    is_weekly = isinstance(metric.window, InPeriod) or any(
        each.metric == metric.name and each.grain is Grain.WEEK for each in goals.versions
    )
    if not is_weekly:
        return GoalWeeks(metric, weeks, ())
    span = Span(weeks[0].start, weeks[-1].end)
    together = trends.measured(Query(metric, span, Grain.WEEK, where=edition.where_of(metric), scope=edition.scope))

    def row(team: str | None, answers: pl.DataFrame) -> WeekRow:
        return _row(team, answers, metric, weeks, edition, trends, goals)

    if TEAM not in metric.dimensions:
        return GoalWeeks(metric, weeks, (row(None, together),))
    own = _by_team(metric, span, together, edition, trends)
    teams = [row(team, own.filter(pl.col(TEAM) == team)) for team in sorted(own[TEAM].unique())]
    all_of_them = [row(None, together)] if len(teams) > 1 else []
    return GoalWeeks(metric, weeks, (*teams, *_rolled_up(metric, teams, weeks, edition, trends), *all_of_them))


def _by_team(metric: Metric, span: Span, together: pl.DataFrame, edition: Edition, trends: Trends) -> pl.DataFrame:
    """The answers of each team that has any; of one team alone those of all together are its own."""
    where, scope = edition.where_of(metric), edition.scope
    teams = where.get(TEAM) or scope.teams or ()
    if len(teams) == 1:
        (team,) = teams
        return together.filter(pl.col("n") > 0).with_columns(pl.lit(team).alias(TEAM))
    whole = trends.span(Grain.WEEK) or span
    by_team = trends.measured(Query(metric, whole, Grain.WEEK, by=(TEAM,), where=where, scope=scope))
    return by_team.filter(pl.col("period_start") >= span.start, pl.col("period_end") <= span.end, pl.col("n") > 0).drop_nulls(TEAM)


def _row(
    team: str | None, answers: pl.DataFrame, metric: Metric, weeks: tuple[Span, ...], edition: Edition, trends: Trends, goals: GoalBook
) -> WeekRow:
    known = {answer.period: answer for answer in map(Answer.of, answers.iter_rows(named=True))}
    in_order = tuple(known.get(week) or Answer.nothing(week) for week in weeks)
    where = {**edition.where_of(metric), **({TEAM: (team,)} if team else {})}
    judged = (
        judgement(metric, answer, Grain.WEEK, goals, trends.scanned, where=where, scope=edition.scope, is_running=False)
        for answer in in_order
    )
    return WeekRow(team, in_order, tuple(judged))


def _rolled_up(metric: Metric, teams: Sequence[WeekRow], weeks: Sequence[Span], edition: Edition, trends: Trends) -> tuple[WeekRow, ...]:
    """The row of those teams that have goals of their own: none where in no week there are two, or where they do not add up."""
    answers, judged = list[Answer](), list[Judgement | None]()
    for place, week in enumerate(weeks):
        standings = [standing for row in teams if (standing := _standing(row, place))]
        sum_ = _sum(metric, standings, week, edition, trends) if len(standings) > 1 else None
        answers.append(sum_.answer if sum_ else Answer.nothing(week))
        judged.append(Judgement.of(sum_.goal, sum_.guarded) if sum_ and sum_.goal else None)
    return (WeekRow(None, tuple(answers), tuple(judged), is_rolled_up=True),) if any(judged) else ()


def _standing(row: WeekRow, place: int) -> Standing | None:
    """A team's week against its own goal of weeks; None where it has none."""
    judged = row.judged[place]
    version = judged.wanted.version if judged else None
    if judged is None or version is None or version.team != row.team or version.grain is not Grain.WEEK:
        return None
    return Standing(version, judged.goal, row.answers[place], True, judged.guarded)


def _sum(metric: Metric, standings: Sequence[Standing], week: Span, edition: Edition, trends: Trends) -> RollUp | None:
    satisfaction = None
    if is_speed(metric):
        satisfaction = pair(trends.scanned, week, Grain.WEEK.back(week, 1), scope=edition.scope).satisfaction.change
    try:
        return rolled_up(metric, standings, satisfaction)
    except QueryError:  # a median of all is no mean of the teams', and bounds that compare differently have no sum
        return None
