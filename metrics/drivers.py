"""Why a metric moved: what happened inside each segment, and what the mix of segments did.

A metric that is a part over a whole is the mean of its segments' values, weighted by their shares of the whole. Its change
is then exactly the sum over segments of

    within = mean weight x change of value
    mix    = (mean value - mean value of all) x change of weight

with means over the two periods, so that neither period is favoured and nothing is left over. A segment that is new or has
vanished has one value only: it counts as mix. A dimension that only the part knows (the reasons of complaints per order)
has no mix: every segment's events are counted against the whole of all.

Source:
    Kitagawa (1955), "Components of a Difference Between Two Rates", JASA 50, for the two terms; Griliches & Regev (1995),
    "Firm productivity in Israeli industry", Journal of Econometrics 65, for the centring and for entry and exit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from errors import QueryError
from metrics.change import Change, Estimate, change
from metrics.facts import DIMENSIONS, Facts, dimensions_of, value_label
from metrics.formula import Rate, Share, both_amounts
from metrics.mean import Mean, MeanPer
from metrics.measure import AMOUNT, amounts
from metrics.metric import Metric
from metrics.net_score import NetScore
from metrics.period import Grain, Span
from metrics.query import EVERYTHING, FEWEST, Query, Scope, measure, visible
from metrics.scorecard import Answer, Measured
from metrics.text import Text
from metrics.window import WINDOW

_PARTS, _WHOLES = ("part_before", "part_after"), ("whole_before", "whole_after")
_SCHEMA = pl.Schema(
    {
        "segment": pl.String,
        "is_rest": pl.Boolean,
        "value_before": pl.Float64,
        "value_after": pl.Float64,
        "weight_before": pl.Float64,
        "weight_after": pl.Float64,
        "within": pl.Float64,
        "mix": pl.Float64,
        "contribution": pl.Float64,
    }
)


@dataclass(frozen=True)
class Contributor:
    """One segment's share in a change, in the metric's unit: `contribution` is `within` and `mix` together."""

    label: Text
    value_before: float | None
    value_after: float | None
    within: float
    mix: float
    contribution: float


@dataclass(frozen=True)
class Drivers:
    """The change of a metric between two periods, divided among the segments of one dimension.

    `segments` has a row per segment, the largest contribution first: segment (null where the dimension is not known), is_rest,
    value and weight before and after, within, mix, contribution. Values and contributions are in the metric's unit; weights,
    shares of the whole, are null where only the part has the dimension. The row `is_rest` holds together the segments that
    are too small to be shown. No rows where the metric is not known in both periods.

    `residual` is what segments cannot explain: exactly 0 where they add up to the whole, and something else where a customer
    is counted once in all but in two segments. Contributions and residual add up to `amount`.
    """

    metric: Metric
    dimension: str
    before: Answer
    after: Answer
    change: Change
    segments: pl.DataFrame
    residual: float | None

    @property
    def amount(self) -> float | None:
        """The change in the metric's own unit, also where its unit is told relatively."""
        if self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value

    @property
    def within(self) -> float:
        """What the changes inside the segments add up to."""
        return float(self.segments["within"].sum())

    @property
    def mix(self) -> float:
        """What the changes of the segments' weights add up to."""
        return float(self.segments["mix"].sum())


def dimensions(metric: Metric) -> frozenset[str]:
    """The dimensions by which a metric's change can be explained; none where it is no part of a whole."""
    if not isinstance(metric.formula, Share | Rate | NetScore | Mean | MeanPer):
        return frozenset()
    return metric.dimensions | (dimensions_of(metric.formula.part.fact) if isinstance(metric.formula, Share | Rate) else frozenset())


def drivers(
    metric: Metric,
    facts: Facts,
    period: Span,
    before: Span,
    grain: Grain,
    dimension: str,
    *,
    where: Mapping[str, tuple[str, ...]] | None = None,
    scope: Scope = EVERYTHING,
    measured: Measured = measure,
    fewest: int = FEWEST,
) -> Drivers:
    """What moved a metric from `before` to `period`, both one period of `grain`, by the segments of a dimension.

    Args:
        measured: how the metric itself is measured; segments are always measured here.
        fewest: segments that rest on fewer than this many in either period are put together.
    Raises:
        QueryError: the metric is no part of a whole, or does not know the dimension; a span is not one period of the grain.
    """
    _check(metric, dimension)
    queries = [_query(metric, span, grain, where or {}, scope, fewest) for span in (before, period)]
    earlier, later = (Answer.of(measured(query, facts).row(0, named=True)) for query in queries)
    windows = [query.windows_until(query.reach(facts))[0] for query in queries]
    overlap = windows[0].start < windows[1].end and windows[1].start < windows[0].end
    moved = change(metric, _estimate(earlier), _estimate(later), overlap=overlap)
    if earlier.value is None or later.value is None or earlier.whole is None or later.whole is None:
        return Drivers(metric, dimension, earlier, later, moved, pl.DataFrame(schema=_SCHEMA), None)
    sums = _pooled(_joined(_segment_sums(queries, dimension, facts)), fewest)
    scale, has_weights = _scale(metric), dimension in metric.dimensions
    parts, own_wholes = ([float(sums[name].sum()) for name in names] for names in (_PARTS, _WHOLES))
    wholes = own_wholes if has_weights else [earlier.whole, later.whole]
    value_before, value_after = (scale * part / whole for part, whole in zip(parts, wholes, strict=True))
    segments = _decomposed(sums, scale, wholes, (value_before + value_after) / 2, has_weights=has_weights, fewest=fewest)
    residual = (later.value - earlier.value) - (value_after - value_before)
    return Drivers(metric, dimension, earlier, later, moved, segments, residual)


def contributors(moved: Drivers, most: int = 3) -> tuple[Contributor, ...]:
    """The segments that contributed most to a change, whichever way, without those too small to be named."""
    named = moved.segments.filter(~pl.col("is_rest"), pl.col("contribution") != 0).head(most)
    return tuple(
        Contributor(segment_label(row["segment"], moved.dimension), **{name: row[name] for name in _CONTRIBUTOR_NUMBERS})
        for row in named.iter_rows(named=True)
    )


_CONTRIBUTOR_NUMBERS = ("value_before", "value_after", "within", "mix", "contribution")


def segment_label(segment: str | None, dimension: str) -> Text:
    """A segment as people call it; "no team" where the dimension is not known."""
    if segment is not None:
        return value_label(dimension, segment)
    label = DIMENSIONS[dimension]
    return Text(ko=f"{label.ko} 없음", en=f"no {label.en.lower()}")


def _check(metric: Metric, dimension: str) -> None:
    known = dimensions(metric)
    if not known:
        raise QueryError(
            ko=f"'{metric.label.ko}' 지표는 부분을 전체로 나눈 값이 아니어서, 변화를 집단별 몫으로 나눌 수 없습니다. "
            "집단별 값을 나란히 비교해 주세요.",
            en=f"'{metric.label.en}' is not a part of a whole, so its change cannot be divided among segments. "
            "Compare the segments' values side by side instead.",
        )
    if dimension not in known:
        raise QueryError(
            ko=f"'{metric.label.ko}' 지표의 변화는 '{dimension}' 기준으로 나눌 수 없습니다. 쓸 수 있는 기준: {', '.join(sorted(known))}.",
            en=f"The change of '{metric.label.en}' cannot be divided by '{dimension}'. It can by {', '.join(sorted(known))}.",
        )


def _query(metric: Metric, span: Span, grain: Grain, where: Mapping[str, tuple[str, ...]], scope: Scope, fewest: int) -> Query:
    query = Query(metric, span, grain, where=where, scope=scope, fewest=fewest)
    if query.periods != [span]:
        raise QueryError(
            ko=f"{span.start} ~ {span.last}은 '{grain.label.ko}' 단위의 한 기간이 아닙니다. 기간을 맞추거나 '전체'를 골라 주세요.",
            en=f"{span.start} to {span.last} is not one period of the grain '{grain.label.en.lower()}'. Choose such a period, or 'whole'.",
        )
    return query


def _estimate(answer: Answer) -> Estimate:
    return Estimate(answer.value, answer.low, answer.high)


def _scale(metric: Metric) -> float:
    """What a part over its whole is multiplied by to be the metric's value."""
    if isinstance(metric.formula, Rate):
        return metric.formula.per
    return 100.0 if isinstance(metric.formula, NetScore) else 1.0


def _segment_sums(queries: Sequence[Query], dimension: str, facts: Facts) -> list[pl.DataFrame]:
    """The part and the whole of each segment in each query's window: segment, part, whole.

    The queries differ in their span alone. The whole is 0 where only the part has the dimension.
    """
    asked, by = queries[0], (dimension,)
    windows = [query.windows_until(query.reach(facts))[0] for query in queries]
    seen, formula = visible(facts, asked.where, asked.scope), asked.metric.formula
    if isinstance(formula, Share | Rate):
        # Part and whole apart: a segment with events but no base, or with a base but no events, has no value, yet counts.
        if dimension in asked.metric.dimensions:
            parts, wholes = both_amounts(formula.part, formula.whole, seen, windows, by)
        else:
            parts = amounts(formula.part, seen, windows, by)
            wholes = parts.clear()
        part, whole = parts.rename({AMOUNT: "part"}), wholes.rename({AMOUNT: "whole"})
        sums = part.join(whole, on=[WINDOW, dimension], how="full", coalesce=True, nulls_equal=True)
    else:
        sums = formula.compute(seen, windows, by)
    sums = sums.select(WINDOW, pl.col(dimension).alias("segment"), "part", "whole")
    return [sums.filter(pl.col(WINDOW) == number).drop(WINDOW) for number in range(len(windows))]


def _joined(sums: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """The sums of both periods beside each other: segment, part_before, whole_before, part_after, whole_after; 0 where there is none."""
    before, after = (
        frame.select("segment", *(pl.col(name).cast(pl.Float64).alias(f"{name}_{when}") for name in ("part", "whole")))
        for frame, when in zip(sums, ("before", "after"), strict=True)
    )
    both = before.join(after, on="segment", how="full", coalesce=True, nulls_equal=True)
    return both.with_columns(pl.exclude("segment").fill_null(0)).with_columns(pl.lit(False).alias("is_rest")).sort("segment")


def _pooled(sums: pl.DataFrame, fewest: int) -> pl.DataFrame:
    """The same sums with the segments that are too small in either period put together in one row, `is_rest`."""
    few = sums.filter(_is_few(fewest))
    if few.is_empty():
        return sums
    rest = few.select(pl.lit(None, pl.String).alias("segment"), pl.col(*_PARTS, *_WHOLES).sum(), pl.lit(True).alias("is_rest"))
    return pl.concat([sums.filter(~_is_few(fewest)), rest.select(sums.columns)])


def _is_few(fewest: int) -> pl.Expr:
    return pl.any_horizontal((pl.col(whole) > 0) & (pl.col(whole) < fewest) for whole in _WHOLES)


def _decomposed(
    sums: pl.DataFrame, scale: float, wholes: list[float], mean_of_all: float, *, has_weights: bool, fewest: int
) -> pl.DataFrame:
    """The segments with their within, mix and contribution: the largest contribution first, the rest last.

    A rest that is still too small shows no value and no weight. Its contribution stays: the others and the total tell it anyway.
    """
    shares = [scale * pl.col(part) / whole for part, whole in zip(_PARTS, wholes, strict=True)]  # a segment's share of the value
    weights = [pl.col(own) / whole for own, whole in zip(_WHOLES, wholes, strict=True)]
    values = [pl.when(pl.col(own) > 0).then(scale * pl.col(part) / pl.col(own)) for part, own in zip(_PARTS, _WHOLES, strict=True)]
    (v0, v1), (w0, w1) = values, weights
    moved, shifted = shares[1] - shares[0], w1 - w0
    in_both, in_none = (w0 > 0) & (w1 > 0), (w0 == 0) & (w1 == 0)
    within = pl.when(in_both).then((w0 + w1) / 2 * (v1 - v0)).when(in_none).then(moved).otherwise(0.0)
    mix = pl.when(in_both).then(((v0 + v1) / 2 - mean_of_all) * shifted).when(in_none).then(0.0).otherwise(moved - mean_of_all * shifted)
    shown = [*values, *weights] if has_weights else [*shares, pl.lit(None), pl.lit(None)]
    numbers = zip(("value_before", "value_after", "weight_before", "weight_after"), shown, strict=True)
    segments = sums.select(
        "segment",
        "is_rest",
        *(pl.when(~_is_few(fewest)).then(number).alias(name) for name, number in numbers),
        within.alias("within"),
        mix.alias("mix"),
        (within + mix).alias("contribution"),
    )
    return segments.cast(_SCHEMA).sort("is_rest", -pl.col("contribution").abs(), "segment", nulls_last=True)
