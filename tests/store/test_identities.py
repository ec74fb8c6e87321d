"""One key per person, whoever asks and how often."""

import hashlib
import multiprocessing
import time

import polars as pl

from store import identities
from store.state import State


def hashes(numbers: range) -> list[bytes]:
    return [hashlib.sha256(str(number).encode()).digest() for number in numbers]


def keys_of(state: State, wanted: list[bytes], source: str = "demo") -> dict[bytes, int]:
    with state.write() as session:
        return dict(identities.customer_keys(session, source, pl.Series(wanted, dtype=pl.Binary)).iter_rows())


def test_a_hash_keeps_its_key_and_no_two_share_one(state: State) -> None:
    first = keys_of(state, hashes(range(100)))
    second = keys_of(state, hashes(range(50, 150)))
    assert len(set(first.values()) | set(second.values())) == 150
    assert all(second[hash] == first[hash] for hash in hashes(range(50, 100)))


def test_the_same_hash_in_another_family_is_another_person(state: State) -> None:
    [hash] = hashes(range(1))
    assert keys_of(state, [hash], "demo")[hash] != keys_of(state, [hash], "olist")[hash]


def test_repeats_and_nulls_are_one_person_and_nobody(state: State) -> None:
    [hash] = hashes(range(1))
    with state.write() as session:
        assert identities.customer_keys(session, "demo", pl.Series([hash, None, hash], dtype=pl.Binary))["hash"].to_list() == [hash]
        assert identities.customer_keys(session, "demo", pl.Series([], dtype=pl.Binary)).is_empty()


def test_a_key_given_in_a_write_that_fails_belongs_to_nobody(state: State) -> None:
    try:
        with state.write() as session:
            identities.customer_keys(session, "demo", pl.Series(hashes(range(10))))
            raise KeyError
    except KeyError:
        pass
    assert len(set(keys_of(state, hashes(range(20))).values())) == 20


def test_twenty_thousand_new_customers_get_their_keys_in_a_moment(state: State) -> None:
    new = hashes(range(20_000))
    started = time.monotonic()
    keys = keys_of(state, new)
    assert time.monotonic() - started < 3  # 0.2 s on an idle machine
    assert len(set(keys.values())) == 20_000
    assert keys_of(state, new) == keys


def _key_many(url: str, numbers: range, ready: "multiprocessing.synchronize.Barrier", answers: "multiprocessing.Queue[object]") -> None:
    state = State(url)
    ready.wait()
    answers.put(keys_of(state, hashes(numbers)))
    state.close()


def test_processes_that_key_the_same_customers_at_once_agree(state: State, state_url: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    ready, answers = spawn.Barrier(2), spawn.Queue()
    ranges = (range(5000), range(2500, 7500))
    processes = [spawn.Process(target=_key_many, args=(state_url, numbers, ready, answers)) for numbers in ranges]
    for process in processes:
        process.start()
    given = [answers.get(timeout=60) for _ in processes]
    for process in processes:
        process.join(30)
    answers.close()
    everyone: dict[bytes, int] = {}
    for keys in given:
        assert all(everyone.setdefault(hash, key) == key for hash, key in keys.items())
    assert len(everyone) == len(set(everyone.values())) == 7500
