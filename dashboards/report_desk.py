"""What the page Reports knows of one reader: what they may see of schedules, held reports and the archive."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TypeVar
from zoneinfo import ZoneInfo

from flask import request

import store.deliveries
import store.documents
import store.runs
import store.schedules
import store.users
import store.workers
from access.faults import address
from access.reader import Reader
from access.roles import Right
from access.scheduling import Actor
from dashboards.own import Parameter
from dashboards.visit import Visit
from errors import AccessError
from metrics.text import Text
from reports.archive import may_see
from reports.office import Office
from store.deliveries import Delivery, DeliveryState, Purpose
from store.documents import Document
from store.runs import Run, RunState
from store.schedules import Schedule
from store.state import Session
from store.users import User

T = TypeVar("T")

SCHEDULE = Parameter("schedule", Text(ko="예약", en="Schedule"), longest=12)
DOCUMENT = Parameter("document", Text(ko="보고서", en="Report"), longest=12)
DONE = Parameter("done", Text(ko="한 일", en="Done"), longest=40)
NEW = "new"
SEEN_WITHIN = timedelta(minutes=2)  # a worker that is alive is seen every few seconds, or after each report that it makes
UNSOLVED = (DeliveryState.UNCERTAIN, DeliveryState.REFUSED, DeliveryState.GAVE_UP, DeliveryState.HELD)


def actor_of(reader: Reader) -> Actor:
    """The reader as whoever decides on a schedule."""
    teams = None if reader.scope.teams is None else tuple(sorted(reader.scope.teams))
    is_admin = reader.role.may(Right.ADMINISTER)
    return Actor(user_id=reader.user_id, login=reader.login, teams=teams, is_admin=is_admin, address=address(request))


@dataclass(frozen=True)
class ReportDesk:
    """The page of one visit."""

    visit: Visit
    office: Office
    actor: Actor

    @classmethod
    def of(cls, visit: Visit) -> "ReportDesk":
        return cls(visit, visit.house.office, actor_of(visit.reader))

    @property
    def may_schedule(self) -> bool:
        """Whether the reader may make schedules."""
        return self.visit.reader.role.may(Right.SCHEDULE)

    @cached_property
    def schedules(self) -> list[Schedule]:
        """The schedules that the reader may know of."""
        return [each for each in self._read(store.schedules.all_schedules) if self.actor.may_see(each)]

    @cached_property
    def users(self) -> dict[int, User]:
        """Everybody who signs in, by number."""
        return {user.id: user for user in self._read(store.users.all_users)}

    @cached_property
    def chosen(self) -> Schedule | None:
        """The schedule that the address names; None where it names none, or a new one.

        Raises:
            AccessError: it is not the reader's to change.
        """
        asked = self.visit.own.one(SCHEDULE.name)
        if not asked or asked == NEW:
            return None
        found = next((each for each in self.schedules if str(each.id) == asked), None)
        if found is None or not self.actor.may_manage(found):
            raise AccessError(
                ko="그런 예약이 없거나, 본인이 만든 예약이 아닙니다.", en="There is no such schedule, or it is not yours to change."
            )
        return found

    @cached_property
    def held(self) -> list[Run]:
        """The held reports that the reader decides about."""
        return self._theirs(self._read(lambda session: store.runs.in_state(session, RunState.HELD)))

    @cached_property
    def missed(self) -> list[Run]:
        """The times that were missed, the latest few."""
        return self._theirs(self._read(lambda session: store.runs.in_state(session, RunState.MISSED, limit=50)))[:8]

    @cached_property
    def unsolved(self) -> list[Delivery]:
        """The mails that wait for the reader's decision."""
        found = self._read(lambda session: store.deliveries.in_state(session, *UNSOLVED, limit=200))
        own = {each.id for each in self.schedules if self.actor.may_manage(each)}
        return [each for each in found if each.schedule_id in own and each.purpose == Purpose.REPORT]

    @cached_property
    def documents(self) -> list[Document]:
        """The sent reports whose rows the reader may see, the latest first."""
        return [each for each in self._read(lambda session: store.documents.history(session, 200)) if self._may_see(each)]

    def document(self, id: str) -> Document:
        """One of them.

        Raises:
            AccessError: it is not there, or holds rows that the reader may not see.
        """
        found = self._read(lambda session: store.documents.find(session, int(id))) if id.isdecimal() and len(id) < 10 else None
        if found is None or not self._may_see(found):
            raise AccessError(
                ko="그런 보고서가 없거나, 볼 수 없는 팀의 보고서입니다.",
                en="There is no such report, or it is of teams that you may not see.",
            )
        return found

    def deliveries(self, document: Document) -> list[Delivery]:
        """To whom a document went."""
        return self._read(lambda session: store.deliveries.of_document(session, document.id))

    @cached_property
    def has_worker(self) -> bool:
        """Whether a worker was seen just now."""
        seen = self._read(store.workers.last_seen)
        return seen is not None and datetime.now(UTC) - seen < SEEN_WITHIN

    def name_of(self, schedule_id: int) -> str:
        """What a schedule is called."""
        return next((each.name for each in self.schedules if each.id == schedule_id), f"#{schedule_id}")

    def local(self, moment: datetime, zone: str | None = None) -> str:
        """A moment as the company's clocks show it, or those of a zone."""
        return f"{moment.astimezone(ZoneInfo(zone or self.visit.house.zone)):%Y-%m-%d %H:%M}"

    def _theirs(self, runs: list[Run]) -> list[Run]:
        own = {each.id for each in self.schedules if self.actor.may_manage(each)}
        return [run for run in runs if run.schedule_id in own]

    def _may_see(self, document: Document) -> bool:
        return may_see(document, self.visit.reader.scope.teams)

    def _read(self, asked: Callable[[Session], T]) -> T:
        with self.office.state.read() as session:
            return asked(session)
