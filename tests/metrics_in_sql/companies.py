"""A company twice: as facts that are measured, from files and in memory, and as a database that plain SQL is asked of."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from bench.plain_sql import Database
from metrics.engine import collect
from metrics.facts import Facts, Loads, name_of
from metrics.metric import Metric
from metrics.period import Span
from metrics.query import Query
from metrics.unit import Unit
from metrics.window import Trailing
from store.facts import FactTables
from store.memory import in_memory

FORTNIGHT = timedelta(days=14)
HALF_A_YEAR = timedelta(days=180)
NEW_ONLY_AFTER_HALF_A_YEAR = {"cohort_repurchase_rate", "returning_customer_rate", "new_customers", "new_customer_share"}

# The first day of each group's data, as those metrics see it that look back: that with a buyer, or of counts with any order.
FIRST_BUYER = """
    select min(ordered_on) as first_day {by}
    from orders
    where customer_key is not null and status not in ('placed', 'cancelled', 'refunded') and net_revenue > 0
    group by all
"""
FIRST_ORDER = "select min(ordered_on) as first_day {by} from orders where customer_key is not null group by all"


@dataclass(frozen=True)
class Twice:
    """One company's rows on both sides, and the first day after them. `held` are the facts in memory, as answers are counted from them."""

    facts: Facts
    held: Facts
    database: Database
    until: date

    @classmethod
    def of(cls, facts: Facts, tables: FactTables) -> "Twice":
        assert facts.until is not None
        ledger = collect(facts.frame(Loads))
        return cls(facts, in_memory(facts), Database(tables, ledger, threads=2, is_held=True), facts.until)

    def in_sql(self, query: Query) -> pl.DataFrame:
        """What plain SQL answers for the periods that the data tell of."""
        until = query.until or self._until(query.metric)
        periods = [Span(period.start, min(period.end, until)) for period in query.periods if period.start < until]
        self.database.narrow(query.where)
        self.database.ask_of([(period.start, period.end) for period in periods], until)
        answer = self.database.answer(query.metric.name, query.grain, query.by)
        begins = {period.start: begin for period in periods if (begin := _looks_back_to(query.metric, period))}
        if not begins:
            return answer
        # What looks back tells nothing unless there was something by the fifteenth day of what it looks at.
        first = FIRST_ORDER if query.metric.unit is Unit.COUNT else FIRST_BUYER
        first_days = self.database.rows(first, query.grain, query.by)
        told = answer.with_columns(pl.col("period_start").replace_strict(begins).alias("begin"))
        told = told.join(first_days, on=list(query.by), nulls_equal=True) if query.by else told.join(first_days, how="cross")
        return told.filter(pl.col("first_day") <= pl.col("begin") + FORTNIGHT).select(answer.columns)

    def _until(self, metric: Metric) -> date:
        """Files are loaded after the last day that they tell of."""
        if metric.formula.facts != (Loads,):
            return self.until
        last: date = self.facts.frames[name_of(Loads)].collect()["loaded_on"].max()
        return last + timedelta(days=1)


def _looks_back_to(metric: Metric, period: Span) -> date | None:
    if metric.name in NEW_ONLY_AFTER_HALF_A_YEAR:
        return period.start - HALF_A_YEAR
    return metric.window.window(period).start if isinstance(metric.window, Trailing) else None
