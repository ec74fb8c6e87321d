"""Setting goals: by whom, of whom, and that it is recorded."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import store.audit
import store.goals
from access.goals import decide, may_set
from access.reader import Reader
from access.roles import Role
from errors import AccessError, QueryError, UnknownMetricError
from metrics.query import Scope
from store.state import State
from tests.metrics.goals import MONDAY, terms, version


def reader(role: Role, *teams: str) -> Reader:
    return Reader(1, "kim", "김하늘", role, Scope(frozenset(teams) if teams else None), "ko")


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    state = State(f"sqlite:///{tmp_path / 'state.sqlite3'}")
    state.migrate()
    yield state
    state.close()


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        (reader(Role.ADMIN), {None, "A", "B"}),
        (reader(Role.ADMIN, "A"), {"A"}),  # who does not see the whole company does not steer it
        (reader(Role.TEAM_LEAD, "A"), {"A"}),
        (reader(Role.TEAM_LEAD, "A", "B"), {"A", "B"}),
        (reader(Role.EXECUTIVE), set()),
        (reader(Role.DATA_ADMIN), set()),
    ],
    ids=lambda each: f"{each.role.value} {sorted(each.scope.teams or ())}" if isinstance(each, Reader) else "",
)
def test_goals_are_set_by_administrators_and_by_the_leads_of_the_team(who: Reader, allowed: set[str | None], state: State) -> None:
    for team in (None, "A", "B"):
        assert may_set(who, team) is (team in allowed)
        if team in allowed:
            assert decide(state, version(terms(0.5), team=team), reader=who).version.team == team
        else:
            with pytest.raises(AccessError):
                decide(state, version(terms(0.5), team=team), reader=who)
    with state.read() as session:
        assert len(store.goals.decisions(session)) == len(allowed)


def test_what_is_decided_is_recorded_with_who_and_from_where(state: State) -> None:
    decide(state, version(terms(0.5), team="A"), reader=reader(Role.TEAM_LEAD, "A"), address="10.0.0.7")
    decide(state, version(None, team="A"), reader=reader(Role.TEAM_LEAD, "A"), address="10.0.0.7")
    decide(state, version(terms(0.6)))
    with state.read() as session:
        said = [(each.actor, each.address, each.action, each.object_) for each in reversed(store.audit.history(session, 3))]
    assert said == [
        ("kim", "10.0.0.7", "goal-set", "goal 1: customer_satisfaction, A, week from 2026-11-30"),
        ("kim", "10.0.0.7", "goal-ended", "goal 2: customer_satisfaction, A, week from 2026-11-30"),
        ("cli", "", "goal-set", "goal 3: customer_satisfaction, company, week from 2026-11-30"),
    ]


def test_a_goal_that_the_metric_cannot_have_is_neither_kept_nor_recorded(state: State) -> None:
    for wrong, error in ((version(terms(80)), QueryError), (version(terms(0.5), metric="no_such_thing"), UnknownMetricError)):
        with pytest.raises(error):
            decide(state, wrong)
    with state.read() as session:
        assert store.goals.decisions(session) == [] and store.audit.history(session, 9) == []


def test_a_decision_after_a_load_was_undone_is_still_the_later_one(state: State) -> None:
    decide(state, version(terms(0.5), MONDAY, decided_on=date(2026, 11, 29)))
    later = decide(state, version(terms(0.6), MONDAY, decided_on=date(2026, 11, 22)))  # the data end a week earlier again
    assert later.version.decided_on == date(2026, 11, 29)
