"""
What happened to a run, line by line.

Each function works within the transaction of the connection it is given.
"""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from codika.model import RunEvent
from codika.runs import rows
from codika.runs.store import Look

COLUMNS = "at, kind, text, why"


def add(
    connection: sqlite3.Connection,
    events: Iterable[tuple[str, RunEvent]],
    *,
    but: Collection[str] = (),
) -> None:
    """Add lines to the timelines of runs by their ids, leaving some runs out."""
    connection.executemany(
        f"INSERT INTO events (run_id, {COLUMNS}) VALUES (?, ?, ?, ?, ?)",  # noqa: S608  our own names
        [rows.event_row(run_id, event) for run_id, event in events if run_id not in but],
    )


def note_looks(connection: sqlite3.Connection, looks: Sequence[Look]) -> frozenset[str]:
    """See `RunStore.note_looks`."""
    latest = {look.run_id: look for look in looks}
    numbers = Counter(look.run_id for look in looks)
    gone = frozenset(
        run_id
        for run_id, look in latest.items()
        if not connection.execute(
            "UPDATE runs SET looks = looks + ?, reported_status = ?"
            " WHERE id = ? AND status = 'pending'",
            (numbers[run_id], rows.text(look.reported_status or "") or None, run_id),
        ).rowcount
    )
    add(connection, [(look.run_id, look.event) for look in looks], but=gone)
    return gone


def read(found: Iterable[sqlite3.Row]) -> tuple[RunEvent, ...]:
    """Return the lines of rows that have `COLUMNS`."""
    return tuple(
        RunEvent(at=rows.from_time(row["at"]), kind=row["kind"], text=row["text"], why=row["why"])
        for row in found
    )
