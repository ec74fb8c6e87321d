"""Control charts: whether a share left the range in which it used to vary, so that somebody should look at once.

The range is set by a baseline that is chosen beforehand and then frozen: a stretch that is picked because it looks calm makes
limits that are too narrow, and one that grows with the data slowly takes a rise for granted.

Source:
    Montgomery, Introduction to Statistical Quality Control, 7th ed., section 7.2, for the p chart with a changing sample size;
    Laney (2002), "Improved Control Charts for Attributes", Quality Engineering 14(4), for very large samples.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import Self

import polars as pl

from errors import DeclarationError, QueryError
from metrics.query import KNOWN
from metrics.text import Text

SIGMAS = 3.0
D2 = 1.128  # the mean range of two normal values, in their standard deviations
FEWEST_PERIODS = 10  # with fewer the baseline is guesswork
FEWEST_EXPECTED = 5.0  # events, and non-events, that a period must promise; with fewer the limits do not hold
VERY_LARGE = 1_000  # from here on a share varies by more than chance, and the p chart would cry wolf


class Signal(StrEnum):
    """What a period says against the baseline."""

    IN_CONTROL = "in_control"
    UP = "up"
    DOWN = "down"

    @property
    def label(self) -> Text:
        return _LABELS[self]


_LABELS = {
    Signal.IN_CONTROL: Text(ko="평소 범위 안", en="within its usual range"),
    Signal.UP: Text(ko="평소 범위보다 높음", en="above its usual range"),
    Signal.DOWN: Text(ko="평소 범위보다 낮음", en="below its usual range"),
}


@dataclass(frozen=True)
class Baseline:
    """What a share was, and how much it varied, over a stretch of periods chosen beforehand.

    `dispersion` is how many times further it varied from period to period than chance alone would make it: 1 where the samples are
    not very large, or it varied no further.
    """

    share: float
    dispersion: float

    @classmethod
    def of(cls, answers: pl.DataFrame) -> Self:
        """The baseline of the answers of one series, as `measure` gives them, in the stretch alone.

        Raises:
            QueryError: fewer than `FEWEST_PERIODS` of them are known, or they are no share.
        """
        known = answers.filter(pl.col("state") == KNOWN, pl.col("whole") > 0).sort("period_start")
        if known["period_start"].is_duplicated().any():
            raise DeclarationError("A control chart takes the answers of one series: one row per period.")
        if known.height < FEWEST_PERIODS:
            raise QueryError(
                ko=f"평소 범위를 정하려면 값을 아는 기간이 {FEWEST_PERIODS}개 이상 필요합니다({known.height}개 있음). 더 긴 구간을 골라 "
                "주세요.",
                en=f"A usual range needs {FEWEST_PERIODS} periods with a known value; there are {known.height}. Choose a longer stretch.",
            )
        if (known["part"] > known["whole"]).any():
            raise QueryError(
                ko="전체보다 큰 값이 있어 비율의 관리도를 그릴 수 없습니다. 고객 비율처럼 100%를 넘지 않는 지표를 골라 주세요.",
                en="Some parts exceed their whole, so this is no share. Choose a metric that cannot exceed 100 %.",
            )
        share = float(known["part"].sum()) / float(known["whole"].sum())
        is_very_large = (known["whole"].median() or 0) >= VERY_LARGE  # type: ignore[operator]
        return cls(share, max(1.0, _dispersion(known, share)) if is_very_large and 0 < share < 1 else 1.0)

    @property
    def fewest(self) -> float:
        """How many a period must rest on to be judged."""
        rarer = min(self.share, 1 - self.share)
        return FEWEST_EXPECTED / rarer if rarer > 0 else float("inf")


def control_chart(answers: pl.DataFrame, baseline: Baseline) -> pl.DataFrame:
    """The answers beside what the baseline lets expect.

    Shape:
        answers: as `measure` gives them, of one series or several
        out: the same rows and columns; centre, lower, upper Float64 (shares from 0 to 1), and signal, which is null where the
        answer is not known or rests on too few to be judged
    """
    share, whole = pl.col("part") / pl.col("whole"), pl.col("whole")
    width = SIGMAS * baseline.dispersion * sqrt(baseline.share * (1 - baseline.share)) / whole.sqrt()
    charted = answers.with_columns(
        pl.lit(baseline.share).alias("centre"),
        (baseline.share - width).clip(lower_bound=0.0).alias("lower"),
        (baseline.share + width).clip(upper_bound=1.0).alias("upper"),
    )
    is_judged = (pl.col("state") == KNOWN) & (whole >= baseline.fewest)
    signal = (
        pl.when(share > pl.col("upper"))
        .then(pl.lit(Signal.UP.value))
        .when(share < pl.col("lower"))
        .then(pl.lit(Signal.DOWN.value))
        .otherwise(pl.lit(Signal.IN_CONTROL.value))
    )
    return charted.with_columns(pl.when(is_judged).then(signal).alias("signal"))


def _dispersion(known: pl.DataFrame, share: float) -> float:
    """Laney's sigma z: the standard deviation of the standardised shares, from their moving ranges."""
    deviation = (share * (1 - share) / known["whole"]).sqrt()
    standardised = (known["part"] / known["whole"] - share) / deviation
    moving: float = standardised.diff().abs().mean()  # type: ignore[assignment]
    return moving / D2
