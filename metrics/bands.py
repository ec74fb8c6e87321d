"""Bands of scores: the bad, the middling and the good end of each survey's scale."""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache

import narwhals as nw
import polars as pl

from metrics.engine import collect
from metrics.facts import Facts, Responses
from metrics.measure import narrowed, within
from metrics.metric import Metric
from metrics.period import Span
from metrics.surveys import SCALES
from metrics.text import Text


class Band(StrEnum):
    """One end of a scale, or its middle."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"

    @property
    def label(self) -> Text:
        return _LABELS[self]


_LABELS = {
    Band.LOW: Text(ko="낮은 점수", en="Low scores"),
    Band.MIDDLE: Text(ko="중간 점수", en="Middling scores"),
    Band.HIGH: Text(ko="높은 점수", en="High scores"),
}
# The highest score of the low band and the lowest of the high one: detractors and promoters, 1-2 and 4-5 of five, 1-3 and 5-7 of seven.
EDGES = {"nps": (6.0, 9.0), "csat": (2.0, 4.0), "ces": (3.0, 5.0), "review": (2.0, 4.0)}


def band_of(survey: str = "survey", score: str = "score") -> pl.Expr:
    """The band of each answer, from its survey and its score."""
    low_to = pl.col(survey).replace_strict({name: low for name, (low, _) in EDGES.items()}, return_dtype=pl.Float64)
    high_from = pl.col(survey).replace_strict({name: high for name, (_, high) in EDGES.items()}, return_dtype=pl.Float64)
    ends = pl.when(pl.col(score) <= low_to).then(pl.lit(Band.LOW.value)).when(pl.col(score) >= high_from).then(pl.lit(Band.HIGH.value))
    return ends.otherwise(pl.lit(Band.MIDDLE.value))


def scored(facts: Facts, span: Span, columns: Sequence[str]) -> pl.DataFrame:
    """The answers with a score that were given in a span: these columns of theirs, and their `band`."""
    rows = within(facts.frame(Responses), Responses.answered_on.name, span).filter(~nw.col(Responses.score.name).is_null())
    return collect(rows.select(*columns)).with_columns(band=band_of())


@cache
def surveys_of(metric: Metric) -> tuple[str, ...]:
    """The surveys whose answers a metric counts; none where it counts no answers."""
    base = metric.formula.measures[-1]
    if base.rows is not None or base.fact is not Responses:
        return ()
    rows = [{"survey": name, "score": scale.best, "scale_min": scale.lowest, "scale_max": scale.highest} for name, scale in SCALES.items()]
    told = Responses.create_empty().clear()
    probe = pl.concat([told, pl.DataFrame(rows, schema_overrides={name: told.schema[name] for name in rows[0]})], how="diagonal")
    found: pl.DataFrame = narrowed(nw.from_native(probe.lazy()), base.where).collect(backend="polars").to_native()
    return tuple(found["survey"])
