"""What a change of the data does to the KPIs: the same question, asked of the facts before and after."""

from collections.abc import Iterable
from dataclasses import dataclass

from metrics.facts import Facts
from metrics.metric import Metric
from metrics.period import Grain, Span
from metrics.query import Query, measure
from metrics.scorecard import Answer, last_full_period


@dataclass(frozen=True)
class Effect:
    """One metric in one period, before and after."""

    metric: Metric
    period: Span
    before: Answer
    after: Answer


def effects(metrics: Iterable[Metric], before: Facts, after: Facts, grain: Grain = Grain.MONTH) -> tuple[Effect, ...]:
    """The effect on each metric in the last full period of what is there after; nothing where there is no data after."""
    if after.until is None:
        return ()
    period = last_full_period(grain, after.until)
    return tuple(
        Effect(metric, period, _answer(metric, before, period, grain), _answer(metric, after, period, grain)) for metric in metrics
    )


def _answer(metric: Metric, facts: Facts, period: Span, grain: Grain) -> Answer:
    if facts.until is None:
        return Answer.nothing(period)
    answers = measure(Query(metric, period, grain), facts)
    return Answer.of(answers.row(0, named=True)) if answers.height else Answer.nothing(period)
