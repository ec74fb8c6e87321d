"""What a report found: everything that is measured for it, before a word is said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from metrics.answer import Answer
from metrics.catalog.data_quality import DataQuality
from metrics.comments import Sample, sample
from metrics.comparison import Comparison
from metrics.drivers import Drivers
from metrics.drivers import dimensions as driven_by
from metrics.facts import Loads
from metrics.freshness import SCHEMA
from metrics.goal_book import GoalBook
from metrics.judgement import Judgement, judgement
from metrics.metric import Metric
from metrics.pair_trend import PairTrend
from metrics.period import Span
from metrics.quantile import Quantile
from metrics.query import EVERYTHING, Query, Scope
from metrics.rated import rated_metrics
from metrics.scorecard import TREND_PERIODS, Score, scorecard
from metrics.sentence import why_in_words
from metrics.text import Language
from reports.edition import Edition
from reports.kind import Chapter
from reports.remarks import Remark, remarks
from reports.sentences import Why
from reports.weeks import GoalWeeks, goal_weeks
from reports.workshop import Workshop
from store.studies import DRIVERS, FRESHNESS, PAIR
from store.trends import Trends

TEAM = "team"


@dataclass(frozen=True)
class TeamAnswer:
    """One team's answer, and what can be said of its goal."""

    team: str
    now: Answer
    judged: Judgement | None


def _nobody_knows(_: Score, __: Comparison, ___: Language) -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class Findings:
    """The scores of a report, and by the name of a metric what else was found of it."""

    scores: tuple[Score, ...]
    teams: Mapping[str, tuple[TeamAnswer, ...]] = field(default_factory=dict)
    samples: Mapping[str, Sample] = field(default_factory=dict)
    remarks: Mapping[str, tuple[Remark, ...]] = field(default_factory=dict)
    pairs: Mapping[str, PairTrend] = field(default_factory=dict)
    weeks: tuple[GoalWeeks, ...] = ()
    quality: tuple[Score, ...] = ()
    sources: pl.DataFrame = field(default_factory=SCHEMA.to_frame)
    why: Why = _nobody_knows


def findings(edition: Edition, trends: Trends, workshop: Workshop) -> Findings:
    """What there is to say in an edition's chapters, of one snapshot and within the reader's scope."""
    period, grain, chapters, goals = edition.period, edition.grain, edition.chapters, workshop.goals

    def scored(metrics: Iterable[Metric]) -> tuple[Score, ...]:
        asked = {"where": edition.where, "scope": edition.scope, "feasts": workshop.feasts, "measured": trends.measured, "goals": goals}
        return tuple(scorecard(metrics, trends.scanned, period, grain, **asked))  # type: ignore[arg-type]

    details = edition.metrics if Chapter.METRICS in chapters else ()
    samples = {metric.name: _sample(metric, edition, trends) for metric in details}
    scores = scored(edition.metrics)
    return Findings(
        scores=scores,
        teams={metric.name: _by_team(metric, edition, trends, goals) for metric in details},
        samples={name: drawn for name, drawn in samples.items() if drawn is not None},
        remarks={score.metric.name: _remarks(score, edition, trends, workshop) for score in scores if details},
        pairs={metric.name: _pair(edition, trends) for metric in details if _is_paired(metric)},
        weeks=goal_weeks(edition, trends, goals) if Chapter.GOALS in chapters else (),
        quality=scored(  # rejected rows stand in the table of sources
            metric for metric in DataQuality.metrics if Loads not in metric.formula.facts
        )
        if Chapter.QUALITY in chapters
        else (),
        sources=trends.studied(FRESHNESS, where={}, scope=EVERYTHING),
        why=_why(edition, trends),
    )


def is_of_one_team(where: Mapping[str, Sequence[str]], scope: Scope) -> bool:
    """Whether there is nothing to break down by team."""
    teams = where.get(TEAM) or scope.teams
    return teams is not None and len(teams) < 2


def _by_team(metric: Metric, edition: Edition, trends: Trends, goals: GoalBook) -> tuple[TeamAnswer, ...]:
    where, scope, period, grain = edition.where_of(metric), edition.scope, edition.period, edition.grain
    span = trends.span(grain)
    if TEAM not in metric.dimensions or span is None or is_of_one_team(where, scope):
        return ()
    answers = trends.measured(Query(metric, span, grain, by=(TEAM,), where=where, scope=scope))
    own = answers.filter(pl.col("period_start") == period.start, pl.col("period_end") == period.end, pl.col("n") > 0)
    is_running = trends.snapshot.until is not None and period.end > trends.snapshot.until
    return tuple(
        TeamAnswer(row[TEAM], answer, _judged(metric, answer, row[TEAM], edition, trends, goals, is_running))
        for row in own.drop_nulls(TEAM).sort(TEAM).iter_rows(named=True)
        if (answer := Answer.of(row))
    )


def _judged(
    metric: Metric, answer: Answer, team: str, edition: Edition, trends: Trends, goals: GoalBook, is_running: bool
) -> Judgement | None:
    where = {**edition.where_of(metric), TEAM: (team,)}
    return judgement(metric, answer, edition.grain, goals, trends.scanned, where=where, scope=edition.scope, is_running=is_running)


def _sample(metric: Metric, edition: Edition, trends: Trends) -> Sample | None:
    where = edition.where_of(metric)
    return sample(metric, trends.scanned, edition.period, trends.snapshot.name, where=where, scope=edition.scope)


def _remarks(score: Score, edition: Edition, trends: Trends, workshop: Workshop) -> tuple[Remark, ...]:
    """What is to be known of the trend's periods, for those who may read the report."""
    periods = [answer.period for answer in map(Answer.of, score.trend.iter_rows(named=True))]
    told = remarks(
        score.metric,
        edition.grain,
        score.trend,
        workshop.occasions(edition.scope),
        periods=periods,
        until=score.until or trends.snapshot.until or edition.period.end,
        teams=edition.where.get(TEAM) or sorted(edition.scope.teams or ()),
        currency=workshop.letterhead.currency,
    )
    return tuple(told)


def _is_paired(metric: Metric) -> bool:
    """Whether it is the speed that belongs beside satisfaction."""
    speed = rated_metrics()["speed"].formula
    own = metric.formula
    return isinstance(own, Quantile) and isinstance(speed, Quantile) and (own.of, own.q) == (speed.of, speed.q)


def _pair(edition: Edition, trends: Trends) -> PairTrend:
    grain, period = edition.grain, edition.period
    span = Span(grain.back(period, TREND_PERIODS[grain] - 1).start, period.end)
    where = {dimension: values for dimension, values in edition.where.items() if dimension in rated_metrics()["speed"].dimensions}
    return PairTrend(trends.studied(PAIR, where=where, scope=edition.scope, span=span, grain=grain), grain)


def _why(edition: Edition, trends: Trends) -> Why:
    """Which team had the largest share in a change; of one team alone, or of days that are not whole periods, nobody says."""

    def said(score: Score, to: Comparison, language: Language) -> str:
        metric, now, before = score.metric, to.now, to.before
        where = edition.where_of(metric)
        of_periods = all(edition.grain.period_of(answer.period.start) == answer.period for answer in (now, before))
        if score.is_running or not of_periods or is_of_one_team(where, edition.scope) or TEAM not in driven_by(metric):
            return ""
        if now.value is None or before.value is None:
            return ""
        asked = {"metric": metric.name, "period": now.period, "before": before.period, "grain": edition.grain, "dimension": TEAM}
        segments = trends.studied(DRIVERS, where=where, scope=edition.scope, **asked)
        residual = (now.value - before.value) - float(segments["contribution"].sum())
        told = why_in_words(Drivers(metric, TEAM, before, now, to.change, segments, residual))
        return told.of(language) if told else ""

    return said
