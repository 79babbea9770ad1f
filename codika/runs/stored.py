"""A result of the run log, for scripts and notebooks on the machine that has the log."""

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

from codika import errors
from codika.runs import rows
from codika.runs.connection import BUSY_TIMEOUT, as_run_log_error


def stored_result(run_log: str | Path, run_id: str) -> Any:
    """
    Return what a run on record brought.

    The file is opened for reading alone: none is made, none is brought up to this
    version, and a dashboard at work on it goes on.

    Raises:
        RunNotFoundError: There is no result of such a run.
        RunLogError: The file is not there, or is no run log.
    """
    address = f"{Path(run_log).resolve().as_uri()}?mode=ro"
    with (
        as_run_log_error(),
        contextlib.closing(sqlite3.connect(address, uri=True, timeout=BUSY_TIMEOUT)) as connection,
    ):
        found = connection.execute(
            "SELECT codec, body FROM bodies WHERE run_id = ? AND part = 'result'", (run_id,)
        ).fetchone()
    if found is None:
        raise errors.RunNotFoundError(run_id)
    return rows.from_body(*found)
