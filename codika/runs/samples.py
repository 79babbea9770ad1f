"""
Sample runs: a history to look at before there is one of one's own.

They are real runs of a sandbox's workflows, with what those really answer; only
the wish behind them is made up.  Each is marked in the log (`Run.is_sample`), so
that all of them can be taken out again at once, and brought back.  They are
started in a sandbox and nowhere else: `RunService.start` sees to that.
"""

import json
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from codika import errors
from codika.language import later
from codika.model import ProcessInstance, Run, RunStatus
from codika.runs.beside import BesideRuns
from codika.runs.service import RunService
from codika.schema import Workflow, check, starting

USER = later("Sample run")
"""Whose runs they are, as lists, cards and files tell it."""
AT_ONCE = 4
"""So many are under way together: enough to watch, and the sandbox stays quick."""
LOOK_EVERY = 0.2  # seconds between two looks for runs that have ended
MOST_REMOVED = 200  # runs that can still be brought back

SAMPLES: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("lead-scoring", {}),
    ("stock-history", {}),
    ("batch-send", {}),
    ("validate-iban", {}),  # fails: its example has a wrong digit
    ("country-statistics", {}),
    ("text-analysis", {}),
    ("lead-scoring", {"country": "Germany", "model": "big-deals"}),
    ("invoice-extraction", {}),
    ("stock-history", {"symbols": ["AMZN", "GOOG"], "start": "2018-01-01", "end": "2019-12-31"}),
    ("validate-iban", {"iban": "BE68 5390 0754 7034"}),
    ("weekly-report", {}),
    ("country-statistics", {"year": 1952}),
    ("batch-send", {"phone_numbers": ["32470000001", "33600000002", "32470000003"]}),
    ("onboarding", {}),
    ("lead-scoring", {"country": "France", "model": "hot-now", "min_score": 40}),
    ("country-statistics", {"year": 1977}),
    ("validate-iban", {"iban": "XX00 1234"}),  # fails: no such country
    ("text-analysis", {"input_text": "The bell broke within a week. Nobody answers my mails."}),
    ("stock-history", {"symbols": ["NFLX"], "start": "2019-01-01", "end": "2019-12-31"}),
    ("main-workflow", {}),
    # Fails: there is nothing to weigh by.
    ("lead-scoring", {"weights": {"size": 0, "intent": 0, "freshness": 0}}),
    ("country-statistics", {"year": 2002, "continents": ["Africa", "Americas"]}),
    ("validate-iban", {"iban": "DE89 3704 0044 0532 0130 00"}),
    ("batch-send", {"dry_run": True}),
    ("bulk-records", {"count": 250}),
)
"""Workflow of the sandbox, and what differs from its example."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCount:
    """How many sample runs there are."""

    ended: int
    under_way: int
    removed: int
    """That can be brought back."""


def fill(
    service: RunService,
    instance: ProcessInstance,
    workflows: Iterable[Workflow],
    *,
    at_once: int = AT_ONCE,
) -> tuple[Run, ...]:
    """
    Run the samples, a few at a time; returns when the last one was started.

    Args:
        service: What starts and watches them.
        instance: A sandbox's.
        workflows: What is known of it; samples of others are left out.
        at_once: How many are under way together.

    Returns:
        The runs as they were put on record.

    Raises:
        ConfigurationError: The instance is no sandbox; nothing was started.
        RunLogError: The log cannot be written, or was closed meanwhile.
    """
    known = {workflow.id: workflow for workflow in workflows if workflow.triggerable}
    started: list[Run] = []
    under_way: set[str] = set()
    for workflow_id, changes in SAMPLES:
        workflow = known.get(workflow_id)
        payload = None if workflow is None else _payload(workflow, changes)
        if workflow is None or payload is None:
            continue
        while len(under_way) >= at_once:
            under_way = {key for key in under_way if service.store.get(key).status.is_open}
            if len(under_way) >= at_once:
                time.sleep(LOOK_EVERY)
        run = service.start(
            instance,
            workflow.id,
            payload,
            user=USER,
            title=workflow.title,
            is_sample=True,
            inputs=workflow.inputs,
        )
        started.append(run)
        under_way.add(run.id)
    return tuple(started)


def _payload(workflow: Workflow, changes: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what a sample sends; `None` if the workflow asks for something else by now."""
    given = {**starting(workflow.inputs), **(workflow.example or {}), **changes}
    try:
        return check(workflow.inputs, given)
    except errors.PayloadError:
        return None


class SampleRuns(BesideRuns):
    """The sample runs in the file of a run log."""

    def count(self) -> SampleCount:
        """Return how many there are."""
        marks, open_words = _open()
        (row,) = self._read(
            f"SELECT count(*) AS runs, coalesce(sum(status IN ({marks})), 0) AS under_way,"  # noqa: S608
            " (SELECT count(*) FROM removed_samples) AS removed"
            " FROM runs WHERE is_sample = 1",
            *open_words,
        )
        under_way = int(row["under_way"])
        return SampleCount(
            ended=row["runs"] - under_way, under_way=under_way, removed=row["removed"]
        )

    def remove(self) -> int:
        """
        Take those that are not under way out of the log; return how many.

        They can be brought back, the latest of all that were ever removed.
        """
        n: int = self._writer.write(_remove)
        return n

    def restore(self) -> int:
        """Bring back what was removed; return how many."""
        n: int = self._writer.write(_restore)
        return n


def _remove(connection: sqlite3.Connection) -> int:
    marks, open_words = _open()
    found = connection.execute(
        f"SELECT * FROM runs WHERE is_sample = 1 AND status NOT IN ({marks})",  # noqa: S608
        open_words,
    ).fetchall()
    for run in found:
        run_id = run["id"]
        events = connection.execute(
            "SELECT at, kind, text, why FROM events WHERE run_id = ? ORDER BY id", (run_id,)
        )
        kept = json.dumps(dict(run)), json.dumps([dict(event) for event in events])
        connection.execute("INSERT INTO removed_samples VALUES (?, ?, ?)", (run_id, *kept))
        connection.execute(
            "INSERT INTO removed_bodies SELECT run_id, part, codec, body FROM bodies"
            " WHERE run_id = ?",
            (run_id,),
        )
        # Bodies and timeline go with it.
        connection.execute("DELETE FROM runs WHERE id = ?", (run_id,))
    connection.execute(
        "DELETE FROM removed_samples WHERE run_id IN"
        " (SELECT run_id FROM removed_samples ORDER BY run_id DESC LIMIT -1 OFFSET ?)",
        (MOST_REMOVED,),
    )
    return len(found)


def _restore(connection: sqlite3.Connection) -> int:
    found = connection.execute("SELECT * FROM removed_samples ORDER BY run_id").fetchall()
    for removed in found:
        _insert(connection, "runs", json.loads(removed["run"]))
        for event in json.loads(removed["events"]):
            _insert(connection, "events", {"run_id": removed["run_id"], **event})
    connection.execute(
        "INSERT INTO bodies (run_id, part, codec, body)"
        " SELECT run_id, part, codec, body FROM removed_bodies"
    )
    connection.execute("DELETE FROM removed_samples")
    return len(found)


def _insert(connection: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> None:
    connection.execute(
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",  # noqa: S608  our own columns
        tuple(row.values()),
    )


def _open() -> tuple[str, Sequence[str]]:
    """Return marks and values for the states that change by themselves."""
    words = [str(status) for status in RunStatus if status.is_open]
    return ", ".join("?" * len(words)), words
