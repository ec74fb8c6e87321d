"""Rows that were turned away."""

import time

from store import loads, rejects
from store.rejects import Reject
from store.state import State


def reject(line: int, code: str = "off_scale") -> Reject:
    return Reject(0, line, code, "척도를 벗어났습니다.", "Off its scale.", "점수", {"점수": "11", "의견": "•"})


def test_rejects_come_back_in_the_order_of_the_file(state: State) -> None:
    with state.write() as session:
        load_id = loads.begin(session, "demo_survey", "설문.csv", "a" * 64, 1).id
        other_id = loads.begin(session, "demo_survey", "설문.csv", "b" * 64, 1).id
        rejects.add_many(session, load_id, [reject(7), reject(3), reject(5, "no_date")])
        rejects.add_many(session, other_id, [reject(1)])
        rejects.add_many(session, other_id, [])
    with state.read() as session:
        found = rejects.of_load(session, load_id, 2)
        assert [row.line for row in found] == [3, 5]
        assert (found[0].load_id, found[0].column, found[0].fields) == (load_id, "점수", {"점수": "11", "의견": "•"})


def test_counts_name_each_reason_the_commonest_first(state: State) -> None:
    with state.write() as session:
        load_id = loads.begin(session, "demo_survey", "설문.csv", "a" * 64, 1).id
        rejects.add_many(session, load_id, [reject(1, "no_date"), reject(2), reject(3)])
        assert rejects.counts(session, load_id) == [
            ("off_scale", "척도를 벗어났습니다.", "Off its scale.", 2),
            ("no_date", "척도를 벗어났습니다.", "Off its scale.", 1),
        ]


def test_many_rejects_are_kept_quickly(state: State) -> None:
    with state.write() as session:
        load_id = loads.begin(session, "demo_survey", "설문.csv", "a" * 64, 1).id
        started = time.monotonic()
        rejects.add_many(session, load_id, (reject(line) for line in range(20_000)))
        assert time.monotonic() - started < 10
        assert rejects.counts(session, load_id)[0][3] == 20_000
