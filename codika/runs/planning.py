"""
Which run is looked at when: what `polling` says, for all pending runs together.

Keeps what was learned of each workflow with pending runs, and the price of a
request: it rises for all when there is more to watch than the budget allows,
and falls for a run that somebody waits for.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from codika import errors
from codika.language import in_english, later
from codika.runs.polling import PRICE, SHARPER, Habit, longest_gap, price_for

log = logging.getLogger(__name__)

BUDGET = 150.0
"""Looks per second that all pending runs share; the CLI would send 333 for a thousand."""
DEAR = 1.5  # times the usual price, from which on a timeline says that requests are shared

Workflow: TypeAlias = tuple[str, str]
"""Process instance id and workflow id: what durations are learned for."""


class Plan(NamedTuple):
    """When to look next, and why then, in words for a timeline."""

    delay: float
    """Seconds."""
    why: str


class Planner:
    """
    Plans looks; belongs to one event loop.

    Attributes:
        price: What a request costs now, in seconds of delay.

    Args:
        durations: Of a workflow's latest ended runs in milliseconds, newest first;
            called in a thread.
        budget: Looks per second for all together.
    """

    def __init__(
        self, durations: Callable[[str, str], Sequence[float]], *, budget: float = BUDGET
    ) -> None:
        self.price = PRICE
        self._durations = durations
        self._budget = budget
        self._habits: dict[Workflow, Habit] = {}
        self._learning: dict[Workflow, asyncio.Task[None]] = {}
        self._outdated: set[Workflow] = set()

    async def learn(self, workflow: Workflow) -> None:
        """Learn how long a workflow takes, unless that is known."""
        if workflow in self._habits and workflow not in self._outdated:
            return
        if workflow not in self._learning:
            task = asyncio.create_task(self._learn(workflow))
            self._learning[workflow] = task
            task.add_done_callback(lambda _: self._learning.pop(workflow, None))
        await asyncio.shield(self._learning[workflow])

    def outdate(self, workflow: Workflow) -> None:
        """Learn it anew before the next run of it is watched: one has ended."""
        self._outdated.add(workflow)

    def plan(self, workflow: Workflow, age: float, *, is_awaited: bool = False) -> Plan:
        """
        Return when to look next at a run of a workflow that was learned.

        Args:
            workflow: Whose run it is.
            age: Seconds since Codika accepted the trigger.
            is_awaited: Whether somebody waits for it.
        """
        habit = self._habits[workflow]
        delay = habit.next_look(age, self.price / SHARPER if is_awaited else self.price)
        return Plan(delay, self._reason(habit, age, delay, is_awaited=is_awaited))

    async def keep_up(self, pending: Mapping[Workflow, Sequence[float]]) -> None:
        """
        Learn what has changed, forget what is not needed, and set the price.

        Args:
            pending: The ages of all pending runs in seconds, by workflow.
        """
        for workflow in self._habits.keys() - pending.keys():
            del self._habits[workflow]
        self._outdated &= self._habits.keys()
        for workflow in list(self._outdated):
            await self.learn(workflow)
        known = [(self._habits[workflow], ages) for workflow, ages in pending.items()]
        self.price = price_for(self._budget, known)

    async def _learn(self, workflow: Workflow) -> None:
        self._outdated.discard(workflow)
        self._habits[workflow] = await asyncio.to_thread(self._habit, workflow)

    def _habit(self, workflow: Workflow) -> Habit:
        try:
            past = self._durations(*workflow)
        except errors.RunLogError:
            log.exception("nothing could be learned of %s; looking as if it were new", workflow[1])
            past = ()
        return Habit(milliseconds / 1000 for milliseconds in past)

    def _reason(self, habit: Habit, age: float, delay: float, *, is_awaited: bool) -> str:
        if is_awaited:
            return later("somebody is waiting for it")
        if delay >= longest_gap(age):
            return later("not left alone for longer, whatever runs before it did")
        is_shared = self.price > DEAR * PRICE
        words = _PLANNED.get(habit.n, _PLANNED_FROM)[is_shared]
        return in_english(words, n=str(habit.n))


# Of one run alone, and of many that share the requests.
_PLANNED = {
    0: (
        later("planned without an earlier run to learn from"),
        later("planned without an earlier run to learn from, many runs sharing the requests"),
    ),
    1: (
        later("planned from 1 earlier run"),
        later("planned from 1 earlier run, many runs sharing the requests"),
    ),
}
_PLANNED_FROM = (
    later("planned from {n} earlier runs"),
    later("planned from {n} earlier runs, many runs sharing the requests"),
)
