"""
What people say of the columns of a workflow's results, kept for all its runs.

Wherever the workflow runs, and for everybody: a column that is an identifier is one
for all who read it.  `find` gives what `codika.results.read` takes.
"""

import contextlib
import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from codika import errors
from codika.language import in_english, later
from codika.results.overruling import Said, overrule_in
from codika.runs import rows
from codika.runs.beside import BesideRuns
from codika.runs.steps import now

MAX_OVERRULED = 500  # columns of one workflow
MAX_NAME = 1000  # characters of a table's path, and of a column's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Overruled:
    """What somebody said of one column."""

    table: str
    """Its path."""
    column: str
    said: Said
    by: str
    at: datetime


class OverruledStore(BesideRuns):
    """Overruled columns in the file of a run log."""

    def all(self, workflow_id: str) -> tuple[Overruled, ...]:
        """Return every column of a workflow that somebody said something of."""
        found = self._read(
            "SELECT * FROM overruled WHERE workflow_id = ? ORDER BY table_path, column_name",
            workflow_id,
        )
        return tuple(map(_overruled, found))

    def find(self, workflow_id: str) -> dict[str, dict[str, dict[str, str]]]:
        """Return what to read the workflow's results with, as plain JSON."""
        by_table: dict[str, dict[str, dict[str, str]]] = {}
        for one in self.all(workflow_id):
            # What an older version let through must not keep a result from being read.
            with contextlib.suppress(errors.OverruleError):
                overrule_in(one.said)
                by_table.setdefault(one.table, {})[one.column] = dict(one.said)
        return by_table

    def overrule(
        self, workflow_id: str, table: str, column: str, said: Said, *, by: str = ""
    ) -> None:
        """
        Say what a column is, in place of what was said before; nothing said resets it.

        Args:
            workflow_id: Of whose results.
            table: Path of the table.
            column: Name of the column.
            said: As in `codika.results.overruling`.
            by: Who says so, as people know them.

        Raises:
            OverruleError: No column can be that, or there are too many.
        """
        overrule_in(said)
        if not said:
            self.forget(workflow_id, table, column)
            return
        if max(len(table), len(column)) > MAX_NAME:
            told = later("The name of the column is too long to be remembered.")
            raise errors.OverruleError(told)
        key = tuple(map(rows.text, (workflow_id, table, column)))
        text = json.dumps(dict(said), ensure_ascii=False)

        def work(connection: sqlite3.Connection) -> None:
            (n_others,) = connection.execute(
                "SELECT count(*) FROM overruled WHERE workflow_id = ?"
                " AND NOT (table_path = ? AND column_name = ?)",
                key,
            ).fetchone()
            if n_others >= MAX_OVERRULED:
                raise errors.OverruleError(
                    in_english(
                        "{n} columns are changed already.  Reset one first.", n=str(MAX_OVERRULED)
                    )
                )
            connection.execute(
                "INSERT OR REPLACE INTO overruled VALUES (?, ?, ?, ?, ?, ?)",
                (*key, rows.text(text), rows.text(by), rows.to_time(now())),
            )

        self._writer.write(work)

    def forget(self, workflow_id: str, table: str, column: str) -> None:
        """Let a column be what is found in it."""
        self._write(
            "DELETE FROM overruled WHERE workflow_id = ? AND table_path = ? AND column_name = ?",
            workflow_id,
            table,
            column,
        )


def _overruled(row: sqlite3.Row) -> Overruled:
    return Overruled(
        table=row["table_path"],
        column=row["column_name"],
        said=json.loads(row["said"]),
        by=row["by"],
        at=rows.from_time(row["at"]),
    )
