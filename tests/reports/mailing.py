"""The demo company with a mail server, people who get reports, and a schedule."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import settings as configuration
import store.deliveries
import store.documents
import store.runs
import store.users
from access import people, scheduling
from access.roles import Role
from access.scheduling import Actor
from installation import Installation
from metrics.period import Grain
from reports.office import Office
from reports.worker import Worker
from store.deliveries import Delivery
from store.documents import Document
from store.runs import Run, RunState
from store.schedules import Plan, Recipient, Schedule, ScheduleState

PASSWORD = "paper lantern 7 river"
ONLINE = "온라인팀"
STAFF: dict[str, tuple[str, Role, tuple[str, ...] | None]] = {
    "executive": ("김대표", Role.EXECUTIVE, None),
    "lead": ("이팀장", Role.TEAM_LEAD, (ONLINE,)),
    "admin": ("박관리", Role.ADMIN, None),
}
OCTOBER = Grain.MONTH.period_of(date(2026, 10, 1))


@dataclass
class Mailing:
    """An installation that sends reports, and what a test asks of it."""

    here: Installation

    @classmethod
    def of(cls, home: Path, folder: Path, port: int, **given: Any) -> "Mailing":
        """A copy of a data folder that has its staff."""
        shutil.copytree(home, folder / "home")
        return cls.opened(folder / "home", port, **given)

    def employ(self) -> None:
        """Adds the staff."""
        state = self.here.state
        for login, (name, role, teams) in STAFF.items():
            people.add_user(state, login, name, role, teams, PASSWORD, "단골상회")
            people.set_email(state, login, f"{login}@dangol.example", self.office.domains)

    @classmethod
    def opened(cls, home: Path, port: int, **given: Any) -> "Mailing":
        mail = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "insecure", "smtp_sender": "kpi@dangol.example"}
        rest = {"company": "단골상회", "address": "https://kpi.dangol.example", "report_processes": 1}
        return cls(Installation.opened(configuration.read(home=home, **mail | rest | given)))

    @property
    def office(self) -> Office:
        return self.here.office

    def user_id(self, login: str) -> int:
        with self.here.state.read() as session:
            user = store.users.by_login(session, login)
        assert user is not None
        return user.id

    def actor(self, login: str = "admin") -> Actor:
        _, role, teams = STAFF[login]
        return Actor(user_id=self.user_id(login), login=login, teams=teams, is_admin=role is Role.ADMIN)

    def plan(self, **given: Any) -> Plan:
        sound: dict[str, Any] = {
            "name": "월간 보고",
            "kind": "chosen",
            "metrics": ("complaint_rate",),
            "cadence": "monthly",
            "at": "08:00",
            "zone": "Asia/Seoul",
            "day": 1,
            "on_closed_day": "send",
            "attaches_workbook": False,
            "recipients": (Recipient(user_id=self.user_id("executive")),),
        }
        return Plan(**sound | given)

    def schedule(self, *, by: str = "admin", **given: Any) -> Schedule:
        """A schedule that was started just now."""
        schedule = scheduling.add(self.office, self.plan(**given), self.actor(by))
        scheduling.set_state(self.office, schedule.id, ScheduleState.ACTIVE, self.actor(by))
        return schedule

    def due(self, schedule: Schedule, period: Any = OCTOBER, grain: Grain = Grain.MONTH) -> int:
        """The number of a run that is due now."""
        with self.here.state.write() as session:
            store.runs.plan(
                session,
                schedule.id,
                period=grain.code_of(period),
                start=period.start,
                end=period.end,
                needed_until=period.end,
                due_at=datetime.now(UTC),
                is_missed=False,
            )
            runs = store.runs.of_schedule(session, schedule.id)
        return next(run.id for run in runs if run.period_start == period.start)

    def work(self) -> Worker:
        worker = Worker(self.office)
        worker.until_idle()
        return worker

    def run(self, id: int) -> Run:
        with self.here.state.read() as session:
            run = store.runs.find(session, id)
        assert run is not None
        return run

    def runs(self, schedule: Schedule) -> list[Run]:
        with self.here.state.read() as session:
            return store.runs.of_schedule(session, schedule.id)

    def held(self) -> list[Run]:
        with self.here.state.read() as session:
            return store.runs.in_state(session, RunState.HELD)

    def deliveries(self, run_id: int, purpose: str = "report") -> list[Delivery]:
        with self.here.state.read() as session:
            return [each for each in store.deliveries.of_run(session, run_id) if each.purpose == purpose]

    def documents(self, run_id: int) -> list[Document]:
        with self.here.state.read() as session:
            return store.documents.of_run(session, run_id)

    def states(self, run_id: int) -> dict[str, str]:
        return {each.address: each.state for each in self.deliveries(run_id)}


def addresses(names: Sequence[str], teams: tuple[str, ...] | None = None, language: str = "ko") -> tuple[Recipient, ...]:
    """Recipients at addresses of the allowed domain."""
    return tuple(Recipient(address=f"{name}@dangol.example", name=name, teams=teams, language=language) for name in names)
