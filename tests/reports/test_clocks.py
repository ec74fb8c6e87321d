"""The clock of the machine moved by libfaketime, over month ends, a leap day, year's ends and changes of the clocks."""

import os
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

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
for _ in sys.stdin:
    with mailing.here.state.write() as session:
        plan_due(session, mailing.office)
        print(database_now(session).isoformat(), flush=True)
"""


@pytest.mark.parametrize(
    ("zone", "first", "last", "step"),
    [
        ("Asia/Seoul", "2027-12-27T00:00", "2028-03-03T00:00", timedelta(hours=11)),
        ("America/New_York", "2027-10-30T00:00", "2027-11-09T00:00", timedelta(minutes=50)),
        ("America/New_York", "2028-03-09T00:00", "2028-03-15T00:00", timedelta(minutes=50)),
    ],
    ids=["leap day and year's end", "a doubled hour", "a missing hour"],
)
def test_every_period_is_planned_once(mailing: Mailing, tmp_path: Path, zone: str, first: str, last: str, step: timedelta) -> None:
    if LIBRARY is None:
        pytest.fail("libfaketime is not here: sh tests/install_system.sh installs it")
    start, end = (datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)) for text in (first, last))
    at = "02:30" if start.month == 3 else "01:30"
    plans = {cadence: {"cadence": cadence, "at": at, "zone": zone, "on_closed_day": "send"} for cadence in ("daily", "weekly", "monthly")}
    plans["last_working_day"] = plans["daily"] | {"cadence": "last_working_day"}
    schedules = {name: mailing.schedule(name=name, **given) for name, given in plans.items()}
    with mailing.here.state.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE schedules SET planned_until = '{start.astimezone(ZoneInfo('UTC')):%Y-%m-%d %H:%M:%S}.000000'")  # noqa: S608
    clock = tmp_path / "clock"
    clock.write_text(f"@{start:%Y-%m-%d %H:%M:%S}\n")
    faked = {"LD_PRELOAD": str(LIBRARY), "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1"}
    planner = subprocess.Popen(
        [sys.executable, "-c", PLANNER, str(mailing.here.settings.home)],
        cwd=ROOT,
        env=faked | {"TZ": zone, "PATH": os.environ["PATH"]},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert planner.stdin is not None and planner.stdout is not None
    now = start.astimezone(ZoneInfo("UTC"))
    try:
        while now <= end:
            local = now.astimezone(ZoneInfo(zone))
            # The wall clock of a doubled hour is read as its first; the second comes with the next step.
            clock.write_text(f"@{local:%Y-%m-%d %H:%M:%S}\n")
            planner.stdin.write("tick\n")
            planner.stdin.flush()
            seen = datetime.fromisoformat(planner.stdout.readline().strip())
            assert abs(seen - now) < timedelta(hours=1, minutes=1)
            now += step
    finally:
        planner.stdin.close()
        planner.wait(30)
        planner.stdout.close()
    days = (end.date() - start.date()).days
    daily = mailing.runs(schedules["daily"])
    assert Counter(run.period_start for run in daily) == Counter(start.date() + timedelta(days=passed - 1) for passed in range(days))
    assert {run.state for run in daily} == {"due"}
    weekly = [run.period for run in mailing.runs(schedules["weekly"])]
    mondays = [start.date() + timedelta(days=passed) for passed in range(days) if (start.date() + timedelta(days=passed)).weekday() == 0]
    assert weekly == [f"{day - timedelta(days=7):%G-W%V}" for day in mondays]
    monthly = [run.period for run in mailing.runs(schedules["monthly"])]
    firsts = [start.date() + timedelta(days=passed) for passed in range(days) if (start.date() + timedelta(days=passed)).day == 1]
    assert monthly == [f"{day - timedelta(days=1):%Y-%m}" for day in firsts]
    assert len({run.period for run in mailing.runs(schedules["last_working_day"])}) == len(firsts)
