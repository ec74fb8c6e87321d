"""The record that cannot be changed unseen."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from store import audit
from store.state import State

AT = datetime(2026, 3, 1, 18, 0, 0, 123456, tzinfo=timezone(timedelta(hours=9)))


def append(state: State, times: int = 1) -> None:
    for _ in range(times):
        with state.write() as session:
            audit.append(session, AT, "minji", "10.0.0.7", "export", "주문 목록", 120, "월간 보고")


def allow_changes(state: State) -> None:
    with state.write() as session:
        if state.engine.dialect.name == "postgresql":
            session.execute(text("ALTER TABLE audit DISABLE TRIGGER audit_is_only_added_to"))
        else:
            session.execute(text("DROP TRIGGER audit_refuses_update"))
            session.execute(text("DROP TRIGGER audit_refuses_delete"))


def test_a_record_comes_back_as_it_was_made(state: State) -> None:
    append(state)
    with state.read() as session:
        [record] = audit.history(session, 10)
    assert (record.at, record.actor, record.address) == (AT.astimezone(UTC), "minji", "10.0.0.7")
    assert (record.action, record.object_, record.count, record.reason) == ("export", "주문 목록", 120, "월간 보고")


def test_an_untouched_audit_holds(state: State) -> None:
    with state.read() as session:
        assert audit.verify(session) is None
    append(state, 3)
    with state.read() as session:
        assert audit.verify(session) is None
        assert [record.id for record in audit.history(session, 2)] == [3, 2]


@pytest.mark.parametrize("change", ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit"])
def test_the_database_refuses_changes(state: State, change: str) -> None:
    append(state)
    with pytest.raises(DatabaseError, match="only added to"), state.write() as session:
        session.execute(text(change))
    with state.read() as session:
        assert audit.history(session, 1)[0].actor == "minji"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET actor = 'nobody' WHERE id = 2",
        "UPDATE audit SET count = NULL WHERE id = 2",
        "UPDATE audit SET chain_hash = (SELECT chain_hash FROM audit WHERE id = 3) WHERE id = 2",
        "DELETE FROM audit WHERE id = 2",
    ],
)
def test_a_change_around_the_triggers_shows_at_its_place(state: State, change: str) -> None:
    append(state, 4)
    allow_changes(state)
    with state.write() as session:
        session.execute(text(change))
    with state.read() as session:
        assert audit.verify(session) == 2


def test_records_of_many_writers_make_one_chain(state: State) -> None:
    threads = [threading.Thread(target=append, args=(state, 10)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with state.read() as session:
        assert audit.verify(session) is None
        assert len(audit.history(session, 100)) == 40
