"""Answers as a table that leaves the program: words for headers, numbers as numbers, money in major units; and that table as CSV."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from babel.numbers import get_currency_precision

from metrics.facts import DIMENSIONS
from metrics.metric import Metric
from metrics.period import Grain, Span
from metrics.quantile import Quantile
from metrics.query import KNOWN, NO_DATA, TOO_FEW
from metrics.text import Language, Text
from metrics.unit import Unit

COLUMNS = {
    "metric": Text(ko="지표 ID", en="Metric ID"),
    "label": Text(ko="지표", en="Metric"),
    "period": Text(ko="기간", en="Period"),
    "first_day": Text(ko="첫날", en="First day"),
    "last_day": Text(ko="마지막 날", en="Last day"),
    "value": Text(ko="값", en="Value"),
    "low": Text(ko="95% 하한", en="95% low"),
    "high": Text(ko="95% 상한", en="95% high"),
    "unit": Text(ko="단위", en="Unit"),
    "part": Text(ko="분자", en="Part"),
    "whole": Text(ko="분모", en="Whole"),
    "n": Text(ko="건수 (n)", en="n"),
    "state": Text(ko="상태", en="State"),
}
STATES = {
    KNOWN: Text(ko="값 있음", en="known"),
    NO_DATA: Text(ko="자료 없음", en="no data"),
    TOO_FEW: Text(ko="표본 부족", en="too few"),
}
UNITS = {
    Unit.SHARE: Text(ko="비율 (1 = 100%)", en="share (1 = 100%)"),
    Unit.SCORE: Text(ko="점 (-100~100)", en="points (-100 to 100)"),
    Unit.RATING: Text(ko="척도 점수", en="points of the scale"),
    Unit.MINUTES: Text(ko="분", en="minutes"),
    Unit.MONEY: Text(ko="{currency}", en="{currency}"),
    Unit.COUNT: Text(ko="건", en="count"),
    Unit.RATIO: Text(ko="비 (나눈 값)", en="ratio"),
    Unit.PER_THOUSAND: Text(ko="1,000당 건수", en="per 1,000"),
    Unit.DAYS: Text(ko="일", en="days"),
}
# With what a text begins that a spreadsheet would compute instead of showing it, the full-width forms with it.
DANGEROUS = tuple("=+-@\t\r\n\0＝＋－＠")


@dataclass(frozen=True)
class Answered:
    """One metric's answers: the frame that `measure` gave, and how it was cut."""

    metric: Metric
    grain: Grain
    by: tuple[str, ...]
    frame: pl.DataFrame


def unit_in_words(metric: Metric, language: Language, currency: str) -> str:
    """What the exported numbers of a metric are counted in."""
    return UNITS[metric.unit].format(currency=currency).of(language)


def exported(answered: Answered, language: Language, currency: str) -> pl.DataFrame:
    """The answers with the names of COLUMNS and of their dimensions, in the order in which they are read.

    Units:
        Shares are fractions of one, times are minutes, money is in the currency's major unit. What is withheld or not known is null.
    """
    metric, grain = answered.metric, answered.grain
    spans = [Span(start, end) for start, end in answered.frame.select("period_start", "period_end").iter_rows()]
    scale = 10 ** get_currency_precision(currency) if metric.unit is Unit.MONEY else 1
    # The parts of a quantile are rows; of the other kinds a sum of what the value is counted in.
    scaled = ("value", "low", "high") if isinstance(metric.formula, Quantile) else ("value", "low", "high", "part")
    numbers = answered.frame.with_columns(pl.col(name) / scale for name in scaled)
    return numbers.select(
        pl.lit(metric.name).alias("metric"),
        pl.lit(metric.label.of(language)).alias("label"),
        pl.Series("period", [grain.name_of(span, language) for span in spans], pl.String),
        pl.col("period_start").alias("first_day"),
        pl.Series("last_day", [span.last for span in spans], pl.Date),
        *(_harmless(name) for name in answered.by),
        *(_finite(name) for name in ("value", "low", "high")),
        pl.lit(unit_in_words(metric, language, currency)).alias("unit"),
        *(_finite(name) for name in ("part", "whole")),
        "n",
        pl.col("state").replace_strict({state: text.of(language) for state, text in STATES.items()}, return_dtype=pl.String),
    )


def header(name: str, language: Language) -> str:
    """A column's name as people read it."""
    return (COLUMNS | DIMENSIONS)[name].of(language)


def csv(answers: Sequence[Answered], language: Language, currency: str) -> bytes:
    """All answers as one CSV that a spreadsheet opens as it is: UTF-8 with a byte order mark."""
    table = pl.concat([exported(each, language, currency) for each in answers], how="diagonal")
    named = table.rename({name: header(name, language) for name in table.columns})
    return named.write_csv(include_bom=True, line_terminator="\r\n").encode()


def harmless(text: str) -> str:
    """A text that a spreadsheet shows and does not compute."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _finite(name: str) -> pl.Expr:
    return pl.when(pl.col(name).is_finite()).then(pl.col(name)).alias(name)


def _harmless(name: str) -> pl.Expr:
    """The same of a column."""
    is_dangerous = pl.any_horizontal(pl.col(name).str.starts_with(start) for start in DANGEROUS)
    return pl.when(is_dangerous).then(pl.concat_str(pl.lit("'"), pl.col(name))).otherwise(pl.col(name)).alias(name)
