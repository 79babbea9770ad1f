"""
What the sandbox remembers: one SQLite file, so that executions survive any end.

An execution is one row, written before the trigger is answered.  Nothing has to
run for it to end: whether it is pending follows from the clock, its outcome from
its payload and its seed.  Keys are in no row: they are derived from the seed of
the file (`keys.py`).
"""

import contextlib
import json
import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codika.sandbox import draws

TABLES = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS executions (
    ordinal INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    instance TEXT NOT NULL,
    workflow TEXT NOT NULL,
    payload TEXT NOT NULL,
    created INTEGER NOT NULL,
    duration INTEGER,
    status TEXT,
    failure TEXT
);
CREATE INDEX IF NOT EXISTS executions_by_instance ON executions (instance, ordinal);
CREATE TABLE IF NOT EXISTS activations (
    instance TEXT PRIMARY KEY, active INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS key_generations (
    name TEXT PRIMARY KEY, generation INTEGER NOT NULL
) WITHOUT ROWID;
"""

COLUMNS = "ordinal, id, instance, workflow, payload, created, duration, status, failure"


class SeedConflictError(Exception):
    """The state file was made with another seed than the one asked for."""


@dataclass(frozen=True, slots=True)
class ExecutionRow:
    """One execution as it is kept; times in milliseconds."""

    ordinal: int
    id: str
    instance: str
    workflow: str
    payload: str
    """JSON of the fields the workflow gets."""
    created: int
    """Since the epoch."""
    duration: int | None
    """Planned at the trigger; `None` for one that never reports its end."""
    status: str | None
    """How it ended, where its outcome was computed already."""
    failure: str | None
    """JSON of `errorDetails`, where it failed."""

    @property
    def ends(self) -> float:
        """When it ends, in milliseconds since the epoch."""
        return float("inf") if self.duration is None else self.created + self.duration


class State:
    """
    The state file.

    To be used by one thread.  The file may be open in another process at the same
    time: every answer reads it afresh.
    """

    def __init__(self, path: Path | None, *, seed: str | None = None) -> None:
        """
        Open the file, or make it.

        Args:
            path: Where it is; `None` keeps everything in memory.
            seed: What all chance and all keys derive from; by default random, made once.

        Raises:
            SeedConflictError: The file has another seed.
        """
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(OSError):  # SQLite says it better
                path.touch(mode=0o600)  # inputs and results are for whoever runs the sandbox
        self._db = sqlite3.connect(path or ":memory:", timeout=10, isolation_level=None)
        # NORMAL survives the death of the process at any moment, which is what is promised.
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(TABLES)
        self._db.execute(
            "INSERT OR IGNORE INTO facts VALUES ('seed', ?)", (seed or secrets.token_hex(32),)
        )
        self.seed: str = self._one("SELECT value FROM facts WHERE name = 'seed'")
        if seed is not None and seed != self.seed:
            raise SeedConflictError(f"{path} was made with another seed")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def add(
        self,
        instance: str,
        workflow: str,
        payload: Mapping[str, Any],
        *,
        created: int,
        duration: float | None,
    ) -> ExecutionRow:
        """Keep a new execution, at once and for good; `duration` in milliseconds."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            ordinal = self._one("SELECT coalesce(max(ordinal), 0) + 1 FROM executions")
            row = ExecutionRow(
                ordinal,
                draws.uuid7(created, self.seed, "execution", ordinal),
                instance,
                workflow,
                json.dumps(payload),
                created,
                None if duration is None else max(1, round(duration)),
                None,
                None,
            )
            self._db.execute(
                f"INSERT INTO executions ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - a constant
                (
                    row.ordinal,
                    row.id,
                    row.instance,
                    row.workflow,
                    row.payload,
                    row.created,
                    row.duration,
                    row.status,
                    row.failure,
                ),
            )
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
        return row

    @property
    def next_ordinal(self) -> int:
        """The number that the next execution will have, if nobody else adds one first."""
        return int(self._one("SELECT coalesce(max(ordinal), 0) + 1 FROM executions"))

    def execution(self, execution_id: str) -> ExecutionRow | None:
        """Return an execution, or `None`."""
        found = self._db.execute(
            f"SELECT {COLUMNS} FROM executions WHERE id = ?",  # noqa: S608 - a constant
            (execution_id,),
        ).fetchone()
        return None if found is None else ExecutionRow(*found)

    def newest(
        self, instance: str, workflow: str | None, *, before: int | None, limit: int
    ) -> list[ExecutionRow]:
        """Return executions of an instance, newest first, older than the ordinal `before`."""
        found = self._db.execute(
            f"SELECT {COLUMNS} FROM executions WHERE instance = ? AND ordinal < ?"  # noqa: S608 - a constant
            " AND (? IS NULL OR workflow = ?) ORDER BY ordinal DESC LIMIT ?",
            (instance, before or 1 << 62, workflow, workflow, limit),
        )
        return [ExecutionRow(*row) for row in found]

    def settle(self, execution_id: str, status: str, failure: Mapping[str, str] | None) -> None:
        """Keep how an execution ended, so that lists need not compute it again."""
        self._db.execute(
            "UPDATE executions SET status = ?, failure = ? WHERE id = ?",
            (status, None if failure is None else json.dumps(failure), execution_id),
        )

    def last_executed(self, instance: str) -> int | None:
        """Return when an instance last started an execution, in milliseconds, or `None`."""
        found: int | None = self._one(
            "SELECT created FROM executions WHERE instance = ? ORDER BY ordinal DESC LIMIT 1",
            instance,
        )
        return found

    def counts(self) -> dict[str, int]:
        """Return how many executions were started, by workflow."""
        found = self._db.execute(
            "SELECT workflow, count(*) FROM executions GROUP BY workflow ORDER BY workflow"
        )
        return {str(workflow): int(count) for workflow, count in found}

    def is_active(self, instance: str) -> bool | None:
        """Return whether an instance was switched on or off; `None` if it never was."""
        found = self._one("SELECT active FROM activations WHERE instance = ?", instance)
        return None if found is None else bool(found)

    def switch(self, instance: str, *, active: bool) -> None:
        """Switch an instance on or off."""
        self._db.execute("INSERT OR REPLACE INTO activations VALUES (?, ?)", (instance, active))

    def key_generation(self, name: str) -> int:
        """Return how many times a key was regenerated."""
        found = self._one("SELECT generation FROM key_generations WHERE name = ?", name)
        return int(found or 0)

    def regenerate_key(self, name: str) -> None:
        """Make the next generation of a key the one that counts."""
        self._db.execute(
            "INSERT OR REPLACE INTO key_generations VALUES (?, ?)",
            (name, self.key_generation(name) + 1),
        )

    def _one(self, query: str, *values: Any) -> Any:
        found = self._db.execute(query, values).fetchone()
        return None if found is None else found[0]
