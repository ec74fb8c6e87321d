"""Goals and answers made of the few values that matter."""

from datetime import date
from typing import Any

import polars as pl

from metrics import interval
from metrics.goal import Comparison
from metrics.goal_version import GoalVersion
from metrics.period import Grain, Span
from metrics.query import KNOWN, NUMBERS, TOO_FEW
from metrics.scorecard import Answer
from metrics.terms import Meant, Terms

MONDAY = date(2026, 11, 30)  # week 49 of 2026, a year of 53 weeks


def terms(amount: float = 0.5, **given: Any) -> Terms:
    """Terms of at least an absolute amount, unless told otherwise."""
    return Terms(**{"comparison": Comparison.AT_LEAST, "amount": amount, "meant": Meant.ABSOLUTE} | given)


def version(wanted: Terms | None, begins_on: date = MONDAY, grain: Grain = Grain.WEEK, **given: Any) -> GoalVersion:
    """The company's goal of satisfaction, decided on the day it begins, unless told otherwise."""
    own = {"metric": "customer_satisfaction", "team": None, "decided_on": begins_on, "owner": "김하늘", "reason": "연간 계획"}
    return GoalVersion(**own | {"terms": wanted, "begins_on": begins_on, "grain": grain} | given)


def share(period: Span, part: int, whole: int) -> Answer:
    """A known share as `measure` would answer it."""
    low, high = interval.wilson(part, whole)
    return Answer(period, part / whole, float(low), float(high), part, whole, whole, KNOWN)


def few(period: Span, n: int = 3) -> Answer:
    """An answer from too few to be shown."""
    return Answer(period, None, None, None, None, None, n, TOO_FEW)


def nothing(period: Span) -> Answer:
    """An answer where nothing was observed."""
    return Answer.nothing(period)


def frame(answers: list[Answer]) -> pl.DataFrame:
    """The answers as rows of `measure`."""
    rows = [{"period_start": a.period.start, "period_end": a.period.end} | {name: getattr(a, name) for name in NUMBERS} for a in answers]
    return pl.DataFrame(rows, schema={"period_start": pl.Date, "period_end": pl.Date, **NUMBERS})
