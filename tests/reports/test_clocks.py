"""The clock of the machine moved by libfaketime, over month ends, a leap day, year's ends and changes of the clocks."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from metrics.period import Grain
from store.runs import Run
from store.schedules import Schedule
from tests.reports.mailing import Mailing

ROOT = Path(__file__).parents[2]
LIBRARY = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)

# Plans what is due each time it is told that the clock has moved, and says which moment the database takes it for.
PLANNER = """
import sys
from pathlib import Path
from reports.agenda import plan_due
from store.clock import database_now
from tests.reports.mailing import Mailing

mailing = Mailing.opened(Path(sys.argv[1]), 25)
print("opened", flush=True)
for _ in sys.stdin:
    with mailing.here.state.write() as session:
        plan_due(session, mailing.office)
        print(database_now(session).isoformat(), flush=True)
"""


@dataclass
class Planner:
    """A process whose clock stands where it is told to, and that plans what is due then."""

    process: "subprocess.Popen[str]"
    clock: Path

    def at(self, moment: datetime) -> datetime:
        """The moment that the database took it for when it planned what is due at `moment`."""
        assert self.process.stdin is not None and self.process.stdout is not None
        _set(self.clock, moment)
        self.process.stdin.write("tick\n")
        self.process.stdin.flush()
        return datetime.fromisoformat(self.process.stdout.readline().strip())


def _set(clock: Path, moment: datetime) -> None:
    changed = clock.with_suffix(".new")
    changed.write_text(f"@{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}\n")
    changed.replace(clock)


@contextmanager
def planner(mailing: Mailing, clock: Path, moment: datetime) -> Iterator[Planner]:
    """A planner that was started at a moment. Its machine is set to UTC, in which no hour comes twice.

    It has opened the installation by then: a sleep, as in waiting for another one's lock, fails where the clock is moved meanwhile.
    """
    assert LIBRARY is not None, "libfaketime is not here: sh tests/install_system.sh installs it"
    _set(clock, moment)
    faked = {"LD_PRELOAD": str(LIBRARY), "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1", "DONT_FAKE_MONOTONIC": "1"}
    process = subprocess.Popen(
        [sys.executable, "-c", PLANNER, str(mailing.here.settings.home)],
        cwd=ROOT,
        env=faked | {"TZ": "UTC", "PATH": os.environ["PATH"]},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None and process.stdout.readline() == "opened\n"
        yield Planner(process, clock)
    finally:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.close()
        process.wait(30)
        process.stdout.close()


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A stretch of time in a zone, looked at every `step`. The machine is off between two days at midnight."""

    zone: str
    first: str
    last: str
    off: tuple[str, str]
    step: timedelta
    at: str
    monthly: tuple[str, ...] = ()
    quarterly: tuple[str, ...] = ()
    last_working_day: tuple[str, ...] = ()

    def local(self, day: str) -> datetime:
        return datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(self.zone))

    @property
    def moments(self) -> Iterator[datetime]:
        """Every moment at which somebody looks."""
        now, end = (self.local(day).astimezone(UTC) for day in (self.first, self.last))
        asleep, awake = (self.local(day).astimezone(UTC) for day in self.off)
        while now < end:
            if asleep <= now < awake:
                yield asleep
                now = awake
            yield now
            now += self.step
        yield end

    @property
    def days(self) -> list[date]:
        """The days whose time of sending comes."""
        first, last = (date.fromisoformat(day) for day in (self.first, self.last))
        return [first + timedelta(days=passed) for passed in range((last - first).days)]

    @property
    def missed(self) -> set[date]:
        """The days that passed while the machine was off, but for the last of them, which is caught up."""
        asleep, awake = map(date.fromisoformat, self.off)
        return {day for day in self.days if asleep <= day < awake - timedelta(days=1)}


STRETCHES = {
    "leap day and year's end": Stretch(
        zone="Asia/Seoul", first="2027-12-27", last="2028-03-03", off=("2027-12-31", "2028-01-03"), step=timedelta(hours=11), at="01:30",
        monthly=("2027-12", "2028-01", "2028-02"), quarterly=("2027-Q4",), last_working_day=("2027-12", "2028-01", "2028-02"),
    ),
    "a common February": Stretch(
        zone="Asia/Seoul", first="2027-02-25", last="2027-04-02", off=("2027-03-11", "2027-03-18"), step=timedelta(hours=7), at="23:59",
        monthly=("2027-02", "2027-03"), quarterly=("2027-Q1",), last_working_day=("2027-02", "2027-03"),
    ),
    "a doubled hour": Stretch(
        zone="America/New_York", first="2027-10-30", last="2027-11-12", off=("2027-11-09", "2027-11-11"), step=timedelta(minutes=110),
        at="01:30", monthly=("2027-10",),
    ),
    "off over a doubled hour": Stretch(
        zone="America/New_York", first="2027-11-03", last="2027-11-12", off=("2027-11-06", "2027-11-09"), step=timedelta(minutes=110),
        at="01:30",
    ),
    "a missing hour": Stretch(
        zone="America/New_York", first="2028-03-09", last="2028-03-18", off=("2028-03-14", "2028-03-16"), step=timedelta(minutes=110),
        at="02:30",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STRETCHES)
def test_every_period_is_planned_once_by_two_whose_clocks_differ(mailing: Mailing, tmp_path: Path, name: str) -> None:
    stretch = STRETCHES[name]
    schedules = planned_from(mailing, stretch)
    behind = timedelta(minutes=40)
    with ExitStack() as running:
        first, second = (
            running.enter_context(planner(mailing, tmp_path / clock, stretch.local(stretch.first))) for clock in ("right", "late")
        )
        for moment in stretch.moments:
            seen = first.at(moment)
            assert abs(seen - moment) < timedelta(minutes=1)
            second.at(moment - behind)
    daily = mailing.runs(schedules["daily"])
    assert [run.period_start for run in by_period(daily)] == [day - timedelta(days=1) for day in stretch.days]
    assert {run.period_end for run in daily if run.state == "missed"} == stretch.missed
    assert {run.state for run in daily} == {"due", "missed"}
    mondays = [day for day in stretch.days if day.weekday() == 0]
    weeks = [Grain.WEEK.code_of(Grain.WEEK.period_of(day - timedelta(days=7))) for day in mondays]
    assert periods(mailing.runs(schedules["weekly"])) == weeks
    for cadence in ("monthly", "quarterly", "last_working_day"):
        assert periods(mailing.runs(schedules[cadence])) == list(getattr(stretch, cadence)), cadence


def planned_from(mailing: Mailing, stretch: Stretch) -> dict[str, Schedule]:
    """A schedule of each cadence, whose slots are still to be planned from the stretch's first moment on."""
    given = {"at": stretch.at, "zone": stretch.zone, "on_closed_day": "send"}
    cadences = ("daily", "weekly", "monthly", "quarterly", "last_working_day")
    schedules = {cadence: mailing.schedule(name=cadence, cadence=cadence, **given) for cadence in cadences}
    since = f"{stretch.local(stretch.first).astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    with mailing.here.state.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE schedules SET planned_until = ?", (since,))
    return schedules


def by_period(runs: list[Run]) -> list[Run]:
    return sorted(runs, key=lambda run: run.period_start)


def periods(runs: list[Run]) -> list[str]:
    return [run.period for run in by_period(runs)]
