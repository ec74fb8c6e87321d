"""Net scores: those at the top of a scale less those at its bottom."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dataframely as dy
import narwhals as nw
import polars as pl

from metrics import interval
from metrics.engine import by_day, collect, collect_small, instant, worked_out
from metrics.facts import Facts
from metrics.formula import Formula, with_bounds
from metrics.measure import Count, Measure, windowed, within
from metrics.period import Span
from metrics.text import Text
from metrics.window import WINDOW, in_windows, reach


@dataclass(frozen=True, kw_only=True)
class NetScore(Formula):
    """Promoters less detractors among all answers, in points from -100 to 100.

    Of a customer with several answers in a window only the last one counts; answers without a
    customer count each, and all of them do where `customer` is None. `part` is promoters less detractors, `whole` and `n` the
    answers.
    """

    answers: Count
    score: dy.Column
    customer: dy.Column | None
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
        day, score = self.answers.on.name, nw.col(self.score.name)
        side = (score >= self.promoter_from).cast(nw.Int64) - (score <= self.detractor_to).cast(nw.Int64) + 1
        rows = self.answers.frame(facts).with_columns(side.alias("side"))  # 0 detractor, 1 passive, 2 promoter
        counted = (
            (nw.col("side") == 2).cast(nw.Int64).sum().alias("promoters"),
            (nw.col("side") == 0).cast(nw.Int64).sum().alias("detractors"),
            nw.len().cast(nw.Int64).alias("whole"),
        )
        if self.customer is None:
            days = by_day(within(rows, day, reach(windows)), by, day, counted, facts.height(self.answers.fact))
            counts = collect_small(in_windows(days, day, windows, by, ("promoters", "detractors", "whole")))
        else:
            lasts = self._lasts(windowed(rows, day, windows), self.customer.name, by)
            counts = collect(lasts.group_by(WINDOW, *by).agg(*counted))
        parts = counts.with_columns((pl.col("promoters") - pl.col("detractors")).alias("part"), pl.col("whole").alias("n")).with_columns(
            (100 * pl.col("part") / pl.col("whole")).alias("value")
        )
        return with_bounds(parts, interval.net_score(parts["promoters"], parts["detractors"], parts["whole"]))

    def _lasts(self, rows: nw.LazyFrame[Any], customer: str, by: Sequence[str]) -> nw.LazyFrame[Any]:
        """The last answer of each customer, and every answer without a customer: window, *by, side."""
        known = ~nw.col(customer).is_null()
        # The last answer: answers are ranked by their moment, or day where no moment is known, and equal ones by their side.
        rows = rows.with_columns(nw.col(self.answers.on.name).cast(nw.Datetime("us")).alias("day_begun"))
        rank = nw.coalesce(instant(rows, "answered_at"), instant(rows, "day_begun")) * 4 + nw.col("side")
        rows = worked_out(rows.select(WINDOW, *by, customer, "side", rank.alias("rank")))
        last = rows.filter(known).group_by(WINDOW, *by, customer).agg(nw.col("rank").max())
        return nw.concat(
            [last.select(WINDOW, *by, (nw.col("rank") % 4).alias("side")), rows.filter(~known).select(WINDOW, *by, "side")], how="vertical"
        )
