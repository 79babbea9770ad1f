"""One pending run, looked at until it ends or until looking makes no sense."""

import asyncio
import logging
import time
from dataclasses import dataclass, replace

from codika import errors
from codika.api.client import AsyncCodika
from codika.api.waiting import is_transient
from codika.language import in_english, later
from codika.model import Execution, ExecutionStatus, Run, RunEvent
from codika.runs.gate import Gate
from codika.runs.looks import LookBook
from codika.runs.planning import Planner, Workflow
from codika.runs.polling import after_failure
from codika.runs.steps import Steps, now
from codika.runs.store import Look
from codika.runs.traffic import Counters

log = logging.getLogger(__name__)

FOUND_OPEN = later("found open, by whoever watches it from now on")
LAST = later("the last one within the time limit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the watches of one process instance share."""

    client: AsyncCodika
    gate: Gate
    planner: Planner
    book: LookBook
    steps: Steps
    counters: Counters


class Watch:
    """
    A pending run and when to look at it.

    Attributes:
        is_ending: Whether its end is known and being saved; it is then too late
            to call the watch off.

    Args:
        run: Pending.
        surroundings: What it shares with others.
    """

    __slots__ = (
        "_accepted",
        "_due",
        "_failures",
        "_here",
        "_is_awaited",
        "_nap",
        "_not_before",
        "_run",
        "_until",
        "_why",
        "is_ending",
    )

    def __init__(self, run: Run, surroundings: Surroundings) -> None:
        self._run = run
        self._here = surroundings
        self._is_awaited = run.is_awaited
        self._nap: asyncio.Future[None] | None = None
        self._failures = 0
        self.is_ending = False
        # Ages by the monotonic clock: the wall clock may jump while we watch.
        clock = time.monotonic()
        self._accepted = clock - max(
            0.0, (now() - (run.accepted_at or run.created_at)).total_seconds()
        )
        self._until = clock + ((run.watch_until or now()) - now()).total_seconds()
        self._due, self._not_before = clock, clock
        self._why = FOUND_OPEN

    @property
    def workflow(self) -> Workflow:
        """Which durations it goes by."""
        return self._run.instance_id, self._run.workflow_id

    @property
    def instance_id(self) -> str:
        """Whose run it is."""
        return self._run.instance_id

    @property
    def age(self) -> float:
        """Seconds since Codika accepted the trigger."""
        return time.monotonic() - self._accepted

    def tell(self, *, is_awaited: bool) -> None:
        """Tell whether somebody waits for the run; if so, the next look may be nearer at once."""
        news, self._is_awaited = is_awaited and not self._is_awaited, is_awaited
        if news and self._nap and not self._nap.done():
            self._nap.set_result(None)

    async def until_over(self) -> None:
        """Look, and save how it ended, or why nobody looks any more."""
        began, client = self.age, self._here.client
        await self._here.planner.learn(self.workflow)
        # A run that is new to this process may have ended long ago: look at once.
        if not self._run.looks:
            self._plan()
        while True:
            await self._wait_until_due()
            await self._wait_for_turn()
            self._here.counters.looks += 1
            self._run = replace(self._run, looks=self._run.looks + 1)
            age = self.age
            try:
                execution = await client.get(self._run.execution_id or "")
            except errors.CodikaError as error:
                if not is_transient(error, age):
                    await self._give_up(error)
                    return
                asked = self._sit_out(error)
            else:
                if execution.status.is_final:
                    await self._end(execution, began)
                    return
                self._go_on(execution)
                asked = 0.0
            left = max(0.0, self._until - time.monotonic())
            if not left or asked > left:
                await asyncio.sleep(left)
                waited = errors.WaitTimeoutError(self._run.execution_id or "", self.age)
                await self._give_up(waited)
                return
            if self._due > self._until:
                self._due, self._why = self._until, LAST

    # -- when -------------------------------------------------------------------

    def _plan(self) -> None:
        """Plan the next look from what was learned; patience that was asked for wins."""
        planned = self._here.planner.plan(self.workflow, self.age, is_awaited=self._is_awaited)
        clock = time.monotonic()
        self._due, self._why = clock + planned.delay, planned.why
        self._due = max(self._due, self._not_before)

    async def _wait_until_due(self) -> None:
        loop = asyncio.get_running_loop()
        while (delay := self._due - time.monotonic()) > 0.0:
            nap = self._nap = loop.create_future()
            alarm = loop.call_later(delay, _end_nap, nap)
            try:
                await nap
            finally:
                alarm.cancel()
                self._nap = None
            if time.monotonic() < self._due:  # woken: somebody waits for it now
                before = self._due, self._why
                self._plan()
                if self._due > before[0]:
                    self._due, self._why = before

    async def _wait_for_turn(self) -> None:
        gate = self._here.gate
        if turn := gate.turn(time.monotonic()):
            await asyncio.sleep(turn)
        if wait := gate.closed_for(time.monotonic()):  # closed while we stood in line
            await asyncio.sleep(wait)
        self._here.counters.late.append(time.monotonic() - self._due)

    # -- what came of it ----------------------------------------------------------

    def _go_on(self, execution: Execution) -> None:
        self._failures = 0
        word = execution.reported_status
        reported = None if word == ExecutionStatus.PENDING else word
        self._run = replace(self._run, reported_status=reported)
        self._note("looked", word)
        self._plan()

    def _sit_out(self, error: errors.CodikaError) -> float:
        """Plan another look after one without an answer; return the patience asked for, in s."""
        here, clock = self._here, time.monotonic()
        self._failures += 1
        here.counters.unanswered += 1
        asked = getattr(error, "retry_after", None) or 0.0
        patience = after_failure(self._failures, error)
        if isinstance(error, errors.RateLimitError):
            # The instance is busy, not this run: the others should not press on.
            here.counters.slowed_down += 1
            here.gate.hold(clock, patience)
        self._not_before = clock + patience
        told = in_english(
            "{reason} — next look in {n} s or later", reason=str(error), n=f"{patience:.0f}"
        )
        self._note("unanswered", told)
        self._plan()
        if self._due == self._not_before:
            self._why = (
                in_english("Codika asked to be left alone for {n} s", n=f"{asked:.0f}")
                if asked >= patience
                else in_english(
                    "the look before brought no answer, {n} in a row", n=str(self._failures)
                )
            )
        return asked

    def _note(self, kind: str, text: str) -> None:
        log.debug("run %s: %s (%s)", self._run.id, kind, text)
        event = RunEvent(at=now(), kind=kind, text=text, why=self._why)
        self._here.book.note(
            Look(run_id=self._run.id, event=event, reported_status=self._run.reported_status)
        )

    async def _end(self, execution: Execution, began: float) -> None:
        self.is_ending = True
        here, age = self._here, self.age
        took = execution.duration_ms
        if took is not None and took / 1000 > began:
            here.counters.found_out.append(max(0.0, age - took / 1000))
        before = await here.book.take(self._run.id)
        await here.steps.ended(self._run, execution, age, why=self._why, before=before)
        here.planner.outdate(self.workflow)

    async def _give_up(self, error: errors.CodikaError) -> None:
        self.is_ending = True
        before = await self._here.book.take(self._run.id)
        await self._here.steps.unwatched(self._run, error, before=before)


def _end_nap(nap: asyncio.Future[None]) -> None:
    if not nap.done():
        nap.set_result(None)
