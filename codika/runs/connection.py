"""How this package opens an SQLite file, and where the errors of SQLite become ours."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from codika import errors

BUSY_TIMEOUT = 10.0  # seconds to wait for another process that is writing


def connect(path: Path) -> sqlite3.Connection:
    """Open a connection that begins no transaction by itself and commits durably."""
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT, isolation_level=None)
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


@contextlib.contextmanager
def as_run_log_error() -> Iterator[None]:
    """Turn what SQLite and the file system raise into `RunLogError`."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise errors.RunLogError(f"{type(error).__name__}: {error}") from error
