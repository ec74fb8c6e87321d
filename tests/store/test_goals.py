"""Goals in state: kept as they were decided, and never changed."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from metrics.goal import Comparison
from metrics.goal_version import GoalVersion
from metrics.period import Grain
from metrics.ramp import Line, Step, Steps
from metrics.terms import Baseline, Meant
from store import goals
from store.state import State
from tests.metrics.goals import MONDAY, terms, version

NOW = datetime(2026, 11, 30, 1, 2, 3, tzinfo=UTC)
BASELINE = Baseline(0.4, Grain.WEEK.back(Grain.WEEK.period_of(MONDAY), 1), 120)
DEADLINE = date(2026, 12, 31)
KINDS = {
    "plain": version(terms(0.5)),
    "of a team, strict": version(terms(3.0, comparison=Comparison.LESS_THAN), team="호남·충청팀", metric="complaint_rate"),
    "per cent of a baseline": version(terms(0.05, meant=Meant.PERCENT, baseline=BASELINE)),
    "a line from the baseline": version(terms(0.1, meant=Meant.POINTS, baseline=BASELINE, deadline=DEADLINE, ramp=Line())),
    "a line from a start": version(terms(0.9, deadline=DEADLINE, ramp=Line(start=0.5)), grain=Grain.MONTH, begins_on=date(2026, 12, 1)),
    "steps": version(terms(0.9, ramp=Steps((Step(MONDAY, 0.6), Step(date(2026, 12, 14), 0.9))))),
    "the end": version(None),
}


def added(state: State, version: GoalVersion) -> goals.Decision:
    with state.write() as session:
        return goals.add(session, version, by="lead", now=NOW)


@pytest.mark.parametrize("wanted", KINDS.values(), ids=KINDS)
def test_a_goal_comes_back_as_it_was_decided(wanted: GoalVersion, state: State) -> None:
    kept = added(state, wanted)
    assert kept == goals.Decision(1, NOW, "lead", wanted)
    with state.read() as session:
        assert goals.find(session, 1) == kept and goals.decisions(session) == [kept]
        assert goals.book(session).versions == (wanted,)


def test_decisions_are_numbered_and_come_in_order(state: State) -> None:
    numbers = [added(state, version(terms(amount))).id for amount in (0.5, 0.6, 0.7)]
    with state.read() as session:
        assert [each.id for each in goals.decisions(session)] == numbers == [1, 2, 3]
        assert [each.terms.amount for each in goals.book(session).versions if each.terms] == [0.5, 0.6, 0.7]


@pytest.mark.parametrize("change", ["UPDATE goals SET amount = 0", "DELETE FROM goals"])
def test_the_database_refuses_to_rewrite_a_goal(change: str, state: State) -> None:
    kept = added(state, version(terms(0.5)))
    with pytest.raises(DatabaseError, match="only added to"), state.write() as session:
        session.execute(text(change))
    with state.read() as session:
        assert goals.decisions(session) == [kept]
