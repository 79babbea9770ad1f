"""
The one place that triggers and watches runs, for the whole process.

One asyncio loop in one daemon thread.  A page or a notebook puts a run on
record and hands its id over; from then on no session is needed, and any number
of them watch by reading the log.  At the start, and every few seconds after,
the tracker takes over open runs that nobody watches: those of a killed process
are found again by the lease that ran out.

Each run moves forward through the log only: a step is saved before the next is
taken, and saving is tried until it works.  A trigger is sent by the one task
that moved the run from `queued` to `triggering`; whoever finds a run
`triggering` without that task cannot know whether it was sent, and says so.
"""

import asyncio
import logging
import os
import secrets
import socket
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from codika import errors
from codika.api.client import AsyncCodika
from codika.api.loop import EventLoopThread
from codika.api.waiting import is_transient
from codika.model import Execution, ProcessInstance, Run, RunError, RunEvent, RunStatus
from codika.runs import polling
from codika.runs.store import UNSET, RunStore, Unset

log = logging.getLogger(__name__)

LEASE = 10.0  # seconds a watch holds without being renewed
SWEEP = 2.0  # seconds between two looks for runs that nobody watches
WATCH_LIMIT = 3600.0  # seconds; a workflow without a reporting node stays pending for ever
TRIGGERS_AT_ONCE = 8
SEND_WITHIN = 300.0  # seconds; what a person asked for longer ago should not start by surprise
STOP_WITHIN = 2.0  # seconds for triggers in flight to be answered when the process ends

T = TypeVar("T")


class Tracker:
    """
    Triggers queued runs and watches pending ones until they end.

    Args:
        store: The run log.
        instances: By process instance id; runs of other instances are left alone.
        watch_limit: Seconds after which a pending run becomes `unwatched`.
        lease: Seconds after which others may take over what this tracker watches.
        sweep: Seconds between two looks for runs to take over.
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
        connect: Callable[[ProcessInstance], AsyncCodika] = AsyncCodika,
    ) -> None:
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self.lease = lease
        self._store = store
        self._instances = instances
        self._watch_limit = timedelta(seconds=watch_limit)
        self._sweep_every = sweep
        self._connect = connect
        self._clients: dict[str, AsyncCodika] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._sending: set[str] = set()
        self._trigger_slots = asyncio.Semaphore(TRIGGERS_AT_ONCE)
        self._stopping = False
        self._loop = EventLoopThread("run-tracker")
        self._main: Future[None] | None = None

    def start(self) -> None:
        """Begin, and take over whatever was left open."""
        self._loop.start()
        self._main = self._loop.submit(self._keep_sweeping())

    def follow(self, run_id: str) -> None:
        """Begin with a run at once; without this, the next sweep would find it."""
        self._loop.submit(self._begin(run_id))

    def stop(self) -> None:
        """
        End within a few seconds, leaving a true log behind.

        No trigger is sent any more; one that is on its way may still be
        answered.  Pending runs stay pending, for the next start to take over.
        """
        if self._main is None:
            return
        self._main, main = None, self._main
        main.cancel()
        try:
            self._loop.submit(self._wind_up()).result()
        finally:
            self._loop.stop()

    # -- taking over -----------------------------------------------------------

    async def _keep_sweeping(self) -> None:
        while True:
            try:
                await self._sweep()
            except errors.RunLogError:
                log.exception("could not look for open runs; trying again")
            await asyncio.sleep(self._sweep_every)

    async def _sweep(self) -> None:
        """Renew the watch over our runs, and take over those that nobody watches."""
        runs = await asyncio.to_thread(self._store.open_runs)
        ours = [run.id for run in runs if run.instance_id in self._instances]
        claim = partial(self._store.claim, ours, self.owner, now=_now(), lease=self.lease)
        for run_id in sorted(await asyncio.to_thread(claim)):
            await self._begin(run_id)

    async def _begin(self, run_id: str) -> None:
        if run_id not in self._tasks and not self._stopping:
            task = asyncio.create_task(self._follow(run_id), name=run_id)
            self._tasks[run_id] = task
            task.add_done_callback(lambda _: self._tasks.pop(run_id, None))

    async def _wind_up(self) -> None:
        self._stopping = True
        if sending := [self._tasks[run_id] for run_id in self._sending if run_id in self._tasks]:
            await asyncio.wait(sending, timeout=STOP_WITHIN)
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        try:
            await asyncio.to_thread(self._store.release, self.owner)
        except errors.RunLogError:
            log.exception("could not give up the watch; others take over when it runs out")
        for client in self._clients.values():
            await client.aclose()

    # -- one run ---------------------------------------------------------------

    async def _follow(self, run_id: str) -> None:
        try:
            run = await asyncio.to_thread(self._store.get, run_id)
            if run.status is RunStatus.QUEUED:
                async with self._trigger_slots:
                    run = await self._send(run)
            elif run.status is RunStatus.TRIGGERING:
                run = await self._settle_interrupted(run)
            if run.status is RunStatus.PENDING:
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
        if (_now() - run.created_at).total_seconds() > SEND_WITHIN:
            return await self._saved(
                replace(run, status=RunStatus.CANCELLED, ended_at=_now()),
                "cancelled",
                "It had waited too long to be sent, so it was not.  Nothing was started.",
                was=RunStatus.QUEUED,
            )
        payload = await asyncio.to_thread(self._store.payload, run.id)
        run = await self._saved(
            replace(run, status=RunStatus.TRIGGERING, triggered_at=_now()),
            "sent",
            was=RunStatus.QUEUED,
        )
        self._sending.add(run.id)
        try:
            execution_id = await self._client(run).trigger(run.workflow_id, payload)
        except errors.UnconfirmedTriggerError as error:
            return await self._unconfirmed(run, error)
        except errors.CodikaError as error:
            return await self._saved(
                replace(run, status=RunStatus.REJECTED, ended_at=_now(), error=_told(error)),
                "rejected",
                str(error),
            )
        except BaseException:
            # Stopped, or a bug of ours: the request may have left.
            await self._settle_interrupted(run)
            raise
        finally:
            self._sending.discard(run.id)
        return await self._accepted(run, execution_id)

    async def _accepted(self, run: Run, execution_id: str) -> Run:
        now = _now()
        return await self._saved(
            replace(
                run,
                status=RunStatus.PENDING,
                execution_id=execution_id,
                accepted_at=now,
                watch_until=now + self._watch_limit,
            ),
            "accepted",
            f"Codika started execution {execution_id}.",
        )

    async def _settle_interrupted(self, run: Run) -> Run:
        """Tell the truth about a run whose sender is gone."""
        return await self._unconfirmed(
            run,
            errors.UnconfirmedTriggerError("the dashboard stopped before an answer came"),
        )

    async def _unconfirmed(self, run: Run, error: errors.UnconfirmedTriggerError) -> Run:
        return await self._saved(
            replace(run, status=RunStatus.UNCONFIRMED, error=_told(error)),
            "unconfirmed",
            str(error),
            was=RunStatus.TRIGGERING,
        )

    async def _watch(self, run: Run) -> None:
        """Look at a pending run until it ends, or until looking makes no sense."""
        client, execution_id = self._client(run), run.execution_id or ""
        # Ages by the monotonic clock: the wall clock may jump while we watch.
        accepted = time.monotonic() - max(
            0.0, (_now() - (run.accepted_at or run.created_at)).total_seconds()
        )
        until = time.monotonic() + ((run.watch_until or _now()) - _now()).total_seconds()
        failures = 0
        # A run that is new to this process may have ended long ago: look at once.
        delay = 0.0 if run.looks else polling.next_look(0.0)
        while True:
            await asyncio.sleep(delay)
            age = time.monotonic() - accepted
            try:
                execution = await client.get(execution_id)
            except errors.CodikaError as error:
                failures += 1
                run = replace(run, looks=run.looks + 1)
                if not is_transient(error, age):
                    await self._unwatched(run, error)
                    return
                delay = polling.after_failure(age, failures, error)
                run = await self._saved(run, "unanswered", f"{error} — next look in {delay:.0f} s")
            else:
                failures = 0
                run = replace(run, looks=run.looks + 1)
                if execution.status.is_final:
                    await self._ended(run, execution)
                    return
                word = execution.reported_status
                run = replace(run, reported_status=None if word == "pending" else word)
                run = await self._saved(run, "looked", word)
                delay = polling.next_look(age)
            if time.monotonic() >= until:
                waited = errors.WaitTimeoutError(execution_id, age)
                await self._unwatched(run, waited)
                return

    async def _ended(self, run: Run, execution: Execution) -> None:
        now, failure = _now(), execution.failure
        # Codika may leave the duration out; what we saw is then the best there is.
        seen_ms = (now - (run.accepted_at or now)).total_seconds() * 1000
        error = failure and RunError(
            kind=errors.ExecutionFailedError.__name__,
            message=failure.message,
            label=failure.kind or failure.code,
            failed_node=failure.failed_node,
        )
        await self._saved(
            replace(
                run,
                status=RunStatus(execution.status),
                ended_at=now,
                duration_ms=seen_ms if execution.duration_ms is None else execution.duration_ms,
                reported_status=None,
                error=error,
            ),
            "ended",
            execution.status,
            result=execution.result if execution.has_result else UNSET,
        )

    async def _unwatched(self, run: Run, error: errors.CodikaError) -> None:
        await self._saved(
            replace(run, status=RunStatus.UNWATCHED, error=_told(error)), "unwatched", str(error)
        )

    async def _saved(
        self,
        run: Run,
        kind: str,
        text: str = "",
        *,
        was: RunStatus | None = None,
        result: Any | Unset = UNSET,
    ) -> Run:
        """
        Save a step; while the log cannot be written, wait and try again.

        Raises:
            RunStateError: Somebody else has moved the run on.
        """
        event = RunEvent(at=_now(), kind=kind, text=text)
        # An answer that comes after all is truer than our doubt whether one would.
        expected = (
            (was,) if was else (RunStatus.TRIGGERING, RunStatus.PENDING, RunStatus.UNCONFIRMED)
        )
        save = partial(self._store.save, run, event, was=expected, result=result)
        pause = 0.2  # seconds
        while True:
            try:
                await asyncio.to_thread(save)
            except (errors.RunNotFoundError, errors.RunStateError):
                raise
            except errors.RunLogError:
                log.exception("run %s: could not save %s; trying again", run.id, kind)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5.0)
            else:
                log.info("run %s: %s", run.id, kind)
                return run

    def _client(self, run: Run) -> AsyncCodika:
        if run.instance_id not in self._clients:
            self._clients[run.instance_id] = self._connect(self._instances[run.instance_id])
        return self._clients[run.instance_id]


def _now() -> datetime:
    return datetime.now(UTC)


def _told(error: errors.CodikaError) -> RunError:
    """Return an error as the log keeps it."""
    api = error if isinstance(error, errors.ApiError) else None
    return RunError(
        kind=type(error).__name__,
        message=api.message if api else str(error),
        label=api.code if api else None,
        status_code=getattr(error, "status_code", None),
        request_id=api.request_id if api else None,
    )
