"""Answers kept on disk, so that what one process measured no other process measures again.

A file holds one answer under a name made of everything that the answer depends on: the snapshot, the whole question with the reader's
scope, the settings that decide numbers, and the program that computed it. So nothing is ever out of date, nobody is given what was kept
for another scope, and a changed formula is measured anew. What is no longer asked for goes when the room is used up.
"""

import json
import logging
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

import polars as pl

import metrics
from errors import DeclarationError
from metrics.catalog import METRICS
from metrics.facts import Facts
from metrics.metric import Metric
from metrics.query import Query, measure
from store.snapshots import Snapshot

LOG = logging.getLogger("dangol")
CODE = (Path(metrics.__file__).parent, Path(__file__).parent)  # what answers are computed with: the metrics, and how facts are read
LIBRARIES = ("polars", "narwhals", "numpy", "scipy", "deltalake")
DIGEST_BYTES = 32  # of the SHA-256 that stands before each answer
KEPT, HALF_WRITTEN = ".answer", ".part"
ABANDONED = timedelta(minutes=10)  # after so long the writer of a half-written file is dead
# Shares of the room: what may be written before it is looked at again, and what is then made free. Eight writers at once keep the bound.
LOOKED_AT_EVERY, FREED = 1 / 128, 1 / 8


class KeptAnswers:
    """The answers of one installation, in a folder that all its processes share. Without a folder or room nothing is kept."""

    def __init__(self, folder: Path | None, most_bytes: int, settings: Mapping[str, str] = MappingProxyType({})) -> None:
        """
        Args:
            most_bytes: how large the folder may become; the least recently used answers go first.
            settings: what of the installation decides the numbers beside the facts: the engine, whose last digits may be its own, and
                the zone, in which a load has its day.
        """
        self.folder = folder
        self.most_bytes = most_bytes
        self._made_by = {"program": program(), "settings": dict(settings)}
        self._unseen = float(most_bytes)  # bytes written since the room was looked at; at first other processes' too

    @classmethod
    def none(cls) -> Self:
        """No answers: everything is measured."""
        return cls(None, 0)

    def measured(self, query: Query, snapshot: Snapshot, facts: Callable[[], Facts]) -> pl.DataFrame:
        """The answer to a query on a snapshot: the kept one, or one that is measured and kept.

        Args:
            facts: gives the snapshot's facts; called only where there is something to measure.
        """
        key = self._key(query, snapshot)
        return measure(query, facts()) if key is None else self._kept(key, lambda: measure(query, facts()))

    def studied(self, study: str, asked: Mapping[str, Any], snapshot: Snapshot, made: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        """What a study found on a snapshot: the kept frame, or one that is made and kept.

        Args:
            study: its name; what computes it is under `CODE`.
            asked: everything else that its finding depends on.
        """
        return self._kept(self._named({"study": study, "asked": asked}, snapshot), made)

    def _kept(self, key: bytes, made: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        """What is kept under the key, or what is made now, and kept."""
        if self.folder is None or not self.most_bytes:
            return made()
        file = self.folder / f"{sha256(key).hexdigest()}{KEPT}"
        kept = _read(file, key)
        if kept is not None:
            return kept
        answer = made()
        try:
            self._keep(file, key, answer)
        except OSError as refused:  # a full disk costs time, not the answer
            _log("answer-not-kept", self.folder.name, refused.strerror or str(refused))
        return answer

    def _key(self, query: Query, snapshot: Snapshot) -> bytes | None:
        """Everything that the answer depends on; None for a metric that its name does not identify, which is never kept."""
        if not is_declared(query.metric):
            return None
        asked = {field.name: getattr(query, field.name) for field in fields(query)}
        asked["where"] = {dimension: sorted(set(values)) for dimension, values in query.where.items()}
        return self._named({"query": asked}, snapshot)

    def _named(self, asked: Mapping[str, Any], snapshot: Snapshot) -> bytes:
        # A state that was set up anew or restored counts its snapshots from an earlier number again: their moments tell them apart.
        return json.dumps(_plain({"made by": self._made_by, "snapshot": snapshot, **asked}), sort_keys=True).encode()

    def _keep(self, file: Path, key: bytes, answer: pl.DataFrame) -> None:
        body = BytesIO()
        answer.write_ipc(body, compression="zstd")
        content = _digest(key, body.getvalue()) + body.getvalue()
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, half_written = tempfile.mkstemp(suffix=HALF_WRITTEN, dir=file.parent)  # readable by its owner only
        try:
            with open(handle, "wb") as part:
                part.write(content)
            os.replace(half_written, file)
        except OSError:
            Path(half_written).unlink(missing_ok=True)
            raise
        self._unseen += len(content)
        if self._unseen >= self.most_bytes * LOOKED_AT_EVERY:
            self._unseen = 0
            self._make_room(file.parent)

    def _make_room(self, folder: Path) -> None:
        """Removes what was used least recently, where the room is nearly used up, and what dead writers left."""
        files = _files(folder)
        abandoned = datetime.now(UTC).timestamp() - ABANDONED.total_seconds()
        for path, stat in [*files.items()]:
            if path.suffix == HALF_WRITTEN and stat.st_mtime < abandoned:
                path.unlink(missing_ok=True)
                del files[path]
        size = sum(stat.st_size for stat in files.values())
        if size <= self.most_bytes * (1 - FREED / 2):
            return
        for path, stat in sorted(files.items(), key=lambda file: file[1].st_mtime_ns):
            if path.suffix == KEPT and size > self.most_bytes * (1 - FREED):
                path.unlink(missing_ok=True)
                size -= stat.st_size


def is_declared(metric: Metric) -> bool:
    """Whether its name identifies the metric, so that its answers can be kept under it."""
    return METRICS.get(metric.name) is metric


@cache
def program() -> str:
    """A fingerprint of what computes answers: our own code and the libraries under it."""
    return fingerprint(CODE, {name: version(name) for name in LIBRARIES})


def fingerprint(folders: Iterable[Path], versions: Mapping[str, str]) -> str:
    """A fingerprint of the Python files in the folders and of the versions of libraries.

    Raises:
        DeclarationError: a folder has no such file, so that two programs could not be told apart.
    """
    seen = sha256(json.dumps(versions, sort_keys=True).encode())
    for folder in folders:
        sources = sorted(folder.rglob("*.py"))
        if not sources:
            raise DeclarationError(f"No Python file in {folder}: kept answers could not be told from those of another release.")
        for source in sources:
            seen.update(f"{source.relative_to(folder).as_posix()}\0{sha256(source.read_bytes()).hexdigest()}\0".encode())
    return seen.hexdigest()


def _plain(value: Any) -> Any:
    """A value of a question as JSON has it.

    Raises:
        DeclarationError: it is of a kind that is not known here, so that two questions could be taken for one.
    """
    match value:
        case Metric():
            return value.name
        case None | str() | int() | float():  # members of a StrEnum are strings
            return value
        case date():  # and datetime
            return value.isoformat()
        case Mapping():
            return {str(key): _plain(each) for key, each in value.items()}
        case tuple() | list():
            return [_plain(each) for each in value]
        case frozenset():
            return sorted(_plain(each) for each in value)
        case _ if is_dataclass(value):
            return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        case _:
            raise DeclarationError(f"A question holds a {type(value).__name__}, and answers are not kept by that.")


def _read(file: Path, key: bytes) -> pl.DataFrame | None:
    """The answer in a file; None where there is none, or none that is whole and of this very key."""
    try:
        with open(file, "rb") as kept:
            content = kept.read()
            os.utime(kept.fileno())  # it was used now; many file systems do not note it themselves
        body = content[DIGEST_BYTES:]
        if content[:DIGEST_BYTES] != _digest(key, body):
            _log("answer-damaged", file.name, "its checksum is wrong")
            return None
        return pl.read_ipc(body)
    except FileNotFoundError:
        return None
    except (OSError, pl.exceptions.PolarsError) as unreadable:
        _log("answer-damaged", file.name, type(unreadable).__name__)
        return None


def _digest(key: bytes, body: bytes) -> bytes:
    return sha256(sha256(key).digest() + body).digest()


def _files(folder: Path) -> dict[Path, os.stat_result]:
    found = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            try:
                found[Path(entry.path)] = entry.stat()
            except FileNotFoundError:
                continue  # another process removed it just now
    return found


def _log(action: str, about: str, reason: str) -> None:
    moment = datetime.now(UTC).isoformat(timespec="milliseconds")
    LOG.warning(json.dumps({"time": moment, "action": action, "object": about, "reason": reason}))
