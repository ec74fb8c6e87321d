"""`measure(query, facts)`: the one entrance to every number."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from errors import DeclarationError, QueryError
from metrics.coverage import covered_until, is_running
from metrics.engine import collect_small
from metrics.facts import READABLE, Facts, name_of
from metrics.measure import first_days
from metrics.metric import Metric
from metrics.period import Grain, Span
from metrics.suppression import complements
from metrics.window import SETTLING, WINDOW, Trailing

FEWEST = 5  # an answer from fewer than this many is not shown: it could be traced to a person

TEAM = "team"  # the dimension that scopes are cut by

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
_WITHHELD = ("value", "low", "high", "part", "whole")  # of what is not known
_SEEN = [
    (pl.when(pl.col("state") == KNOWN).then(pl.col(name)) if name in _WITHHELD else pl.col(name)).cast(dtype).alias(name)
    for name, dtype in NUMBERS.items()
]


@dataclass(frozen=True)
class Scope:
    """The rows a user may see: those of `teams`, or all where it is None."""

    teams: frozenset[str] | None = None


EVERYTHING = Scope()


@dataclass(frozen=True)
class Query:
    """One question: a metric over a span, cut by grain and dimensions, filtered, within a reader's scope.

    `until` asks for it as if the data ended there, so that a period is looked at only up to a day inside it. Instead of the one
    whole `span` several stretches can be asked for at once, which are the periods then.
    """

    metric: Metric
    span: Span
    grain: Grain = Grain.MONTH
    by: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scope: Scope = EVERYTHING
    fewest: int = FEWEST
    until: date | None = None
    stretches: tuple[Span, ...] = ()

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
        return [*self.stretches] or self.grain.periods(self.span)

    @property
    def windows(self) -> list[Span]:
        """The days that each period's answer looks at. The whole of a span looks at that span."""
        return self.windows_until(self.until)

    def windows_until(self, until: date | None) -> list[Span]:
        """The same in data that end at `until`: a running period looks back from there, not from an end that is yet to come."""
        if self.grain is Grain.WHOLE and isinstance(self.metric.window, Trailing):
            return self.periods
        periods = [Span(each.start, until) if until and is_running(each, until) else each for each in self.periods]
        return [self.metric.window.window(period) for period in periods]

    def reach(self, facts: Facts) -> date | None:
        """The first day that the answer knows nothing of: where the data end, or where they are asked to."""
        ends = [end for end in (self.until, covered_until(self.metric, facts)) if end is not None]
        return min(ends, default=None)


def measure(query: Query, facts: Facts) -> pl.DataFrame:
    """The answer to a query.

    Shape:
        out: one row per period and group, in order: period_start, period_end, *by, value, low, high,
        part, whole, n, state. Groups are those with data in any period; without `by` every period has
        its row.
    Units:
        value, low, high in the metric's unit; [low, high] is the 95 % interval, null where none can be given.
        state "known"; "no_data": nothing observed, less before it than it needs, not begun in the data, or too recent to be told yet
        (a formula's `settles`); "too_few": n is under `query.fewest`, or the group would give such a one away by subtraction from the
        total; everything but n is withheld.
    """
    frame = _marked(query, facts)
    shown = _shown(query, frame)
    if query.by and (shown["state"] == TOO_FEW).any():
        return _shown(query, _with_complements(query, collect_small(frame)).lazy())
    return shown


def is_told_by_team(query: Query) -> bool:
    """Whether counting by team tells what each team by itself would be answered: each row counts for its own team and no other."""
    formula = query.metric.formula
    is_of_rows = not formula.is_estimate and all(measure.rows is None for measure in formula.measures)
    return is_of_rows and not query.by and TEAM in query.metric.dimensions and TEAM not in query.where


def measure_each(query: Query, teams: Collection[str], facts: Facts) -> pl.DataFrame:
    """The answer to a query within the scope of each of these teams alone, counted in one pass. Teams without a row are left out.

    Shape:
        out: one row per team and period, in order: team, and what `measure` gives for the scope of that team
    Raises:
        DeclarationError: the query is not told by team.
    """
    if not is_told_by_team(query):
        raise DeclarationError(f"{query.metric.name} of several teams cannot be counted in one pass.")
    together = replace(query, by=(TEAM,), scope=Scope(frozenset(teams)))
    # Nothing is withheld for what another team could be told by: nobody sees two of these answers.
    return _shown(together, _marked(together, facts)).sort(TEAM, "period_start").select(TEAM, pl.exclude(TEAM))


def _marked(query: Query, facts: Facts) -> pl.LazyFrame:
    """The raw answers of all periods, in order, each with its state."""
    windows = query.windows_until(until := query.reach(facts))
    facts = visible(facts, query.where, query.scope)
    raw = query.metric.formula.compute(facts, windows, query.by)
    # One plan worked out at once: of so few rows each step by itself would take longer than all of them together.
    frame = _every_period(query, raw)
    frame, unseen = _beside_unseen(query, facts, frame, windows, until)
    state = pl.when(pl.col("value").is_null() | unseen).then(pl.lit(NO_DATA)).when(pl.col("n") < query.fewest).then(pl.lit(TOO_FEW))
    frame = frame.with_columns(state.otherwise(pl.lit(KNOWN)).alias("state"), pl.col("n").fill_null(0))
    # In order before complements, or equal groups would be withheld in turn.
    return frame.sort(WINDOW, *query.by, nulls_last=True) if query.by else frame


def _shown(query: Query, frame: pl.LazyFrame) -> pl.DataFrame:
    """What may be seen of marked answers."""
    return collect_small(frame.select("period_start", "period_end", *query.by, *_SEEN))


def visible(facts: Facts, where: Mapping[str, tuple[str, ...]], scope: Scope) -> Facts:
    """The rows that filters keep, within the reader's scope."""
    own = () if scope.teams is None else ((TEAM, tuple(sorted(scope.teams))),)
    if not where and not own:
        return facts
    narrowed = replace(facts, narrowed_from=facts, picks=(*facts.picks, *where.items(), *own))
    return replace(narrowed, frames={name_of(fact): narrowed.picked(facts.frame(fact), fact).to_native() for fact in READABLE})


def _every_period(query: Query, raw: pl.DataFrame) -> pl.LazyFrame:
    """The raw answers with a row for every period, in order, and group, also where nothing was found."""
    periods = pl.DataFrame(
        [(position, period.start, period.end) for position, period in enumerate(query.periods)],
        schema={WINDOW: pl.Int64, "period_start": pl.Date, "period_end": pl.Date},
        orient="row",
    ).lazy()
    found = raw.lazy()
    if query.by:
        periods = periods.join(found.select(query.by).unique(), how="cross")
    return periods.join(found.cast({WINDOW: pl.Int64}), on=[WINDOW, *query.by], how="left", nulls_equal=True, maintain_order="left")


def _beside_unseen(
    query: Query, facts: Facts, frame: pl.LazyFrame, windows: Sequence[Span], until: date | None
) -> tuple[pl.LazyFrame, pl.Expr]:
    """The answers, and which of them are unseen.

    These begin after the data end, may still change after that, or need days from before they begin: all would read too low or too
    high, or repeat as new what was so before.
    """
    formula, positions = query.metric.formula, range(len(windows))
    settles = formula.settles
    unseen = pl.lit(False)
    if until is not None:
        unsettled = [position for position in positions if settles and windows[position].end + settles > until]
        unseen = pl.col("period_start") >= until
        unseen = unseen | pl.col(WINDOW).is_in(unsettled) if unsettled else unseen
    trails = isinstance(query.metric.window, Trailing) and query.grain is not Grain.WHOLE
    if not trails and not formula.history:
        return frame, unseen
    first = first_days(formula.measures[-1], facts, query.by).lazy()
    frame = frame.join(first, on=list(query.by), how="left", nulls_equal=True) if query.by else frame.join(first, how="cross")
    needed_from = [window.start - formula.history for window in windows]
    begin = pl.col(WINDOW).replace_strict(positions, needed_from, return_dtype=pl.Date)
    return frame, (pl.col("first_day") > begin + SETTLING).fill_null(True).or_(unseen)


def _with_complements(query: Query, frame: pl.DataFrame) -> pl.DataFrame:
    """Withholds also those groups of a breakdown by which a withheld one could be had from the total."""
    cells = frame.select(WINDOW, *query.by, "n", is_withheld=pl.col("state") != KNOWN)
    withheld = complements(cells, WINDOW, query.by, query.fewest)
    return frame.with_columns(pl.when((pl.col("state") == KNOWN) & withheld).then(pl.lit(TOO_FEW)).otherwise("state").alias("state"))
