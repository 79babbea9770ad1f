"""
The one place that sends triggers.

A trigger is sent by the one task that moved the run from `queued` to
`triggering`; whoever finds a run `triggering` without that task cannot know
whether it was sent, and says so.

A payload with secrets is never on disk: it waits in memory to be sent, once, and
the log keeps a copy without them.  When it is gone, with the process that had
it, its run can no longer be sent and is cancelled.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

from codika import errors
from codika.api.client import AsyncCodika
from codika.language import later
from codika.model import Run
from codika.runs.steps import Steps, now
from codika.runs.store import RunStore
from codika.runs.watching import Surroundings
from codika.schema.redaction import is_incomplete

TRIGGERS_AT_ONCE = 8
SEND_WITHIN = 300.0  # seconds; what a person asked for longer ago should not start by surprise


class Sender:
    """
    Sends the triggers of queued runs, a few at a time, first come first served.

    Attributes:
        under_way: Runs whose request may have left and is not answered.
        waiting: How many wait for their turn, by process instance.
        has_stopped: Whether nothing is sent any more.
        carried: Payloads whose record leaves secrets out, by run id, until they are sent.

    Args:
        store: The run log.
        steps: How it is written.
        surroundings: Finds what a run's instance is reached by; may raise
            `ConfigurationError`.
    """

    def __init__(
        self, store: RunStore, steps: Steps, surroundings: Callable[[Run], Surroundings]
    ) -> None:
        self.under_way: set[str] = set()
        self.waiting: Counter[str] = Counter()
        self.has_stopped = False
        self.carried: dict[str, Any] = {}
        self._store = store
        self._steps = steps
        self._surroundings = surroundings
        self._turns = asyncio.Semaphore(TRIGGERS_AT_ONCE)

    async def send(self, run: Run) -> Run:
        """Send a queued run when its turn has come, and return it in its new state."""
        self.waiting[run.instance_id] += 1
        try:
            await self._turns.acquire()
        finally:
            self.waiting[run.instance_id] -= 1
        try:
            return await self._send(run)
        finally:
            self._turns.release()

    async def settle_interrupted(self, run: Run) -> Run:
        """Tell the truth about a run whose sender is gone."""
        return await self._steps.unconfirmed(
            run,
            errors.UnconfirmedTriggerError(later("the dashboard stopped before an answer came")),
        )

    async def _send(self, run: Run) -> Run:
        if self.has_stopped:
            return run
        carried = self.carried.pop(run.id, None)
        if (now() - run.created_at).total_seconds() > SEND_WITHIN:
            return await self._steps.expired(run)
        payload = carried or await asyncio.to_thread(self._store.payload, run.id)
        if carried is None and is_incomplete(payload):
            return await self._steps.incomplete(run)
        try:
            around = self._surroundings(run)
        except errors.CodikaError as error:
            return await self._steps.rejected(run, error)
        self.under_way.add(run.id)
        try:
            run = await self._steps.sent(run)
            around.counters.triggers += 1
            return await self._trigger(around.client, run, payload)
        finally:
            self.under_way.discard(run.id)

    async def _trigger(self, client: AsyncCodika, run: Run, payload: Any) -> Run:
        try:
            execution_id = await client.trigger(run.workflow_id, payload)
        except errors.CodikaError as error:
            if _started_nothing(error):
                return await self._steps.rejected(run, error)
            return await self._steps.unconfirmed(run, error)
        except BaseException:
            # Stopped, or a bug of ours: the request may have left.
            await self.settle_interrupted(run)
            raise
        return await self._steps.accepted(run, execution_id)


def _started_nothing(error: errors.CodikaError) -> bool:
    """Whether this failure of a trigger is a sure "no"; what is not sure is unconfirmed."""
    refused = isinstance(error, errors.ApiError) and not isinstance(error, errors.ServerError)
    return refused or isinstance(
        error, errors.NotConnectedError | errors.PayloadError | errors.ConfigurationError
    )
