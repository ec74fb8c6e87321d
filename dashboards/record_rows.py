"""The rows behind the view's number: read within the reader's scope, a page at a time."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from babel.numbers import get_currency_precision

from dashboards.visit import Visit
from metrics.answer import Answer
from metrics.facts import Facts, value_label
from metrics.period import Span
from metrics.query import Query
from metrics.records import RowSet, count, latest, row_sets
from metrics.text import Language, Text
from metrics.unit import Unit

PER_PAGE, MOST_SHOWN, MOST_TAKEN = 50, 5_000, 50_000
YES, NO = Text(ko="예", en="yes"), Text(ko="아니요", en="no")


@dataclass(frozen=True)
class Asked:
    """One page of the rows behind one number."""

    query: Query
    facts: Facts
    answer: Answer
    sets: tuple[RowSet, ...]
    number: int  # of the set that is looked at
    wanted_page: int

    @property
    def rows(self) -> RowSet:
        return self.sets[self.number]

    @property
    def window(self) -> Span:
        """The days whose rows the number looks at."""
        return self.query.windows_until(self.query.reach(self.facts))[0]

    @cached_property
    def total(self) -> int:
        """How many rows there are."""
        return count(self.query, self.facts, self.rows)

    @property
    def pages(self) -> int:
        return max(1, -(-min(self.total, MOST_SHOWN) // PER_PAGE))

    @property
    def page(self) -> int:
        return min(max(self.wanted_page, 1), self.pages)

    @property
    def page_rows(self) -> pl.DataFrame:
        """The rows of the page, the latest first, without columns that hold nothing there."""
        rows = self.latest(self.page * PER_PAGE).slice((self.page - 1) * PER_PAGE)
        return rows[[column.name for column in rows if column.null_count() < rows.height]]

    def latest(self, most: int) -> pl.DataFrame:
        """So many rows, the latest first."""
        return latest(self.query, self.facts, self.rows, most)


def asked_of(visit: Visit) -> Asked | None:
    """What the address asks for; None for a metric that no rows of a period make."""
    view, answers = visit.view, visit.house.answers
    metric, facts = view.metric, answers.facts(visit.snapshot)
    sets = row_sets(metric)
    if not sets:
        return None
    where = {dimension: values for dimension, values in view.where.items() if dimension in metric.dimensions}
    query = Query(metric, view.period, view.grain, where=where, scope=visit.reader.scope)
    answer = Answer.of(answers.measured(visit.snapshot)(query, facts).row(0, named=True))
    number, page = (_whole(visit.own.one(name)) for name in ("rows", "at"))
    return Asked(query, facts, answer, sets, number if number < len(sets) else 0, page)


def cell(name: str, value: Any, zone: ZoneInfo, language: Language, currency: str) -> str:
    """A value of a row as people read it."""
    match value:
        case None:
            return "–"
        case bool():
            return (YES if value else NO).of(language)
        case datetime():
            return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case int() if name.endswith("revenue"):
            return Unit.MONEY.show(value, language, currency)
        case int() if name.endswith("minutes"):
            return Unit.MINUTES.show(value, language)
        case float():
            return f"{value:g}"
        case _:
            return value_label(name, str(value)).of(language)


def plain(frame: pl.DataFrame, zone: str, currency: str) -> pl.DataFrame:
    """Rows as a spreadsheet takes them: moments in the company's zone, money in its major unit."""
    money = [pl.col(name) / 10 ** get_currency_precision(currency) for name in frame.columns if name.endswith("revenue")]
    moments = [
        pl.col(name).dt.convert_time_zone(zone).dt.replace_time_zone(None) for name, kind in frame.schema.items() if kind == pl.Datetime
    ]
    return frame.with_columns(*money, *moments)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
