"""Spark reads of a version what Polars reads of it: rows, types, moments."""

import shutil
from pathlib import Path

import narwhals as nw
import polars as pl
import pytest
from deltalake import DeltaTable, TableFeatures
from pyspark.sql import DataFrame

from errors import SettingsError
from installation import Installation
from metrics.facts import FACTS, Fact, Facts, Orders, Responses, Tickets, name_of
from store.facts import EMPTY, FactTables
from store.spark import SparkTables

AWKWARD = "단골 상회 [2026] {a,b} 100%?*"


def collected(frame: DataFrame) -> pl.DataFrame:
    found: pl.DataFrame = nw.from_native(frame).collect(backend="polars").to_native()
    return found


@pytest.mark.parametrize("fact", FACTS, ids=name_of)
def test_rows_and_types_are_the_same(fact: type[Fact], polars_facts: Facts, spark_facts: Facts) -> None:
    here = polars_facts.frames[name_of(fact)].collect().sort(fact.primary_key())
    there = collected(spark_facts.frames[name_of(fact)]).select(here.columns).sort(fact.primary_key())
    assert spark_facts.frame(fact).collect_schema() == polars_facts.frame(fact).collect_schema()
    assert there.cast(here.schema).equals(here, null_equal=True)  # moments to the microsecond


def test_moments_are_utc_whatever_zone_is_asked_for(spark: SparkTables, polars_facts: Facts, spark_facts: Facts) -> None:
    assert spark.session.conf.get("spark.sql.session.timeZone") == "UTC"
    hours = nw.col(Tickets.opened_at.name).dt.hour().alias("hour")

    def by_hour(facts: Facts) -> list[tuple[int, int]]:
        counts = facts.frame(Tickets).select(hours).group_by("hour").agg(nw.len().alias("rows"))
        return sorted(counts.collect(backend="polars").iter_rows())

    assert by_hour(spark_facts) == by_hour(polars_facts)


def test_an_empty_version_has_columns_and_no_row(spark: SparkTables, polars_facts: Facts) -> None:
    nothing = spark.scan(Orders, EMPTY)
    assert nothing.count() == 0
    assert nw.from_native(nothing).collect_schema() == polars_facts.frame(Orders).collect_schema()


def test_a_column_that_an_older_file_lacks_is_null(spark: SparkTables, tmp_path: Path, polars_facts: Facts) -> None:
    older = polars_facts.frames["responses"].collect().drop("comment", "team").head(100)
    older.write_delta(tmp_path / "responses")
    tables = FactTables(str(tmp_path))
    tables.create()
    found = collected(SparkTables(tables, spark.session).scan(Responses, tables.versions()["responses"]))
    assert found.columns == list(Responses.columns())
    assert found.select("comment", "team").null_count().row(0) == (100, 100)
    assert found["score"].sum() == older["score"].sum()


def test_a_folder_may_have_any_name(spark: SparkTables, tmp_path: Path, demo_home: Path, polars_facts: Facts) -> None:
    shutil.copytree(demo_home / "facts", tmp_path / AWKWARD)
    tables = FactTables(str(tmp_path / AWKWARD))
    found = SparkTables(tables, spark.session).scan(Orders, tables.versions()["orders"])
    assert found.count() == polars_facts.frames["orders"].collect().height


def test_no_table_of_ours_hides_rows_of_its_files(on_spark: Installation) -> None:
    for fact in FACTS:
        protocol = DeltaTable(f"{on_spark.tables.url}/{name_of(fact)}").protocol()
        assert (protocol.min_reader_version, protocol.reader_features) == (1, None)


def test_a_table_with_deletion_vectors_is_refused(spark: SparkTables, tmp_path: Path) -> None:
    tables = FactTables(str(tmp_path))
    tables.create()
    table = DeltaTable(str(tmp_path / "orders"))
    table.alter.add_feature(TableFeatures.DeletionVectors, allow_protocol_versions_increase=True)
    with pytest.raises(SettingsError, match="deletionVectors"):
        SparkTables(tables, spark.session).scan(Orders, tables.versions()["orders"])
