"""Feasts that move against the calendar, and what of a year is compared with what of the year before because of them.

Around Seollal and Chuseok a company sells, delivers and answers for days unlike in other weeks. A month or week that holds the
feast says nothing beside one of the year before that does not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

from metrics.coverage import is_running
from metrics.period import Grain, Span, months_later
from metrics.text import Text

PERIODS_OF_A_YEAR = {Grain.MONTH: 12, Grain.QUARTER: 4}
_SATURDAY = 5


@dataclass(frozen=True)
class Feast:
    """A feast by the moon, of one country; `named` as the calendar of holidays calls it in English."""

    label: Text
    country: str
    named: str

    def day(self, year: int) -> date | None:
        """The day of the feast itself; None in a year for which it is not known."""
        return next((day for day, names in _days_off(self.country, year) if self.named in names), None)

    def week(self, year: int) -> Span | None:
        """The week that loses most working days to the feast: its eve, itself, the day after and their substitutes. Its own on a tie."""
        own = self.day(year)
        if own is None:
            return None
        days = [day for day, names in _days_off(self.country, year) if any(self.named in name for name in names)]
        weeks = [Grain.WEEK.period_of(day) for day in days if day.weekday() < _SATURDAY]
        at_home = Grain.WEEK.period_of(own)
        return max(sorted({*weeks, at_home}), key=lambda week: (weeks.count(week), week == at_home))


FEASTS = (
    Feast(Text(ko="설날", en="Seollal"), "KR", "Korean New Year"),
    Feast(Text(ko="추석", en="Chuseok"), "KR", "Chuseok"),
)


def feasts_of(country: str) -> tuple[Feast, ...]:
    """The moving feasts of a country, by its ISO 3166 code; none where none are known."""
    return tuple(feast for feast in FEASTS if feast.country == country)


@dataclass(frozen=True)
class YearAgo:
    """What of this year is compared with what of the year before: `now` with `then`.

    `moved` is the feast that lies in another period this year than last. Then `now` and `then` are longer than the period, so that
    both hold it; `then` is None until the data reach so far.
    """

    now: Span
    then: Span | None
    moved: Feast | None = None


def a_year_ago(period: Span, grain: Grain, until: date | None, feasts: Sequence[Feast]) -> YearAgo | None:
    """With what a period is compared; None for days and years, which have no period of the same name a year before.

    A month or quarter with the same of the year before; where a feast lies in only one of the two, together with the neighbour that
    has it. A week with that of the same number; the weeks of a feast with each other, and those between the two places of a feast
    one on, so that none stands beside a feast's week. A running period with the same days of the year before, as far as it is.
    """
    if grain is Grain.WEEK:
        then = _week_before(period, feasts)
        if until is not None and is_running(period, until):
            return YearAgo(Span(period.start, until), Span(then.start, then.start + (until - period.start)))
        return YearAgo(period, then)
    if grain not in PERIODS_OF_A_YEAR:
        return None
    back = PERIODS_OF_A_YEAR[grain]
    now, then = period, grain.back(period, back)
    if until is not None and is_running(period, until):
        now, then = Span(period.start, until), grain.to_same_point(period, until, back)
    for feast in feasts:
        if _holds(now, feast) != _holds(then, feast):
            return _together(period, grain, until, feast)
    return YearAgo(now, then)


def _holds(span: Span, feast: Feast) -> bool:
    day = feast.day(span.start.year)
    return day is not None and span.start <= day < span.end


def _together(period: Span, grain: Grain, until: date | None, feast: Feast) -> YearAgo:
    """The period with the neighbour that holds the feast in the other year; both must be over."""
    year = period.start.year
    places = [grain.period_of(day.replace(year=year)) for day in _both_years(feast, year)]
    now = Span(min(period, *places).start, max(period, *places).end)
    then = Span(months_later(now.start, -12), months_later(now.end, -12))
    return YearAgo(now, then if until is None or now.end <= until else None, feast)


def _both_years(feast: Feast, year: int) -> Iterator[date]:
    for day in (feast.day(year), feast.day(year - 1)):
        if day is not None:
            yield day


def _week_before(week: Span, feasts: Sequence[Feast]) -> Span:
    """The week of the year before that a week is compared with."""
    year, number, _ = week.start.isocalendar()
    both = [(feast.week(year), feast.week(year - 1)) for feast in feasts]
    moves = [(_number(this), _number(before)) for this, before in both if this is not None and before is not None]
    for this, before in moves:
        if number == this:
            return _week(year - 1, before)
    for this, before in moves:
        if this < number <= before:
            number -= 1
        elif before <= number < this:
            number += 1
    return _week(year - 1, number)


def _number(week: Span) -> int:
    return week.start.isocalendar().week


def _week(year: int, number: int) -> Span:
    """The week of that number, or the last one of a year that has fewer."""
    last = date(year, 12, 28).isocalendar().week
    start = date.fromisocalendar(year, min(number, last), 1)
    return Span(start, start + timedelta(days=7))


@lru_cache(maxsize=256)
def _days_off(country: str, year: int) -> tuple[tuple[date, tuple[str, ...]], ...]:
    """The public holidays of a year in order, with their English names; several may fall on one day."""
    days = holidays.country_holidays(country, years=year, language="en_US")
    return tuple((day, tuple(names.split("; "))) for day, names in sorted(days.items()))
