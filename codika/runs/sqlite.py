"""
The run log in one SQLite file.

Reads open a connection a call: Streamlit runs every session in a thread of its
own, and a `sqlite3` connection may neither be used by another thread nor, with
that check off, be used by two at once.  Writes go to one thread (`writer.py`).
WAL lets both go on side by side, in several processes on one machine;
`synchronous=FULL` makes a commit outlive a loss of power.
"""

import contextlib
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from codika import errors
from codika.model import JsonText, Run, RunEvent, RunStatus
from codika.runs import filters, history, leases, rows, timeline
from codika.runs.connection import as_run_log_error, connect
from codika.runs.store import UNSET, Look, RunFilter, RunPage, Unset, UsualTime
from codika.runs.writer import Writer

LEARN_FROM = 60  # latest successful runs that make the usual time

_COLUMNS = ", ".join(rows.RUN_COLUMNS)
_OPEN = tuple(str(status) for status in RunStatus if status.is_open)
_OPEN_MARKS = ", ".join("?" * len(_OPEN))


class SqliteRunStore:
    """
    A `RunStore` in one SQLite file, made (with its folder) if it is not there.

    Raises:
        RunLogError: The file cannot be opened, is no run log, or was written
            by a newer version of this package.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with as_run_log_error():
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                path.touch(mode=0o600)  # what people sent and got is theirs alone
            with contextlib.closing(self._connect()) as connection:
                # Imported here: sqlite_utils brings pandas along, which costs half a second.
                from codika.runs.migrations import upgrade  # noqa: PLC0415

                upgrade(connection)
        self._writer = Writer(self._connect)

    # -- writing ---------------------------------------------------------------

    def add(self, run: Run, payload: Any, *, owner: str, lease: float) -> tuple[Run, bool]:
        """See `RunStore.add`."""
        row, (codec, body, _) = rows.to_row(run), rows.to_body(payload)

        def work(connection: sqlite3.Connection) -> tuple[Run, bool]:
            known = connection.execute(
                f"SELECT {_COLUMNS} FROM runs WHERE submission_id = ?",  # noqa: S608  our own names
                (run.submission_id,),
            ).fetchone()
            if known is not None:
                return rows.from_row(known), False
            marks = ", ".join("?" * len(row))
            connection.execute(
                f"INSERT INTO runs ({_COLUMNS}) VALUES ({marks})",  # noqa: S608
                tuple(row.values()),
            )
            connection.execute(
                "INSERT INTO bodies VALUES (?, 'payload', ?, ?)", (run.id, codec, body)
            )
            leases.give(connection, run.id, owner, run.created_at + timedelta(seconds=lease))
            timeline.add(connection, [(run.id, RunEvent(at=run.created_at, kind="saved"))])
            return run, True

        added: tuple[Run, bool] = self._writer.write(work)
        return added

    def save(
        self,
        run: Run,
        *events: RunEvent,
        was: Collection[RunStatus] = (),
        result: Any | Unset = UNSET,
    ) -> None:
        """See `RunStore.save`."""
        row = rows.to_row(run)
        body = None if isinstance(result, Unset) else rows.to_body(result)
        if body:
            row["result_bytes"] = body[2]
        kept = {"id", "is_awaited"}
        assignments = ", ".join(f"{name} = :{name}" for name in row if name not in kept)

        def work(connection: sqlite3.Connection) -> None:
            _check_status(connection, run.id, was)
            connection.execute(
                f"UPDATE runs SET {assignments} WHERE id = :id",  # noqa: S608
                row,
            )
            if body:
                connection.execute(
                    "INSERT OR REPLACE INTO bodies VALUES (?, 'result', ?, ?)", (run.id, *body[:2])
                )
            if not run.status.is_open:
                leases.end(connection, run.id)
            timeline.add(connection, [(run.id, event) for event in events])

        self._writer.write(work)

    def note_looks(self, looks: Sequence[Look]) -> frozenset[str]:
        """See `RunStore.note_looks`."""
        gone: frozenset[str] = self._writer.write(
            lambda connection: timeline.note_looks(connection, looks)
        )
        return gone

    def set_awaited(self, run_id: str, event: RunEvent, *, is_awaited: bool) -> None:
        """See `RunStore.set_awaited`."""

        def work(connection: sqlite3.Connection) -> None:
            _check_status(connection, run_id, _OPEN)
            connection.execute(
                "UPDATE runs SET is_awaited = ? WHERE id = ?", (int(is_awaited), run_id)
            )
            timeline.add(connection, [(run_id, event)])

        self._writer.write(work)

    def claim(
        self, run_ids: Collection[str], owner: str, *, now: datetime, lease: float
    ) -> frozenset[str]:
        """See `RunStore.claim`."""
        if not run_ids:
            return frozenset()
        claimed: frozenset[str] = self._writer.write(
            lambda connection: leases.claim(connection, run_ids, owner, now=now, lease=lease)
        )
        return claimed

    def renew(self, owner: str, *, now: datetime, lease: float) -> Mapping[str, bool]:
        """See `RunStore.renew`."""
        held: Mapping[str, bool] = self._writer.write(
            lambda connection: leases.renew(connection, owner, now=now, lease=lease)
        )
        return held

    def release(self, owner: str) -> None:
        """See `RunStore.release`."""
        self._writer.write(lambda connection: leases.release(connection, owner))

    def remember_name(self, browser_id: str, name: str) -> None:
        """See `RunStore.remember_name`."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM people WHERE browser_id = ?", (browser_id,))
            if name:
                connection.execute("INSERT INTO people VALUES (?, ?)", (browser_id, name))

        self._writer.write(work)

    def close(self) -> None:
        """See `RunStore.close`."""
        # The last connection to be closed, here or elsewhere, brings the write-ahead log home.
        self._writer.close()

    # -- reading ---------------------------------------------------------------

    def get(self, run_id: str) -> Run:
        """See `RunStore.get`."""
        found = self._read(f"SELECT {_COLUMNS} FROM runs WHERE id = ?", run_id)  # noqa: S608
        if not found:
            raise errors.RunNotFoundError(run_id)
        return rows.from_row(found[0])

    def payload(self, run_id: str) -> Any:
        """See `RunStore.payload`."""
        payload = self._body(run_id, "payload")
        if isinstance(payload, Unset):
            raise errors.RunNotFoundError(run_id)
        return payload

    def result(self, run_id: str) -> Any | Unset:
        """See `RunStore.result`."""
        return self._body(run_id, "result")

    def result_text(self, run_id: str) -> JsonText | Unset:
        """See `RunStore.result_text`."""
        found = self._read(
            "SELECT codec, body, result_bytes FROM bodies JOIN runs ON id = run_id"
            " WHERE run_id = ? AND part = 'result'",
            run_id,
        )
        if not found:
            return UNSET
        codec, body, size = found[0]
        return rows.text_of(codec, body, size=size or len(body))

    def events(self, run_id: str) -> tuple[RunEvent, ...]:
        """See `RunStore.events`."""
        lines = self._read(
            f"SELECT {timeline.COLUMNS} FROM events WHERE run_id = ? ORDER BY id",  # noqa: S608
            run_id,
        )
        return timeline.read(lines)

    def find(self, wanted: RunFilter, *, limit: int = 50, before: str | None = None) -> RunPage:
        """See `RunStore.find`."""
        where, values = filters.conditions(wanted)
        older = (f"{where} AND id < ?", [*values, rows.text(before)]) if before else (where, values)
        with self._reading() as connection:
            filters.prepare(connection)
            connection.execute("BEGIN")  # page and total as of one moment
            total = connection.execute(
                f"SELECT count(*) FROM runs WHERE {where}",  # noqa: S608
                values,
            ).fetchone()[0]
            # One row more than asked tells whether there is a next page.
            found = connection.execute(
                f"SELECT {_COLUMNS} FROM runs WHERE {older[0]} ORDER BY id DESC LIMIT ?",  # noqa: S608
                [*older[1], limit + 1],
            ).fetchall()
        runs = tuple(rows.from_row(row) for row in found[:limit])
        more = len(found) > limit
        return RunPage(runs=runs, total=total, next_before=runs[-1].id if more else None)

    def beside(self, wanted: RunFilter, run_id: str) -> tuple[str | None, str | None]:
        """See `RunStore.beside`."""
        with self._reading() as connection:
            return filters.beside(connection, wanted, run_id)

    def open_runs(self) -> tuple[Run, ...]:
        """See `RunStore.open_runs`."""
        found = self._read(
            f"SELECT {_COLUMNS} FROM runs WHERE status IN ({_OPEN_MARKS}) ORDER BY id",  # noqa: S608
            *_OPEN,
        )
        return tuple(rows.from_row(row) for row in found)

    def orphans(self, now: datetime) -> tuple[Run, ...]:
        """See `RunStore.orphans`."""
        found = self._read(
            f"SELECT {_COLUMNS} FROM runs LEFT JOIN leases ON run_id = id"  # noqa: S608
            f" WHERE status IN ({_OPEN_MARKS}) AND (owner IS NULL OR expires_at <= ?) ORDER BY id",
            *_OPEN,
            rows.to_time(now),
        )
        return tuple(rows.from_row(row) for row in found)

    def latest(self, instance_id: str, workflow_ids: Sequence[str]) -> Mapping[str, Run]:
        """See `RunStore.latest`."""
        # One short look into the index a workflow; a GROUP BY would read every run.
        with self._reading() as connection:
            found = {
                workflow_id: connection.execute(
                    f"SELECT {_COLUMNS} FROM runs WHERE instance_id = ? AND workflow_id = ?"  # noqa: S608
                    " ORDER BY id DESC LIMIT 1",
                    (instance_id, workflow_id),
                ).fetchone()
                for workflow_id in workflow_ids
            }
        return {key: rows.from_row(row) for key, row in found.items() if row is not None}

    def usual_times(self, instance_id: str, workflow_ids: Sequence[str]) -> Mapping[str, UsualTime]:
        """See `RunStore.usual_times`."""
        durations = {
            workflow_id: self._durations(instance_id, workflow_id, (RunStatus.SUCCESS,))
            for workflow_id in workflow_ids
        }
        return {key: UsualTime.of(values) for key, values in durations.items() if values}

    def durations(self, instance_id: str, workflow_id: str) -> tuple[float, ...]:
        """See `RunStore.durations`."""
        return self._durations(instance_id, workflow_id, (RunStatus.SUCCESS, RunStatus.FAILED))

    def ended_runs(
        self, instance_id: str, workflow_id: str, *, payload_hash: str = "", limit: int = 20
    ) -> tuple[Run, ...]:
        """See `RunStore.ended_runs`."""
        with self._reading() as connection:
            return history.ended_runs(connection, instance_id, workflow_id, payload_hash, limit)

    def same_payload(
        self, instance_id: str, workflow_id: str, payload_hash: str, *, since: datetime
    ) -> Run | None:
        """See `RunStore.same_payload`."""
        with self._reading() as connection:
            return history.same_payload(connection, instance_id, workflow_id, payload_hash, since)

    def workflows_seen(self, instance_id: str) -> tuple[tuple[str, str], ...]:
        """See `RunStore.workflows_seen`."""
        found = self._read(
            "SELECT workflow_id, workflow_title, max(id) FROM runs WHERE instance_id = ?"
            " GROUP BY workflow_id ORDER BY workflow_title, workflow_id",
            instance_id,
        )
        return tuple((row["workflow_id"], row["workflow_title"]) for row in found)

    def executions_on_record(self, execution_ids: Sequence[str]) -> frozenset[str]:
        """See `RunStore.executions_on_record`."""
        marks = ", ".join("?" * len(execution_ids))
        found = self._read(
            f"SELECT execution_id FROM runs WHERE execution_id IN ({marks})",  # noqa: S608
            *execution_ids,
        )
        return frozenset(row["execution_id"] for row in found)

    def name_of(self, browser_id: str) -> str:
        """See `RunStore.name_of`."""
        found = self._read("SELECT name FROM people WHERE browser_id = ?", browser_id)
        return found[0]["name"] if found else ""

    # -- inside ----------------------------------------------------------------

    def _connect(self) -> sqlite3.Connection:
        return connect(self.path)

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with as_run_log_error(), contextlib.closing(self._connect()) as connection:
            yield connection

    def _read(self, query: str, *values: str) -> list[sqlite3.Row]:
        with self._reading() as connection:
            return connection.execute(query, [rows.text(value) for value in values]).fetchall()

    def _durations(
        self, instance_id: str, workflow_id: str, ended: Sequence[RunStatus]
    ) -> tuple[float, ...]:
        marks = ", ".join("?" * len(ended))
        found = self._read(
            "SELECT duration_ms FROM runs WHERE instance_id = ? AND workflow_id = ?"  # noqa: S608
            f" AND status IN ({marks}) AND duration_ms IS NOT NULL"
            f" ORDER BY id DESC LIMIT {LEARN_FROM}",
            *(instance_id, workflow_id, *ended),
        )
        return tuple(row["duration_ms"] for row in found)

    def _body(self, run_id: str, part: str) -> Any | Unset:
        found = self._read(
            "SELECT codec, body FROM bodies WHERE run_id = ? AND part = ?", run_id, part
        )
        return rows.from_body(found[0]["codec"], found[0]["body"]) if found else UNSET


def _check_status(connection: sqlite3.Connection, run_id: str, wanted: Collection[str]) -> None:
    """Raise unless a run is there and its status one of these; empty means any."""
    stored = connection.execute("SELECT status FROM runs WHERE id = ?", (run_id,)).fetchone()
    if stored is None:
        raise errors.RunNotFoundError(run_id)
    if wanted and stored["status"] not in wanted:
        raise errors.RunStateError(f"run {run_id} is {stored['status']}")
