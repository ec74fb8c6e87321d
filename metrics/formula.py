"""Formula kinds: how parts become a value with its interval. Here what all have in common, and the two that divide counts.

Every kind has the same `compute(facts, windows, by)` and gives one row per window and group that has
rows: window, *by, value, low, high, part, whole, n. `value` is null where it is not defined.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import numpy as np
import polars as pl

from metrics import interval
from metrics.engine import collect_small
from metrics.facts import Fact, Facts, dimensions_of
from metrics.measure import AMOUNT, Count, Distinct, Measure, amounts, are_dated_alike, distinct_amounts, extent, sums, sums_together
from metrics.period import Span
from metrics.text import Text
from metrics.window import SETTLING, WINDOW

# The dimensions that mean the same in every fact: formulas over two facts can be split by these only.
SHARED_DIMENSIONS = frozenset({"team"})


class Formula(ABC):
    """What all kinds have in common."""

    kind: ClassVar[Text]
    doubt: ClassVar[Text]  # how its interval is made
    is_estimate: ClassVar[bool] = False  # whether a model says it, and nobody counted it

    @property
    @abstractmethod
    def measures(self) -> tuple[Measure, ...]:
        """The measures that the formula is made of; the last one is its base."""

    @property
    @abstractmethod
    def words(self) -> Text:
        """The formula in words, read off its parts."""

    @abstractmethod
    def compute(self, facts: Facts, windows: Sequence[Span], by: Sequence[str]) -> pl.DataFrame:
        """The answers: one row per window and group that has rows."""

    @property
    def facts(self) -> tuple[type[Fact], ...]:
        """The facts it needs, each once."""
        return tuple(dict.fromkeys(fact for measure in self.measures for fact in measure.facts))

    @property
    def dimensions(self) -> frozenset[str]:
        """The dimensions by which it can be broken down and filtered."""
        counted = tuple(dict.fromkeys(fact for measure in self.measures for fact in measure.counted_facts))
        own = frozenset.intersection(*map(dimensions_of, counted))
        return own if len(counted) == 1 else own & SHARED_DIMENSIONS

    @property
    def settles(self) -> timedelta:
        """How long after a window's end its answer may still change; until then it has none."""
        return max((measure.settles for measure in self.measures), default=timedelta(0))

    @property
    def history(self) -> timedelta:
        """How much of the data must lie before a window; where they begin later, there is no answer."""
        return max((m.recurring.history for m in self.measures if isinstance(m, Distinct)), default=timedelta(0))


@dataclass(frozen=True)
class Share(Formula):
    """A part of a whole, both counted in the same rows. Wilson interval."""

    part: Measure
    whole: Measure
    kind = Text(ko="비율", en="Share")
    doubt = Text(ko="윌슨 구간", en="Wilson")

    @property
    def measures(self) -> tuple[Measure, ...]:
        return self.part, self.whole

    @property
    def words(self) -> Text:
        return Text(ko=f"{self.part.label.ko} ÷ {self.whole.label.ko}", en=f"{self.part.label.en} ÷ {self.whole.label.en}")

    def compute(self, facts: Facts, windows: Sequence[Span], by: Sequence[str]) -> pl.DataFrame:
        parts = ratio(collect_small(_both_planned(self.part, self.whole, facts, windows, by)))
        return with_bounds(parts, interval.wilson(parts["part"], parts["whole"]))


@dataclass(frozen=True)
class Rate(Formula):
    """Events per so many bases, counted in different rows, so it can exceed one per base.

    Wilson interval while there are no more events than bases, and `per` is one; otherwise Garwood's Poisson interval.
    A window without a single row of `observed` has no value: no events seen is not zero events. Nor has one that reaches into days
    of which only one side was loaded: the complaints of a month over the orders of ten days are no rate.

    Args:
        base: the rows whose days tell which ones the whole covers, where that unites several facts; the whole's own otherwise.
    """

    part: Measure
    whole: Measure
    observed: Count
    per: int = 1
    base: Count | None = None
    kind = Text(ko="발생률", en="Rate")
    doubt = Text(
        ko="윌슨 구간, 기준 1건당 1건을 넘거나 1건당이 아니면 푸아송 구간",
        en="Wilson; Poisson beyond one event per base, or per many bases",
    )
    measures = Share.measures

    @property
    def words(self) -> Text:
        words = Text(ko=f"{self.part.label.ko} ÷ {self.whole.label.ko}", en=f"{self.part.label.en} ÷ {self.whole.label.en}")
        return words if self.per == 1 else Text(ko=f"{words.ko} × {self.per:,}", en=f"{words.en} × {self.per:,}")

    def compute(self, facts: Facts, windows: Sequence[Span], by: Sequence[str]) -> pl.DataFrame:
        counted = [measure for measure in (self.part, self.whole, self.observed) if not isinstance(measure, Distinct)]
        found = dict(zip(map(id, counted), sums(counted, facts, windows, by), strict=True))

        def amount(measure: Measure) -> pl.LazyFrame:
            return found[id(measure)] if id(measure) in found else amounts(measure, facts, windows, by).lazy()

        seen = amount(self.observed).select(WINDOW, *by)
        planned = _joined(amount(self.part), amount(self.whole), by).join(seen, on=[WINDOW, *by], how="semi", nulls_equal=True)
        lopsided = _lopsided(extent(self.observed, facts), extent(self.base or self.whole, facts))
        level = [number for number, window in enumerate(windows) if not any(map(window.overlaps, lopsided))]
        parts = ratio(collect_small(planned.filter(pl.col(WINDOW).is_in(level))))
        as_rate = interval.poisson(parts["part"], parts["whole"])
        if self.per != 1:
            parts = parts.with_columns(pl.col("value") * self.per)
            return with_bounds(parts, (self.per * as_rate[0], self.per * as_rate[1]))
        share = (parts["part"] <= parts["whole"]).to_numpy()
        as_share = interval.wilson(parts["part"].clip(upper_bound=parts["whole"]), parts["whole"])
        return with_bounds(parts, (np.where(share, as_share[0], as_rate[0]), np.where(share, as_share[1], as_rate[1])))


def _lopsided(seen: Span | None, base: Span | None) -> Iterable[Span]:
    """The stretches of more than a fortnight at either end of the data in which only one side has rows."""
    if seen is None or base is None:
        return []
    ends = [sorted((seen.start, base.start)), sorted((seen.end, base.end))]
    return [Span(first, last) for first, last in ends if last - first > SETTLING]


def both_amounts(
    part: Measure, whole: Measure, facts: Facts, windows: Sequence[Span], by: Sequence[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The amounts of two measures, in one pass over the rows where one serves both."""
    both = collect_small(_both_planned(part, whole, facts, windows, by))
    parts, wholes = (both.select(WINDOW, *by, pl.col(name).alias(AMOUNT)).filter(pl.col(AMOUNT) != 0) for name in ("part", "whole"))
    return parts, wholes


def _both_planned(part: Measure, whole: Measure, facts: Facts, windows: Sequence[Span], by: Sequence[str]) -> pl.LazyFrame:
    """window, *by, part, whole of every window and group that has either; without an amount it is 0."""
    if isinstance(part, Distinct) and isinstance(whole, Distinct) and part.counts_same_rows_as(whole):
        of_part, of_whole = distinct_amounts((part, whole), facts, windows, by)
        return _joined(of_part.lazy(), of_whole.lazy(), by)
    if isinstance(part, Distinct) or isinstance(whole, Distinct):
        return _joined(amounts(part, facts, windows, by).lazy(), amounts(whole, facts, windows, by).lazy(), by)
    if are_dated_alike(part, whole):
        return sums_together({"part": part, "whole": whole}, facts, windows, by)
    parts, wholes = sums((part, whole), facts, windows, by)
    return _joined(parts, wholes, by)


def _joined(part: pl.LazyFrame, whole: pl.LazyFrame, by: Sequence[str]) -> pl.LazyFrame:
    wholes, parts = whole.rename({AMOUNT: "whole"}), part.rename({AMOUNT: "part"})
    both = wholes.join(parts, on=[WINDOW, *by], how="full", coalesce=True, nulls_equal=True)
    return both.with_columns(pl.col("part", "whole").fill_null(0))


def ratio(both: pl.DataFrame) -> pl.DataFrame:
    """With value and n, where there is either: 0 has no ratio."""
    is_some = (both["part"].to_numpy() != 0) | (both["whole"].to_numpy() != 0)
    both = both if is_some.all() else both.filter(is_some)
    part, whole = both["part"].to_numpy(), both["whole"].to_numpy()
    value = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return both.hstack([pl.Series("value", value, nan_to_null=True), both["whole"].cast(pl.Int64).alias("n")])


def with_bounds(parts: pl.DataFrame, bounds: interval.Bounds) -> pl.DataFrame:
    """The rows with low and high."""
    return parts.hstack(
        [pl.Series(name, values, pl.Float64, nan_to_null=True) for name, values in zip(("low", "high"), bounds, strict=True)]
    )
