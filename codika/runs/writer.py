"""
One thread that writes, and commits together what waits together.

A durable commit costs one flush of the disk, however much it holds.  Callers
queue; the thread takes all that wait, runs each in a savepoint of its own, and
commits once.  One caller's mistake undoes that caller's work alone; a commit
that fails (disk full) fails for everybody in it, and nobody is told otherwise.
"""

import contextlib
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from codika import errors
from codika.language import later

BATCH = 256
"""How many pieces of work one commit holds at most, so that nobody waits for ever."""

Work = Callable[[sqlite3.Connection], Any]


class Writer:
    """
    The only writer of one SQLite file within this process.

    Args:
        connect: Opens the connection; called in the writing thread.
    """

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._queue: queue.SimpleQueue[tuple[Work, Future[Any]] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False

    def write(self, work: Work) -> Any:
        """
        Run `work` in a transaction and return what it returns, once that is on disk.

        Raises:
            RunLogError: The log could not be written; nothing of `work` was kept.
        """
        future: Future[Any] = Future()
        with self._lock:
            if self._closed:
                raise errors.RunLogError(later("the run log is closed"))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="run-log", daemon=True)
                self._thread.start()
            self._queue.put((work, future))
        return future.result()

    def close(self) -> None:
        """Write what is queued, then end the thread."""
        with self._lock:
            self._closed = True
            thread, self._thread = self._thread, None
            self._queue.put(None)
        if thread is not None:
            thread.join()

    def _work(self) -> None:
        connection: sqlite3.Connection | None = None
        ended = False
        while not ended:
            batch = [self._queue.get()]
            with contextlib.suppress(queue.Empty):
                while len(batch) < BATCH:
                    batch.append(self._queue.get_nowait())
            ended = None in batch
            waiting = [item for item in batch if item is not None]
            if waiting:
                try:
                    connection = connection or self._connect()
                    outcomes = self._commit(connection, waiting)
                except Exception as error:  # noqa: BLE001  whoever waits must be told, whatever it was
                    outcomes = [error] * len(waiting)
                    # What failed may stay broken; the next batch begins with a fresh one.
                    _close(connection)
                    connection = None
                for (_, future), outcome in zip(waiting, outcomes, strict=True):
                    _settle(future, outcome)
        _close(connection)

    @staticmethod
    def _commit(
        connection: sqlite3.Connection, waiting: list[tuple[Work, Future[Any]]]
    ) -> list[Any]:
        """Do all work in one transaction; an outcome is a value or an exception."""
        outcomes: list[Any] = []
        connection.execute("BEGIN IMMEDIATE")
        try:
            for work, _ in waiting:
                connection.execute("SAVEPOINT piece")
                try:
                    outcomes.append(work(connection))
                except Exception as error:
                    if not connection.in_transaction:  # SQLite gave up the whole of it
                        raise
                    connection.execute("ROLLBACK TO piece")
                    outcomes.append(error)
                connection.execute("RELEASE piece")
            connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise
        return outcomes


def _close(connection: sqlite3.Connection | None) -> None:
    if connection is not None:
        with contextlib.suppress(sqlite3.Error):
            connection.close()


def _settle(future: Future[Any], outcome: Any) -> None:
    """Hand an outcome to whoever waits; SQLite's own errors become ours."""
    match outcome:
        case sqlite3.Error():
            told = errors.RunLogError(f"{type(outcome).__name__}: {outcome}")
            told.__cause__ = outcome
            future.set_exception(told)
        case Exception():
            future.set_exception(outcome)
        case _:
            future.set_result(outcome)
