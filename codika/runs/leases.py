"""
Who watches a run: rows of the run log that run out unless they are renewed.

Each function works within the transaction of the connection it is given.
"""

import sqlite3
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from codika.runs import rows


def give(connection: sqlite3.Connection, run_id: str, owner: str, until: datetime) -> None:
    """Let `owner` watch a new run."""
    connection.execute("INSERT INTO leases VALUES (?, ?, ?)", (run_id, owner, rows.to_time(until)))


def claim(
    connection: sqlite3.Connection,
    run_ids: Collection[str],
    owner: str,
    *,
    now: datetime,
    lease: float,
) -> frozenset[str]:
    """See `RunStore.claim`."""
    moment, until = rows.to_time(now), rows.to_time(now + timedelta(seconds=lease))
    return frozenset(
        run_id
        for run_id in run_ids
        if connection.execute(
            """
            INSERT INTO leases SELECT id, ?, ? FROM runs
            WHERE id = ? AND status IN ('queued', 'triggering', 'pending')
            ON CONFLICT (run_id) DO UPDATE
            SET owner = excluded.owner, expires_at = excluded.expires_at
            WHERE leases.owner = excluded.owner OR leases.expires_at <= ?
            """,
            (owner, until, run_id, moment),
        ).rowcount
    )


def renew(
    connection: sqlite3.Connection, owner: str, *, now: datetime, lease: float
) -> Mapping[str, bool]:
    """See `RunStore.renew`."""
    until = rows.to_time(now + timedelta(seconds=lease))
    connection.execute("UPDATE leases SET expires_at = ? WHERE owner = ?", (until, owner))
    held = connection.execute(
        "SELECT id, is_awaited FROM leases JOIN runs ON id = run_id WHERE owner = ?", (owner,)
    )
    return {row["id"]: bool(row["is_awaited"]) for row in held}


def end(connection: sqlite3.Connection, run_id: str) -> None:
    """Let nobody watch a run any more."""
    connection.execute("DELETE FROM leases WHERE run_id = ?", (run_id,))


def release(connection: sqlite3.Connection, owner: str) -> None:
    """See `RunStore.release`."""
    connection.execute("DELETE FROM leases WHERE owner = ?", (owner,))
