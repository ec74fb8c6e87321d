"""The fact tables: one Delta Lake table per fact, in a folder or under a URL.

A table's version is the list of its Parquet files. An upsert writes new files beside the old ones and then, in one commit, says
which files the new version has; so a writer that is killed leaves files that no version names, and never half a version.
Files are sorted by the fact's date and carry its smallest and largest, so that a period is read from the files that hold it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import polars as pl
from deltalake import DeltaTable, Schema
from deltalake.exceptions import CommitFailedError
from deltalake.transaction import AddAction, CommitProperties, RemoveAction, Transaction

from errors import StateError
from metrics.cores import on_all_cores
from metrics.facts import FACTS, Customers, Fact, Orders, Responses, Tickets, name_of
from store.contract import valid
from store.files import DataFile, Folder, writing

EMPTY = 0  # the version of a fact table before its first row
WRITER = "dangol.load"
FILE_ROWS = 500_000
SMALL_FILE_ROWS = 100_000

# What a fact's files are sorted by: the date that its periods are cut by.
SORTED_BY: dict[type[Fact], str] = {
    Customers: Customers.joined_on.name,
    Orders: Orders.ordered_on.name,
    Tickets: Tickets.opened_on.name,
    Responses: Responses.answered_on.name,
}


@dataclass(frozen=True)
class Upsert:
    """What an upsert did: the table's version that holds its result, and what became of each row.

    A row is outdated where the base has its key with a later `updated_at`: the base's row stays.
    """

    version: int
    inserted: int
    updated: int
    unchanged: int
    outdated: int = 0


class FactTables:
    """The fact tables of one installation."""

    def __init__(self, url: str, storage_options: dict[str, str] | None = None) -> None:
        """
        Args:
            url: a folder, or an object store's URL such as s3://bucket/dangol.
            storage_options: what the object store asks for, in deltalake's words.
        """
        folder = unquote(url.removeprefix("file://")) if url.startswith("file://") else url
        self.url = (folder if "://" in folder else str(Path(folder).absolute())).rstrip("/")
        self.storage_options = storage_options

    def create(self) -> None:
        """Make the tables that are missing, and in those that stand the columns that this release added."""
        for fact in FACTS:
            schema = Schema.from_arrow(fact.create_empty().schema)
            if not DeltaTable.is_deltatable(self._uri(fact), self.storage_options):
                DeltaTable.create(
                    self._uri(fact),
                    schema,
                    mode="ignore",
                    configuration={
                        # The log keeps these for good, also of rows that were erased: nothing of a person may be among them.
                        "delta.dataSkippingStatsColumns": ",".join(_columns_with_statistics(fact)),
                        # A snapshot names a version for good, so no version may be forgotten.
                        "delta.enableExpiredLogCleanup": "false",
                    },
                    storage_options=self.storage_options,
                )
            table = self._table(fact)
            there = {field.name for field in table.schema().fields}
            if added := [field for field in schema.fields if field.name not in there]:
                table.alter.add_columns(added)

    def versions(self) -> dict[str, int]:
        """The newest version of each table. Readers go by a snapshot's versions instead: a newer one may not be published."""
        return {name_of(fact): self._table(fact).version() for fact in FACTS}

    def scan(self, fact: type[Fact], version: int) -> pl.LazyFrame:
        """The rows of one version, read when they are collected, with the fact's columns in its order."""
        folder = self._folder(fact, self._table(fact, version))
        files = folder.files()
        return _as(fact, folder.scan(files)) if files else fact.create_empty().lazy()

    def until(self, versions: Mapping[str, int]) -> date | None:
        """The day after the last company-local date in these versions; None where there is no date."""
        lasts: list[date] = []
        for fact in FACTS:
            latest = self.scan(fact, versions.get(name_of(fact), EMPTY)).select(pl.max(*_date_columns(fact)))
            lasts += [day for day in latest.collect(engine="streaming").row(0) if day is not None]
        return max(lasts) + timedelta(days=1) if lasts else None

    def upsert(self, fact: type[Fact], rows: pl.DataFrame, load_id: int, base_version: int | None = None) -> Upsert:
        """Rows of a base version, with `rows` put in by primary key: new keys are inserted, others replaced where they differ.

        The result is the base and `rows`, whatever else stands in the table: what a killed or an undone load left behind is not
        in it. Asked again for the same load, rows and base it answers what it did, and writes nothing.

        Args:
            rows: the fact's columns, each key once; `load_id` is set here. A row equal in all but its `load_id` is unchanged.
            base_version: what to build on; None for the table's newest version.
        Raises:
            dataframely.exc.ValidationError: rows break the fact's contract.
            StateError: another writer committed to the table meanwhile, or the disk is full; nothing was changed.
        """
        rows = valid(fact, _as(fact, rows.lazy().with_columns(load_id=pl.lit(load_id, pl.Int64))).collect())
        head = self._table(fact)
        base = head if base_version in (None, head.version()) else self._table(fact, base_version)
        digest = _digest(rows, base.version())
        if done := _done_before(head, load_id, digest):
            return done

        change = _Change(fact, rows, self._folder(fact, base))
        if not change.inserted and not change.updated:
            return Upsert(base.version(), 0, 0, change.unchanged, change.outdated)
        counts = {"inserted": change.inserted, "updated": change.updated, "unchanged": change.unchanged, "outdated": change.outdated}
        told = {"dangolLoad": load_id, "dangolDigest": digest, "dangolCounts": counts}
        self._commit(fact, head, change.files, told, Transaction(WRITER, load_id))
        return Upsert(head.version() + 1, **counts)

    def rewrite(self, fact: type[Fact], where: pl.Expr, change: Callable[[pl.DataFrame], pl.DataFrame], base_version: int) -> Upsert:
        """A base version with the rows where an expression holds changed, their keys too if need be.

        Raises:
            StateError: another writer committed to the table meanwhile, or the disk is full; nothing was changed.
        """
        head, base = self._table(fact), self._folder(fact, self._table(fact, base_version))
        wanted, changed = list[DataFile](), 0
        for file in base.files():
            rows = _as(fact, base.scan([file])).collect()
            is_meant = rows.select(where.fill_null(False)).to_series()
            count = int(is_meant.sum())
            if count:
                rows = pl.concat([rows.filter(~is_meant), change(rows.filter(is_meant))]).sort(SORTED_BY[fact], maintain_order=True)
                file = base.write(rows, _columns_with_statistics(fact))
            wanted.append(file)
            changed += count
        if not changed:
            return Upsert(base_version, 0, 0, 0)
        self._commit(fact, head, wanted, {})
        return Upsert(head.version() + 1, 0, changed, 0)

    def purge(self, versions: Mapping[str, int]) -> int:
        """Remove every file that these versions do not name; how many there were. No other version can be read afterwards."""
        return sum(self._folder(fact, self._table(fact, versions[name_of(fact)])).purge() for fact in FACTS)

    def sweep(self, older_than: timedelta = timedelta(days=1)) -> int:
        """Remove files that killed writers left and no version names; how many there were.

        A file younger than `older_than` may belong to a writer that is about to name it.
        """
        return sum(self._folder(fact, self._table(fact)).sweep(older_than) for fact in FACTS)

    def _commit(self, fact: type[Fact], head: DeltaTable, files: list[DataFile], told: dict[str, Any], *marks: Transaction) -> None:
        """Makes these files the table's next version."""
        at_head = {file.path: file for file in self._folder(fact, head).files()}
        wanted = {file.path: file for file in files}
        now = int(datetime.now().timestamp() * 1000)
        try:
            with writing():
                head.create_write_transaction(
                    [AddAction(path, file.size, {}, now, True, file.statistics) for path, file in wanted.items() if path not in at_head]
                    + [RemoveAction(path, True, now, size=file.size) for path, file in at_head.items() if path not in wanted],
                    mode="append",
                    schema=head.schema(),
                    commit_properties=CommitProperties(
                        custom_metadata=told,
                        app_transactions=list(marks),
                        max_commit_retries=0,  # a retry would put these rows beside another writer's, keys twice
                    ),
                )
        except CommitFailedError as overtaken:
            raise StateError.busy() from overtaken

    def _folder(self, fact: type[Fact], table: DeltaTable) -> Folder:
        return Folder(table, self._uri(fact), self.storage_options)

    def _uri(self, fact: type[Fact]) -> str:
        return f"{self.url}/{name_of(fact)}"

    def _table(self, fact: type[Fact], version: int | None = None) -> DeltaTable:
        return DeltaTable(self._uri(fact), version=version, storage_options=self.storage_options)


class _Change:
    """The files of a base version with rows put in, and how many rows that inserted, updated, left as they were, or came too late for."""

    def __init__(self, fact: type[Fact], rows: pl.DataFrame, folder: Folder) -> None:
        self.fact, self.folder = fact, folder
        self.key = fact.primary_key()
        self.content = [column for column in fact.columns() if column != "load_id"]
        self.updated = self.unchanged = self.outdated = 0
        self.files: list[DataFile] = []

        files = folder.files()
        places = self._places(rows, files)
        mine_in = rows.join(places, on=self.key) if places.height else rows.clear().with_columns(file=pl.lit(None, pl.UInt32))
        placed = mine_in.partition_by("file", as_dict=True, include_key=False)
        new = rows.join(places, on=self.key, how="anti", maintain_order="left") if places.height else rows  # a first load is not copied
        self.inserted = new.height
        # Small files, and what became of them, are taken up into the new ones, so that a load a day does not end in a file a day.
        small: list[DataFile] = []
        loose = [new] if new.height else []
        for number, file in enumerate(files):
            mine = placed.pop((number,), None)
            changed = None if mine is None else self._changed(file, mine)
            if changed is None:
                (small if file.rows < SMALL_FILE_ROWS else self.files).append(file)
            elif changed.height < SMALL_FILE_ROWS:
                loose.append(changed)
            else:
                self._write(changed)
        if loose:
            self._write(pl.concat([*map(self._read, small), *loose]))
        else:
            self.files += small

    def _places(self, rows: pl.DataFrame, files: list[DataFile]) -> pl.DataFrame:
        """The keys among `rows` that the base has, each with the number of its `file`."""
        if not files or rows.is_empty():
            return rows.select(self.key).clear().with_columns(file=pl.lit(None, pl.UInt32))
        numbers = {self.folder.root + file.path: number for number, file in enumerate(files)}
        return (
            self.folder.scan(files, paths_in="file")
            .filter(pl.col("source").is_in(rows.get_column("source").unique().to_list()))
            .join(rows.lazy().select(self.key), on=self.key, how="semi")
            .select(*self.key, pl.col("file").replace_strict(numbers, return_dtype=pl.UInt32))
            .collect(engine="streaming")
        )

    def _changed(self, file: DataFile, rows: pl.DataFrame) -> pl.DataFrame | None:
        """The file's rows with these, all of which it holds, brought up to date; None where they are as before."""
        old = self._read(file)
        current = rows
        if rows["updated_at"].count():  # null is no word about the order, and then the later file counts
            newer = old.select(*self.key, pl.col("updated_at").alias("known_at")).drop_nulls("known_at")
            late = rows.join(newer, on=self.key).filter(pl.col("updated_at") < pl.col("known_at"))
            current = rows.join(late, on=self.key, how="anti", maintain_order="left")
            self.outdated += late.height
        different = current.join(old, on=self.content, how="anti", nulls_equal=True)
        self.updated += different.height
        self.unchanged += current.height - different.height
        if different.is_empty():
            return None
        return pl.concat([old.join(different, on=self.key, how="anti", maintain_order="left"), different])

    def _write(self, rows: pl.DataFrame) -> None:
        statistics = _columns_with_statistics(self.fact)
        is_sorted = rows[SORTED_BY[self.fact]].is_sorted()
        order = None if is_sorted else rows.select(pl.arg_sort_by(SORTED_BY[self.fact], maintain_order=True)).to_series()

        def written(begin: int) -> DataFile:  # a file's rows at a time: all of them sorted would be a second copy
            part = rows.slice(begin, FILE_ROWS) if order is None else rows[order.slice(begin, FILE_ROWS)]
            return self.folder.write(part, statistics)

        self.files += on_all_cores(written, range(0, rows.height, FILE_ROWS))

    def _read(self, file: DataFile) -> pl.DataFrame:
        return _as(self.fact, self.folder.scan([file])).collect()


def _as(fact: type[Fact], frame: pl.LazyFrame) -> pl.LazyFrame:
    """The frame with the fact's columns, types and order; a column that was added to the fact since is null."""
    there, wanted = frame.collect_schema(), fact.create_empty().schema
    if there == wanted and list(there) == list(wanted):
        return frame
    return frame.select((pl.col(name).cast(dtype) if name in there else pl.lit(None, dtype).alias(name)) for name, dtype in wanted.items())


def _date_columns(fact: type[Fact]) -> list[str]:
    return [name for name, dtype in fact.create_empty().schema.items() if dtype == pl.Date]


def _columns_with_statistics(fact: type[Fact]) -> list[str]:
    return ["source", *_date_columns(fact)]


def _digest(rows: pl.DataFrame, base_version: int) -> str:
    """A fingerprint of the rows, in whatever order, on that base."""
    return f"{base_version}.{rows.height}.{rows.hash_rows().sum()}"


def _done_before(head: DeltaTable, load_id: int, digest: str) -> Upsert | None:
    """What the load's commit said that it did, where it is the last of its kind and was for the same rows on the same base."""
    if head.transaction_version(WRITER) != load_id:
        return None
    commits: list[dict[str, Any]] = [commit for commit in head.history(5) if commit.get("dangolLoad") == load_id]
    if not commits or commits[0]["dangolDigest"] != digest:
        return None
    counts = commits[0]["dangolCounts"]
    return Upsert(commits[0]["version"], **(json.loads(counts) if isinstance(counts, str) else counts))
