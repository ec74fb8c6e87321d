"""One holder at a time over all processes; the operating system or the server frees the lock when its holder dies."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, text

from errors import StateError

POLL_SECONDS = 0.1


@contextmanager
def file_lock(file: Path, wait_seconds: float) -> Iterator[None]:
    """Holds an operating system lock on `file`, which stays behind, empty."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _wait(lambda: _taken(handle), wait_seconds)
        yield
    finally:
        os.close(handle)


@contextmanager
def advisory_lock(connection: Connection, name: str, wait_seconds: float) -> Iterator[None]:
    """Holds a PostgreSQL advisory lock for as long as the connection lives, or until the end of the block."""
    connection = connection.execution_options(isolation_level="AUTOCOMMIT")
    key = {"name": f"dangol.{name}"}
    _wait(lambda: bool(connection.scalar(text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))"), key)), wait_seconds)
    try:
        yield
    finally:
        if not connection.invalidated:
            connection.execute(text("SELECT pg_advisory_unlock(hashtextextended(:name, 0))"), key)


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait(taken: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not taken():
        if time.monotonic() >= deadline:
            raise StateError.busy()
        time.sleep(POLL_SECONDS)
