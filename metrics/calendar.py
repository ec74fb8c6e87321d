"""When the company is open: its hours per weekday, less public holidays and its own closed days.

Durations in business minutes are computed once, at load, with the calendar of the installation.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
import numpy as np
import numpy.typing as npt
import polars as pl

from errors import DeclarationError, SettingsError, did_you_mean

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTE = 60_000_000  # microseconds, the unit of every moment in this file
DAY = 24 * 60 * MINUTE

Moments = npt.NDArray[np.int64]  # UTC, microseconds since 1970
Interval = tuple[int, int]  # minutes since local midnight, half-open

_INTERVAL = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")


@dataclass(frozen=True)
class BusinessCalendar:
    """The company's opening hours, in its own zone. A minute is open where the wall clock says so.

    `hours` holds the open intervals of Monday to Sunday. Public holidays of `country` (substitute
    holidays included; "" for none) and the days in `closed` are shut all day.
    """

    zone: str
    hours: tuple[tuple[Interval, ...], ...]
    country: str
    closed: frozenset[date]

    @classmethod
    def of(cls, zone: str, hours: Mapping[str, str], country: str, closed: Iterable[date] = ()) -> "BusinessCalendar":
        """The calendar as settings write it: {"mon": "09:00-12:00,13:00-18:00", ...}; a day not named is closed.

        Raises:
            SettingsError: an unknown zone, country or weekday, hours that cannot be read, or no open hour at all.
        """
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as unknown:
            raise SettingsError(f"Unknown time zone '{zone}'. Write it as 'Asia/Seoul'.") from unknown
        if country and country not in holidays.list_supported_countries():
            raise SettingsError(
                f"No public holidays are known for '{country}'. Write an ISO 3166 code as 'KR', or leave it empty for none."
            )
        for day in hours:
            if day not in WEEKDAYS:
                near = did_you_mean(day, WEEKDAYS)
                hint = f" Did you mean '{near}'?" if near else ""
                raise SettingsError(f"Business hours: no weekday '{day}'.{hint} Known: {', '.join(WEEKDAYS)}.")
        week = tuple(_intervals(day, hours.get(day, "")) for day in WEEKDAYS)
        if not any(week):
            raise SettingsError(
                "Business hours: no day is open, so every wait would count as 0. Give at least one, such as mon = '09:00-18:00'."
            )
        return cls(zone, week, country, frozenset(closed))

    @property
    def mark(self) -> str:
        """The same for two calendars by which every duration is the same; another release of the holidays' library may know others."""
        week = [[list(interval) for interval in day] for day in self.hours]
        release = version("holidays") if self.country else ""
        said = [self.zone, week, self.country, sorted(day.isoformat() for day in self.closed), release]
        return sha256(json.dumps(said).encode()).hexdigest()

    def is_working_day(self, day: date) -> bool:
        """True where the company is open at some hour of `day`."""
        return bool(self.hours[day.weekday()]) and day not in self.closed and day not in _public_holidays(self.country, day.year)

    def holidays_between(self, start: date, end: date) -> tuple[date, ...]:
        """Public holidays and closed days with start <= day < end, in order, whatever their weekday."""
        public = frozenset().union(*(_public_holidays(self.country, year) for year in range(start.year, end.year + 1)))
        return tuple(sorted(day for day in public | self.closed if start <= day < end))

    def business_minutes(self, opened: pl.Series, ended: pl.Series) -> pl.Series:
        """Open minutes from `opened` to `ended`, whole minutes rounded down.

        Shape:
            in: two series of UTC moments of equal length
            out: Int64, named as `opened`; null where a moment is null, and where `ended` is before `opened`
                 (a wait that cannot be; unknown, not zero). Asked and answered while closed is 0.
        Raises:
            DeclarationError: a series is not of UTC moments.
        """
        since, until = _moments(opened), _moments(ended)
        measured = (since.is_not_null() & until.is_not_null() & (until >= since)).fill_null(False)
        since, until = since.filter(measured), until.filter(measured)
        minutes = np.zeros(len(opened), dtype=np.int64)
        if len(since):
            open_time = _OpenTime.of(self, int(since.to_numpy().min()), int(until.to_numpy().max()))
            minutes[measured.to_numpy()] = (open_time.before(until.to_numpy()) - open_time.before(since.to_numpy())) // MINUTE
        return pl.select(pl.when(measured).then(pl.Series(minutes))).to_series().alias(opened.name)

    def moments_after(self, opened: pl.Series, minutes: pl.Series) -> pl.Series:
        """The first moments at which `minutes` open minutes (more than 0) have passed since `opened`.

        Shape:
            in: a series of UTC moments and an integer series, without nulls, of equal length
            out: UTC moments in microseconds, named as `opened`
        """
        since, wanted = _moments(opened).to_numpy(), minutes.cast(pl.Int64).to_numpy() * MINUTE
        if not len(since):
            return opened.cast(pl.Datetime("us", "UTC"))
        first, last, days = int(since.min()), int(since.max()), 30
        while True:
            open_time = _OpenTime.of(self, first, last + days * DAY)
            due = open_time.before(since) + wanted
            if due.max() <= open_time.total:
                return pl.Series(opened.name, open_time.reached(due)).cast(pl.Datetime("us", "UTC"))
            days *= 2


@dataclass(frozen=True)
class _OpenTime:
    """Every open stretch of a span: where it starts, its length, and the open time before it (microseconds)."""

    starts: Moments
    lengths: Moments
    passed: Moments

    @classmethod
    def of(cls, calendar: BusinessCalendar, first: int, last: int) -> "_OpenTime":
        """The open stretches that can touch `first` to `last`."""
        pieces: list[tuple[Moments, Moments]] = []
        for since, until, offset in _offsets(calendar.zone, first // DAY - 1, last // DAY + 2):
            days = np.arange((since + offset) // DAY, (until + offset - 1) // DAY + 1)
            shut = calendar.holidays_between(_date(int(days[0])), _date(int(days[-1]) + 1))
            days = days[~np.isin(days, [(day - date(1970, 1, 1)).days for day in shut])]
            for weekday, intervals in enumerate(calendar.hours):
                own = days[((days + 3) % 7) == weekday]  # 1970-01-01 was a Thursday
                for start, end in intervals:
                    # TRICKY: the wall clock is read at this offset only, and cut where the offset changes. So an hour that
                    # the clocks skip is never open, and one that they repeat is open twice.
                    pieces.append(
                        (
                            np.maximum(own * DAY + start * MINUTE - offset, since),
                            np.minimum(own * DAY + end * MINUTE - offset, until),
                        )
                    )
        starts, ends = (np.concatenate(side) for side in zip(*pieces, strict=True))
        starts, ends = starts[ends > starts], ends[ends > starts]
        order = np.argsort(starts)
        lengths = (ends - starts)[order]
        return cls(starts[order], lengths, np.cumsum(lengths) - lengths)

    @property
    def total(self) -> int:
        return int(self.lengths.sum())

    def before(self, moments: Moments) -> Moments:
        """The open time of the span that has passed at each moment."""
        if not len(self.starts):
            return np.zeros(len(moments), dtype=np.int64)
        stretch = np.maximum(np.searchsorted(self.starts, moments, side="right") - 1, 0)
        within: Moments = np.clip(moments - self.starts[stretch], 0, self.lengths[stretch])
        return self.passed[stretch] + within

    def reached(self, open_time: Moments) -> Moments:
        """The first moments at which the open time of the span has come to `open_time`."""
        stretch = np.maximum(np.searchsorted(self.passed, open_time, side="left") - 1, 0)
        return self.starts[stretch] + open_time - self.passed[stretch]


def _intervals(day: str, written: str) -> tuple[Interval, ...]:
    """`09:00-12:00,13:00-18:00` -> ((540, 720), (780, 1080)); nothing written is closed."""
    found: list[Interval] = []
    for part in written.split(",") if written.strip() else ():
        read = _INTERVAL.fullmatch(part.strip())
        if read is None:
            raise SettingsError(f"Business hours of {day}: cannot read '{part.strip()}'. Write them as '09:00-12:00,13:00-18:00'.")
        from_hour, from_minute, to_hour, to_minute = map(int, read.groups())
        start, end = from_hour * 60 + from_minute, to_hour * 60 + to_minute
        if from_minute > 59 or to_minute > 59 or end > 24 * 60:
            raise SettingsError(f"Business hours of {day}: '{part.strip()}' is not a time of day. The last one is 24:00.")
        if start >= end:
            raise SettingsError(
                f"Business hours of {day}: '{part.strip()}' ends before it starts. Split a night shift at midnight into two days."
            )
        found.append((start, end))
    found.sort()
    for (_, end), (start, _) in pairwise(found):
        if start < end:
            raise SettingsError(f"Business hours of {day}: '{written}' overlap. Each minute may be named once.")
    return tuple(found)


@lru_cache(maxsize=1024)
def _public_holidays(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=year)) if country else frozenset()


@lru_cache(maxsize=64)
def _offsets(zone: str, first_day: int, last_day: int) -> tuple[tuple[int, int, int], ...]:
    """The stretches (since, until, offset from UTC) of one constant offset from `first_day` to `last_day`."""
    clock = ZoneInfo(zone)

    def offset(minute: int) -> int:
        shift = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)).astimezone(clock).utcoffset()
        return (shift or timedelta()) // timedelta(microseconds=1)

    stretches = []
    since, current = first_day * DAY, offset(first_day * 1440)
    for day in range(first_day, last_day):
        if offset((day + 1) * 1440) != current:
            low, high = day * 1440, (day + 1) * 1440  # the offset is `current` at `low` and another at `high`
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(middle) == current else (low, middle)
            stretches.append((since, high * MINUTE, current))
            since, current = high * MINUTE, offset(high)
    return (*stretches, (since, last_day * DAY, current))


def _date(day: int) -> date:
    return date(1970, 1, 1) + timedelta(days=day)


def _moments(series: pl.Series) -> pl.Series:
    """Microseconds since 1970 of a series of UTC moments."""
    if not isinstance(series.dtype, pl.Datetime) or series.dtype.time_zone != "UTC":
        raise DeclarationError(f"Business minutes are counted between UTC moments, but '{series.name}' is {series.dtype}.")
    return series.dt.cast_time_unit("us").to_physical()
