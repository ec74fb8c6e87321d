"""What is to come: the times of the kept schedules, and the runs that are planned when these have come."""

from datetime import datetime, time, timedelta

import store.runs
import store.schedules
from reports.office import Office
from reports.timetable import Cadence, OnClosedDay, Slot, Timing, next_slots, slots_between
from store.clock import database_now
from store.schedules import Plan, Schedule
from store.state import Session

LOOKED_BACK = timedelta(days=400)  # what was missed longer ago is not even listed


def timing_of(plan: Plan) -> Timing:
    """A schedule's times.

    Raises:
        QueryError: there is no such day.
    """
    return Timing(
        cadence=Cadence(plan.cadence),
        at=time.fromisoformat(plan.at),
        zone=plan.zone,
        day=plan.day,
        on_closed_day=OnClosedDay(plan.on_closed_day),
    )


def upcoming(office: Office, plan: Plan, count: int, after: datetime) -> list[Slot]:
    """The next times at which a schedule of this plan sends."""
    return next_slots(timing_of(plan), after, count, office.calendar.is_working_day)


def plan_due(session: Session, office: Office) -> int:
    """How many runs were planned: for each active schedule the latest slot that is due; those before it are listed as missed."""
    now, planned = database_now(session), 0
    for schedule in store.schedules.active(session):
        slots = due_slots(office, schedule, now)
        for slot in slots:
            planned += store.runs.plan(
                session,
                schedule.id,
                period=Cadence(schedule.cadence).grain.code_of(slot.period),
                start=slot.period.start,
                end=slot.period.end,
                needed_until=slot.needed_until,
                due_at=slot.at,
                is_missed=slot is not slots[-1],
            )
        if slots:
            store.schedules.set_planned(session, schedule.id, slots[-1].at)
    return planned


def due_slots(office: Office, schedule: Schedule, now: datetime) -> list[Slot]:
    """The schedule's slots that have come since it was last planned."""
    since = max(schedule.planned_until, now - LOOKED_BACK)
    return slots_between(timing_of(schedule), since, now, office.calendar.is_working_day)
