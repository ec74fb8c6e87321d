"""The record of who did what, from where: one row in state and one JSON line in the log each."""

import json
import logging
from datetime import UTC, datetime
from enum import StrEnum

import store.audit
from store.state import Session

LOG = logging.getLogger("dangol")


class Event(StrEnum):
    """What is recorded."""

    SIGNED_IN = "signed-in"
    SIGN_IN_FAILED = "sign-in-failed"
    SIGN_IN_BLOCKED = "sign-in-blocked"
    SIGNED_OUT = "signed-out"
    REFUSED = "refused"
    USER_ADDED = "user-added"
    USER_CHANGED = "user-changed"
    USER_DISABLED = "user-disabled"
    PASSWORD_CHANGED = "password-changed"
    REPORT_DOWNLOADED = "report-downloaded"
    CUSTOMERS_DOWNLOADED = "customers-downloaded"
    NUMBERS_DOWNLOADED = "numbers-downloaded"
    RECORDS_DOWNLOADED = "records-downloaded"
    GOAL_SET = "goal-set"
    GOAL_ENDED = "goal-ended"
    NOTE_WRITTEN = "note-written"
    NOTE_CHANGED = "note-changed"
    NOTE_REMOVED = "note-removed"
    UPLOADED = "uploaded"
    LOADED = "loaded"
    LOAD_HELD = "load-held"
    LOAD_UNDONE = "load-undone"
    LOAD_DROPPED = "load-dropped"
    MERGE_UNDONE = "merge-undone"
    MAPPING_KEPT = "mapping-kept"
    MAPPING_DROPPED = "mapping-dropped"
    REJECTS_DOWNLOADED = "rejects-downloaded"
    CUSTOMER_FORGOTTEN = "customer-forgotten"
    RECALCULATED = "recalculated"
    REPORT_HELD = "report-held"
    REPORT_SENT = "report-sent"
    REPORT_RELEASED = "report-released"
    REPORT_SKIPPED = "report-skipped"
    REPORT_MADE_AGAIN = "report-made-again"
    DELIVERY_DECIDED = "delivery-decided"
    SCHEDULE_MADE = "schedule-made"
    SCHEDULE_CHANGED = "schedule-changed"
    SCHEDULE_TRIED = "schedule-tried"


def record(session: Session, event: Event, *, actor: str, address: str, about: str = "", count: int = 1, reason: str = "") -> None:
    """Writes the event to state, in the caller's transaction, and to the log.

    `about` and `reason` never hold what a stranger typed: people type passwords into the wrong field.
    """
    now = datetime.now(UTC)
    store.audit.append(session, at=now, actor=actor, address=address, action=str(event), object_=about, count=count, reason=reason)
    log_line(event, at=now, actor=actor, address=address, about=about, count=count, reason=reason)


def log_line(
    event: str,
    *,
    at: datetime | None = None,
    actor: str = "",
    address: str = "",
    about: str = "",
    count: int = 1,
    reason: str = "",
    level: int = logging.INFO,
) -> None:
    """One line of JSON in the log. Line breaks inside values are escaped, so no value can forge a line."""
    moment = (at or datetime.now(UTC)).isoformat(timespec="milliseconds")
    LOG.log(
        level,
        json.dumps(
            {"time": moment, "user": actor, "address": address, "action": str(event), "object": about, "count": count, "reason": reason}
        ),
    )
