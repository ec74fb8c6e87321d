"""Who may set a goal, and how one is set: checked, kept and recorded in one transaction."""

from dataclasses import replace
from datetime import UTC, datetime

import store.goals
from access.audit import Event, record
from access.reader import Reader
from access.roles import Right
from errors import AccessError
from metrics.catalog import metric
from metrics.goal_version import GoalVersion
from store.goals import Decision
from store.state import Session, State

OPERATOR = "cli"  # whoever may run commands on the server may do everything


def may_set(reader: Reader, team: str | None) -> bool:
    """Whether the reader may set goals of a team, or with None of the whole company, which takes somebody who sees all of it."""
    teams = reader.scope.teams
    return reader.role.may(Right.STEER) and (teams is None or team in teams)


def decide(state: State, version: GoalVersion, *, reader: Reader | None = None, address: str = "") -> Decision:
    """Keeps a new version of a goal; without a reader it is the operator's.

    Raises:
        AccessError: the goal is not the reader's to set.
        QueryError: the metric cannot have it.
        UnknownMetricError: there is no such metric.
    """
    if reader is not None:
        reader.must(Right.STEER)
        if not may_set(reader, version.team):
            raise AccessError(
                ko="이 목표는 정할 수 없습니다. 맡고 있는 팀의 목표만 정할 수 있습니다.",
                en="This goal is not yours to set. You can set those of your own teams.",
            )
    version.check(metric(version.metric))
    by = reader.login if reader else OPERATOR
    with state.write() as session:
        decision = store.goals.add(session, _in_order(session, version), by=by, now=datetime.now(UTC))
        event = Event.GOAL_ENDED if version.terms is None else Event.GOAL_SET
        record(session, event, actor=by, address=address, about=f"goal {decision.id}: {named(version)}")
    return decision


def named(version: GoalVersion) -> str:
    """The goal in the records: metric, whose, and from when."""
    return f"{version.metric}, {version.team or 'company'}, {version.grain} from {version.begins_on}"


def _in_order(session: Session, version: GoalVersion) -> GoalVersion:
    """The version as one decided after all before it. Undoing a load takes the end of the data back, not what was decided."""
    earlier = store.goals.book(session).of(metric(version.metric), version.team, version.grain)
    return replace(version, decided_on=max(version.decided_on, *(each.decided_on for each in earlier))) if earlier else version
