"""Loads, what they publish, and how they are taken back."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from store import loads, snapshots
from store.loads import Load
from store.snapshots import Snapshot
from store.state import State

BYTES = "a" * 64
OTHER_BYTES = "b" * 64
EMPTY = {"customers": 0, "orders": 0, "tickets": 0, "responses": 0}


def load(session: Session, versions: dict[str, int], sha256: str = BYTES, until: date | None = date(2026, 1, 1)) -> tuple[Load, Snapshot]:
    begun = loads.begin(session, "demo_orders", "주문.csv", sha256, 2_000_000_000_000)
    published = snapshots.publish(session, versions, begun.id, until)
    counts = {"rows_in_file": 9, "accepted": 5, "rejected": 1, "grouped": 3, "inserted": 3, "updated": 1, "unchanged": 1}
    return loads.finish(session, begun.id, **counts, snapshot_id=published.id), published


def test_a_new_state_has_no_snapshot_and_builds_on_the_empty_tables(state: State) -> None:
    with state.read() as session:
        assert snapshots.latest(session) is None
        assert snapshots.base_versions(session) == EMPTY


def test_a_published_snapshot_is_the_latest_and_can_be_found_by_its_id(state: State) -> None:
    with state.write() as session:
        first = load(session, {"orders": 1})[1]
        second = load(session, {"orders": 2}, OTHER_BYTES)[1]
    with state.read() as session:
        assert snapshots.latest(session) == second
        assert snapshots.find(session, first.id) == first
        assert snapshots.find(session, 99) is None
        assert snapshots.base_versions(session) == {**EMPTY, "orders": 2}
    assert (first.name, first.versions, first.until) == ("S000001", {"orders": 1}, date(2026, 1, 1))
    assert first.published_at.tzinfo is UTC


def test_a_snapshot_of_a_write_that_fails_is_never_seen(state: State) -> None:
    with pytest.raises(KeyError), state.write() as session:  # noqa: PT012
        load(session, {"orders": 1})
        raise KeyError
    with state.read() as session:
        assert snapshots.latest(session) is None
        assert loads.history(session, 10) == []


def test_a_load_is_received_and_then_done_with_its_counts(state: State) -> None:
    with state.write() as session:
        begun = loads.begin(session, "demo_orders", "주문.csv", BYTES, 7)
    with state.read() as session:
        assert loads.unfinished(session) == [begun]
        assert (begun.state, begun.finished_at, begun.accepted) == ("received", None, None)
    with state.write() as session:
        done = loads.finish(
            session, begun.id, rows_in_file=9, accepted=5, rejected=1, grouped=3, inserted=3, updated=1, unchanged=1, snapshot_id=None
        )
    assert (done.state, done.rows_in_file, done.accepted, done.rejected, done.grouped) == ("done", 9, 5, 1, 3)
    assert (done.inserted, done.updated, done.unchanged) == (3, 1, 1)
    assert done.finished_at is not None and done.finished_at >= done.started_at
    with state.read() as session:
        assert loads.find(session, begun.id) == done
        assert loads.unfinished(session) == []


def test_a_failed_load_keeps_its_message_and_does_not_count_as_done(state: State) -> None:
    with state.write() as session:
        begun = loads.begin(session, "demo_orders", "주문.csv", BYTES, 7)
        failed = loads.fail(session, begun.id, "열이 없습니다.", "A column is missing.")
        assert (failed.state, failed.message_ko, failed.message_en) == ("failed", "열이 없습니다.", "A column is missing.")
        assert loads.done_before(session, "demo_orders", BYTES) is None


def test_the_same_bytes_were_done_before_for_their_source_only(state: State) -> None:
    with state.write() as session:
        done, _ = load(session, {"orders": 1})
    with state.read() as session:
        assert loads.done_before(session, "demo_orders", BYTES) == done
        assert loads.done_before(session, "demo_tickets", BYTES) is None
        assert loads.done_before(session, "demo_orders", OTHER_BYTES) is None


def test_the_database_refuses_to_count_one_file_twice(state: State) -> None:
    with state.write() as session:
        load(session, {"orders": 1})
    with pytest.raises(IntegrityError), state.write() as session:
        load(session, {"orders": 2})


def test_a_load_ends_once(state: State) -> None:
    with state.write() as session:
        done, _ = load(session, {"orders": 1})
    with pytest.raises(ValueError, match="not under way"), state.write() as session:
        loads.fail(session, done.id, "안 됩니다.", "No.")


def test_history_is_newest_first_and_limited(state: State) -> None:
    with state.write() as session:
        ids = [loads.begin(session, "demo_orders", f"{number}.csv", BYTES, 1).id for number in range(5)]
    with state.read() as session:
        assert [load.id for load in loads.history(session, 3)] == ids[:1:-1]


def test_undoing_publishes_what_was_before_and_lets_the_file_be_loaded_again(state: State) -> None:
    with state.write() as session:
        before = load(session, {"orders": 1}, BYTES, date(2026, 1, 1))[1]
        undone, published = load(session, {"orders": 2}, OTHER_BYTES, date(2026, 2, 1))
    with state.write() as session:
        taken = loads.undo(session)
        now = snapshots.latest(session)
    assert taken is not None and (taken.id, taken.state) == (undone.id, "undone")
    assert now is not None and now.id > published.id
    assert (now.versions, now.until) == (before.versions, before.until)
    with state.write() as session:
        assert loads.done_before(session, "demo_orders", OTHER_BYTES) is None
        assert loads.done_before(session, "demo_orders", BYTES) is not None
        again = loads.find(session, undone.id)
        assert again is not None and again.state == "undone"
        load(session, {"orders": 3}, OTHER_BYTES)


def test_undoing_goes_back_load_by_load_to_the_empty_tables(state: State) -> None:
    with state.write() as session:
        for version, sha256 in enumerate(("a" * 64, "b" * 64, "c" * 64), start=1):
            load(session, {**EMPTY, "orders": version}, sha256)
        versions = []
        while loads.undo(session):
            versions.append(snapshots.base_versions(session)["orders"])
        assert versions == [2, 1, 0]
        assert {load.state for load in loads.history(session, 10)} == {"undone"}
        assert snapshots.base_versions(session) == EMPTY


def test_what_was_taken_back_says_when(state: State) -> None:
    with state.write() as session:
        first = load(session, {"orders": 1}, BYTES)[0]
        second = load(session, {"orders": 2}, OTHER_BYTES)[0]
        assert loads.taken_back(session) == []
        loads.undo(session)
        since = snapshots.latest(session)
        load(session, {"orders": 3}, "c" * 64)
        loads.undo(session)
        loads.undo(session)
        last = snapshots.latest(session)
        found = {taken.id: at for taken, at in loads.taken_back(session)}
    assert since is not None and last is not None
    assert found.keys() == {first.id, second.id, 3}
    assert found[second.id] == since.published_at and found[first.id] == last.published_at


def test_started_at_is_now(state: State) -> None:
    before = datetime.now(UTC)
    with state.write() as session:
        begun = loads.begin(session, "demo_orders", "주문.csv", BYTES, 7)
    assert before <= begun.started_at <= datetime.now(UTC)


def test_the_ledger_of_a_snapshot_holds_its_own_loads_and_not_those_taken_back(state: State) -> None:
    with state.write() as session:
        first = load(session, {"orders": 1})[1]
        second = load(session, {"orders": 2}, OTHER_BYTES)[1]
        loads.undo(session)
        back = snapshots.latest(session)
        third = load(session, {"orders": 3}, "c" * 64)[1]
    assert back is not None
    with state.read() as session:
        held = {made.id: snapshots.loads_of(session, made) for made in (first, second, back, third)}
        rows = loads.ledger(session, third, "Asia/Seoul")
    assert held == {first.id: {1}, second.id: {1, 2}, back.id: {1}, third.id: {1, 3}}
    assert rows.select("source", "load_id", "accepted", "rejected", "judged").rows() == [
        ("demo_orders", 1, 5, 1, 6),
        ("demo_orders", 3, 5, 1, 6),
    ]


def test_a_load_is_dated_by_the_companys_calendar(state: State) -> None:
    with state.write() as session:
        made = load(session, {"orders": 1})[1]
        in_the_evening = datetime(2026, 1, 31, 17, tzinfo=UTC)
        session.execute(update(loads.LoadRow).values(finished_at=in_the_evening))
    with state.read() as session:
        for zone, day in (("Asia/Seoul", date(2026, 2, 1)), ("UTC", date(2026, 1, 31))):
            assert loads.ledger(session, made, zone)["loaded_on"].to_list() == [day]


def test_a_new_installation_has_an_empty_ledger(state: State) -> None:
    nothing = Snapshot(1, datetime(2026, 1, 1, tzinfo=UTC), {}, None, None)
    with state.read() as session:
        assert loads.ledger(session, nothing, "UTC").is_empty()
