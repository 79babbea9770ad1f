"""
Runs as rows of the log, and back.

Times are ISO 8601 texts in UTC with microseconds, so that they compare as text
and read well in any SQLite browser.  Bodies are JSON; above a kilobyte they are
compressed with zlib at level 1, which makes typical results four times smaller
at little cost (the higher levels gain a few per cent for several times the CPU).
"""

import json
import sqlite3
import zlib
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any

from codika import errors
from codika.language import in_english
from codika.model import Environment, JsonText, Run, RunError, RunEvent, RunStatus

COMPRESS_FROM = 1024  # bytes

RUN_COLUMNS = tuple(field.name for field in fields(Run))
_TIMES = ("created_at", "triggered_at", "accepted_at", "ended_at", "watch_until")


def to_time(moment: datetime) -> str:
    """Return a time as the log keeps it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def from_time(value: str) -> datetime:
    """Return a time of the log."""
    return datetime.fromisoformat(value)


def text(value: str) -> str:
    """Return text that SQLite can hold: JSON may spell half a surrogate pair, UTF-8 may not."""
    return value.encode("utf-8", "replace").decode()


def to_row(run: Run) -> dict[str, Any]:
    """Return a run by column."""
    row: dict[str, Any] = {name: getattr(run, name) for name in RUN_COLUMNS}
    for name in _TIMES:
        row[name] = to_time(row[name]) if row[name] else None
    row["error"] = (
        json.dumps(asdict(run.error), ensure_ascii=False, separators=(",", ":"))
        if run.error
        else None
    )
    row["is_sample"], row["is_awaited"] = int(run.is_sample), int(run.is_awaited)
    return {name: text(value) if isinstance(value, str) else value for name, value in row.items()}


def from_row(row: sqlite3.Row) -> Run:
    """
    Return the run of a row that has every column of `RUN_COLUMNS`.

    Raises:
        RunLogError: The row holds what we never write.
    """
    values: dict[str, Any] = {name: row[name] for name in RUN_COLUMNS}
    try:
        for name in _TIMES:
            values[name] = from_time(values[name]) if values[name] else None
        values["status"] = RunStatus(values["status"])
        values["environment"] = Environment(values["environment"])
        values["error"] = RunError(**json.loads(values["error"])) if values["error"] else None
    except (ValueError, TypeError) as error:
        told = in_english("run {run} is garbled: {reason}", run=row["id"], reason=str(error))
        raise errors.RunLogError(told) from error
    for name in ("is_sample", "is_awaited"):
        values[name] = bool(values[name])
    return Run(**values)


def event_row(run_id: str, event: RunEvent) -> tuple[str, str, str, str, str]:
    """Return one line of a timeline as `(run_id, at, kind, text, why)`."""
    return run_id, to_time(event.at), event.kind, text(event.text), text(event.why)


def to_body(value: Any) -> tuple[str, bytes, int]:
    """
    Return codec, bytes to keep, and the size as JSON in bytes.

    A `JsonText` is kept as it is: nothing here holds the interpreter lock for
    long then, since zlib gives it up.

    Raises:
        ValueError: The value is no JSON, or nested too deeply (some 900 levels).
    """
    raw = JsonText.of(value).utf8
    if len(raw) < COMPRESS_FROM:
        return "json", raw, len(raw)
    return "json+zlib", zlib.compress(raw, 1), len(raw)


def from_body(codec: str, body: bytes) -> Any:
    """
    Return the value that `to_body` was given.

    Raises:
        RunLogError: The bytes are not what it gave.
    """
    try:
        return json.loads(text_of(codec, body).utf8)
    except (ValueError, RecursionError) as error:
        raise _garbled(error) from error


def text_of(codec: str, body: bytes, *, size: int = zlib.DEF_BUF_SIZE) -> JsonText:
    """
    Return the text of the value that `to_body` was given.

    Args:
        codec: As `to_body` gave it.
        body: Likewise.
        size: Of the text in bytes, where it is known; then it is never held twice.

    Raises:
        RunLogError: The bytes are not what `to_body` gave.
    """
    try:
        return JsonText(zlib.decompress(body, bufsize=size) if codec == "json+zlib" else body)
    except zlib.error as error:
        raise _garbled(error) from error


def _garbled(error: Exception) -> errors.RunLogError:
    told = in_english("a stored body is garbled: {reason}", reason=str(error))
    return errors.RunLogError(told)
