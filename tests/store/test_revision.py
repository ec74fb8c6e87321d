"""The revision of the state changes with what pages of numbers are made from, and with nothing else."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update

import store.attempts
import store.goals
import store.notes
import store.snapshots
from metrics.goal import Comparison
from metrics.goal_version import GoalVersion
from metrics.period import Grain
from metrics.terms import Meant, Terms
from store.revision import revision
from store.state import Session, State

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOTE = store.notes.Draft(period=Grain.MONTH.period_of(date(2026, 2, 1)), grain=Grain.MONTH, metric=None, team=None, said="설 연휴")
GOAL = GoalVersion(
    metric="complaint_rate",
    team=None,
    grain=Grain.WEEK,
    begins_on=date(2026, 3, 2),
    decided_on=date(2026, 3, 2),
    owner="김대표",
    reason="시험",
    terms=Terms(comparison=Comparison.AT_MOST, amount=0.05, meant=Meant.ABSOLUTE),
)


def _now(state: State) -> str:
    with state.read() as session:
        return revision(session)


def _published(session: Session) -> object:
    return store.snapshots.publish(session, {"orders": 1}, None, date(2026, 3, 1))


@pytest.mark.parametrize(
    "change",
    [
        _published,
        lambda session: store.goals.add(session, GOAL, by="admin", now=NOW),
        lambda session: store.notes.add(session, NOTE, author="김대표", by="boss", now=NOW),
    ],
    ids=["a snapshot", "a goal", "a note"],
)
def test_what_pages_show_gives_it_another_revision(change: Callable[[Session], object], state: State) -> None:
    before = _now(state)
    with state.write() as session:
        change(session)
        assert revision(session) != before
    assert _now(state) != before


def test_what_is_changed_and_what_is_removed_does_so_too(state: State) -> None:
    with state.write() as session:
        note = store.notes.add(session, NOTE, author="김대표", by="boss", now=NOW)
    written = _now(state)
    with state.write() as session:
        store.notes.change(session, note.id, "설 연휴, 나흘", now=NOW)
    changed = _now(state)
    with state.write() as session:
        session.execute(update(store.notes.NoteRow).values(author="박대표"))
    renamed = _now(state)
    with state.write() as session:
        store.notes.remove(session, note.id)
    assert len({written, changed, renamed, _now(state)}) == 4


def test_what_was_only_tried_leaves_it_as_it_was(state: State) -> None:
    before = _now(state)
    with state.rehearse() as session:
        _published(session)
        session.flush()
        assert revision(session) != before
    assert _now(state) == before


def test_what_no_page_of_numbers_shows_leaves_it_as_it_was(state: State) -> None:
    before = _now(state)
    with state.write() as session:
        store.attempts.record_failure(session, "boss", NOW)
    assert _now(state) == before
