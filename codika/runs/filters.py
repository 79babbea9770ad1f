"""
What people ask of the log, as conditions of SQL.

Values travel as parameters, never in the text.  SQLite's own `lower` knows the
26 letters only; a search for anything beyond them folds case in Python, which
is slower and right.
"""

import sqlite3
from typing import Any

from codika.runs import rows
from codika.runs.store import RunFilter

_SEARCHED = (
    "id",
    "execution_id",
    "workflow_id",
    "workflow_title",
    "inputs",
    "user",
    # The parts that people read; the names in the JSON around them are not searched.
    "json_extract(error, '$.message')",
    "json_extract(error, '$.label')",
    "json_extract(error, '$.failed_node')",
    "json_extract(error, '$.request_id')",
)


def prepare(connection: sqlite3.Connection) -> None:
    """Teach a connection the function that `conditions` may use."""
    connection.create_function("folded", 1, _folded, deterministic=True)


def conditions(wanted: RunFilter) -> tuple[str, list[Any]]:
    """Return a WHERE clause with marks, and the values for them."""
    parts, values = ["1"], list[Any]()
    equal: dict[str, str | None] = {
        "workflow_id": wanted.workflow_id,
        "environment": wanted.environment,
        "instance_id": wanted.instance_id,
        "user": wanted.user,
    }
    for column, value in equal.items():
        if value:
            parts.append(f"{column} = ?")
            values.append(rows.text(value))
    if wanted.status:
        parts.append(f"status IN ({', '.join('?' * len(wanted.status))})")
        values.extend(sorted(str(status) for status in wanted.status))
    if wanted.is_sample is not None:
        parts.append("is_sample = ?")
        values.append(int(wanted.is_sample))
    if wanted.text:
        fold = "lower" if wanted.text.isascii() else "folded"
        parts.append(f"({' OR '.join(f'instr({fold}({part}), ?)' for part in _SEARCHED)})")
        values.extend([rows.text(wanted.text).casefold()] * len(_SEARCHED))
    return " AND ".join(parts), values


def beside(
    connection: sqlite3.Connection, wanted: RunFilter, run_id: str
) -> tuple[str | None, str | None]:
    """Return the ids of the next newer and the next older run that pass a filter."""
    where, values = conditions(wanted)
    prepare(connection)

    def nearest(side: str, order: str) -> str | None:
        found = connection.execute(
            f"SELECT id FROM runs WHERE {where} AND id {side} ? ORDER BY id {order} LIMIT 1",  # noqa: S608
            [*values, rows.text(run_id)],
        ).fetchone()
        return str(found[0]) if found else None

    return nearest(">", "ASC"), nearest("<", "DESC")


def _folded(value: str | None) -> str | None:
    return None if value is None else value.casefold()
