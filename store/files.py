"""The Parquet files of one fact table: written, read and swept, in a local folder or in an object store."""

import io
import json
import re
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import polars as pl
from deltalake import DeltaTable

# TRICKY: the class that deltalake exports needs PyArrow; this one, which it wraps, writes to any store that a table can be in.
from deltalake._internal import DeltaFileSystemHandler

from errors import StateError

GROUP_ROWS = 50_000
_CAUSE = re.compile(r"([^:\n]+?) \(os error \d+\)")  # "... Unable to copy data to file: No space left on device (os error 28)"


@contextmanager
def writing() -> Iterator[None]:
    """Turns what a full or forbidden disk says into a StateError: whatever is being written is not part of any version yet."""
    try:
        yield
    except OSError as refused:
        found = _CAUSE.search(str(refused))
        raise StateError.no_room(found[1].strip(" ↳") if found else refused.strerror or type(refused).__name__) from refused


@dataclass(frozen=True)
class DataFile:
    """A file of one version: its path inside the table, bytes, rows, and its statistics as the Delta log writes them."""

    path: str
    size: int
    rows: int
    statistics: str


class Folder:
    """Where the files of one version of a table are."""

    def __init__(self, table: DeltaTable, uri: str, storage_options: dict[str, str] | None) -> None:
        """
        Args:
            uri: the folder or URL that the table was opened by; the table's own would be percent-encoded.
        """
        self.table = table
        self.root = uri + "/"
        self.storage_options = storage_options
        self.store = DeltaFileSystemHandler(uri, storage_options)

    def files(self) -> list[DataFile]:
        """The files of the version."""
        return [
            DataFile(
                path=action["path"],
                size=action["size_bytes"],
                rows=action["num_records"],
                statistics=_statistics(action["num_records"], *(_of(action, part) for part in ("min", "max", "null_count"))),
            )
            for action in pl.DataFrame(self.table.get_add_actions(flatten=True)).iter_rows(named=True)
        ]

    def scan(self, files: Sequence[DataFile], paths_in: str | None = None) -> pl.LazyFrame:
        """The rows of these files; `paths_in` names a column for the path of each row's file."""
        # TRICKY: not `pl.scan_delta`, which finds no file in a folder whose name has a blank or Hangul in it (Polars 2.1).
        return pl.scan_parquet(
            [self.root + file.path for file in files],
            schema=pl.Schema(self.table.schema()),
            missing_columns="insert",
            include_file_paths=paths_in,
            glob=False,
            storage_options=self.storage_options,
        )

    def write(self, rows: pl.DataFrame, columns: Sequence[str]) -> DataFile:
        """A new file, which no version names yet, with statistics of `columns`."""
        parquet = io.BytesIO()
        rows.write_parquet(parquet, compression="zstd", row_group_size=GROUP_ROWS)
        path = f"part-{uuid.uuid4()}.parquet"
        with writing():
            file = self.store.open_output_stream(path)
            file.write(parquet.getvalue())
            file.close()  # type: ignore[attr-defined]  # left out of its type stub
        named = rows.select(columns)
        ends = (dict(zip(columns, part.row(0), strict=True)) for part in (named.min(), named.max(), named.null_count()))
        return DataFile(path, parquet.getbuffer().nbytes, rows.height, _statistics(rows.height, *ends))

    def purge(self) -> int:
        """Remove every file that this version does not name, whoever named it before; how many there were."""
        named = {file.path for file in self.files()}
        strays = self._unreferenced(timedelta(0)) - named
        strays = {path for path in strays if path.endswith(".parquet") or not path.startswith("_delta_log")}
        self._remove(strays)
        return len(strays)

    def sweep(self, older_than: timedelta) -> int:
        """Remove files older than that which no version names; how many there were."""
        strays = self._unreferenced(older_than) - self._named()
        self._remove(strays)
        return len(strays)

    def _remove(self, paths: Iterable[str]) -> None:
        for path in paths:
            if self._is_local():
                Path(self.root, path).unlink()
            else:
                self.store.delete_file(path)

    def _unreferenced(self, older_than: timedelta) -> set[str]:
        """Files of that age that may be strays, those of older versions among them."""
        if not self._is_local():
            hours = int(older_than / timedelta(hours=1))
            return set(self.table.vacuum(retention_hours=hours, enforce_retention_duration=False, full=True, dry_run=True))
        # TRICKY: `vacuum` passes over what a killed writer leaves half written in a local folder: "name#1", "_commit_name.tmp".
        folder, before = Path(self.root), time.time() - older_than.total_seconds()
        candidates = [file for file in folder.iterdir() if file.is_file()] + list(folder.glob("_delta_log/*.tmp*"))
        return {str(file.relative_to(folder)) for file in candidates if file.stat().st_mtime < before}

    def _is_local(self) -> bool:
        return "://" not in self.root

    def _named(self) -> set[str]:
        """Every path that any version ever named: the log is kept whole."""
        named: set[str] = set()
        for version in range(self.table.version() + 1):
            file = self.store.open_input_file(f"_delta_log/{version:020}.json")
            actions = map(json.loads, file.read(file.size()).splitlines())
            named.update(action["add"]["path"] for action in actions if "add" in action)
        return named


def _statistics(rows: int, least: dict[str, object], most: dict[str, object], nulls: dict[str, object]) -> str:
    """A file's statistics in the words of the Delta protocol."""
    present = ({name: value for name, value in part.items() if value is not None} for part in (least, most))
    minima, maxima = present
    return json.dumps({"numRecords": rows, "minValues": minima, "maxValues": maxima, "nullCount": nulls}, default=str)


def _of(action: dict[str, object], part: str) -> dict[str, object]:
    return {name.removeprefix(f"{part}."): value for name, value in action.items() if name.startswith(f"{part}.")}
