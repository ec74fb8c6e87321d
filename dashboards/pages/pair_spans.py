"""Which days the page on speed and satisfaction compares with which."""

from dataclasses import dataclass
from typing import Self

from dashboards.paired import year_before
from dashboards.visit import Visit
from metrics.period import Span, months_later
from metrics.scorecard import TREND_PERIODS

AGAINST, BAND = "to", "wait"
MONTHS = 6  # a curve and a team need more tickets than a month has


@dataclass(frozen=True)
class Spans:
    """The stretches that are compared: `before` with the view's period, `then` with `now`, which reach over at least half a year."""

    base: str
    before: Span
    now: Span
    then: Span

    @classmethod
    def of(cls, visit: Visit) -> Self:
        view = visit.view
        base = visit.own.one(AGAINST, "year")
        months = max(MONTHS, _months(view.period))
        end = min(view.period.end, view.choices.until)
        now = Span(months_later(end, -months), end)
        if base == "year":
            return cls(base, year_before(view.grain, view.period), now, Span(months_later(now.start, -12), months_later(now.end, -12)))
        return cls(base, view.grain.back(view.period, 1), now, Span(months_later(now.start, -months), now.start))

    @staticmethod
    def shown(visit: Visit) -> Span:
        """The periods that a trend shows: up to the view's own."""
        view = visit.view
        return Span(view.grain.back(view.period, TREND_PERIODS[view.grain] - 1).start, view.period.end)


def _months(period: Span) -> int:
    """How many calendar months a period spans, at least 0."""
    return (period.end.year - period.start.year) * 12 + period.end.month - period.start.month
