"""
The workflows of each connection, fetched once for all sessions and kept for a while.

A page never waits twice: what is known is shown, and what is old is fetched
again behind it.
"""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from codika import Codika, errors
from codika.language import later
from codika.model import ProcessInstance
from codika.runs import RunStore
from codika.schema import Workflow, merge, read_declared
from codika.schema.discovery import Catalogue, discover
from codika.schema.pasted import PastedExamples

_T = TypeVar("_T")

FRESH = 300.0  # seconds before a catalogue is fetched again
FRESH_WITH_PROBLEMS = 20.0  # likewise, if a source did not answer


@dataclass(slots=True)
class _Entry:
    fetched: float
    future: Future[Catalogue]

    def is_old(self) -> bool:
        """Whether what is known should be fetched again; what is on its way is not old."""
        if not self.future.done():
            return False
        is_whole = self.future.exception() is None and not self.future.result().problems
        return time.monotonic() - self.fetched > (FRESH if is_whole else FRESH_WITH_PROBLEMS)


class Catalogues:
    """
    The catalogue of every instance, by instance id.

    Args:
        store: The run log: a workflow that was run once stays known.
        connect: Makes the client of an instance.
        folder: Where `workflows.json` may be, and pasted examples are kept.

    Attributes:
        pasted: The examples that people pasted.
    """

    def __init__(
        self,
        store: RunStore,
        connect: Callable[[ProcessInstance], Codika],
        folder: Path,
    ) -> None:
        self._store = store
        self._connect = connect
        self._declared_in = folder / "workflows.json"
        self.pasted = PastedExamples(folder / "examples.json")
        self._lock = threading.Lock()
        self._entries: dict[str, _Entry] = {}
        self._newer: dict[str, Future[Catalogue]] = {}
        self._pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="catalogue")

    def get(self, instance: ProcessInstance) -> Catalogue:
        """Return what is known, waiting only if nothing is; refreshes old knowledge behind."""
        with self._lock:
            entry = self._entries.get(instance.id)
            if entry is None:
                entry = self._fetch(instance)
            elif entry.is_old() and instance.id not in self._newer:
                self._renew(instance)
        return entry.future.result()

    def known(self, instance_id: str) -> Catalogue | None:
        """Return what is known already, without waiting for anything."""
        with self._lock:
            entry = self._entries.get(instance_id)
        if entry is None or not entry.future.done() or entry.future.cancelled():
            return None
        return None if entry.future.exception() else entry.future.result()

    def refresh(self, instance: ProcessInstance) -> Catalogue:
        """Fetch anew and return that."""
        with self._lock:
            entry = self._fetch(instance)
        return entry.future.result()

    def workflow(self, instance: ProcessInstance, workflow_id: str) -> Workflow:
        """Return what is known of one workflow, be it that no source told of it."""
        by_id = {workflow.id: workflow for workflow in self.get(instance).workflows}
        return by_id.get(workflow_id) or self.unknown(workflow_id)

    def unknown(self, workflow_id: str) -> Workflow:
        """Return a workflow that no source told of, with what people pasted about it."""
        try:
            pasted = self.pasted.all()
        except errors.ConfigurationError:
            pasted = {}  # told with the catalogue
        (workflow,) = merge(seen=[(workflow_id, workflow_id)], pasted=pasted)
        return workflow

    def keep_example(self, workflow_id: str, example: Mapping[str, Any] | None) -> None:
        """
        Keep a pasted example of a workflow, or forget it, for all connections.

        Raises:
            PayloadError: It is too large, or cannot be sent.
            ConfigurationError: The file of examples cannot be read or written.
        """
        if example is None:
            self.pasted.drop(workflow_id)
        else:
            self.pasted.keep(workflow_id, example)
        with self._lock:
            self._entries.clear()
            self._newer.clear()

    def close(self) -> None:
        """Stop fetching."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _fetch(self, instance: ProcessInstance) -> _Entry:
        future = self._pool.submit(self._discover, instance)
        self._entries[instance.id] = entry = _Entry(time.monotonic(), future)
        return entry

    def _renew(self, instance: ProcessInstance) -> None:
        future = self._newer[instance.id] = self._pool.submit(self._discover, instance)

        def swap(done: Future[Catalogue]) -> None:
            with self._lock:
                # Something else may be known since it set out.
                if self._newer.get(instance.id) is not done:
                    return
                del self._newer[instance.id]
                if not done.cancelled() and done.exception() is None:
                    self._entries[instance.id] = _Entry(time.monotonic(), done)

        future.add_done_callback(swap)

    def _discover(self, instance: ProcessInstance) -> Catalogue:
        """Ask every source; one that fails leaves the others working."""
        problems: list[tuple[str, errors.CodikaError]] = []

        def asked(name: str, ask: Callable[[], _T]) -> _T | None:
            try:
                return ask()
            except errors.CodikaError as error:
                problems.append((name, error))
                return None

        declared = asked(later("Workflows on file"), lambda: read_declared(self._declared_in)) or ()
        pasted = asked(later("Pasted examples"), self.pasted.all)
        seen = asked(later("Earlier runs"), lambda: self._store.workflows_seen(instance.id)) or ()
        with self._connect(instance) as codika:
            found = discover(codika, declared=declared, seen=seen, pasted=pasted)
        return replace(found, problems=(*found.problems, *problems))
