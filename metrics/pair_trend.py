"""Speed beside satisfaction over time: a pair between any two periods, and when the two parted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from metrics.facts import Facts
from metrics.pair import Pair, SideAnswers, Verdict, side_answers
from metrics.period import Grain, Span
from metrics.query import EVERYTHING, Scope
from metrics.rated import rated_tickets
from metrics.tickets import TARGET

BOTH_MOVED = (Verdict.SPEED_TRAP, Verdict.FASTER_AND_HAPPIER, Verdict.SLOWER_BUT_HAPPIER, Verdict.WORSE_ON_BOTH)


def pair_trend(
    facts: Facts,
    span: Span,
    grain: Grain,
    *,
    where: Mapping[str, tuple[str, ...]] | None = None,
    scope: Scope = EVERYTHING,
    by: Sequence[str] = (),
) -> pl.DataFrame:
    """Each side of the pair in each period of a span, by the day tickets were closed.

    Shape:
        out: side, period_start, period_end, *by, value, low, high, part, whole, n, state
    Raises:
        QueryError: tickets cannot be cut by a dimension of `where` or `by`.
    """
    periods = grain.periods(span)
    tickets = rated_tickets(facts, (Span(periods[0].start, periods[-1].end),), scope)
    return side_answers(tickets, (span,), grain, by=by, where=where or {}, scope=scope, target=TARGET)


def pair_stretches(
    facts: Facts,
    spans: Sequence[Span],
    *,
    where: Mapping[str, tuple[str, ...]] | None = None,
    scope: Scope = EVERYTHING,
    by: Sequence[str] = (),
) -> pl.DataFrame:
    """Each side of the pair over the whole of each of several spans; shape and errors as of `pair_trend`."""
    tickets = rated_tickets(facts, spans, scope)
    return side_answers(tickets, spans, Grain.WHOLE, by=by, where=where or {}, scope=scope, target=TARGET)


@dataclass(frozen=True)
class PairTrend:
    """The sides of the pair in the periods of a grain, as `pair_trend` gives them without a breakdown."""

    answers: pl.DataFrame
    grain: Grain

    @cached_property
    def _sides(self) -> SideAnswers:
        return SideAnswers(self.answers)

    @property
    def periods(self) -> list[Span]:
        """The periods, in order."""
        return self._sides.periods

    def side(self, name: str) -> pl.DataFrame:
        """One side's answers, as `measure` gives them, in order of time."""
        return self.answers.filter(side=name).drop("side").sort("period_start")

    def against(self, period: Span, before: Span) -> Pair:
        """The pair of two periods, which may be ones that the trend does not reach: then nothing is known of them."""
        (pair,) = self._sides.pairs(period, before)
        return pair

    def parted(self, verdict: Verdict, upto: Span) -> Span | None:
        """The latest period, not after `upto`, in which both sides moved at once in the way of the verdict, against the one before."""
        if verdict not in BOTH_MOVED:
            return None
        for period in reversed([each for each in self.periods[1:] if each <= upto]):
            if self.against(period, self.grain.back(period, 1)).verdict is verdict:
                return period
        return None
