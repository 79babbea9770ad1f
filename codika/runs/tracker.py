"""
The one place that triggers and watches runs, for the whole process.

One asyncio loop in one daemon thread.  A page or a notebook puts a run on
record and hands its id over; from then on no session is needed, and any number
of them watch by reading the log.  At the start, and every few seconds after,
the tracker takes over open runs that nobody watches: those of a killed process
are found at once on the same machine (`presence.py`), elsewhere by the lease
that ran out.
"""

import asyncio
import contextlib
import logging
import os
import secrets
import socket
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from functools import partial
from pathlib import Path
from typing import Any

from codika import errors
from codika.api.client import AsyncCodika
from codika.loop import EventLoopThread
from codika.model import ProcessInstance, Run, RunStatus
from codika.runs.gate import Gate
from codika.runs.looks import LookBook
from codika.runs.planning import Planner, Workflow
from codika.runs.presence import Presence
from codika.runs.sending import Sender
from codika.runs.steps import Steps, now
from codika.runs.store import RunStore
from codika.runs.traffic import Counters, Traffic
from codika.runs.watching import Surroundings, Watch

log = logging.getLogger(__name__)

LEASE = 10.0  # seconds a watch holds without being renewed
SWEEP = 2.0  # seconds between two looks for runs that nobody watches
WRITE_EVERY = 0.5  # seconds for which looks are gathered before they are written down
WATCH_LIMIT = 3600.0  # seconds; a workflow without a reporting node stays pending for ever
STOP_WITHIN = 1.5  # seconds for triggers in flight to be answered when the process ends
CLEAN_UP_WITHIN = 0.3  # seconds for everything else, step by step
CLEAN_UPS = 5
ANSWER_WITHIN = 5.0  # seconds for the loop to tell how it stands; it is never that busy


def _connect(instance: ProcessInstance) -> AsyncCodika:
    """Make a client whose big replies do not hold up the loop."""
    return AsyncCodika(instance, read_apart=True)


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
        connect: Callable[[ProcessInstance], AsyncCodika] = _connect,
    ) -> None:
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self.lease = lease
        self._presence = Presence(beside, self.owner)
        self._store = store
        self._instances = instances
        self._steps = Steps(store, watch_limit)
        self._sweep_every = sweep
        self._connect = connect
        self._planner = Planner(store.durations)
        self._book = LookBook(store)
        self._around: dict[str, Surroundings] = {}
        self._counters = {key: Counters(since=now()) for key in instances}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._watches: dict[str, Watch] = {}
        self._sender = Sender(store, self._steps, self._surroundings)
        self._loop = EventLoopThread("run-tracker")
        self._main: Future[None] | None = None

    def knows(self, instance_id: str) -> bool:
        """Whether runs of this instance can be sent and watched here."""
        return instance_id in self._instances

    def instance(self, instance_id: str) -> ProcessInstance | None:
        """Return what runs of this instance are sent and watched by."""
        return self._instances.get(instance_id)

    def start(self) -> None:
        """Begin, and take over whatever was left open."""
        self._presence.enter()
        self._loop.start()
        self._main = self._loop.submit(self._keep_going())

    def carry(self, run_id: str, payload: Any) -> None:
        """Keep in memory what the record of a run leaves out, until it is sent."""
        self._sender.carried[run_id] = payload

    def let_go(self, run_id: str) -> None:
        """Forget what `carry` was given, if it is still here."""
        self._sender.carried.pop(run_id, None)

    def follow(self, run_id: str) -> None:
        """Begin at once with a run that is leased to us; otherwise the next sweep would."""
        self._submit(self._begin(run_id))

    def take_over(self, run_id: str) -> None:
        """Begin at once with a run that nobody watches, unless another tracker is quicker."""
        self._submit(self._take_over([run_id]))

    def tell(self, run_id: str, *, is_awaited: bool) -> None:
        """Tell whether somebody waits for a run; another tracker learns of it by its next sweep."""
        self._submit(self._tell({run_id: is_awaited}))

    def traffic(self) -> Mapping[str, Traffic]:
        """
        Return what was sent to each instance so far, by its id.

        Nothing while the tracker does not run.
        """
        try:
            return self._loop.submit(self._traffic()).result(ANSWER_WITHIN)
        except (RuntimeError, TimeoutError, CancelledError):
            return {}

    def stop(self, *, within: float = STOP_WITHIN, heir: "Tracker | None" = None) -> None:
        """
        End soon, leaving a true log behind.

        No trigger is sent any more; one that is on its way may still be
        answered.  Pending runs stay pending, for the next start to take over.

        Args:
            within: Seconds for triggers in flight to be answered.
            heir: Another tracker of the same log that is at work already: it gets
                the payloads that are in memory alone.
        """
        main, self._main = self._main, None
        if main is None:
            return
        main.cancel()
        try:
            winding_up = self._loop.submit(self._wind_up(within, heir))
            winding_up.result(within + CLEAN_UPS * CLEAN_UP_WITHIN)
        except (TimeoutError, RuntimeError):
            log.exception("could not end as it should; the next start settles what is left")
        finally:
            self._loop.stop()
            self._presence.leave()

    def _submit(self, work: Coroutine[Any, Any, Any]) -> None:
        # A run that comes in while we stop waits for the next start.
        with contextlib.suppress(RuntimeError):
            self._loop.submit(work)

    # -- all runs --------------------------------------------------------------

    async def _keep_going(self) -> None:
        await asyncio.gather(
            _keep(self._sweep, lambda: self._sweep_every), _keep(self._write, lambda: WRITE_EVERY)
        )

    async def _sweep(self) -> None:
        """Renew the watch over our runs, take over those that nobody watches, plan for all."""
        await asyncio.to_thread(self._presence.clear_up, self._store.release)
        watched = list(self._tasks)
        renew = partial(self._store.renew, self.owner, now=now(), lease=self.lease)
        held = await asyncio.to_thread(renew)
        # Somebody else found our lease run out: two must not watch one run.
        self._call_off(run_id for run_id in watched if run_id not in held)
        await self._tell(held)
        orphans = await asyncio.to_thread(self._store.orphans, now())
        await self._take_over(
            [
                run.id
                for run in orphans
                # It takes no key to say that a trigger was interrupted.
                if run.status is RunStatus.TRIGGERING or self.knows(run.instance_id)
            ]
        )
        for run_id in held:
            await self._begin(run_id)  # unless it is under way: its task met a bug, or the disk
        await self._planner.keep_up(self._ages())

    async def _write(self) -> None:
        """Write down the looks of the last moments."""
        self._call_off(await self._book.write())

    def _call_off(self, run_ids: Iterable[str]) -> None:
        for run_id in run_ids:
            task, watch = self._tasks.get(run_id), self._watches.get(run_id)
            if task and run_id not in self._sender.under_way and not (watch and watch.is_ending):
                task.cancel()

    async def _tell(self, awaited: Mapping[str, bool]) -> None:
        for run_id, is_awaited in awaited.items():
            if watch := self._watches.get(run_id):
                watch.tell(is_awaited=is_awaited)

    def _ages(self) -> Mapping[Workflow, Sequence[float]]:
        ages: dict[Workflow, list[float]] = {}
        for watch in self._watches.values():
            ages.setdefault(watch.workflow, []).append(watch.age)
        return ages

    async def _traffic(self) -> Mapping[str, Traffic]:
        pending = Counter(watch.instance_id for watch in self._watches.values())
        clock = asyncio.get_running_loop().time()
        return {
            key: counters.told(
                waiting=self._sender.waiting[key],
                pending=pending[key],
                price=self._planner.price,
                closed_for=around.gate.closed_for(clock) if around else 0.0,
            )
            for key, counters in self._counters.items()
            for around in [self._around.get(key)]
        }

    async def _take_over(self, run_ids: Collection[str]) -> frozenset[str]:
        claim = partial(self._store.claim, run_ids, self.owner, now=now(), lease=self.lease)
        claimed = await asyncio.to_thread(claim)
        for run_id in sorted(claimed):
            await self._begin(run_id)
        return claimed

    async def _begin(self, run_id: str) -> None:
        if run_id not in self._tasks and not self._sender.has_stopped:
            task = asyncio.create_task(self._follow(run_id), name=run_id)
            self._tasks[run_id] = task
            task.add_done_callback(lambda _: self._tasks.pop(run_id, None))

    async def _wind_up(self, within: float, heir: "Tracker | None") -> None:
        self._sender.has_stopped = True
        sending = [self._tasks[run_id] for run_id in self._sender.under_way]
        await _finish(sending, within)
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await _finish(tasks, CLEAN_UP_WITHIN)
        if heir is not None:  # before the watch is given up: from then on the heir may send them
            for run_id, payload in self._sender.carried.items():
                heir.carry(run_id, payload)
        await _finish([asyncio.create_task(self._book.write())], CLEAN_UP_WITHIN)
        release = asyncio.create_task(asyncio.to_thread(self._store.release, self.owner))
        await _finish([release], CLEAN_UP_WITHIN)
        if not release.done() or release.exception():
            log.warning("could not give up the watch; others take over when it runs out")
        await _finish(
            [asyncio.create_task(around.client.aclose()) for around in self._around.values()],
            CLEAN_UP_WITHIN,
        )

    # -- one run ---------------------------------------------------------------

    async def _follow(self, run_id: str) -> None:
        try:
            run = await asyncio.to_thread(self._store.get, run_id)
            if run.status is RunStatus.QUEUED:
                run = await self._sender.send(run)
            elif run.status is RunStatus.TRIGGERING:
                run = await self._sender.settle_interrupted(run)
            if run.status is RunStatus.PENDING and not self._sender.has_stopped:
                await self._watch(run)
        except errors.RunStateError as error:
            log.info("run %s was moved on elsewhere: %s", run_id, error)
        except errors.RunLogError:
            log.exception("run %s: the log cannot be read; the next sweep tries again", run_id)
        except Exception:
            log.exception("run %s: a bug; the next sweep tries again", run_id)

    async def _watch(self, run: Run) -> None:
        """Look at a pending run until it ends, or until looking makes no sense."""
        try:
            watch = Watch(run, self._surroundings(run))
        except errors.CodikaError as error:  # a setting that was spoilt since the run was sent
            await self._steps.unwatched(run, error)
            return
        self._watches[run.id] = watch
        try:
            await watch.until_over()
        finally:
            del self._watches[run.id]

    def _surroundings(self, run: Run) -> Surroundings:
        key = run.instance_id
        if key not in self._around:
            self._around[key] = Surroundings(
                client=self._connect(self._instances[key]),
                gate=Gate(),
                planner=self._planner,
                book=self._book,
                steps=self._steps,
                counters=self._counters[key],
            )
        return self._around[key]


async def _keep(doing: Callable[[], Awaitable[None]], pause: Callable[[], float]) -> None:
    """Do something again and again; whatever goes wrong once, leases must not run out."""
    while True:
        try:
            await doing()
        except Exception:
            log.exception("could not look after open runs; trying again")
        await asyncio.sleep(pause())


async def _finish(tasks: Collection[asyncio.Task[Any]], within: float) -> None:
    """Wait for tasks, however they end, but not for ever."""
    if tasks:
        await asyncio.wait(tasks, timeout=within)
