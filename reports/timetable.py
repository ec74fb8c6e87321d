"""When a report is due: calendar slots in the schedule's own zone, and the period that each one is about. Pure; no clock.

A slot is a day of the local calendar. However the clocks are changed and whenever a process was down, a day is one slot, and a slot is
one report.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from errors import QueryError
from metrics.period import Grain, Span
from metrics.text import Text

LONGEST_SHIFT = timedelta(days=31)  # no country closes for longer, so a slot is never moved further than this

IsWorkingDay = Callable[[date], bool]


class Cadence(StrEnum):
    """How often a report is sent."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    LAST_WORKING_DAY = "last_working_day"

    @property
    def label(self) -> Text:
        return _LABELS[self]

    @property
    def grain(self) -> Grain:
        """The size of the period that a report of this cadence is about."""
        return _GRAINS[self]

    @property
    def days(self) -> int:
        """How many days there are to choose from: weekdays, or days of the first month; 0 where there is no choice."""
        return _DAYS[self]


class OnClosedDay(StrEnum):
    """What becomes of a slot on a day on which the company is closed."""

    SEND = "send"
    SKIP = "skip"
    BEFORE = "before"
    AFTER = "after"

    @property
    def label(self) -> Text:
        return _ON_CLOSED_DAY[self]


@dataclass(frozen=True, kw_only=True)
class Timing:
    """The times of one schedule. `day` is the weekday (1 is Monday) or the day of the month; a month that is shorter ends on its last."""

    cadence: Cadence
    at: time
    zone: str
    day: int = 1
    on_closed_day: OnClosedDay = OnClosedDay.AFTER

    def __post_init__(self) -> None:
        """
        Raises:
            QueryError: there is no such day.
        """
        most = self.cadence.days
        if most and not 1 <= self.day <= most:
            raise QueryError(
                ko=f"'{self.cadence.label.ko}' 일정의 날은 1부터 {most} 사이로 선택해 주세요. 입력한 값: {self.day}.",
                en=f"Choose a day from 1 to {most} for a schedule that is {self.cadence.label.en.lower()}; {self.day} was given.",
            )


@dataclass(frozen=True, order=True)
class Slot:
    """One sending: the moment (UTC), the calendar day that it stands for, and the period that its report is about."""

    at: datetime
    day: date
    period: Span

    @property
    def needed_until(self) -> date:
        """The first day that the data need not cover: the period's end, or the day of sending where that comes first."""
        return min(self.period.end, self.day)


def next_slots(timing: Timing, after: datetime, count: int, is_working_day: IsWorkingDay) -> list[Slot]:
    """The next `count` slots later than the moment `after`, in order."""
    found: list[Slot] = []
    for slot in _slots(timing, after, is_working_day):
        # A later day may be sent earlier, where it is closed and moved before: only what no later day can overtake is certain.
        certain = sorted(found)[:count]
        if len(certain) == count and slot.day - certain[-1].day > 2 * LONGEST_SHIFT:
            return certain
        if slot.at > after:
            found.append(slot)
    return sorted(found)[:count]


def slots_between(timing: Timing, after: datetime, until: datetime, is_working_day: IsWorkingDay) -> list[Slot]:
    """The slots later than `after` up to and with `until`, in order."""
    found = []
    for slot in _slots(timing, after, is_working_day):
        if slot.day - until.astimezone(ZoneInfo(timing.zone)).date() > 2 * LONGEST_SHIFT:
            break
        if after < slot.at <= until:
            found.append(slot)
    return sorted(found)


def moment_of(day: date, at: time, zone: str) -> datetime:
    """The moment (UTC) at which the clocks of a zone first show that time of that day.

    Of an hour that the clocks repeat it is the first; a time that they skip is as long after midnight as it would have been.
    """
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)  # fold=0 is just that


def _slots(timing: Timing, after: datetime, is_working_day: IsWorkingDay) -> Iterator[Slot]:
    """All slots by their calendar days, from so early on that none after `after` is left out."""
    start = after.astimezone(ZoneInfo(timing.zone)).date() - 2 * LONGEST_SHIFT
    for day in _days(timing, start, is_working_day):
        sent_on = _sent_on(day, timing, is_working_day)
        if sent_on is not None:
            yield Slot(moment_of(sent_on, timing.at, timing.zone), day, _period(timing.cadence, day))


def _days(timing: Timing, start: date, is_working_day: IsWorkingDay) -> Iterator[date]:
    """The calendar days of a cadence from about `start` on, to the calendar's end."""
    grain = timing.cadence.grain
    period = grain.period_of(start)
    while period.end.year < date.max.year:
        match timing.cadence:
            case Cadence.DAILY:
                yield period.start
            case Cadence.WEEKLY:
                yield period.start + timedelta(days=timing.day - 1)
            case Cadence.MONTHLY | Cadence.QUARTERLY:
                first_month = Grain.MONTH.period_of(period.start)
                yield min(period.start + timedelta(days=timing.day - 1), first_month.last)
            case Cadence.LAST_WORKING_DAY:
                yield _worked(period.last, timedelta(days=-1), is_working_day)
        period = grain.period_of(period.end)


def _sent_on(day: date, timing: Timing, is_working_day: IsWorkingDay) -> date | None:
    """The day on which a slot is sent; None where it is left out."""
    if timing.cadence is Cadence.LAST_WORKING_DAY or timing.on_closed_day is OnClosedDay.SEND or is_working_day(day):
        return day
    match timing.on_closed_day:
        case OnClosedDay.BEFORE:
            return _worked(day, timedelta(days=-1), is_working_day)
        case OnClosedDay.AFTER:
            return _worked(day, timedelta(days=1), is_working_day)
        case _:
            return None


def _worked(day: date, step: timedelta, is_working_day: IsWorkingDay) -> date:
    """The nearest working day in one direction; `day` itself in a company that is never open."""
    at = day
    while not is_working_day(at):
        at += step
        if abs(at - day) > LONGEST_SHIFT:
            return day
    return at


def _period(cadence: Cadence, day: date) -> Span:
    """What a report is about: the last period that is over, or the month that is just ending."""
    own = cadence.grain.period_of(day)
    return own if cadence is Cadence.LAST_WORKING_DAY else cadence.grain.back(own, 1)


_GRAINS = {
    Cadence.DAILY: Grain.DAY,
    Cadence.WEEKLY: Grain.WEEK,
    Cadence.MONTHLY: Grain.MONTH,
    Cadence.QUARTERLY: Grain.QUARTER,
    Cadence.LAST_WORKING_DAY: Grain.MONTH,
}
_DAYS = {Cadence.DAILY: 0, Cadence.WEEKLY: 7, Cadence.MONTHLY: 31, Cadence.QUARTERLY: 31, Cadence.LAST_WORKING_DAY: 0}
_LABELS = {
    Cadence.DAILY: Text(ko="매일", en="Daily"),
    Cadence.WEEKLY: Text(ko="매주", en="Weekly"),
    Cadence.MONTHLY: Text(ko="매월", en="Monthly"),
    Cadence.QUARTERLY: Text(ko="매 분기", en="Quarterly"),
    Cadence.LAST_WORKING_DAY: Text(ko="매월 마지막 영업일", en="On the last working day of the month"),
}
_ON_CLOSED_DAY = {
    OnClosedDay.SEND: Text(ko="휴무일에도 보내기", en="Send all the same"),
    OnClosedDay.SKIP: Text(ko="건너뛰기", en="Leave it out"),
    OnClosedDay.BEFORE: Text(ko="직전 영업일에 보내기", en="Send on the working day before"),
    OnClosedDay.AFTER: Text(ko="다음 영업일에 보내기", en="Send on the next working day"),
}
