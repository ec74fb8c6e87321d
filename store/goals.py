"""The goals that people set: one row per decision, only ever added to.

A goal is changed, ended or restored by deciding again, so what was wanted of a week that is over stays as it was.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Double, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from metrics.goal import Comparison
from metrics.goal_book import GoalBook
from metrics.goal_version import GoalVersion
from metrics.period import Grain, Span
from metrics.ramp import Line, Ramp, Step, Steps
from metrics.terms import Baseline, Meant, Terms
from store.revision import SHOWN
from store.schema import Base, Moment


class GoalRow(Base):
    __tablename__ = "goals"
    __table_args__ = SHOWN

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    metric: Mapped[str] = mapped_column(String(100))
    team: Mapped[str | None] = mapped_column(Text)
    grain: Mapped[str] = mapped_column(String(10))
    begins_on: Mapped[date]
    decided_on: Mapped[date]
    decided_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    comparison: Mapped[str | None] = mapped_column(String(2))  # null with all that follow where nothing is wanted any more
    amount: Mapped[float | None] = mapped_column(Double)
    meant: Mapped[str | None] = mapped_column(String(10))
    baseline_value: Mapped[float | None] = mapped_column(Double)
    baseline_start: Mapped[date | None]
    baseline_end: Mapped[date | None]
    baseline_n: Mapped[int | None]
    deadline: Mapped[date | None]
    ramp: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


@dataclass(frozen=True)
class Decision:
    """One version of a goal as it was decided: its number, by whom (a login), and when."""

    id: int
    decided_at: datetime
    decided_by: str
    version: GoalVersion


def add(session: Session, version: GoalVersion, *, by: str, now: datetime) -> Decision:
    """One more decision, in a write session, since decisions follow one another."""
    last = session.scalar(select(GoalRow.id).order_by(GoalRow.id.desc()).limit(1)) or 0
    own = {name: getattr(version, name) for name in ("metric", "team", "begins_on", "decided_on", "owner", "reason")}
    row = GoalRow(id=last + 1, grain=str(version.grain), decided_at=now.astimezone(UTC), decided_by=by, **own, **_columns(version.terms))
    session.add(row)
    session.flush()
    return Decision(row.id, row.decided_at, by, version)


def decisions(session: Session) -> list[Decision]:
    """Every decision, in order."""
    return [_decision(row) for row in session.scalars(select(GoalRow).order_by(GoalRow.id))]


def book(session: Session) -> GoalBook:
    """Every version of every goal."""
    return GoalBook(tuple(each.version for each in decisions(session)))


def find(session: Session, id: int) -> Decision | None:
    """The decision with that number."""
    row = session.get(GoalRow, id)
    return _decision(row) if row else None


def _decision(row: GoalRow) -> Decision:
    version = GoalVersion(
        metric=row.metric,
        team=row.team,
        grain=Grain(row.grain),
        begins_on=row.begins_on,
        decided_on=row.decided_on,
        owner=row.owner,
        reason=row.reason,
        terms=_terms(row),
    )
    return Decision(row.id, row.decided_at, row.decided_by, version)


def _columns(terms: Terms | None) -> dict[str, Any]:
    if terms is None:
        return {}
    frozen = terms.baseline
    baseline = (
        {"baseline_value": frozen.value, "baseline_start": frozen.period.start, "baseline_end": frozen.period.end, "baseline_n": frozen.n}
        if frozen
        else {}
    )
    own = {"comparison": str(terms.comparison), "amount": terms.amount, "meant": str(terms.meant), "deadline": terms.deadline}
    return own | baseline | {"ramp": _plain(terms.ramp)}


def _terms(row: GoalRow) -> Terms | None:
    if row.comparison is None or row.amount is None or row.meant is None:
        return None
    baseline = None
    if row.baseline_value is not None and row.baseline_start is not None and row.baseline_end is not None:
        baseline = Baseline(row.baseline_value, Span(row.baseline_start, row.baseline_end), row.baseline_n or 0)
    return Terms(
        comparison=Comparison(row.comparison),
        amount=row.amount,
        meant=Meant(row.meant),
        baseline=baseline,
        deadline=row.deadline,
        ramp=_ramp(row.ramp),
    )


def _plain(ramp: Ramp | None) -> dict[str, Any] | None:
    match ramp:
        case Line():
            return {"start": ramp.start}
        case Steps():
            return {"steps": [[step.on.isoformat(), step.amount] for step in ramp.steps]}
        case None:
            return None


def _ramp(kept: dict[str, Any] | None) -> Ramp | None:
    if kept is None:
        return None
    if "steps" in kept:
        return Steps(tuple(Step(date.fromisoformat(on), amount) for on, amount in kept["steps"]))
    return Line(kept["start"])
