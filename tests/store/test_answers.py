"""Kept answers: never wrong, never another's, never more than there is room for."""

import logging
import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import store.answers
from errors import DeclarationError
from metrics.catalog import METRICS
from metrics.period import Grain, Span
from metrics.query import Query, Scope, measure
from store.answers import KeptAnswers, fingerprint
from tests.store.few_facts import FIRST, PUBLISHED, TEAMS, UNTIL, facts, snapshot
from tests.store.one_reader import ROOM, Rows, questions

ROOT = Path(__file__).parents[2]
RATE = METRICS["complaint_rate"]
QUERY = Query(RATE, Span(FIRST, UNTIL), Grain.MONTH)


@pytest.fixture
def rows() -> Rows:
    return Rows()


@pytest.fixture
def kept(tmp_path: Path) -> KeptAnswers:
    return KeptAnswers(tmp_path / "answers", ROOM)


def files(kept: KeptAnswers) -> list[Path]:
    assert kept.folder is not None
    return sorted(kept.folder.iterdir())


def reader(folder: Path, *point: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.store.one_reader", str(folder), *point], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def test_a_kept_answer_is_the_measured_one_to_the_bit(kept: KeptAnswers, rows: Rows) -> None:
    for query in questions():
        first, second = (kept.measured(query, snapshot(), rows) for _ in range(2))
        assert_frame_equal(first, second, check_exact=True)
        assert_frame_equal(second, measure(query, facts()), check_exact=False, rel_tol=1e-12)
    assert rows.count == len([*questions()]) == len(files(kept))


def test_the_order_of_filters_and_of_their_values_asks_the_same(kept: KeptAnswers, rows: Rows) -> None:
    kept.measured(replace(QUERY, where={"team": TEAMS}), snapshot(), rows)
    kept.measured(replace(QUERY, where={"team": TEAMS[::-1]}), snapshot(), rows)
    assert rows.count == 1


OTHERS = [
    replace(QUERY, metric=METRICS["first_response_time"]),
    replace(QUERY, span=Span(FIRST, date(2025, 12, 1))),
    replace(QUERY, grain=Grain.WHOLE),
    replace(QUERY, by=("team",)),
    replace(QUERY, where={"team": TEAMS[:1]}),
    replace(QUERY, scope=Scope(frozenset())),
    replace(QUERY, scope=Scope(frozenset(TEAMS[:1]))),
    replace(QUERY, scope=Scope(frozenset(TEAMS))),
    replace(QUERY, fewest=1_000),
    replace(QUERY, until=date(2025, 7, 10)),
]


@pytest.mark.parametrize("other", OTHERS, ids=range(len(OTHERS)))
def test_another_question_is_never_given_this_ones_answer(other: Query, kept: KeptAnswers, rows: Rows) -> None:
    kept.measured(QUERY, snapshot(), rows)
    assert_frame_equal(kept.measured(other, snapshot(), rows), measure(other, rows.facts))
    assert rows.count == 2


def test_nobody_is_given_what_was_kept_for_another_scope(kept: KeptAnswers, rows: Rows) -> None:
    scopes = [Scope(), Scope(frozenset()), *(Scope(frozenset({team})) for team in TEAMS)]
    given = [kept.measured(replace(QUERY, scope=scope), snapshot(), rows)["n"].sum() for _ in range(2) for scope in scopes]
    everything, nothing, *own = given[: len(scopes)]
    assert given[len(scopes) :] == given[: len(scopes)]
    assert nothing == 0 < min(own) and sum(own) == everything


def test_another_snapshot_is_measured_anew_also_where_its_number_comes_again(kept: KeptAnswers, rows: Rows) -> None:
    kept.measured(QUERY, snapshot(7), rows)
    kept.measured(QUERY, snapshot(8), rows)
    kept.measured(QUERY, snapshot(7, PUBLISHED + timedelta(microseconds=1)), rows)  # state was set up anew beside this folder
    kept.measured(QUERY, replace(snapshot(7), versions={"orders": 2, "tickets": 1}), rows)
    assert rows.count == 4


def test_a_changed_definition_is_measured_anew(kept: KeptAnswers, rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.measured(QUERY, snapshot(), rows)
    monkeypatch.setattr(store.answers, "program", lambda: "another release")
    assert kept.folder is not None
    KeptAnswers(kept.folder, ROOM).measured(QUERY, snapshot(), rows)
    assert rows.count == 2


def test_a_program_is_known_by_each_letter_of_its_code_and_by_its_libraries(tmp_path: Path) -> None:
    (tmp_path / "catalog").mkdir()
    file = tmp_path / "catalog" / "complaints.py"
    file.write_text("least = 5")
    before = fingerprint([tmp_path], {"polars": "2.1"})
    assert before == fingerprint([tmp_path], {"polars": "2.1"}) != fingerprint([tmp_path], {"polars": "2.2"})
    file.write_text("least = 6")
    changed = fingerprint([tmp_path], {"polars": "2.1"})
    file.rename(tmp_path / "complaints.py")
    assert len({before, changed, fingerprint([tmp_path], {"polars": "2.1"})}) == 3


def test_a_program_without_its_code_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError):
        fingerprint([tmp_path], {})


def test_the_program_is_the_metrics_and_how_facts_are_read() -> None:
    assert {folder.name for folder in store.answers.CODE} == {"metrics", "store"}
    assert all((folder / "__init__.py").exists() for folder in store.answers.CODE)


def test_another_engine_or_zone_is_measured_anew(kept: KeptAnswers, rows: Rows) -> None:
    settings = [{"engine": "polars", "zone": "Asia/Seoul"}, {"engine": "spark", "zone": "Asia/Seoul"}, {"engine": "polars", "zone": "UTC"}]
    for _ in range(2):
        for given in settings:
            KeptAnswers(kept.folder, ROOM, given).measured(QUERY, snapshot(), rows)
    assert rows.count == 3


@pytest.mark.parametrize("name", ["", "complaint_rate"])
def test_a_metric_that_is_not_the_catalogs_is_never_kept(name: str, kept: KeptAnswers, rows: Rows) -> None:
    derived = replace(RATE, formula=METRICS["reopen_rate"].formula)
    object.__setattr__(derived, "name", name)
    for _ in range(2):
        kept.measured(replace(QUERY, metric=derived), snapshot(), rows)
    assert rows.count == 2
    assert kept.folder is not None and not kept.folder.exists()


def test_a_question_with_a_field_of_an_unknown_kind_is_refused(kept: KeptAnswers, rows: Rows) -> None:
    with pytest.raises(DeclarationError):
        kept.measured(replace(QUERY, fewest=object()), snapshot(), rows)  # type: ignore[arg-type]


def damaged(content: bytes) -> list[bytes]:
    flipped = bytearray(content)
    flipped[len(content) // 2] ^= 1
    return [b"", content[:20], content[:-1], content + b"\0", bytes(flipped), bytes(len(content))]


def test_a_damaged_file_is_measured_anew_replaced_and_told(kept: KeptAnswers, rows: Rows, caplog: pytest.LogCaptureFixture) -> None:
    right = kept.measured(QUERY, snapshot(), rows)
    [file] = files(kept)
    for count, content in enumerate(damaged(file.read_bytes()), start=1):
        file.write_bytes(content)
        with caplog.at_level(logging.WARNING, "dangol"):
            assert_frame_equal(kept.measured(QUERY, snapshot(), rows), right)
        assert rows.count == 1 + count
        assert "answer-damaged" in caplog.records[-1].getMessage() and len(caplog.records) == count
    kept.measured(QUERY, snapshot(), rows)
    assert rows.count == 1 + len(damaged(b"0" * 100))


def test_a_file_under_another_files_name_is_not_served(kept: KeptAnswers, rows: Rows) -> None:
    kept.measured(QUERY, snapshot(), rows)
    [own] = files(kept)
    other = replace(QUERY, scope=Scope(frozenset(TEAMS[:1])))
    kept.measured(other, snapshot(), rows)
    [others] = set(files(kept)) - {own}
    os.replace(own, others)
    assert_frame_equal(kept.measured(other, snapshot(), rows), measure(other, rows.facts))


def test_a_file_that_is_whole_but_no_answer_is_measured_anew(kept: KeptAnswers, rows: Rows) -> None:
    right = kept.measured(QUERY, snapshot(), rows)
    [file] = files(kept)
    key = kept._key(QUERY, snapshot())
    assert key is not None
    file.write_bytes(store.answers._digest(key, b"ARROW1 not") + b"ARROW1 not")
    assert_frame_equal(kept.measured(QUERY, snapshot(), rows), right)


def test_the_room_is_kept_and_what_was_used_last_stays(tmp_path: Path, rows: Rows) -> None:
    kept = KeptAnswers(tmp_path, 60_000)
    favourite = QUERY
    kept.measured(favourite, snapshot(), rows)
    for number in range(60):
        kept.measured(QUERY, snapshot(100 + number), rows)
        kept.measured(favourite, snapshot(), rows)
        assert sum(file.stat().st_size for file in files(kept)) <= 60_000
    assert 5 < len(files(kept)) < 61
    assert rows.count == 61  # the favourite once
    kept.measured(QUERY, snapshot(100), rows)  # the oldest is gone
    assert rows.count == 62


def test_an_answer_larger_than_the_room_is_not_kept(tmp_path: Path, rows: Rows) -> None:
    kept = KeptAnswers(tmp_path, 100)
    for _ in range(2):
        kept.measured(QUERY, snapshot(), rows)
    assert rows.count == 2 and files(kept) == []


@pytest.mark.parametrize("none", [KeptAnswers.none(), KeptAnswers(Path("never-made"), 0)])
def test_without_room_nothing_is_kept(none: KeptAnswers, rows: Rows) -> None:
    for _ in range(2):
        none.measured(QUERY, snapshot(), rows)
    assert rows.count == 2 and not Path("never-made").exists()


def test_answers_are_their_owners_alone(kept: KeptAnswers, rows: Rows) -> None:
    before = os.umask(0)
    try:
        kept.measured(QUERY, snapshot(), rows)
    finally:
        os.umask(before)
    assert kept.folder is not None
    assert stat.S_IMODE(kept.folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(file.stat().st_mode) for file in files(kept)] == [0o600]


def test_a_folder_that_cannot_be_written_costs_no_answer(tmp_path: Path, rows: Rows, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "answers").touch()
    kept = KeptAnswers(tmp_path / "answers", ROOM)
    with caplog.at_level(logging.WARNING, "dangol"):
        assert_frame_equal(kept.measured(QUERY, snapshot(), rows), measure(QUERY, rows.facts))
    assert "answer-not-kept" in caplog.text


def test_the_folder_may_be_removed_at_any_time(kept: KeptAnswers, rows: Rows) -> None:
    kept.measured(QUERY, snapshot(), rows)
    assert kept.folder is not None
    [file] = files(kept)
    file.unlink()
    kept.folder.rmdir()
    assert kept.measured(QUERY, snapshot(), rows).height == 12
    assert rows.count == 2 and len(files(kept)) == 1


def test_processes_that_write_the_same_at_once_leave_whole_answers(tmp_path: Path, rows: Rows, caplog: pytest.LogCaptureFixture) -> None:
    both = [reader(tmp_path) for _ in range(2)]
    measured = [int(process.communicate(timeout=120)[0]) for process in both]
    asked = [*questions()]
    assert len(asked) <= sum(measured) <= 2 * len(asked)
    kept = KeptAnswers(tmp_path, ROOM)
    for query in asked:
        assert_frame_equal(kept.measured(query, snapshot(), rows), measure(query, rows.facts))
    assert rows.count == 0 and caplog.records == []
    assert {file.suffix for file in files(kept)} == {".answer"} and len(files(kept)) == len(asked)


def test_a_writer_killed_half_way_leaves_nothing_that_is_served_and_is_swept_up(tmp_path: Path, rows: Rows) -> None:
    killed = reader(tmp_path, "before the file is in its place")
    killed.communicate(timeout=120)
    assert killed.returncode == -9
    [left] = tmp_path.iterdir()
    assert left.suffix == ".part"
    kept = KeptAnswers(tmp_path, ROOM)
    first = next(questions())
    kept.measured(first, snapshot(), rows)
    assert rows.count == 1 and left.exists()  # it may be a living writer's
    long_ago = time.time() - 3600
    os.utime(left, (long_ago, long_ago))
    KeptAnswers(tmp_path, ROOM).measured(replace(first, by=("team",)), snapshot(), rows)
    assert not left.exists() and len(files(kept)) == 2


def test_a_finding_is_kept_for_this_very_question_only(kept: KeptAnswers) -> None:
    made = []

    def found(number: int) -> Callable[[], pl.DataFrame]:
        def make() -> pl.DataFrame:
            made.append(number)
            return pl.DataFrame({"number": [number]})

        return make

    asked = {"scope": Scope(), "where": {"team": list(TEAMS)}, "period": Span(FIRST, UNTIL)}
    others = [("other", asked), ("study", asked | {"scope": Scope(frozenset(TEAMS[:1]))}), ("study", asked | {"where": {}})]
    for number, (study, question) in enumerate([("study", asked), *others]):
        for _ in range(2):
            assert kept.studied(study, question, snapshot(), found(number)).item() == number
    assert kept.studied("study", asked, snapshot(2), found(9)).item() == 9
    assert made == [0, 1, 2, 3, 9]
