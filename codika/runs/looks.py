"""
Looks that brought no end, gathered and written down together.

With a thousand runs pending there are a hundred looks a second; a commit for
each would cost more than the looks do.  What is lost when the process is killed
within the same second is a line of a timeline, never a step of a run: steps are
saved at once, and take with them what was gathered of their run.
"""

import asyncio
import logging
from collections.abc import Sequence
from itertools import chain

from codika import errors
from codika.model import RunEvent
from codika.runs.store import Look, RunStore

log = logging.getLogger(__name__)

MOST_KEPT = 20_000
"""Looks; beyond, while the log cannot be written, the timelines stay incomplete."""


class LookBook:
    """Looks not yet on disk; belongs to one event loop."""

    def __init__(self, store: RunStore) -> None:
        self._store = store
        self._looks: dict[str, list[Look]] = {}
        self._n = 0
        self._writing = asyncio.Lock()

    def note(self, look: Look) -> None:
        """Keep a look until the next writing."""
        if self._n < MOST_KEPT:
            self._looks.setdefault(look.run_id, []).append(look)
            self._n += 1

    async def take(self, run_id: str) -> Sequence[RunEvent]:
        """Hand over what was gathered of a run, once what is being written is written."""
        async with self._writing:
            looks = self._looks.pop(run_id, [])
            self._n -= len(looks)
        return [look.event for look in looks]

    async def write(self) -> frozenset[str]:
        """
        Write down what was gathered.

        Returns:
            Runs among them that are not pending any more: somebody else moved them on.
        """
        async with self._writing:
            looks, self._looks, self._n = self._looks, {}, 0
            if not looks:
                return frozenset()
            gathered = list(chain.from_iterable(looks.values()))
            try:
                return await asyncio.to_thread(self._store.note_looks, gathered)
            except errors.RunLogError:
                log.exception("could not write down %s looks; trying again", len(gathered))
                newer, self._looks = chain.from_iterable(self._looks.values()), {}
                self._n = 0
                for look in [*gathered, *newer]:
                    self.note(look)
                return frozenset()
