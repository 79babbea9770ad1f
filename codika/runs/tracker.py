"""
The one place that triggers and watches runs, for the whole process.

One asyncio loop in one daemon thread.  A page or a notebook puts a run on
record and hands its id over; from then on no session is needed, and any number
of them watch by reading the log.  At the start, and every few seconds after,
the tracker takes over open runs that nobody watches: those of a killed process
are found at once on the same machine (`presence.py`), elsewhere by the lease
that ran out.

A trigger is sent by the one task that moved the run from `queued` to
`triggering`; whoever finds a run `triggering` without that task cannot know
whether it was sent, and says so.
"""

import asyncio
import contextlib
import logging
import os
import secrets
import socket
import time
from collections.abc import Callable, Collection, Coroutine, Mapping
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from codika import errors
from codika.api.client import AsyncCodika
from codika.api.loop import EventLoopThread
from codika.api.waiting import is_transient
from codika.model import ProcessInstance, Run, RunStatus
from codika.runs import polling
from codika.runs.presence import Presence
from codika.runs.steps import Steps, now
from codika.runs.store import RunStore

log = logging.getLogger(__name__)

LEASE = 10.0  # seconds a watch holds without being renewed
SWEEP = 2.0  # seconds between two looks for runs that nobody watches
WATCH_LIMIT = 3600.0  # seconds; a workflow without a reporting node stays pending for ever
TRIGGERS_AT_ONCE = 8
SEND_WITHIN = 300.0  # seconds; what a person asked for longer ago should not start by surprise
STOP_WITHIN = 2.0  # seconds for triggers in flight to be answered when the process ends
CLEAN_UP_WITHIN = 1.0  # seconds for everything else, step by step


class Tracker:
    """
    Triggers queued runs and watches pending ones until they end.

    Attributes:
        owner: Its name on the leases it holds.
        lease: Seconds after which others may take over what it watches.

    Args:
        store: The run log.
        instances: By process instance id; runs of other instances are left alone.
        watch_limit: Seconds after which a pending run becomes `unwatched`.
        lease: See above.
        sweep: Seconds between two looks for runs to take over.
        beside: The run log's file; trackers of this machine leave word next to it
            that they live.  Without it, only leases tell.
        connect: Makes the client of an instance.
    """

    def __init__(
        self,
        store: RunStore,
        instances: Mapping[str, ProcessInstance],
        *,
        watch_limit: float = WATCH_LIMIT,
        lease: float = LEASE,
        sweep: float = SWEEP,
        beside: Path | None = None,
        connect: Callable[[ProcessInstance], AsyncCodika] = AsyncCodika,
    ) -> None:
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self.lease = lease
        self._presence = Presence(beside, self.owner)
        self._store = store
        self._instances = instances
        self._steps = Steps(store, watch_limit)
        self._sweep_every = sweep
        self._connect = connect
        self._clients: dict[str, AsyncCodika] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._sending: set[str] = set()
        self._trigger_slots = asyncio.Semaphore(TRIGGERS_AT_ONCE)
        self._stopping = False
        self._loop = EventLoopThread("run-tracker")
        self._main: Future[None] | None = None

    def knows(self, instance_id: str) -> bool:
        """Whether runs of this instance can be sent and watched here."""
        return instance_id in self._instances

    def start(self) -> None:
        """Begin, and take over whatever was left open."""
        self._presence.enter()
        self._loop.start()
        self._main = self._loop.submit(self._keep_sweeping())

    def follow(self, run_id: str) -> None:
        """Begin at once with a run that is leased to us; otherwise the next sweep would."""
        self._submit(self._begin(run_id))

    def take_over(self, run_id: str) -> None:
        """Begin at once with a run that nobody watches, unless another tracker is quicker."""
        self._submit(self._take_over([run_id]))

    def stop(self) -> None:
        """
        End within a few seconds, leaving a true log behind.

        No trigger is sent any more; one that is on its way may still be
        answered.  Pending runs stay pending, for the next start to take over.
        """
        main, self._main = self._main, None
        if main is None:
            return
        main.cancel()
        try:
            self._loop.submit(self._wind_up()).result(STOP_WITHIN + 4 * CLEAN_UP_WITHIN)
        except (TimeoutError, RuntimeError):
            log.exception("could not end as it should; the next start settles what is left")
        finally:
            self._loop.stop()
            self._presence.leave()

    def _submit(self, work: Coroutine[Any, Any, Any]) -> None:
        # A run that comes in while we stop waits for the next start.
        with contextlib.suppress(RuntimeError):
            self._loop.submit(work)

    # -- taking over -----------------------------------------------------------

    async def _keep_sweeping(self) -> None:
        while True:
            try:
                await self._sweep()
            except Exception:  # whatever it was: without sweeps, leases run out
                log.exception("could not look for open runs; trying again")
            await asyncio.sleep(self._sweep_every)

    async def _sweep(self) -> None:
        """Renew the watch over our runs, and take over those that nobody watches."""
        await asyncio.to_thread(self._presence.clear_up, self._store.release)
        runs = await asyncio.to_thread(self._store.open_runs)
        ours = [
            run.id
            for run in runs
            # It takes no key to say that a trigger was interrupted.
            if run.status is RunStatus.TRIGGERING or self.knows(run.instance_id)
        ]
        lost = set(ours) - await self._take_over(ours)
        for run_id in lost - self._sending:
            # Somebody else found our lease run out: two must not watch one run.
            if task := self._tasks.get(run_id):
                task.cancel()

    async def _take_over(self, run_ids: Collection[str]) -> frozenset[str]:
        claim = partial(self._store.claim, run_ids, self.owner, now=now(), lease=self.lease)
        claimed = await asyncio.to_thread(claim)
        for run_id in sorted(claimed):
            await self._begin(run_id)
        return claimed

    async def _begin(self, run_id: str) -> None:
        if run_id not in self._tasks and not self._stopping:
            task = asyncio.create_task(self._follow(run_id), name=run_id)
            self._tasks[run_id] = task
            task.add_done_callback(lambda _: self._tasks.pop(run_id, None))

    async def _wind_up(self) -> None:
        self._stopping = True
        sending = [self._tasks[run_id] for run_id in self._sending]
        await _finish(sending, STOP_WITHIN)
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await _finish(tasks, CLEAN_UP_WITHIN)
        release = asyncio.create_task(asyncio.to_thread(self._store.release, self.owner))
        await _finish([release], CLEAN_UP_WITHIN)
        if not release.done() or release.exception():
            log.warning("could not give up the watch; others take over when it runs out")
        await _finish(
            [asyncio.create_task(client.aclose()) for client in self._clients.values()],
            CLEAN_UP_WITHIN,
        )

    # -- one run ---------------------------------------------------------------

    async def _follow(self, run_id: str) -> None:
        try:
            run = await asyncio.to_thread(self._store.get, run_id)
            if run.status is RunStatus.QUEUED:
                async with self._trigger_slots:
                    run = await self._send(run)
            elif run.status is RunStatus.TRIGGERING:
                run = await self._settle_interrupted(run)
            if run.status is RunStatus.PENDING and not self._stopping:
                await self._watch(run)
        except errors.RunStateError as error:
            log.info("run %s was moved on elsewhere: %s", run_id, error)
        except errors.RunLogError:
            log.exception("run %s: the log cannot be read; the next sweep tries again", run_id)
        except Exception:
            log.exception("run %s: a bug; the next sweep tries again", run_id)

    async def _send(self, run: Run) -> Run:
        """Send the trigger of a queued run: once, by whoever moves it to `triggering`."""
        if self._stopping:
            return run
        if (now() - run.created_at).total_seconds() > SEND_WITHIN:
            return await self._steps.expired(run)
        payload = await asyncio.to_thread(self._store.payload, run.id)
        try:
            client = self._client(run)
        except errors.CodikaError as error:
            return await self._steps.rejected(run, error)
        self._sending.add(run.id)
        try:
            return await self._trigger(client, await self._steps.sent(run), payload)
        finally:
            self._sending.discard(run.id)

    async def _trigger(self, client: AsyncCodika, run: Run, payload: Any) -> Run:
        try:
            execution_id = await client.trigger(run.workflow_id, payload)
        except errors.CodikaError as error:
            if _started_nothing(error):
                return await self._steps.rejected(run, error)
            return await self._steps.unconfirmed(run, error)
        except BaseException:
            # Stopped, or a bug of ours: the request may have left.
            await self._settle_interrupted(run)
            raise
        return await self._steps.accepted(run, execution_id)

    async def _settle_interrupted(self, run: Run) -> Run:
        """Tell the truth about a run whose sender is gone."""
        return await self._steps.unconfirmed(
            run,
            errors.UnconfirmedTriggerError("the dashboard stopped before an answer came"),
        )

    async def _watch(self, run: Run) -> None:
        """Look at a pending run until it ends, or until looking makes no sense."""
        try:
            client, execution_id = self._client(run), run.execution_id or ""
        except errors.CodikaError as error:  # a setting that was spoilt since the run was sent
            await self._steps.unwatched(run, error)
            return
        # Ages by the monotonic clock: the wall clock may jump while we watch.
        accepted = time.monotonic() - max(
            0.0, (now() - (run.accepted_at or run.created_at)).total_seconds()
        )
        until = time.monotonic() + ((run.watch_until or now()) - now()).total_seconds()
        failures = 0
        # A run that is new to this process may have ended long ago: look at once.
        delay = 0.0 if run.looks else polling.next_look(0.0)
        while True:
            await asyncio.sleep(delay)
            age, asked = time.monotonic() - accepted, 0.0
            run = replace(run, looks=run.looks + 1)
            try:
                execution = await client.get(execution_id)
            except errors.CodikaError as error:
                if not is_transient(error, age):
                    await self._steps.unwatched(run, error)
                    return
                failures += 1
                asked = getattr(error, "retry_after", None) or 0.0
                delay = polling.after_failure(age, failures, error)
                run = await self._steps.unanswered(run, error, delay)
            else:
                if execution.status.is_final:
                    await self._steps.ended(run, execution, time.monotonic() - accepted)
                    return
                failures = 0
                delay = polling.next_look(age)
                run = await self._steps.looked(run, execution)
            left = max(0.0, until - time.monotonic())
            if not left or asked > left:
                await asyncio.sleep(left)
                waited = errors.WaitTimeoutError(execution_id, time.monotonic() - accepted)
                await self._steps.unwatched(run, waited)
                return
            delay = min(delay, left)

    def _client(self, run: Run) -> AsyncCodika:
        if run.instance_id not in self._clients:
            self._clients[run.instance_id] = self._connect(self._instances[run.instance_id])
        return self._clients[run.instance_id]


async def _finish(tasks: Collection[asyncio.Task[Any]], within: float) -> None:
    """Wait for tasks, however they end, but not for ever."""
    if tasks:
        await asyncio.wait(tasks, timeout=within)


def _started_nothing(error: errors.CodikaError) -> bool:
    """Whether this failure of a trigger is a sure "no"; what is not sure is unconfirmed."""
    refused = isinstance(error, errors.ApiError) and not isinstance(error, errors.ServerError)
    return refused or isinstance(
        error, errors.NotConnectedError | errors.PayloadError | errors.ConfigurationError
    )
