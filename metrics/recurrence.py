"""Who came, who came again, who is new: things counted by the days on which they are seen.

A thing, such as a customer, stands in a window of time by one of its days, so that it is counted once there. Which day that is,
is said by bounds: where the window's edges lie against the day itself, the thing's next day and the days before. One pass over
each thing's days in order then serves all windows, however they overlap.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import narwhals as nw
import polars as pl

from metrics.period import Span

DAY, NEXT = "day", "next"
NUMBER, FIRST, PAST = "number", "first", "past"
CALENDAR_DAY, BEGUN, ENDED = "calendar_day", "begun", "ended"
FAR = date(9999, 12, 31)  # the next day of a thing's last one
# Who comes for the first time in the data may have come before they begin. Where so many days of data lie before a window, hardly
# anybody in it has: half a year is longer than most customers let pass between two orders.
HISTORY = timedelta(days=180)


def back(count: int) -> str:
    """The thing's `count`-th day before; the day itself for 0."""
    return f"back_{count}" if count else DAY


@dataclass(frozen=True, kw_only=True)
class Recurrence:
    """By which of its days a thing is counted in a window, and when it is counted at all.

    Args:
        is_last: by its last day in the window; else by any of its days there.
        starts_by: the window starts at or before this day.
        is_first: the day is the first one ever.
        seen_before: at least so many days come before it, ever.
        next_within: the next day comes within so many days.
        apart: no day in so many days before it.
        returns_within: the next day comes within so many days after the window's end.
        stays_away: the next day does not come within so many days after the window's end.
    """

    is_last: bool = True
    starts_by: str = DAY
    is_first: bool = False
    seen_before: int = 0
    next_within: int | None = None
    apart: int | None = None
    returns_within: int | None = None
    stays_away: int | None = None

    @property
    def settles(self) -> timedelta:
        """How long after a window's end its count may still change."""
        return timedelta(days=max(self.next_within or 0, self.returns_within or 0, self.stays_away or 0))

    @property
    def needs_history(self) -> bool:
        """Whether days before the window matter."""
        return self.is_first or self.seen_before > 0 or self.apart is not None

    @property
    def history(self) -> timedelta:
        """How much of the data must lie before a window, so that what comes first in them comes first at all."""
        return HISTORY if self.is_first or self.seen_before else timedelta(0)

    @property
    def days_back(self) -> frozenset[int]:
        """Which of the thing's days before are looked at."""
        named = int(self.starts_by.removeprefix("back_")) if self.starts_by != DAY else 0
        first = 1 if self.is_first or self.apart is not None else 0
        return frozenset({named, self.seen_before, first} - {0})


ONCE = Recurrence()


def at_least(days: int) -> Recurrence:
    """Seen on at least so many different days of the window."""
    return Recurrence(starts_by=back(days - 1))


def at_least_ever(days: int) -> Recurrence:
    """Seen in the window, and by then on at least so many different days, whenever."""
    return Recurrence(seen_before=days - 1)


NEW = Recurrence(is_last=False, is_first=True)


def new_and_back_within(days: int) -> Recurrence:
    """Seen in the window for the first time ever, and again within so many days of that."""
    return Recurrence(is_last=False, is_first=True, next_within=days)


def returned_within(days: int) -> Recurrence:
    """Seen in the window, and again within so many days after its end."""
    return Recurrence(returns_within=days)


def not_returned_within(days: int) -> Recurrence:
    """Seen in the window, and not again within so many days after its end."""
    return Recurrence(stays_away=days)


def episodes(apart: int) -> Recurrence:
    """Each day in the window that does not follow another within so many days: one thing may have several."""
    return Recurrence(is_last=False, apart=apart)


def calendar(windows: Sequence[Span]) -> pl.DataFrame:
    """By day how many windows have begun and how many have ended, up to the last one's end; from the first end where they begin never."""
    first, last = windows[0], windows[-1]
    days = pl.Series(CALENDAR_DAY, pl.date_range(first.end if first.start == date.min else first.start, last.end, eager=True))
    edges = {BEGUN: [window.start for window in windows], ENDED: [window.end for window in windows]}
    return days.to_frame().with_columns(
        pl.Series(each, dtype=pl.Date).search_sorted(days, "right").cast(pl.Int64).alias(name) for name, each in edges.items()
    )


def counted(
    days: nw.LazyFrame[Any],
    thing: Sequence[str],
    day: str,
    by: Sequence[str],
    recurrences: Sequence[Recurrence],
    windows: Sequence[Span],
    calendar: nw.LazyFrame[Any],
) -> nw.LazyFrame[Any]:
    """How many things each recurrence counts in runs of neighbouring windows, by the means that every engine has.

    Windows begin and end in order, so a day stands for its thing in a run of them: in those that have begun and not yet ended.

    Shape:
        days: *by, *thing, day; rows may repeat
        windows: beginning and ending in order; `calendar` is theirs, in the engine of `days`
        out: number (the recurrence's position), *by, first and past (of the run: its first window, and the one after it), amount
    """
    order = [*by, *thing]
    seen = days.group_by(*order, day).agg(nw.len().alias("rows")).rename({day: DAY})
    shifts = {NEXT: -1} | {back(count): count for recurrence in recurrences for count in recurrence.days_back}
    seen = seen.with_columns(nw.col(DAY).shift(n).over(*order, order_by=DAY).alias(name) for name, n in shifts.items())
    seen = seen.with_columns(nw.col(NEXT).fill_null(FAR))
    runs = [_runs(seen, recurrence, by, windows, calendar) for recurrence in recurrences]
    return nw.concat([each.with_columns(nw.lit(number).cast(nw.Int64).alias(NUMBER)) for number, each in enumerate(runs)])


def _runs(
    seen: nw.LazyFrame[Any], recurrence: Recurrence, by: Sequence[str], windows: Sequence[Span], calendar: nw.LazyFrame[Any]
) -> nw.LazyFrame[Any]:
    """By run of windows how many days stand for their thing there: *by, first, past, amount."""
    edges = [(FIRST, DAY, ENDED), (PAST, recurrence.starts_by, BEGUN)]
    rows = seen.filter(_counts(recurrence))
    if recurrence.is_last:
        edges.append(("past_next", NEXT, ENDED))
    for name, days in (("first_returned", recurrence.returns_within), ("past_away", recurrence.stays_away)):
        if days is not None:
            rows = rows.with_columns(nw.col(NEXT).dt.offset_by(f"-{days}d").cast(nw.Date).alias(f"{name}_on"))
            edges.append((name, f"{name}_on", ENDED))
    for name, day, edge in edges:
        looked_up = calendar.select(nw.col(CALENDAR_DAY).alias(day), nw.col(edge).alias(name))
        before = sum(window.start == date.min for window in windows) if edge == BEGUN else 0
        beyond = nw.when(nw.col(day) > windows[-1].end).then(nw.lit(len(windows))).otherwise(nw.lit(before)).cast(nw.Int64)
        rows = rows.join(looked_up, on=day, how="left").with_columns(nw.coalesce(nw.col(name), beyond).alias(name))
    for end, smaller_or_larger in ((FIRST, nw.max_horizontal), (PAST, nw.min_horizontal)):
        found = [name for name, _, _ in edges if name.startswith(end)]
        if len(found) > 1:
            rows = rows.with_columns(smaller_or_larger(*found).alias(end))
    return rows.filter(nw.col(FIRST) < nw.col(PAST)).group_by(*by, FIRST, PAST).agg(nw.len().cast(nw.Int64).alias("amount"))


def _counts(recurrence: Recurrence) -> nw.Expr:
    """Whether a row's day can stand for its thing in any window."""
    conditions = [~nw.col(recurrence.starts_by).is_null()]
    if recurrence.is_first:
        conditions.append(nw.col(back(1)).is_null())
    if recurrence.seen_before:
        conditions.append(~nw.col(back(recurrence.seen_before)).is_null())
    if recurrence.next_within is not None:
        conditions.append(nw.col(DAY).dt.offset_by(f"{recurrence.next_within}d") >= nw.col(NEXT))
    if recurrence.apart is not None:
        conditions.append((nw.col(back(1)).dt.offset_by(f"{recurrence.apart}d") < nw.col(DAY)).fill_null(True))
    return nw.all_horizontal(*conditions, ignore_nulls=False).fill_null(False)
