"""`measure(query, facts)`: the one entrance to every number."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import narwhals as nw
import polars as pl

from errors import QueryError
from metrics.facts import FACTS, Facts, dimensions_of, name_of
from metrics.measure import SETTLING, WINDOW, Trailing, first_days
from metrics.metric import Metric
from metrics.period import Grain, Span

FEWEST = 5  # an answer from fewer than this many is not shown: it could be traced to a person

KNOWN, NO_DATA, TOO_FEW = "known", "no_data", "too_few"
NUMBERS: dict[str, type[pl.DataType]] = {
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "part": pl.Float64,
    "whole": pl.Float64,
    "n": pl.Int64,
    "state": pl.String,
}


@dataclass(frozen=True)
class Scope:
    """The rows a user may see: those of `teams`, or all where it is None."""

    teams: frozenset[str] | None = None


EVERYTHING = Scope()


@dataclass(frozen=True)
class Query:
    """One question: a metric over a span, cut by grain and dimensions, filtered, within a reader's scope."""

    metric: Metric
    span: Span
    grain: Grain = Grain.MONTH
    by: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scope: Scope = EVERYTHING
    fewest: int = FEWEST

    def __post_init__(self) -> None:
        known = self.metric.dimensions
        for dimension in (*self.by, *self.where):
            if dimension not in known:
                raise QueryError(
                    ko=f"'{self.metric.label.ko}' 지표는 '{dimension}'(으)로 나눌 수 없습니다. "
                    f"쓸 수 있는 기준: {', '.join(sorted(known))}.",
                    en=f"'{self.metric.label.en}' cannot be broken down by '{dimension}'. It can by {', '.join(sorted(known))}.",
                )

    @property
    def periods(self) -> list[Span]:
        """The periods of the answer, in order."""
        return self.grain.periods(self.span)

    @property
    def windows(self) -> list[Span]:
        """The days that each period's answer looks at. The whole of a span looks at that span."""
        if self.grain is Grain.WHOLE and isinstance(self.metric.window, Trailing):
            return self.periods
        return [self.metric.window.window(period) for period in self.periods]


def measure(query: Query, facts: Facts) -> pl.DataFrame:
    """The answer to a query.

    Shape:
        out: one row per period and group, in order: period_start, period_end, *by, value, low, high,
        part, whole, n, state. Groups are those with data in any period; without `by` every period has
        its row.
    Units:
        value, low, high in the metric's unit; [low, high] is the 95 % interval, null where none can be given.
        state "known"; "no_data": nothing observed, less than a trailing window needs, or not begun in the data; "too_few": n is under
        `query.fewest`, and everything but n is withheld.
    """
    facts = _visible(facts, query)
    raw = query.metric.formula.compute(facts, query.windows, query.by)
    frame = _every_period(query, raw)
    frame = _with_unseen(query, facts, frame)
    empty = pl.col("value").is_null()
    few = pl.col("n") < query.fewest
    frame = frame.with_columns(
        pl.when(empty | pl.col("unseen")).then(pl.lit(NO_DATA)).when(few).then(pl.lit(TOO_FEW)).otherwise(pl.lit(KNOWN)).alias("state"),
        pl.col("n").fill_null(0),
    )
    shown = pl.col("state") == KNOWN
    frame = frame.with_columns(pl.when(shown).then(pl.col(name)).alias(name) for name in ("value", "low", "high", "part", "whole"))
    frame = frame.sort(WINDOW, *query.by, nulls_last=True)
    return frame.select("period_start", "period_end", *query.by, *(pl.col(name).cast(dtype) for name, dtype in NUMBERS.items()))


def _visible(facts: Facts, query: Query) -> Facts:
    """The rows within the reader's scope and the query's filters."""
    frames = dict(facts.frames)
    for fact in FACTS:
        frame, own = facts.frame(fact), dimensions_of(fact)
        for dimension, values in query.where.items():
            if dimension in own:
                frame = frame.filter(nw.col(dimension).is_in(list(values)))
        if query.scope.teams is not None and "team" in own:
            frame = frame.filter(nw.col("team").is_in(sorted(query.scope.teams)))
        frames[name_of(fact)] = frame.to_native()
    return replace(facts, frames=frames)


def _every_period(query: Query, raw: pl.DataFrame) -> pl.DataFrame:
    """The raw answers with a row for every period and group, also where nothing was found."""
    periods = pl.DataFrame(
        [(position, period.start, period.end) for position, period in enumerate(query.periods)],
        schema={WINDOW: pl.Int64, "period_start": pl.Date, "period_end": pl.Date},
        orient="row",
    )
    if query.by:
        periods = periods.join(raw.select(query.by).unique(), how="cross")
    return periods.join(raw.cast({WINDOW: pl.Int64}), on=[WINDOW, *query.by], how="left", nulls_equal=True)


def _with_unseen(query: Query, facts: Facts, frame: pl.DataFrame) -> pl.DataFrame:
    """Marks as unseen what begins after the data end, and what looks at a trailing window that begins before they do.

    Both would read too low, or repeat as new what was so before.
    """
    ahead = pl.lit(False) if facts.until is None else pl.col("period_start") >= facts.until
    if not isinstance(query.metric.window, Trailing) or query.grain is Grain.WHOLE:
        return frame.with_columns(ahead.alias("unseen"))
    first = first_days(query.metric.formula.measures[-1], facts, query.by)
    frame = frame.join(first, on=list(query.by), how="left", nulls_equal=True) if query.by else frame.join(first, how="cross")
    starts = [window.start for window in query.windows]
    start = pl.col(WINDOW).replace_strict(range(len(starts)), starts, return_dtype=pl.Date)
    return frame.with_columns((pl.col("first_day") > start + SETTLING).fill_null(True).or_(ahead).alias("unseen"))
