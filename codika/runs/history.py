"""
What earlier runs tell about the next one, asked of the run log.

Functions of an open connection; `SqliteRunStore` is who calls them.
"""

import sqlite3
from datetime import datetime

from codika.model import Run, RunStatus
from codika.runs import rows

_COLUMNS = ", ".join(rows.RUN_COLUMNS)
_OF_WORKFLOW = f"SELECT {_COLUMNS} FROM runs WHERE instance_id = ? AND workflow_id = ?"  # noqa: S608
_ENDED = (RunStatus.SUCCESS, RunStatus.FAILED)
_GOOD = (RunStatus.SUCCESS, *(status for status in RunStatus if status.is_open))


def ended_runs(
    connection: sqlite3.Connection,
    instance_id: str,
    workflow_id: str,
    payload_hash: str,
    limit: int,
) -> tuple[Run, ...]:
    """See `RunStore.ended_runs`."""
    same, values = (" AND payload_hash = ?", [payload_hash]) if payload_hash else ("", [])
    found = connection.execute(
        f"{_OF_WORKFLOW}{same} AND status IN ({_marks(_ENDED)}) ORDER BY id DESC LIMIT ?",
        [rows.text(instance_id), rows.text(workflow_id), *values, *_ENDED, limit],
    )
    return tuple(rows.from_row(row) for row in found)


def same_payload(
    connection: sqlite3.Connection,
    instance_id: str,
    workflow_id: str,
    payload_hash: str,
    since: datetime,
) -> Run | None:
    """See `RunStore.same_payload`."""
    found = connection.execute(
        f"{_OF_WORKFLOW} AND payload_hash = ? AND created_at >= ? AND status IN"
        f" ({_marks(_GOOD)}) ORDER BY id DESC LIMIT 1",
        [
            rows.text(instance_id),
            rows.text(workflow_id),
            payload_hash,
            rows.to_time(since),
            *_GOOD,
        ],
    ).fetchone()
    return rows.from_row(found) if found else None


def _marks(values: tuple[RunStatus, ...]) -> str:
    return ", ".join("?" * len(values))
