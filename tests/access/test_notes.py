"""Noting things: by whom, for whom, who sees it, and that it is recorded without its words."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import store.audit
import store.notes
from access.notes import LONGEST, change, remove, write
from access.reader import Reader
from access.roles import Role
from errors import AccessError, QueryError, UnknownMetricError
from metrics.period import Grain
from metrics.query import Scope
from store.notes import Draft
from store.state import State

MAY = date(2026, 5, 1)


def reader(login: str, role: Role, *teams: str) -> Reader:
    return Reader(1, login, "김하늘", role, Scope(frozenset(teams) if teams else None), "ko")


BOSS, LEAD, OTHER = reader("boss", Role.EXECUTIVE), reader("lead", Role.TEAM_LEAD, "A"), reader("other", Role.TEAM_LEAD, "A", "B")
ADMIN = reader("root", Role.ADMIN)


def draft(team: str | None, said: str = "물류센터 장애", metric: str | None = None) -> Draft:
    return Draft(period=Grain.MONTH.period_of(MAY), grain=Grain.MONTH, metric=metric, team=team, said=said)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    state = State(f"sqlite:///{tmp_path / 'state.sqlite3'}")
    state.migrate()
    yield state
    state.close()


def kept(state: State) -> list[str]:
    with state.read() as session:
        return [note.said for note in store.notes.all_notes(session)]


@pytest.mark.parametrize(("who", "teams"), [(BOSS, {None, "A", "B"}), (LEAD, {"A"}), (OTHER, {"A", "B"})], ids=["boss", "lead", "other"])
def test_each_notes_for_the_own_rows_and_sees_the_companys(who: Reader, teams: set[str | None], state: State) -> None:
    for team in (None, "A", "B"):
        note = write(state, draft(team), reader=BOSS)
        assert note.is_for(who.scope) is (team in teams | {None})
        if team in teams:
            assert write(state, draft(team), reader=who).written_by == who.login
        else:
            with pytest.raises(AccessError):
                write(state, draft(team), reader=who)


def test_only_who_wrote_it_or_an_administrator_changes_a_note(state: State) -> None:
    note = write(state, draft("A"), reader=LEAD)
    for stranger, number in ((OTHER, note.id), (BOSS, note.id), (LEAD, 99)):
        with pytest.raises(AccessError):
            change(state, number, "다른 말", reader=stranger)
        with pytest.raises(AccessError):
            remove(state, number, reader=stranger)
    assert kept(state) == ["물류센터 장애"]
    change(state, note.id, "센터 이전", reader=LEAD)
    assert kept(state) == ["센터 이전"]
    remove(state, note.id, reader=ADMIN)
    assert kept(state) == []


def test_whoever_lost_the_team_can_no_longer_change_what_was_written_for_it(state: State) -> None:
    note = write(state, draft("A"), reader=LEAD)
    with pytest.raises(AccessError):
        remove(state, note.id, reader=reader("lead", Role.TEAM_LEAD, "B"))


@pytest.mark.parametrize("said", ["", " \n\t ", "\u200b", "가" * (LONGEST + 1)], ids=["nothing", "blanks", "unseen", "too much"])
def test_a_note_that_says_nothing_or_too_much_is_refused(said: str, state: State) -> None:
    note = write(state, draft(None), reader=BOSS)
    with pytest.raises(QueryError):
        write(state, draft(None, said), reader=BOSS)
    with pytest.raises(QueryError):
        change(state, note.id, said, reader=BOSS)
    assert kept(state) == ["물류센터 장애"]


def test_a_note_is_kept_as_one_line_without_what_nobody_sees(state: State) -> None:
    write(state, draft(None, "  장애\n\n복구\u202e 됨 "), reader=BOSS)
    assert kept(state) == ["장애 복구 됨"]


def test_a_note_on_no_metric_is_refused(state: State) -> None:
    with pytest.raises(UnknownMetricError):
        write(state, draft(None, metric="nps"), reader=BOSS)


def test_the_records_say_what_was_done_and_not_what_was_written(state: State) -> None:
    note = write(state, draft("A", metric="complaint_rate"), reader=LEAD, address="10.0.0.7")
    change(state, note.id, "비밀번호", reader=LEAD, address="10.0.0.7")
    remove(state, note.id, reader=LEAD, address="10.0.0.7")
    with state.read() as session:
        events = store.audit.history(session, 10)
    assert [each.action for each in events] == ["note-removed", "note-changed", "note-written"]
    about = f"note {note.id}: complaint_rate, A, month from 2026-05-01"
    assert {(each.actor, each.address, each.object_) for each in events} == {("lead", "10.0.0.7", about)}
