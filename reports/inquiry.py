"""A question put from outside the screens: which metrics, over which days, broken down and filtered how. And its answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from errors import QueryError
from metrics.catalog import metric
from metrics.metric import Metric
from metrics.period import Grain, Span
from metrics.query import EVERYTHING, Query, Scope
from metrics.scorecard import last_full_period
from reports.export import Answered
from reports.filters import dimension, filters
from store.trends import Trends

MOST_PERIODS = 2_000  # forty years of weeks; more would keep the machine busy for what nobody reads


@dataclass(frozen=True, kw_only=True)
class Inquiry:
    """One question to one snapshot, checked. `left_out` are metrics that nobody named and that cannot be cut in this way."""

    trends: Trends
    metrics: tuple[Metric, ...]
    left_out: tuple[Metric, ...]
    span: Span
    grain: Grain
    by: tuple[str, ...]
    where: dict[str, tuple[str, ...]]
    scope: Scope = EVERYTHING

    def __post_init__(self) -> None:
        """
        Raises:
            QueryError: a metric cannot be broken down or filtered in this way.
        """
        for each in self.metrics:
            self._query(each)

    @classmethod
    def of(
        cls,
        trends: Trends,
        *,
        names: Sequence[str],
        otherwise: Iterable[str],
        start: date | None,
        end: date | None,
        grain: Grain,
        by: Iterable[str],
        where: Iterable[str],
    ) -> Self:
        """The question, from what somebody typed.

        Args:
            names: metrics; none of them means those of `otherwise` that can be cut as asked.
            start, end: the first day, and the first one not asked for any more; without both it is the last full period.
            where: texts such as "team=온라인팀".
        Raises:
            QueryError: something asked for is not there, or cannot be had in this way; says which.
        """
        cuts = tuple(dict.fromkeys(dimension(name) for name in by))
        only = filters(where, trends.scanned)
        asked = [metric(name) for name in dict.fromkeys(names or otherwise)]
        fitting = [each for each in asked if each.dimensions.issuperset((*cuts, *only))]
        if names or not fitting:
            fitting = asked  # the query says what is wrong with the first
        return cls(
            trends=trends,
            metrics=tuple(fitting),
            left_out=tuple(each for each in asked if each not in fitting),
            span=_span(start, end, grain, trends),
            grain=grain,
            by=cuts,
            where=only,
        )

    def answers(self) -> list[Answered]:
        """The answers, a metric after the other."""
        return [Answered(each, self.grain, self.by, self.trends.measured(self._query(each))) for each in self.metrics]

    def _query(self, metric: Metric) -> Query:
        return Query(metric, self.span, self.grain, by=self.by, where=self.where, scope=self.scope)


def _span(start: date | None, end: date | None, grain: Grain, trends: Trends) -> Span:
    """The days asked for; an open end is that of the data, an open start that of the last period."""
    until = trends.snapshot.until
    if until is None:
        raise QueryError(ko="이 스냅샷에는 데이터가 없습니다.", en="This snapshot holds no data.")
    period = Grain.MONTH if grain is Grain.WHOLE else grain
    if start is None and end is None:
        return last_full_period(period, until)
    last = end or until
    span = Span(start or period.period_of(last - timedelta(days=1)).start, last)
    count = len(grain.periods(span))
    if count > MOST_PERIODS:
        raise QueryError(
            ko=f"{span.start}부터 {span.last}까지는 {count:,}개 기간입니다. 최대 {MOST_PERIODS:,}개까지 볼 수 있으니, "
            "날짜를 줄이거나 --grain으로 더 긴 단위를 선택해 주세요.",
            en=f"{span.start} to {span.last} is {count:,} periods. At most {MOST_PERIODS:,} are shown: "
            "ask for fewer days, or for longer periods with --grain.",
        )
    return span
