"""
The schema of the run log, as numbered steps that are never edited once shipped.

A change is a new function below; opening an older file applies what it lacks.
All indexes are full ones.  A partial index looks tempting for `status`, but
Python's cached statements, re-planned after `ANALYZE` with the value then
bound, gave no rows for other values (SQLite 3.40 and 3.51).
"""

import contextlib
import sqlite3
import time

from sqlite_utils import Database, Migrations

from codika import errors
from codika.language import later
from codika.runs.connection import BUSY_TIMEOUT

RETRY_EVERY = 0.02  # seconds

migrations = Migrations("codika.runs")


@migrations(name="0001_runs")
def _runs(db: Database) -> None:
    db.executescript(
        """
        CREATE TABLE runs (
            id TEXT PRIMARY KEY,
            submission_id TEXT NOT NULL UNIQUE,
            instance_id TEXT NOT NULL,
            instance_name TEXT NOT NULL,
            environment TEXT NOT NULL,
            workflow_id TEXT NOT NULL,
            workflow_title TEXT NOT NULL,
            inputs TEXT NOT NULL,
            user TEXT NOT NULL,
            status TEXT NOT NULL,
            created_at TEXT NOT NULL,
            triggered_at TEXT,
            accepted_at TEXT,
            ended_at TEXT,
            watch_until TEXT,
            execution_id TEXT,
            duration_ms REAL,
            reported_status TEXT,
            looks INTEGER NOT NULL,
            error TEXT,
            result_bytes INTEGER,
            rerun_of TEXT,
            is_sample INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX runs_workflow ON runs (workflow_id, id);
        CREATE INDEX runs_status ON runs (status, id);
        CREATE INDEX runs_environment ON runs (environment, id);
        CREATE INDEX runs_user ON runs (user, id);
        CREATE INDEX runs_workflow_status ON runs (workflow_id, status, id);
        CREATE INDEX runs_instance ON runs (instance_id, workflow_id, id);
        CREATE INDEX runs_instance_status ON runs (instance_id, workflow_id, status, id);
        CREATE INDEX runs_execution ON runs (execution_id);

        -- What was sent and what came back, compressed, out of the way of lists.
        CREATE TABLE bodies (
            run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            part TEXT NOT NULL,
            codec TEXT NOT NULL,
            body BLOB NOT NULL,
            PRIMARY KEY (run_id, part)
        );

        CREATE TABLE events (
            id INTEGER PRIMARY KEY,
            run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            at TEXT NOT NULL,
            kind TEXT NOT NULL,
            text TEXT NOT NULL
        );
        CREATE INDEX events_run ON events (run_id, id);

        -- Who watches a run; whoever finds a lease run out may take it over.
        CREATE TABLE leases (
            run_id TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
            owner TEXT NOT NULL,
            expires_at TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX leases_owner ON leases (owner);

        -- A browser's cookie and the name its person gave; no account, no key.
        CREATE TABLE people (
            browser_id TEXT PRIMARY KEY,
            name TEXT NOT NULL
        ) WITHOUT ROWID;
        """
    )


@migrations(name="0002_looks")
def _looks(db: Database) -> None:
    db.executescript(
        """
        ALTER TABLE runs ADD COLUMN is_awaited INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE events ADD COLUMN why TEXT NOT NULL DEFAULT '';
        """
    )


@migrations(name="0003_drafts_and_presets")
def _drafts_and_presets(db: Database) -> None:
    db.executescript(
        """
        -- What people have filled in and not sent; cleared away when there are too many.
        CREATE TABLE drafts (
            id TEXT PRIMARY KEY,
            instance_id TEXT NOT NULL,
            workflow_id TEXT NOT NULL,
            owner TEXT NOT NULL,
            rerun_of TEXT,
            codec TEXT NOT NULL,
            body BLOB NOT NULL,
            saved_at TEXT NOT NULL
        );
        CREATE INDEX drafts_saved ON drafts (saved_at);
        CREATE INDEX drafts_owner ON drafts (instance_id, workflow_id, owner, saved_at);

        -- Payloads kept under a name; a deleted one stays for a while, to be brought back.
        CREATE TABLE presets (
            id TEXT PRIMARY KEY,
            instance_id TEXT NOT NULL,
            workflow_id TEXT NOT NULL,
            owner TEXT NOT NULL,
            by TEXT NOT NULL,
            name TEXT NOT NULL,
            is_shared INTEGER NOT NULL,
            codec TEXT NOT NULL,
            body BLOB NOT NULL,
            saved_at TEXT NOT NULL,
            deleted_at TEXT
        );
        CREATE INDEX presets_workflow ON presets (instance_id, workflow_id, name);
        """
    )


@migrations(name="0004_result_rows")
def _result_rows(db: Database) -> None:
    db.execute("ALTER TABLE runs ADD COLUMN result_rows INTEGER")


@migrations(name="0005_payload_hash")
def _payload_hash(db: Database) -> None:
    # Runs from before have none: their payloads would have to be read one by one.
    db.execute("ALTER TABLE runs ADD COLUMN payload_hash TEXT NOT NULL DEFAULT ''")
    db.execute("CREATE INDEX runs_payload ON runs (instance_id, workflow_id, payload_hash, id)")


@migrations(name="0006_views")
def _views(db: Database) -> None:
    db.executescript(
        """
        -- How people want to see results of a workflow, wherever it runs.
        CREATE TABLE views (
            id TEXT PRIMARY KEY,
            workflow_id TEXT NOT NULL,
            owner TEXT NOT NULL,
            by TEXT NOT NULL,
            name TEXT NOT NULL,
            is_shared INTEGER NOT NULL,
            codec TEXT NOT NULL,
            body BLOB NOT NULL,
            saved_at TEXT NOT NULL,
            deleted_at TEXT
        );
        CREATE INDEX views_workflow ON views (workflow_id, name);

        -- What results open with: of each person, and of everybody, who is nobody here.
        CREATE TABLE view_openings (
            workflow_id TEXT NOT NULL,
            owner TEXT NOT NULL,
            view_id TEXT NOT NULL,
            PRIMARY KEY (workflow_id, owner)
        ) WITHOUT ROWID;
        """
    )


@migrations(name="0007_overruled_columns")
def _overruled_columns(db: Database) -> None:
    db.executescript(
        """
        -- What people say of columns of a workflow's results, in place of what is found.
        CREATE TABLE overruled (
            workflow_id TEXT NOT NULL,
            table_path TEXT NOT NULL,
            column_name TEXT NOT NULL,
            said TEXT NOT NULL,
            by TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (workflow_id, table_path, column_name)
        ) WITHOUT ROWID;
        """
    )


@migrations(name="0008_samples")
def _samples(db: Database) -> None:
    db.executescript(
        """
        CREATE INDEX runs_sample ON runs (is_sample, id);

        -- Sample runs that were removed, whole, for as long as they can be brought back.
        -- As JSON: later columns of the tables above need no counterpart here.
        CREATE TABLE removed_samples (
            run_id TEXT PRIMARY KEY,
            run TEXT NOT NULL,
            events TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE removed_bodies (
            run_id TEXT NOT NULL REFERENCES removed_samples (run_id) ON DELETE CASCADE,
            part TEXT NOT NULL,
            codec TEXT NOT NULL,
            body BLOB NOT NULL,
            PRIMARY KEY (run_id, part)
        );
        """
    )


@migrations(name="0009_languages")
def _languages(db: Database) -> None:
    db.executescript(
        """
        -- The language somebody chose in a browser; without a row it is the browser's own.
        CREATE TABLE languages (
            browser_id TEXT PRIMARY KEY,
            language TEXT NOT NULL
        ) WITHOUT ROWID;
        """
    )


def upgrade(connection: sqlite3.Connection) -> None:
    """
    Bring a file up to the schema above; two processes at once do so one after the other.

    Raises:
        RunLogError: The file is another program's, or of a newer version of
            this one.  It was not changed.
    """
    database = Database(connection)
    _check(database)
    _enable_wal(database)
    connection.execute("BEGIN IMMEDIATE")
    _check(database)  # again: another process may have been at it in between
    migrations.apply(database)
    # Changes nothing, but fails now rather than later where the file is read-only.
    connection.execute("DELETE FROM leases WHERE 0")
    connection.execute("COMMIT")


def _enable_wal(database: Database) -> None:
    # SQLite's own busy time-out does not cover this step: of processes that open
    # a fresh file together, all but one would fail.
    limit = time.monotonic() + BUSY_TIMEOUT
    while True:
        try:
            database.enable_wal()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > limit:
                raise
            time.sleep(RETRY_EVERY)
        else:
            return


def _check(database: Database) -> None:
    applied = {migration.name for migration in migrations.applied(database)}
    if not applied and database.table_names():
        raise errors.RunLogError(later("the file is no run log: it holds tables of something else"))
    if applied - _known():
        raise errors.RunLogError(
            later("the run log was written by a newer version of the dashboard")
        )


def _known() -> frozenset[str]:
    """Return the names of all steps above: what an empty database lacks."""
    with contextlib.closing(Database(memory=True)) as empty:
        return frozenset(migration.name for migration in migrations.pending(empty))
