"""The demo company's goals: set once, as of the days on which its teams would have decided them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import settings as configuration
import store.audit
import store.goals
from access.goals import decide
from commands.demo_goals import OWNERS, PLANS, set_goals
from etl.demo_story import TEAMS
from installation import Installation
from metrics.catalog import METRICS
from metrics.period import Grain
from metrics.query import Query, measure
from tests.metrics.goals import terms, version


@pytest.fixture
def here(demo_home: Path, tmp_path: Path) -> Iterator[Installation]:
    shutil.copytree(demo_home, tmp_path / "home")
    opened = Installation.opened(configuration.read(home=tmp_path / "home", company="단골상회"))
    yield opened
    opened.state.close()


def decided(here: Installation) -> list[store.goals.Decision]:
    with here.state.read() as session:
        return store.goals.decisions(session)


def test_each_team_has_goals_with_an_owner_that_were_decided_before_they_began(here: Installation) -> None:
    set_goals(here, here.trends(), by="admin")
    found = decided(here)
    assert len(found) == sum(len(plan.teams) for plan in PLANS)
    assert {each.version.team for each in found} == set(TEAMS)
    for each in found:
        own = each.version
        assert own.owner == OWNERS[own.team or ""] and own.reason and own.grain is Grain.WEEK
        assert own.decided_on == each.decided_at.date() < own.begins_on
        own.check(METRICS[own.metric])
    assert [each.decided_at for each in found] == sorted(each.decided_at for each in found)
    assert any(each.version.terms and each.version.terms.ramp for each in found)
    with here.state.read() as session:
        assert [each.action for each in store.audit.history(session, 100)].count("goal-set") == len(found)


def test_starting_the_demo_again_adds_no_goals_and_never_touches_others(here: Installation) -> None:
    decide(here.state, version(terms(0.8), team=TEAMS[0]))
    set_goals(here, here.trends(), by="admin")
    assert len(decided(here)) == 1


def test_a_baseline_is_what_was_measured_before_the_decision(here: Installation) -> None:
    set_goals(here, here.trends(), by="admin")
    (ramped,) = [each.version for each in decided(here) if each.version.terms and each.version.terms.baseline]
    assert ramped.terms is not None and ramped.terms.baseline is not None
    frozen = ramped.terms.baseline
    trends = here.trends()
    query = Query(METRICS[ramped.metric], frozen.period, Grain.WEEK, where={"team": (ramped.team or "",)})
    assert frozen.period.end <= ramped.decided_on
    assert measure(query, trends.facts).select("value", "n").row(0) == (frozen.value, frozen.n)
