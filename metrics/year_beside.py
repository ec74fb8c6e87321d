"""A trend beside its year before: for each period the answer that it may be compared with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from metrics.feasts import Feast, a_year_ago
from metrics.metric import Metric
from metrics.period import Grain, Span
from metrics.scorecard import Answer
from metrics.window import InPeriod


@dataclass(frozen=True)
class Beside:
    """A period's answer and the one of the year before; None where there is none, or where `moved`, a feast, keeps them apart."""

    now: Answer
    before: Answer | None
    moved: Feast | None = None


def year_beside(metric: Metric, answers: pl.DataFrame, grain: Grain, until: date | None, feasts: Sequence[Feast]) -> list[Beside]:
    """Each period of a trend beside the one of the year before, aligned by the feasts; nothing beside years and days.

    A month or quarter that holds a feast in only one of the two years stands alone: the scorecard compares it together with its
    neighbour. A running period stands alone too, since only a part of it is there.

    Args:
        answers: of one metric over all periods that there are, as `measure` gives them without `by`.
    """
    known = {answer.period: answer for answer in map(Answer.of, answers.iter_rows(named=True))}
    is_aligned = isinstance(metric.window, InPeriod)
    return [_beside(answer, known, grain, until, feasts if is_aligned else ()) for answer in known.values()]


def _beside(answer: Answer, known: dict[Span, Answer], grain: Grain, until: date | None, feasts: Sequence[Feast]) -> Beside:
    days = a_year_ago(answer.period, grain, None, feasts)
    if days is None or days.then is None or (until is not None and answer.period.end > until):
        return Beside(answer, None)
    return Beside(answer, None, days.moved) if days.moved else Beside(answer, known.get(days.then))
