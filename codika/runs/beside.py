"""What stands in the file of a run log beside the runs: how it is read and written."""

import contextlib
import sqlite3
from functools import partial
from pathlib import Path

from codika.runs import rows
from codika.runs.connection import as_run_log_error, connect
from codika.runs.writer import Writer


class BesideRuns:
    """
    Tables of a run log's file, which must have been opened as a run log before.

    Raises:
        RunLogError: By every method, when the file cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer = Writer(partial(connect, path))

    def close(self) -> None:
        """Finish what is being written."""
        self._writer.close()

    def _read(self, query: str, *values: str) -> list[sqlite3.Row]:
        with as_run_log_error(), contextlib.closing(connect(self._path)) as connection:
            return connection.execute(query, [rows.text(value) for value in values]).fetchall()

    def _write(self, statement: str, *values: str) -> None:
        self._writer.write(
            lambda connection: (
                connection.execute(statement, [rows.text(value) for value in values]).rowcount
            )
        )
