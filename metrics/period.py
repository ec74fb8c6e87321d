"""Periods: half-open spans of company-local dates, and the grains that cut time into them."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from errors import QueryError
from metrics.text import Language, Text


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The days from `start` up to, but without, `end`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise QueryError(
                ko=f"기간의 끝({self.end})은 시작({self.start})보다 뒤여야 합니다.",
                en=f"A period must end after it starts: {self.start} to {self.end}.",
            )

    @property
    def last(self) -> date:
        """The last day inside the span."""
        return self.end - timedelta(days=1)

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share a day."""
        return self.start < other.end and other.start < self.end


class Grain(StrEnum):
    """The size of a period. `WHOLE` takes the asked span as the one period."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    WHOLE = "whole"

    @property
    def label(self) -> Text:
        return _LABELS[self]

    @lru_cache(4096)  # asked for thousands of times in a page of goals
    def period_of(self, day: date) -> Span:
        """The period that `day` falls in; weeks start on Monday (ISO 8601)."""
        match self:
            case Grain.DAY:
                return Span(day, day + timedelta(days=1))
            case Grain.WEEK:
                start = day - timedelta(days=day.weekday())
                return Span(start, start + timedelta(days=7))
            case Grain.MONTH:
                start = day.replace(day=1)
                return Span(start, months_later(start, 1))
            case Grain.QUARTER:
                start = date(day.year, day.month - (day.month - 1) % 3, 1)
                return Span(start, months_later(start, 3))
            case Grain.YEAR:
                return Span(date(day.year, 1, 1), date(day.year + 1, 1, 1))
            case Grain.WHOLE:
                raise QueryError(ko="전체 기간에는 시작과 끝이 필요합니다.", en="The whole of what? Give a start and an end.")

    def periods(self, span: Span) -> list[Span]:
        """The whole periods that touch `span`, in order; for `WHOLE` the span itself."""
        if self is Grain.WHOLE:
            return [span]
        periods = [self.period_of(span.start)]
        while periods[-1].end < span.end:
            periods.append(self.period_of(periods[-1].end))
        return periods

    def back(self, period: Span, count: int) -> Span:
        """The period `count` periods before `period`."""
        for _ in range(count):
            period = self.period_of(period.start - timedelta(days=1))
        return period

    def to_same_point(self, period: Span, until: date, count: int) -> Span:
        """The period `count` periods before `period`, up to the same point as `until` is of `period`.

        Weeks end with the same weekday; longer periods with the same day of the month, or the month's last where it has none:
        1 to 30 March is compared with 1 to 28 February.
        """
        last = until - timedelta(days=1)
        match self:
            case Grain.MONTH | Grain.QUARTER | Grain.YEAR:
                point = months_later(last, -count * _MONTHS[self])
            case _:
                point = last - count * (period.end - period.start)
        return Span(self.back(period, count).start, point + timedelta(days=1))

    def name_of(self, period: Span, language: Language) -> str:
        """What people call a period of this grain: "2026년 10월", "Oct 2026", "2026년 44주"."""
        start = period.start
        match self:
            case Grain.DAY:
                return f"{start.year}년 {start.month}월 {start.day}일" if language == "ko" else f"{start:%-d %b %Y}"
            case Grain.WEEK:
                year, week, _ = start.isocalendar()
                return f"{year}년 {week}주" if language == "ko" else f"Week {week}, {year}"
            case Grain.MONTH:
                return f"{start.year}년 {start.month}월" if language == "ko" else f"{start:%b %Y}"
            case Grain.QUARTER:
                quarter = (start.month + 2) // 3
                return f"{start.year}년 {quarter}분기" if language == "ko" else f"Q{quarter} {start.year}"
            case Grain.YEAR:
                return f"{start.year}년" if language == "ko" else f"{start.year}"
            case Grain.WHOLE:
                return f"{start:%Y-%m-%d} – {period.last:%Y-%m-%d}"

    def code_of(self, period: Span) -> str:
        """The period's short name in addresses and files: 2026-10, 2026-W44, 2026-Q4, 2026, 2026-10-31."""
        start = period.start
        match self:
            case Grain.WEEK:
                year, week, _ = start.isocalendar()
                return f"{year}-W{week:02}"
            case Grain.MONTH:
                return f"{start:%Y-%m}"
            case Grain.QUARTER:
                return f"{start.year}-Q{(start.month + 2) // 3}"
            case Grain.YEAR:
                return f"{start.year}"
            case _:
                return f"{start:%Y-%m-%d}"


_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}
_LABELS = {
    Grain.DAY: Text(ko="일", en="Day"),
    Grain.WEEK: Text(ko="주", en="Week"),
    Grain.MONTH: Text(ko="월", en="Month"),
    Grain.QUARTER: Text(ko="분기", en="Quarter"),
    Grain.YEAR: Text(ko="연", en="Year"),
    Grain.WHOLE: Text(ko="전체", en="Whole"),
}


def months_later(day: date, months: int) -> date:
    """The same day of the month `months` later (or earlier), or the month's last where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
