"""The customers behind a cell of the page on loyalty: read within the reader's scope, by numbers that mean nothing outside."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from dashboards import paths
from dashboards.own import Parameter
from dashboards.pages import loyalty_words as words
from dashboards.visit import Visit
from metrics.cohort import AGE, AGES, KEY, CohortValue, cohort_customers
from metrics.facts import Facts
from metrics.period import Grain, Span, months_later
from metrics.query import FEWEST, KNOWN
from metrics.segments import FIFTHS, Segment, segmented_customers
from metrics.text import Text
from store.studies import COHORTS, SEGMENT_MAP, SEGMENTS, Study

FIRST_MONTH, MONTH, VALUE, SEGMENT, RECENCY, FREQUENCY = "cohort", "age", "value", "segment", "recency", "frequency"
SCORES = ("recency_score", "frequency_score", "monetary_score")
_FIFTHS = tuple(str(score) for score in range(1, FIFTHS + 1))
PARAMETERS = (
    Parameter(FIRST_MONTH, words.COHORT, longest=7),
    Parameter(MONTH, words.MONTH, values=tuple(str(age) for age in range(AGES))),
    Parameter(VALUE, words.COHORT_VALUE, values=tuple(CohortValue)),
    Parameter(SEGMENT, words.SEGMENT, values=tuple(Segment)),
    Parameter(RECENCY, words.RECENCY, values=_FIFTHS),
    Parameter(FREQUENCY, words.FREQUENCY, values=_FIFTHS),
)


@dataclass(frozen=True)
class Listed:
    """The customers whom a cell counts, who bring most first, and what they have in common; None where the cell tells no number."""

    said: Text
    customers: pl.DataFrame | None


def of_cohort(visit: Visit, start: date, age: int, value: CohortValue, count: float) -> str | None:
    """The address of the customers of a cohort's cell; None where there are too few to be listed."""
    return _address(visit, count, **{FIRST_MONTH: f"{start:%Y-%m}", MONTH: str(age), VALUE: str(value)})


def of_segment(visit: Visit, segment: Segment, count: int) -> str | None:
    """The address of the customers of a segment; None where there are too few to be listed."""
    return _address(visit, count, **{SEGMENT: str(segment)})


def of_scores(visit: Visit, recency: int, frequency: int, count: int) -> str | None:
    """The address of the customers with two scores; None where there are too few to be listed."""
    return _address(visit, count, **{RECENCY: str(recency), FREQUENCY: str(frequency)})


def segmented_on(visit: Visit) -> date:
    """The day at whose end the view's customers are segmented: the period's last, or that of the data."""
    return min(visit.view.period.end, visit.view.choices.until) - timedelta(days=1)


def listed(visit: Visit) -> Listed | None:
    """The customers whom the address asks for; None where it asks for none."""
    own, language = visit.own, visit.language
    if own.one(SEGMENT):
        segment = Segment(own.one(SEGMENT))
        said = words.OF_SEGMENT.format(segment=segment.label.of(language), about=segment.about.of(language))
        return _segmented(visit, said, SEGMENTS, pl.col("segment") == str(segment))
    if own.one(RECENCY) and own.one(FREQUENCY):
        recency, frequency = int(own.one(RECENCY)), int(own.one(FREQUENCY))
        said = words.OF_SCORES.format(recency=recency, frequency=frequency)
        return _segmented(visit, said, SEGMENT_MAP, (pl.col("recency_score") == recency) & (pl.col("frequency_score") == frequency))
    months = Grain.MONTH.periods(Span(visit.view.choices.first, visit.view.choices.until))
    month = next((each for each in months if Grain.MONTH.code_of(each) == own.one(FIRST_MONTH)), None)
    return _of_month(visit, month) if month else None


def _of_month(visit: Visit, month: Span) -> Listed:
    age, value = int(visit.own.one(MONTH, "0")), CohortValue(visit.own.one(VALUE, CohortValue.RETURNED))
    (cell,) = visit.studied(COHORTS, span=month, value=str(value)).filter(pl.col(AGE) == age).iter_rows(named=True)
    cohort, reached = (Grain.MONTH.name_of(each, visit.language) for each in (month, Grain.MONTH.period_of(months_later(month.start, age))))
    said = words.OF_COHORT[value].format(cohort=cohort, size=f"{cell['size']:,}", age=age, month=reached)

    def found() -> pl.DataFrame:
        return cohort_customers(_facts(visit), month.start, age, value, where=_where(visit), scope=visit.reader.scope)

    return _told(said, cell["state"], found)


def _segmented(visit: Visit, said: Text, study: Study, which: pl.Expr) -> Listed:
    as_of = segmented_on(visit)
    (cell,) = visit.studied(study, as_of=as_of).filter(which).iter_rows(named=True)

    def found() -> pl.DataFrame:
        everybody = segmented_customers(_facts(visit), as_of, where=_where(visit), scope=visit.reader.scope)
        last_on = (pl.lit(as_of) - pl.duration(days="days_since_last_order")).cast(pl.Date).alias("last_on")
        return everybody.filter(which).select(KEY, last_on, "order_days", "revenue", *SCORES)

    twelve = words.OF_TWELVE_MONTHS.format(day=Grain.DAY.name_of(Grain.DAY.period_of(as_of), visit.language))
    return _told(Text(ko=f"{said.ko} {twelve.ko}", en=f"{said.en} {twelve.en}"), cell["state"], found)


def _told(said: Text, state: str, found: Callable[[], pl.DataFrame]) -> Listed:
    """What is withheld as a number is not listed either, nor are those whom a list alone would give away."""
    customers = found() if state == KNOWN else pl.DataFrame()
    if customers.height < FEWEST:
        return Listed(said, None)
    return Listed(said, customers.sort(-pl.col("revenue"), KEY).with_columns(pl.col("revenue").cast(pl.Int64)))


def _facts(visit: Visit) -> Facts:
    return visit.house.answers.facts(visit.snapshot)


def _where(visit: Visit) -> dict[str, tuple[str, ...]]:
    """Of the view's filters those that the page uses, as for its studies."""
    return {dimension: values for dimension, values in visit.view.kept if dimension in visit.page.filters}


def _address(visit: Visit, count: float, **own: str) -> str | None:
    return visit.href(paths.CUSTOMERS, **own) if count >= FEWEST and visit.may_open(paths.CUSTOMERS) else None
