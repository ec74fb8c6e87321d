"""Users, their sessions, and their failed sign-ins."""

from datetime import UTC, datetime, timedelta

import pytest

from errors import UserError
from store import attempts, sessions, users
from store.state import State
from store.users import User

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def add(state: State, login: str = "minji", teams: tuple[str, ...] | None = ("강남팀",)) -> User:
    with state.write() as session:
        return users.add(
            session, login=login, name="김민지", role="team_lead", teams=teams, language="ko", password_hash="$argon2id$…", now=NOW
        )


@pytest.mark.parametrize("teams", [None, (), ("강남팀", "Überseeteam")])
def test_a_user_comes_back_as_added(state: State, teams: tuple[str, ...] | None) -> None:
    added = add(state, teams=teams)
    assert (added.teams, added.role, added.is_active, added.created_at, added.password_changed_at) == (teams, "team_lead", True, NOW, NOW)
    with state.read() as session:
        assert users.by_id(session, added.id) == users.by_login(session, "minji") == added
        assert users.all_users(session) == [added]
        assert users.by_id(session, 99) is None and users.by_login(session, "nobody") is None


def test_a_login_is_one_person_in_whatever_case_and_form(state: State) -> None:
    added = add(state, "Jürgen")
    with state.read() as session:
        assert users.by_login(session, " JU\u0308RGEN ") == added


def test_a_login_is_given_once(state: State) -> None:
    add(state, "minji")
    with pytest.raises(UserError, match="taken") as taken:
        add(state, "MinJi")
    assert "이미 사용 중" in taken.value.ko
    with state.read() as session:
        assert len(users.all_users(session)) == 1


def test_changes_of_a_user_are_seen_by_the_next_reader(state: State) -> None:
    added = add(state)
    with state.write() as session:
        users.set_role_and_teams(session, added.id, "executive", None)
        users.set_active(session, added.id, False)
        users.set_language(session, added.id, "en")
    with state.read() as session:
        found = users.by_id(session, added.id)
    assert found is not None
    assert (found.role, found.teams, found.is_active, found.language) == ("executive", None, False, "en")


def test_a_new_password_has_a_new_age_and_a_rehashed_one_has_not(state: State) -> None:
    added = add(state)
    with state.write() as session:
        users.set_password_hash(session, added.id, "rehashed")
        rehashed = users.by_id(session, added.id)
        users.set_password_hash(session, added.id, "new", LATER)
        changed = users.by_id(session, added.id)
    assert rehashed is not None and (rehashed.password_hash, rehashed.password_changed_at) == ("rehashed", NOW)
    assert changed is not None and (changed.password_hash, changed.password_changed_at) == ("new", LATER)


def test_a_session_lives_until_it_is_closed(state: State) -> None:
    user = add(state)
    with state.write() as session:
        opened = sessions.open_session(session, b"a" * 32, user.id, NOW, "10.0.0.7")
        sessions.touch(session, b"a" * 32, LATER)
    assert (opened.user_id, opened.created_at, opened.last_seen_at, opened.address) == (user.id, NOW, NOW, "10.0.0.7")
    with state.write() as session:
        found = sessions.find(session, b"a" * 32)
        assert found is not None and found.last_seen_at == LATER
        sessions.close(session, b"a" * 32)
        assert sessions.find(session, b"a" * 32) is None
        assert sessions.find(session, b"b" * 32) is None


def test_closing_all_ends_one_users_sessions_but_the_one_that_stays(state: State) -> None:
    user, other = add(state), add(state, "junho")
    with state.write() as session:
        for token, owner in ((b"a" * 32, user), (b"b" * 32, user), (b"c" * 32, other)):
            sessions.open_session(session, token, owner.id, NOW, "10.0.0.7")
        sessions.close_all(session, user.id, but=b"b" * 32)
        assert [sessions.find(session, token * 32) is not None for token in (b"a", b"b", b"c")] == [False, True, True]
        sessions.close_all(session, user.id)
        assert [sessions.find(session, token * 32) is not None for token in (b"a", b"b", b"c")] == [False, False, True]


def test_sweeping_forgets_idle_and_old_sessions(state: State) -> None:
    user = add(state)
    with state.write() as session:
        sessions.open_session(session, b"a" * 32, user.id, NOW, "10.0.0.7")
        sessions.open_session(session, b"b" * 32, user.id, NOW, "10.0.0.7")
        sessions.open_session(session, b"c" * 32, user.id, LATER, "10.0.0.7")
        sessions.touch(session, b"b" * 32, LATER)
        sessions.sweep(session, LATER)
        assert [sessions.find(session, token * 32) is not None for token in (b"a", b"b", b"c")] == [False, True, True]
        sessions.sweep(session, LATER, created_before=LATER)
        assert [sessions.find(session, token * 32) is not None for token in (b"a", b"b", b"c")] == [False, False, True]


def test_failures_count_up_per_key_until_cleared(state: State) -> None:
    with state.write() as session:
        assert attempts.failures(session, "account") == (0, None)
        attempts.record_failure(session, "account", NOW)
        assert attempts.failures(session, "account") == (1, NOW)
        attempts.record_failure(session, "account", LATER)
        attempts.record_failure(session, "address", NOW)
        assert attempts.failures(session, "account") == (2, LATER)
        attempts.clear(session, "account")
        assert attempts.failures(session, "account") == (0, None)
        assert attempts.failures(session, "address") == (1, NOW)
        attempts.sweep(session, LATER)
        assert attempts.failures(session, "address") == (0, None)
