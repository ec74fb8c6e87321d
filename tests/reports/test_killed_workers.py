"""Workers that are killed at any instant, two at once, on a mail server at its worst: every mail arrives once, or is called uncertain."""

import json
import logging
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from etl import demo
from etl.load import load
from metrics.period import Grain
from tests.postgres import Cluster
from tests.reports.mailing import Mailing, addresses
from tests.reports.smtp_server import Fault, PostBox, post_box

LOG = logging.getLogger(__name__)  # with --log-cli-level=INFO it says what was counted
ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("DANGOL_KILLS", "10"))  # half as many on PostgreSQL
PEOPLE = [f"person{number}" for number in range(8)]
WEEKS = 20  # of a schedule; then it is another one's turn
LATEST_WEEK = Grain.WEEK.period_of(date(2026, 10, 25))
AFTER_DATA = (Fault.DROP_AFTER_DATA_KEPT, Fault.DROP_AFTER_DATA_LOST, Fault.STALL_AFTER_DATA)
BEFORE_DATA = (Fault.DEFER_RECIPIENT, Fault.BUSY, Fault.STALL_AT_MAIL, Fault.DROP_BEFORE_DATA, Fault.REFUSE_RECIPIENT)

# Loads the libraries once, and then makes a worker of itself as often as it is told to. Leases and waits are short, as the test is,
# and few mails are claimed at once, so that two workers have a hand in every report.
LAUNCHER = """
import json, os, sys
from datetime import timedelta
from pathlib import Path
from reports import outbox, preparation, worker
from tests.reports.mailing import Mailing

outbox.LEASE = preparation.LEASE = worker.LEASE = timedelta(seconds=3)
outbox.WAITS = (timedelta(seconds=0.3),)
outbox.AT_ONCE = 3
home, port, given = Path(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3])
for line in sys.stdin:
    said, _, number = line.strip().partition(" ")
    if said == "wait":
        print(os.waitstatus_to_exitcode(os.waitpid(int(number), 0)[1]), flush=True)
        continue
    started = os.fork()
    if not started:
        mailing = Mailing.opened(home, port, **given)
        object.__setattr__(mailing.office.server, "timeout_seconds", 0.5)
        worker.Worker(mailing.office).until_idle()
        os._exit(0)
    print(started, flush=True)
"""


class Workers:
    """Processes that work until nothing is due."""

    def __init__(self, mailing: Mailing, port: int) -> None:
        settings = mailing.here.settings
        given = json.dumps({"database_url": settings.database_url})
        command = [sys.executable, "-c", LAUNCHER, str(settings.home), str(port), given]
        self.launcher = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def start(self) -> int:
        """The number of a new worker's process."""
        return self._told("start")

    def ended(self, worker: int) -> int:
        """The exit status of a worker, once it has one."""
        return self._told(f"wait {worker}")

    def _told(self, said: str) -> int:
        assert self.launcher.stdin is not None and self.launcher.stdout is not None
        self.launcher.stdin.write(said + "\n")
        self.launcher.stdin.flush()
        return int(self.launcher.stdout.readline())

    def close(self) -> None:
        assert self.launcher.stdin is not None and self.launcher.stdout is not None
        self.launcher.stdin.close()
        self.launcher.wait(30)
        self.launcher.stdout.close()


@pytest.fixture
def box() -> Iterator[PostBox]:
    with post_box(keeps_contents=False) as box:
        yield box


@pytest.fixture(scope="module")
def on_postgresql(postgresql: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The demo company's data folder and the URL of its state in PostgreSQL."""
    home = tmp_path_factory.mktemp("on-postgresql")
    with postgresql.database() as url:
        mailing = Mailing.opened(home, 25, database_url=url)
        here = mailing.here
        for file in demo.write(home / "exports"):
            load(file, state=here.state, tables=here.tables, company=here.company)
        mailing.employ()
        here.state.close()
        yield home, url


@pytest.fixture(params=["sqlite", "postgresql"])
def mailing(request: pytest.FixtureRequest, tmp_path: Path, box: PostBox) -> Iterator[Mailing]:
    """The demo company, its state in SQLite and in PostgreSQL."""
    if request.param == "sqlite":
        mailing = Mailing.of(request.getfixturevalue("staffed_home"), tmp_path, box.port)
    else:
        home, url = request.getfixturevalue("on_postgresql")
        mailing = Mailing.opened(home, box.port, database_url=url)
    yield mailing
    mailing.here.state.close()


class Unkind:
    """A server's moods: what it did to how many mails, and how many it was asked to take."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.did, self.asked = chance, Counter[Fault](), 0

    def __call__(self, address: str) -> Fault:
        if not address:
            return Fault.HANG_UP_AT_CONNECT if self.chance.random() < 0.05 else Fault.NONE
        self.asked += 1
        fault = self.chance.choice(BEFORE_DATA + AFTER_DATA) if self.chance.random() < 0.25 else Fault.NONE
        self.did[fault] += 1
        return fault


def kill_between(workers: Workers, chance: random.Random, is_time: Callable[[], bool], seconds: float) -> None:
    """Two workers, of whom one is killed when it is time, at the latest after some seconds; the other one ends by itself."""
    both = [workers.start(), workers.start()]
    over = time.monotonic() + seconds
    while not is_time() and time.monotonic() < over:
        time.sleep(0.002)
    time.sleep(chance.uniform(0, 0.03))
    killed = chance.choice(both)
    os.kill(killed, signal.SIGKILL)  # one that has ended is kept by its starter until it is asked for
    for worker in both:
        assert workers.ended(worker) in ((0, -signal.SIGKILL) if worker == killed else (0,))


def test_whenever_workers_are_killed_each_mail_arrives_once_or_is_called_uncertain(mailing: Mailing, box: PostBox) -> None:
    kills = KILLS // 2 if mailing.here.settings.database_url else KILLS
    chance = random.Random(11)
    unkind = Unkind(chance)
    schedules = [mailing.schedule(cadence="weekly", recipients=addresses(PEOPLE)) for _ in range(1 + kills // WEEKS)]
    workers = Workers(mailing, box.port)
    try:
        began = time.monotonic()
        runs = [mailing.due(schedules[0], LATEST_WEEK, Grain.WEEK)]
        assert workers.ended(workers.start()) == 0
        undisturbed = time.monotonic() - began
        assert len(box.accepted) == len(PEOPLE)
        box.fault = unkind
        for kill in range(kills):
            week = Grain.WEEK.back(LATEST_WEEK, 1 + kill % WEEKS)
            runs.append(mailing.due(schedules[kill // WEEKS], week, Grain.WEEK))
            if kill % 2:  # while the report is made, or wherever else a moment falls
                kill_between(workers, chance, lambda: False, chance.uniform(0.1, 1.0) * undisturbed)
            else:  # while it is sent
                enough = unkind.asked + chance.randint(1, len(PEOPLE))
                kill_between(workers, chance, lambda enough=enough: unkind.asked >= enough, 3 * undisturbed)  # type: ignore[misc]
        box.fault = lambda _: Fault.NONE
        deadline = time.monotonic() + 60
        while any(mailing.run(run).state != "done" for run in runs) and time.monotonic() < deadline:
            assert workers.ended(workers.start()) == 0
            time.sleep(0.5)
    finally:
        workers.close()
    assert [mailing.run(run).state for run in runs] == ["done"] * len(runs)
    found = [each for run in runs for each in mailing.deliveries(run)]
    states = Counter(each.state for each in found)
    LOG.info("%d kills: %s; the server: %s", kills, dict(states), {fault.name: count for fault, count in unkind.did.items()})
    assert len(found) == (1 + kills) * len(PEOPLE)  # none lost
    assert set(states) <= {"sent", "uncertain", "refused"}
    assert {each.address for each in found if box.accepted[each.message_id] != 1 and each.state == "sent"} == set()  # none twice
    assert all(box.accepted[each.message_id] <= 1 for each in found if each.state == "uncertain")
    assert all(box.accepted[each.message_id] == 0 for each in found if each.state == "refused")
    told = {each.message_id for each in found} | {each.message_id for run in runs for each in mailing.deliveries(run, "notice")}
    assert set(box.accepted) <= told  # and none besides
    # A dropped or stalled answer leaves one mail uncertain, and so does a killed worker at most.
    assert states["uncertain"] <= sum(unkind.did[fault] for fault in AFTER_DATA) + kills
    assert states["refused"] <= unkind.did[Fault.REFUSE_RECIPIENT]
    assert all(len(mailing.documents(run)) == 1 for run in runs)  # and each report was made once for those who get it


def test_eight_workers_make_and_send_one_report_once(mailing: Mailing, box: PostBox) -> None:
    schedule = mailing.schedule(cadence="weekly", recipients=addresses(PEOPLE))
    workers = Workers(mailing, box.port)
    try:
        runs = [mailing.due(schedule, Grain.WEEK.back(LATEST_WEEK, count), Grain.WEEK) for count in range(2)]
        assert [workers.ended(worker) for worker in [workers.start() for _ in range(8)]] == [0] * 8
    finally:
        workers.close()
    assert [mailing.run(run).state for run in runs] == ["done", "done"]
    assert [len(mailing.documents(run)) for run in runs] == [1, 1]
    assert len(box.accepted) == 2 * len(PEOPLE) and set(box.accepted.values()) == {1}
