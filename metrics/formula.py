"""Formula kinds: how parts become a value with its interval.

Every kind has the same `compute(facts, windows, by)` and gives one row per window and group that has
rows: window, *by, value, low, high, part, whole, n. `value` is null where it is not defined.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import dataframely as dy
import narwhals as nw
import numpy as np
import polars as pl

from metrics import interval
from metrics.facts import Fact, Facts, dimensions_of, fact_of
from metrics.measure import SETTLING, WINDOW, Count, Distinct, Measure, collect, distinct_amounts, extent, in_windows, narrowed, windowed
from metrics.period import Span
from metrics.text import Text

# The dimensions that mean the same in every fact: formulas over two facts can be split by these only.
SHARED_DIMENSIONS = frozenset({"team"})


class Formula(ABC):
    """What all kinds have in common."""

    kind: ClassVar[Text]
    doubt: ClassVar[Text]  # how its interval is made

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
        return tuple(dict.fromkeys(measure.fact for measure in self.measures))

    @property
    def dimensions(self) -> frozenset[str]:
        """The dimensions by which it can be broken down and filtered."""
        own = frozenset.intersection(*(dimensions_of(fact) for fact in self.facts))
        return own if len(self.facts) == 1 else own & SHARED_DIMENSIONS


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
        parts = _ratio(self.part, self.whole, facts, windows, by)
        return _with_bounds(parts, interval.wilson(parts["part"], parts["whole"]))


@dataclass(frozen=True)
class Rate(Formula):
    """Events per base, counted in different rows, so it can exceed one.

    Wilson interval while there are no more events than bases; beyond, Garwood's Poisson interval.
    A window without a single row of `observed` has no value: no events seen is not zero events. Nor has one that reaches into days
    of which only one side was loaded: the complaints of a month over the orders of ten days are no rate.
    """

    part: Measure
    whole: Measure
    observed: Count
    kind = Text(ko="발생률", en="Rate")
    doubt = Text(ko="윌슨 구간, 기준 1건당 1건을 넘으면 푸아송 구간", en="Wilson, beyond one event per base Poisson")
    measures = Share.measures
    words = Share.words

    def compute(self, facts: Facts, windows: Sequence[Span], by: Sequence[str]) -> pl.DataFrame:
        seen = self.observed.amounts(facts, windows, by).select(WINDOW, *by)
        parts = _ratio(self.part, self.whole, facts, windows, by).join(seen, on=[WINDOW, *by], how="semi", nulls_equal=True)
        lopsided = self._lopsided(facts)
        parts = parts.filter(pl.col(WINDOW).is_in([n for n, window in enumerate(windows) if not any(map(window.overlaps, lopsided))]))
        share = (parts["part"] <= parts["whole"]).to_numpy()
        as_share = interval.wilson(parts["part"].clip(upper_bound=parts["whole"]), parts["whole"])
        as_rate = interval.poisson(parts["part"], parts["whole"])
        return _with_bounds(parts, (np.where(share, as_share[0], as_rate[0]), np.where(share, as_share[1], as_rate[1])))

    def _lopsided(self, facts: Facts) -> list[Span]:
        """The stretches of more than a fortnight at either end of the data in which only one side has rows."""
        seen, base = extent(self.observed, facts), extent(self.whole, facts)
        if seen is None or base is None:
            return []
        ends = [sorted((seen.start, base.start)), sorted((seen.end, base.end))]
        return [Span(first, last) for first, last in ends if last - first > SETTLING]


@dataclass(frozen=True, kw_only=True)
class NetScore(Formula):
    """Promoters less detractors among all answers, in points from -100 to 100.

    Of a customer with several answers in a window only the last one counts; answers without a
    customer count each. `part` is promoters less detractors, `whole` and `n` the answers.
    """

    answers: Count
    score: dy.Column
    customer: dy.Column
    promoter_from: float
    detractor_to: float
    kind = Text(ko="순점수", en="Net score")
    doubt = Text(ko="정규 근사, 응답 100건 미만이거나 한 쪽이 5건 미만이면 보정", en="normal, adjusted below 100 answers or 5 of a class")

    @property
    def measures(self) -> tuple[Measure, ...]:
        return (self.answers,)

    @property
    def words(self) -> Text:
        up, down = f"{self.promoter_from:g}", f"{self.detractor_to:g}"
        return Text(
            ko=f"100 × ({up}점 이상 응답 − {down}점 이하 응답) ÷ {self.answers.label.ko}",
            en=f"100 × (answers of {up} or more − answers of {down} or less) ÷ {self.answers.label.en}",
        )

    def compute(self, facts: Facts, windows: Sequence[Span], by: Sequence[str]) -> pl.DataFrame:
        rows = windowed(narrowed(facts.frame(self.answers.fact), self.answers.where), self.answers.on.name, windows)
        side = (nw.col(self.score.name) >= self.promoter_from).cast(nw.Int64) - (nw.col(self.score.name) <= self.detractor_to).cast(
            nw.Int64
        )
        rows = rows.with_columns((side + 1).alias("side"))  # 0 detractor, 1 passive, 2 promoter
        known = ~nw.col(self.customer.name).is_null()
        # The last answer: answers are ranked by their moment, or day where no moment is known, and equal ones by their side.
        answered = nw.coalesce(
            nw.col("answered_at").dt.timestamp("ms"), nw.col(self.answers.on.name).cast(nw.Datetime("ms")).dt.timestamp("ms")
        )
        ranked = answered * 4 + nw.col("side")
        last = rows.filter(known).group_by(WINDOW, *by, self.customer.name).agg(ranked.max().alias("rank"))
        sides = nw.concat(
            [last.select(WINDOW, *by, (nw.col("rank") % 4).alias("side")), rows.filter(~known).select(WINDOW, *by, "side")], how="vertical"
        )
        counts = collect(
            sides.group_by(WINDOW, *by).agg(
                (nw.col("side") == 2).cast(nw.Int64).sum().alias("promoters"),
                (nw.col("side") == 0).cast(nw.Int64).sum().alias("detractors"),
                nw.len().cast(nw.Int64).alias("whole"),
            )
        )
        parts = counts.with_columns((pl.col("promoters") - pl.col("detractors")).alias("part"), pl.col("whole").alias("n")).with_columns(
            (100 * pl.col("part") / pl.col("whole")).alias("value")
        )
        return _with_bounds(parts, interval.net_score(parts["promoters"], parts["detractors"], parts["whole"]))


@dataclass(frozen=True, kw_only=True)
class Quantile(Formula):
    """The q-quantile of a column, linearly interpolated. Order-statistic interval.

    `part` and `n` are the rows that have a value, `whole` is all rows.
    """

    of: dy.Column
    q: float
    rows: Count
    kind = Text(ko="분위수", en="Quantile")
    doubt = Text(ko="순서 통계량", en="order statistics")

    @property
    def measures(self) -> tuple[Measure, ...]:
        return (self.rows,)

    @property
    def words(self) -> Text:
        if self.q == 0.5:
            return Text(ko=f"{self.rows.label.ko}의 중앙값", en=f"median of {self.rows.label.en}")
        percent = f"{100 * self.q:g}"
        return Text(ko=f"{self.rows.label.ko}의 {percent}번째 백분위수", en=f"{percent}th percentile of {self.rows.label.en}")

    def compute(self, facts: Facts, windows: Sequence[Span], by: Sequence[str]) -> pl.DataFrame:
        rows = windowed(narrowed(facts.frame(self.rows.fact), self.rows.where), self.rows.on.name, windows)
        counts = collect(rows.group_by(WINDOW, *by, self.of.name).agg(nw.len().cast(nw.Int64).alias("rows")))
        return counts.group_by(WINDOW, *by).agg(_quantile(pl.struct(self.of.name, "rows"), self.q).alias("answer")).unnest("answer")


@dataclass(frozen=True, kw_only=True)
class Mean(Formula):
    """The mean of a column over the rows that have a value. Student's interval.

    `part` is the sum, `whole` and `n` the count.
    """

    of: dy.Column
    rows: Count
    kind = Text(ko="평균", en="Mean")
    doubt = Text(ko="스튜던트 t", en="Student's t")

    @property
    def measures(self) -> tuple[Measure, ...]:
        return (self.rows,)

    @property
    def words(self) -> Text:
        return Text(ko=f"{self.rows.label.ko}의 평균", en=f"mean of {self.rows.label.en}")

    def compute(self, facts: Facts, windows: Sequence[Span], by: Sequence[str]) -> pl.DataFrame:
        rows = narrowed(facts.frame(self.rows.fact), self.rows.where).filter(~nw.col(self.of.name).is_null())
        value = nw.col(self.of.name).cast(nw.Float64)
        daily = rows.group_by(*by, self.rows.on.name).agg(
            value.sum().alias("part"), (value**2).sum().alias("squares"), nw.len().cast(nw.Int64).alias("whole")
        )
        return _mean(in_windows(collect(daily), self.rows.on.name, windows, by, ("part", "squares", "whole")))


@dataclass(frozen=True, kw_only=True)
class MeanPer(Formula):
    """The mean, over the different values of `per`, of each one's total of a column. Student's interval.

    `part` is the grand total, `whole` and `n` how many different values of `per` there are.
    """

    total: dy.Column
    per: dy.Column
    rows: Count
    kind = Text(ko="1인당 평균", en="Mean per customer")
    doubt = Text(ko="고객 단위 스튜던트 t", en="Student's t over customers")

    @property
    def measures(self) -> tuple[Measure, ...]:
        return (self.rows,)

    @property
    def words(self) -> Text:
        return Text(ko=f"{self.rows.label.ko}의 합계 ÷ 고객 수", en=f"total of {self.rows.label.en} ÷ customers")

    def compute(self, facts: Facts, windows: Sequence[Span], by: Sequence[str]) -> pl.DataFrame:
        day, per = self.rows.on.name, self.per.name
        rows = narrowed(facts.frame(fact_of(self.total)), self.rows.where).filter(
            ~nw.col(per).is_null(), ~nw.col(self.total.name).is_null()
        )
        each = (
            windowed(rows, day, windows)
            if not _cumulative(windows)
            else rows.filter(nw.col(day) >= windows[0].start, nw.col(day) < max(w.end for w in windows)).with_columns(
                nw.lit(0).alias(WINDOW)
            )
        )
        each = each.group_by(WINDOW, *by, per, day).agg(nw.col(self.total.name).cast(nw.Float64).sum().alias("amount"))
        # Cumulative totals C of one customer: the squares of all customers' totals at any day are the sum of C^2 - (C before)^2.
        running = nw.col("amount").cum_sum().over(WINDOW, *by, per, order_by=day)
        steps = each.with_columns(running.alias("running")).with_columns(
            (nw.col("running") ** 2 - (nw.col("running") - nw.col("amount")) ** 2).alias("squares"),
            (nw.col(day) == nw.col(day).min().over(WINDOW, *by, per)).cast(nw.Int64).alias("whole"),
        )
        sums = (nw.col("amount").sum().alias("part"), nw.col("squares").sum(), nw.col("whole").sum())
        if _cumulative(windows):
            return _mean(in_windows(collect(steps.group_by(*by, day).agg(*sums)), day, windows, by, ("part", "squares", "whole")))
        return _mean(collect(steps.group_by(WINDOW, *by).agg(*sums)))


def _cumulative(windows: Sequence[Span]) -> bool:
    """Whether all windows begin at the same day, so that one contains the other."""
    return len({window.start for window in windows}) == 1


def _ratio(part: Measure, whole: Measure, facts: Facts, windows: Sequence[Span], by: Sequence[str]) -> pl.DataFrame:
    if isinstance(part, Distinct) and isinstance(whole, Distinct) and part.counts_same_rows_as(whole):
        parts, wholes = distinct_amounts((part, whole), facts, windows, by)
    else:
        parts, wholes = part.amounts(facts, windows, by), whole.amounts(facts, windows, by)
    both = wholes.rename({"amount": "whole"}).join(
        parts.rename({"amount": "part"}), on=[WINDOW, *by], how="full", coalesce=True, nulls_equal=True
    )
    both = both.with_columns(pl.col("part", "whole").fill_null(0).cast(pl.Int64))
    return both.with_columns((pl.col("part") / pl.col("whole")).alias("value"), pl.col("whole").alias("n")).with_columns(
        pl.when(pl.col("whole") > 0).then("value").alias("value")
    )


def _mean(sums: pl.DataFrame) -> pl.DataFrame:
    parts = sums.with_columns((pl.col("part") / pl.col("whole")).alias("value"), pl.col("whole").alias("n"))
    return _with_bounds(parts, interval.mean(parts["part"], parts["squares"], parts["whole"]))


def _quantile(counted: pl.Expr, q: float) -> pl.Expr:
    """The q-quantile and its interval of (value, rows) pairs, as a struct."""

    def answer(pairs: Sequence[pl.Series]) -> pl.Series:
        frame = pairs[0].struct.unnest()
        whole = int(frame["rows"].sum())
        values = frame.drop_nulls().sort(frame.columns[0])
        upto = values["rows"].cum_sum().to_numpy()
        n = int(upto[-1]) if len(upto) else 0
        row: dict[str, float | int | None] = dict.fromkeys(("value", "low", "high")) | {"part": n, "whole": whole, "n": n}
        if n:
            ordered = values[frame.columns[0]].to_numpy().astype(float)

            def at(rank: int) -> float:
                """The value of a 1-based rank."""
                return float(ordered[np.searchsorted(upto, rank)])

            place = (n - 1) * q
            below = int(place)
            row["value"] = at(below + 1) + (place - below) * (at(min(below + 2, n)) - at(below + 1))
            ranks = interval.quantile_ranks(n, q)
            if ranks:
                row["low"], row["high"] = at(ranks[0]), at(ranks[1])
        return pl.Series([row], dtype=_QUANTILE)

    return pl.map_groups([counted], answer, return_dtype=_QUANTILE, returns_scalar=True)


_QUANTILE = pl.Struct({"value": pl.Float64, "low": pl.Float64, "high": pl.Float64, "part": pl.Int64, "whole": pl.Int64, "n": pl.Int64})


def _with_bounds(parts: pl.DataFrame, bounds: interval.Bounds) -> pl.DataFrame:
    low, high = (pl.Series(name, values, dtype=pl.Float64).fill_nan(None) for name, values in zip(("low", "high"), bounds, strict=True))
    return parts.with_columns(low, high)
