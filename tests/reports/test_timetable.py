"""When a report is due: one slot per local calendar day, week, month or quarter, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import QueryError
from metrics.calendar import BusinessCalendar
from metrics.period import Grain, Span
from reports.timetable import Cadence, OnClosedDay, Timing, next_slots, slots_between

WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-18:00")
KOREA = BusinessCalendar.of("Asia/Seoul", WEEK, "KR")
ZONES = ("Asia/Seoul", "America/New_York", "Europe/London", "Australia/Lord_Howe", "America/Sao_Paulo", "Pacific/Apia")


def always_open(_: date) -> bool:
    return True


def timing(cadence: Cadence, **given: object) -> Timing:
    return Timing(**{"cadence": cadence, "at": time(8, 0), "zone": "Asia/Seoul"} | given)  # type: ignore[arg-type]


def sent(slots: list, zone: str = "Asia/Seoul") -> list[str]:
    return [f"{slot.at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" for slot in slots]


def after(text: str, zone: str = "Asia/Seoul") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("asked", "since", "days"),
    [
        (timing(Cadence.DAILY, on_closed_day=OnClosedDay.SEND), "2028-02-27T09:00", ["2028-02-28", "2028-02-29", "2028-03-01"]),
        (timing(Cadence.DAILY, on_closed_day=OnClosedDay.SKIP), "2026-09-23T09:00", ["2026-09-28", "2026-09-29", "2026-09-30"]),
        (timing(Cadence.WEEKLY, day=1), "2026-12-20T09:00", ["2026-12-21", "2026-12-28", "2027-01-04"]),
        (timing(Cadence.WEEKLY, day=4), "2026-09-23T09:00", ["2026-09-28", "2026-10-01", "2026-10-08"]),
        (timing(Cadence.MONTHLY, day=31), "2026-12-31T08:00", ["2027-02-01", "2027-03-02", "2027-03-31"]),
        (timing(Cadence.MONTHLY, day=31, on_closed_day=OnClosedDay.BEFORE), "2028-01-31T08:00", ["2028-02-29", "2028-03-31", "2028-04-28"]),
        (timing(Cadence.QUARTERLY, day=1), "2026-11-22T09:00", ["2027-01-04", "2027-04-01", "2027-07-01"]),
        (timing(Cadence.LAST_WORKING_DAY), "2026-09-30T09:00", ["2026-10-30", "2026-11-30", "2026-12-31"]),
    ],
    ids=lambda value: value.cadence if isinstance(value, Timing) else None,
)
def test_the_next_three_sendings_follow_the_calendar_with_its_holidays(asked: Timing, since: str, days: list[str]) -> None:
    assert sent(next_slots(asked, after(since), 3, KOREA.is_working_day)) == [f"{day} 08:00" for day in days]


@pytest.mark.parametrize(
    ("cadence", "day", "period"),
    [
        (Cadence.DAILY, 1, Span(date(2026, 12, 31), date(2027, 1, 1))),
        (Cadence.WEEKLY, 5, Span(date(2026, 12, 21), date(2026, 12, 28))),
        (Cadence.MONTHLY, 1, Span(date(2026, 12, 1), date(2027, 1, 1))),
        (Cadence.QUARTERLY, 1, Span(date(2026, 10, 1), date(2027, 1, 1))),
    ],
)
def test_a_report_is_about_the_last_period_that_is_over(cadence: Cadence, day: int, period: Span) -> None:
    asked = timing(cadence, day=day, on_closed_day=OnClosedDay.SEND)
    slot = next_slots(asked, after("2026-12-31T09:00"), 1, always_open)[0]
    assert (slot.day, slot.period, slot.needed_until) == (date(2027, 1, 1), period, period.end)


def test_on_the_last_working_day_it_is_about_the_month_that_is_ending_up_to_the_day_before() -> None:
    slot = next_slots(timing(Cadence.LAST_WORKING_DAY), after("2027-01-05T09:00"), 1, KOREA.is_working_day)[0]
    assert (slot.day, slot.period.end, slot.needed_until) == (date(2027, 1, 29), date(2027, 2, 1), date(2027, 1, 29))


def test_an_hour_that_the_clocks_repeat_is_sent_at_once_and_one_that_they_skip_as_late_as_it_would_have_been() -> None:
    zone = "America/New_York"
    doubled = timing(Cadence.DAILY, at=time(1, 30), zone=zone, on_closed_day=OnClosedDay.SEND)
    assert [slot.at for slot in next_slots(doubled, after("2026-10-31T12:00", zone), 2, always_open)] == [
        datetime(2026, 11, 1, 5, 30, tzinfo=UTC),  # the first of the two 01:30
        datetime(2026, 11, 2, 6, 30, tzinfo=UTC),
    ]
    missing = timing(Cadence.DAILY, at=time(2, 30), zone=zone, on_closed_day=OnClosedDay.SEND)
    assert sent(next_slots(missing, after("2026-03-07T12:00", zone), 2, always_open), zone) == ["2026-03-08 03:30", "2026-03-09 02:30"]


def calendar_slots(asked: Timing, first: date, last: date) -> set[tuple[int, ...]]:
    """The local days, weeks, months or quarters from `first` to `last`, counted without the code under test."""
    keys = {
        Cadence.DAILY: lambda day: (day.year, day.month, day.day),
        Cadence.WEEKLY: lambda day: tuple(day.isocalendar())[:2],
        Cadence.MONTHLY: lambda day: (day.year, day.month),
        Cadence.LAST_WORKING_DAY: lambda day: (day.year, day.month),
        Cadence.QUARTERLY: lambda day: (day.year, (day.month - 1) // 3),
    }
    return {keys[asked.cadence](first + timedelta(days=passed)) for passed in range((last - first).days + 1)}


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    cadence=st.sampled_from(Cadence),
    at=st.times().map(lambda moment: moment.replace(second=0, microsecond=0)),
    day=st.integers(1, 31),
    start=st.dates(date(2015, 1, 1), date(2030, 1, 1)).map(lambda day: day.replace(month=1, day=1)),
)
def test_ten_years_have_one_run_for_each_local_calendar_slot(zone: str, cadence: Cadence, at: time, day: int, start: date) -> None:
    asked = Timing(cadence=cadence, at=at, zone=zone, day=min(day, cadence.days or 1), on_closed_day=OnClosedDay.SEND)
    years = range(start.year, start.year + 10)
    since, until = (datetime(year, 1, 1, tzinfo=ZoneInfo(zone)) for year in (start.year - 1, start.year + 11))
    slots = slots_between(asked, since, until, always_open)
    own = [slot for slot in slots if slot.day.year in years]
    if cadence is Cadence.WEEKLY:
        days = [start + timedelta(days=passed) for passed in range((date(start.year + 10, 1, 1) - start).days)]
        assert len(own) == sum(each.isoweekday() == asked.day for each in days)
    else:
        assert len(own) == len(calendar_slots(asked, date(start.year, 1, 1), date(start.year + 9, 12, 31)))
    assert len({slot.day for slot in own}) == len({slot.period for slot in own}) == len(own)
    for slot in own:
        said = slot.at.astimezone(ZoneInfo(zone))
        clocks = datetime.combine(slot.day, at)
        assert abs(said.replace(tzinfo=None) - clocks) <= timedelta(hours=24 if zone == "Pacific/Apia" else 1)


@settings(max_examples=40, deadline=None)
@given(
    cadence=st.sampled_from(Cadence),
    day=st.integers(1, 31),
    closed=st.sampled_from([OnClosedDay.BEFORE, OnClosedDay.AFTER]),
    cuts=st.lists(st.integers(0, 3 * 365 * 24), max_size=6),
)
def test_however_the_time_is_cut_into_ticks_each_period_comes_once(
    cadence: Cadence, day: int, closed: OnClosedDay, cuts: list[int]
) -> None:
    asked = timing(cadence, day=min(day, cadence.days or 1), on_closed_day=closed)
    first = datetime(2026, 1, 1, tzinfo=UTC)
    ticks = [first + timedelta(hours=hours) for hours in sorted({0, *cuts, 3 * 365 * 24})]
    pieces = [slot for since, until in pairwise(ticks) for slot in slots_between(asked, since, until, KOREA.is_working_day)]
    whole = slots_between(asked, ticks[0], ticks[-1], KOREA.is_working_day)
    assert pieces == whole and len({slot.period for slot in whole}) == len(whole)
    assert next_slots(asked, ticks[0], 5, KOREA.is_working_day) == whole[:5]
    assert all(KOREA.is_working_day(slot.at.astimezone(ZoneInfo("Asia/Seoul")).date()) for slot in whole)


def test_a_company_that_is_never_open_still_gets_its_reports() -> None:
    asked = timing(Cadence.MONTHLY, day=1)
    assert sent(next_slots(asked, after("2026-01-01T09:00"), 1, lambda _: False)) == ["2026-02-01 08:00"]


@pytest.mark.parametrize(("cadence", "day"), [(Cadence.WEEKLY, 8), (Cadence.MONTHLY, 0), (Cadence.QUARTERLY, 32)])
def test_a_day_that_is_not_there_is_refused(cadence: Cadence, day: int) -> None:
    with pytest.raises(QueryError, match="Choose a day"):
        timing(cadence, day=day)


def test_every_cadence_has_its_grain_and_words() -> None:
    assert {cadence.grain for cadence in Cadence} == {Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER}
    assert all(each.label.ko and each.label.en for each in (*Cadence, *OnClosedDay))
