"""How far the data reach for a metric: its own exports may end before those of others."""

from collections.abc import Iterable
from datetime import date

from metrics.facts import Fact, Facts, Loads
from metrics.metric import Metric
from metrics.period import Span
from metrics.tally import Age
from metrics.window import SETTLING


def covered_until(metric: Metric, facts: Facts) -> date | None:
    """The first day that the data of a metric do not cover; None where nobody knows.

    What tells how old a fact is goes on to tell it where the fact ends, and loads are covered up to the last one, whatever days the
    loaded files are about.
    """
    needed = metric.formula.facts
    if facts.until is None or isinstance(metric.formula, Age):
        return facts.until
    return facts.ends.get(Loads, facts.until) if needed == (Loads,) else reached(needed, facts)


def reached(needed: Iterable[type[Fact]], facts: Facts) -> date | None:
    """The first day that not all of the needed facts cover; None where nobody knows.

    That is the facts' own `until`, or, where the rows of a needed fact end more than a fortnight before it, the day
    after the last of them: an export that was not loaded is no month without customers. A fact that had nothing to tell for a
    fortnight looks the same, and is then taken as not covered rather than as fallen to nothing.
    """
    until = facts.until
    if until is None:
        return None
    ends = [facts.ends[fact] for fact in needed if fact in facts.ends]
    return min([end for end in ends if until - end > SETTLING], default=until)


def is_running(period: Span, until: date | None) -> bool:
    """Whether the data end inside the period."""
    return until is not None and period.start < until < period.end
