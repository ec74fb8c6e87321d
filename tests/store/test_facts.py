"""The fact tables: what an upsert does to them, and what a reader of a version sees."""

import subprocess
import sys
import threading
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import dataframely
import polars as pl
import pytest
from deltalake import DeltaTable, Schema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from errors import StateError
from metrics.facts import FACTS, Facts, Orders, Responses, name_of
from store import facts, snapshots
from store.facts import FactTables, Upsert
from store.state import State
from tests.store.rows import frame, order, orders, response, responses

ROOT = Path(__file__).parents[2]


def contents(tables: FactTables, version: int) -> dict[str, dict[str, Any]]:
    rows = tables.scan(Orders, version).collect()
    assert rows.get_column("order_id").is_unique().all()
    return {row["order_id"]: row for row in rows.iter_rows(named=True)}


def test_new_tables_are_empty_and_have_the_facts_columns(tables: FactTables) -> None:
    assert tables.versions() == {"customers": 0, "orders": 0, "tickets": 0, "responses": 0}
    for fact in FACTS:
        assert_frame_equal(tables.scan(fact, facts.EMPTY).collect(), fact.create_empty())
    assert tables.until(tables.versions()) is None


def test_making_the_tables_again_is_nothing(tables: FactTables) -> None:
    tables.upsert(Orders, orders(order(1)), 1)
    tables.create()
    assert tables.versions()["orders"] == 1


def test_rows_come_back_as_they_were_with_their_load(tables: FactTables) -> None:
    given = orders(order("가-1", team="강남 1팀 🏬", product_category="식품"), order(2, customer_key=None, net_revenue=None, team=None))
    done = tables.upsert(Orders, given, 5)
    assert done == Upsert(version=1, inserted=2, updated=0, unchanged=0)
    assert_frame_equal(tables.scan(Orders, 1).collect(), given.with_columns(load_id=pl.lit(5, pl.Int64)), check_row_order=False)


def test_columns_that_are_all_null_keep_their_types(tables: FactTables) -> None:
    tables.upsert(Responses, responses(response(1, None), response(2, None)), 1)
    found = tables.scan(Responses, 1).collect()
    assert found.schema == Responses.create_empty().schema
    assert found.get_column("score").null_count() == found.get_column("answered_on").null_count() == 2
    tables.upsert(Responses, responses(response(2), response(3)), 2)
    assert tables.scan(Responses, 2).filter(pl.col("score") > 0).collect().height == 2


def test_an_upsert_inserts_updates_and_leaves_alone(tables: FactTables) -> None:
    tables.upsert(Orders, orders(order(1), order(2), order(3)), 1)
    done = tables.upsert(Orders, orders(order(2), order(3, status="refunded"), order(4)), 2)
    assert done == Upsert(version=2, inserted=1, updated=1, unchanged=1)
    found = contents(tables, 2)
    assert {key: (row["status"], row["load_id"]) for key, row in found.items()} == {
        "1": ("paid", 1),
        "2": ("paid", 1),
        "3": ("refunded", 2),
        "4": ("paid", 2),
    }


@pytest.mark.parametrize(
    "change", [{"team": None}, {"team": "서초팀"}, {"product_category": "식품"}, {"net_revenue": None}, {"customer_key": None}]
)
def test_a_value_that_comes_or_goes_is_an_update(tables: FactTables, change: dict[str, Any]) -> None:
    tables.upsert(Orders, orders(order(1)), 1)
    assert tables.upsert(Orders, orders(order(1, **change)), 2) == Upsert(version=2, inserted=0, updated=1, unchanged=0)


def test_rows_that_say_nothing_new_make_no_version(tables: FactTables) -> None:
    tables.upsert(Orders, orders(order(1), order(2)), 1)
    assert tables.upsert(Orders, orders(order(2), order(1)), 2) == Upsert(version=1, inserted=0, updated=0, unchanged=2)
    assert tables.upsert(Orders, orders(), 3) == Upsert(version=1, inserted=0, updated=0, unchanged=0)
    assert tables.versions()["orders"] == 1


def test_the_same_key_of_another_source_is_another_row(tables: FactTables) -> None:
    tables.upsert(Orders, orders(order(1)), 1)
    assert tables.upsert(Orders, orders(order(1, source="olist_orders")), 2).inserted == 1


def test_an_order_that_moves_to_another_day_is_there_once(tables: FactTables) -> None:
    tables.upsert(Orders, orders(order(1, date(2024, 1, 1)), order(2, date(2026, 1, 1))), 1)
    tables.upsert(Orders, orders(order(1, date(2026, 5, 5))), 2)
    assert contents(tables, 2)["1"]["ordered_on"] == date(2026, 5, 5)
    assert len(contents(tables, 2)) == 2


def test_older_versions_stay_as_they_were(tables: FactTables) -> None:
    tables.upsert(Orders, orders(order(1)), 1)
    tables.upsert(Orders, orders(order(1, status="refunded"), order(2)), 2)
    assert contents(tables, 0) == {}
    assert {key: row["status"] for key, row in contents(tables, 1).items()} == {"1": "paid"}


def test_an_upsert_builds_on_the_version_it_is_told_and_not_on_the_newest(tables: FactTables) -> None:
    published = tables.upsert(Orders, orders(order(1), order(2)), 1).version
    tables.upsert(Orders, orders(order(2, status="refunded"), order(9)), 2)
    done = tables.upsert(Orders, orders(order(1, team="서초팀"), order(3)), 3, base_version=published)
    assert done == Upsert(version=3, inserted=1, updated=1, unchanged=0)
    assert {key: (row["status"], row["team"]) for key, row in contents(tables, done.version).items()} == {
        "1": ("paid", "서초팀"),
        "2": ("paid", "강남 1팀"),
        "3": ("paid", "강남 1팀"),
    }


def test_nothing_new_on_an_older_version_is_that_version(tables: FactTables) -> None:
    tables.upsert(Orders, orders(order(1)), 1)
    tables.upsert(Orders, orders(order(2)), 2)
    assert tables.upsert(Orders, orders(order(1)), 3, base_version=1) == Upsert(version=1, inserted=0, updated=0, unchanged=1)


def test_asking_again_for_the_same_load_answers_the_same_and_writes_nothing(tables: FactTables) -> None:
    tables.upsert(Orders, orders(order(1)), 1)
    given = orders(order(1, status="refunded"), order(2), order(3))
    done = tables.upsert(Orders, given, 2, base_version=1)
    assert tables.upsert(Orders, given.reverse(), 2, base_version=1) == done == Upsert(version=2, inserted=2, updated=1, unchanged=0)
    assert tables.versions()["orders"] == 2


def test_other_rows_of_the_same_load_are_not_taken_for_a_repeat(tables: FactTables) -> None:
    tables.upsert(Orders, orders(order(1)), 1)
    tables.upsert(Orders, orders(order(2)), 1)
    assert set(contents(tables, 2)) == {"1", "2"}


batch = st.dictionaries(
    st.integers(0, 12), st.tuples(st.sampled_from(["paid", "refunded"]), st.sampled_from([None, "강남팀"]), st.integers(0, 400))
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.tuples(batch, st.booleans()), max_size=5), small=st.integers(0, 6))
def test_any_run_of_upserts_is_what_a_dictionary_would_do(
    tmp_path_factory: pytest.TempPathFactory, batches: list[tuple[dict[int, Any], bool]], small: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:  # few rows must behave as many do
        patch.setattr(facts, "FILE_ROWS", 4)
        patch.setattr(facts, "SMALL_FILE_ROWS", small)
        tables = FactTables(str(tmp_path_factory.mktemp("facts")))
        tables.create()
        history: list[tuple[int, dict[str, Any]]] = [(0, {})]
        for load_id, (rows, is_after_undo) in enumerate(batches, start=1):
            base, before = history[-2] if is_after_undo and len(history) > 1 else history[-1]
            given = {str(key): (status, team, date(2025, 1, 1) + timedelta(day)) for key, (status, team, day) in rows.items()}
            frame = orders(*(order(key, day, status=status, team=team) for key, (status, team, day) in given.items()))
            done = tables.upsert(Orders, frame, load_id, base)
            same = sum(before.get(key) == row for key, row in given.items())
            new = len(given.keys() - before.keys())
            assert (done.inserted, done.updated, done.unchanged) == (new, len(given) - new - same, same)
            history.append((done.version, {**before, **given}))
        for version, wanted in history:
            found = contents(tables, version)
            assert {key: (row["status"], row["team"], row["ordered_on"]) for key, row in found.items()} == wanted


@pytest.mark.parametrize(
    "broken",
    [orders(order(1), order(1)), orders(order(1, status="lost")), orders(order(1, ordered_on=date(2026, 1, 5), status=None))],
    ids=["a key twice", "an unknown status", "a null that may not be"],
)
def test_rows_that_break_the_contract_never_get_in(tables: FactTables, broken: pl.DataFrame) -> None:
    with pytest.raises(dataframely.exc.ValidationError):
        tables.upsert(Orders, broken, 1)
    assert tables.versions()["orders"] == 0


def test_a_period_is_read_from_where_it_is_and_nothing_else(tables: FactTables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "FILE_ROWS", 31)
    days = [date(2026, 1, 1) + timedelta(number) for number in range(93)]
    done = tables.upsert(Orders, orders(*(order(number, day) for number, day in enumerate(reversed(days)))), 1)
    files = pl.DataFrame(DeltaTable(tmp_path / "facts" / "orders").get_add_actions(flatten=True)).sort("min.ordered_on")
    assert files.get_column("max.ordered_on").to_list() == [days[30], days[61], days[92]]
    for path in files.get_column("path")[1:]:
        with open(tmp_path / "facts" / "orders" / path, "r+b") as file:  # whoever reads these rows fails
            file.seek(4)
            file.write(bytes(400))
    rows = tables.scan(Orders, done.version)
    assert rows.filter(pl.col("ordered_on") < days[31]).collect().height == 31
    with pytest.raises(pl.exceptions.PolarsError):
        rows.collect()


def test_small_files_are_taken_up_so_that_daily_loads_do_not_pile_up(tables: FactTables, tmp_path: Path) -> None:
    for day in range(20):
        done = tables.upsert(Orders, orders(order(day, date(2026, 1, 1) + timedelta(day))), day + 1)
    assert len(DeltaTable(tmp_path / "facts" / "orders").file_uris()) == 1
    assert len(contents(tables, done.version)) == 20


def test_the_log_keeps_no_statistics_of_a_customer(tables: FactTables, tmp_path: Path) -> None:
    tables.upsert(Responses, responses(response("R-secret", comment="전화 주세요", customer_key=987654321)), 1)
    log = "".join(file.read_text() for file in (tmp_path / "facts" / "responses" / "_delta_log").glob("*.json"))
    assert "2026-01-05" in log
    assert not any(personal in log for personal in ("R-secret", "전화", "987654321"))


def test_until_is_the_day_after_the_last_date_of_any_fact(tables: FactTables) -> None:
    version = tables.upsert(Orders, orders(order(1, date(2026, 2, 27)), order(2, date(2026, 2, 28))), 1).version
    assert tables.until({"orders": version}) == date(2026, 3, 1)
    answered = tables.upsert(Responses, responses(response(1, None, asked_on=date(2026, 3, 4))), 2).version
    assert tables.until({"orders": version, "responses": answered}) == date(2026, 3, 5)
    assert tables.until({"orders": 0}) is None


def test_a_snapshot_opens_exactly_its_versions(tables: FactTables, state: State) -> None:
    version = tables.upsert(Orders, orders(order(1)), 1).version
    with state.write() as session:
        published = snapshots.publish(session, {"orders": version}, None, date(2026, 1, 6))
    tables.upsert(Orders, orders(order(2)), 2)
    opened = snapshots.open_facts(published, tables)
    assert isinstance(opened, Facts) and opened.until == date(2026, 1, 6)
    assert opened.frame(Orders).collect()["order_id"].to_list() == ["1"]
    assert all(isinstance(opened.frames[name_of(fact)], pl.LazyFrame) for fact in FACTS)


def test_another_process_reads_the_same_rows(tables: FactTables) -> None:
    tables.upsert(Orders, orders(order("가-1")), 1)
    script = (
        "import sys; from metrics.facts import Orders; from store.facts import FactTables\n"
        "sys.exit(FactTables(sys.argv[1]).scan(Orders, 1).collect()['order_id'].to_list() != ['가-1'])"
    )
    assert subprocess.run([sys.executable, "-c", script, tables.url], cwd=ROOT, check=False).returncode == 0


def test_readers_during_loads_see_whole_versions(tables: FactTables) -> None:
    over, wrong, read = threading.Event(), [], []

    def look() -> None:
        while not over.is_set():
            version = tables.versions()["orders"]
            found = tables.scan(Orders, version).select("net_revenue").collect().to_series()
            read.append(version)
            if found.n_unique() > 1 or (version > 0 and found.len() != 50):
                wrong.append(version)

    reader = threading.Thread(target=look)
    reader.start()
    for load_id in range(1, 16):
        tables.upsert(Orders, orders(*(order(number, net_revenue=load_id) for number in range(50))), load_id)
    over.set()
    reader.join()
    assert wrong == []
    assert len(set(read)) > 1


def test_writers_without_a_lock_never_put_a_key_in_twice(tables: FactTables) -> None:
    start, refused = threading.Barrier(4), []

    def write(load_id: int) -> None:
        start.wait()
        try:
            tables.upsert(Orders, orders(*(order(number, net_revenue=load_id) for number in range(200))), load_id)
        except StateError as overtaken:
            refused.append(overtaken)

    writers = [threading.Thread(target=write, args=(load_id,)) for load_id in range(1, 5)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(contents(tables, tables.versions()["orders"])) == 200
    assert tables.versions()["orders"] == 4 - len(refused)


def test_a_column_that_a_release_adds_is_null_in_what_was_there(tmp_path: Path) -> None:
    old = Orders.create_empty().drop("product_category")
    DeltaTable.create(str(tmp_path / "orders"), Schema.from_arrow(old.schema))
    tables = FactTables(str(tmp_path))
    tables.create()
    assert tables.scan(Orders, 0).collect().schema == Orders.create_empty().schema
    done = tables.upsert(Orders, frame(Orders, [order(1, product_category="식품")]), 1, base_version=0)
    assert contents(tables, done.version)["1"]["product_category"] == "식품"


@pytest.mark.parametrize("name", ["단골 facts", "50% [new] {a,b}", "file://단골"])
def test_a_folder_may_have_any_name_and_be_a_url(tmp_path: Path, name: str) -> None:
    url = f"file://{quote(str(tmp_path / name.removeprefix('file://')))}" if name.startswith("file://") else str(tmp_path / name)
    tables = FactTables(url)
    tables.create()
    tables.upsert(Orders, orders(order(1)), 1)
    done = tables.upsert(Orders, orders(order(1, team=None), order(2)), 2)
    assert set(contents(tables, done.version)) == {"1", "2"}
    assert (tmp_path / name.removeprefix("file://") / "orders" / "_delta_log").is_dir()
    assert tables.sweep(timedelta(0)) == 0
    assert set(contents(tables, 1)) == {"1"}
