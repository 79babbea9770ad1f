"""
Executions as the world sees them: pending until their time, then what they became.

The outcome is computed when somebody first asks for it after its time, in a worker
thread, and kept encoded in memory; what a list needs of it goes to the state file.
"""

import datetime as dt
import json
import logging
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from anyio import to_thread

from codika.sandbox import answers, trace, workflow
from codika.sandbox.state import ExecutionRow, State

CACHE_BYTES = 32 * 1024 * 1024
PORTION = 500  # items of a list, a millisecond or two
PENDING, SUCCESS, FAILED = "pending", "success", "failed"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ended:
    """How an execution ended."""

    status: str
    result: bytes | None
    """JSON of `resultData`, on success."""
    failure: dict[str, str] | None
    """`errorDetails`, on failure."""


class Executions:
    """
    All executions of the sandbox.

    Attributes:
        speed: Durations of new executions are divided by this.
    """

    def __init__(self, state: State, *, speed: float = 1.0) -> None:
        self.speed = speed
        self._state = state
        self._ended: OrderedDict[str, Ended] = OrderedDict()
        self._cached_bytes = 0
        self._hidden: dict[str, float] = {}

    def start(
        self,
        instance: str,
        chosen: workflow.Workflow,
        payload: dict[str, Any],
        *,
        endless: bool = False,
    ) -> ExecutionRow:
        """
        Start an execution.

        Args:
            instance: Its id.
            chosen: The workflow.
            payload: The fields it gets.
            endless: Never to report its end, as a workflow without a last node does.
        """
        drawn = chosen.takes.draw(self._state.seed, self._state.next_ordinal)
        return self._state.add(
            instance,
            chosen.id,
            payload,
            created=int(time.time() * 1000),
            duration=None if endless else drawn * 1000 / self.speed,
        )

    def find(self, instance: str, execution_id: str) -> ExecutionRow | None:
        """Return an execution of this instance, or `None`."""
        if self.is_hidden(execution_id):
            return None
        row = self._state.execution(execution_id)
        return row if row is not None and row.instance == instance else None

    def hide(self, execution_id: str, seconds: float) -> None:
        """Know nothing of an execution for a while."""
        self._hidden[execution_id] = time.monotonic() + seconds

    def is_hidden(self, execution_id: str) -> bool:
        """Whether nothing is to be known of an execution yet."""
        return time.monotonic() < self._hidden.get(execution_id, 0.0)

    async def status(self, row: ExecutionRow) -> str:
        """Return the word for an execution's state at this moment."""
        if is_pending(row):
            return PENDING
        return row.status or (await self.ended(row)).status

    async def failure(self, row: ExecutionRow) -> dict[str, str] | None:
        """Return the `errorDetails` of an execution that has ended."""
        if row.status is None:
            return (await self.ended(row)).failure
        read: dict[str, str] | None = json.loads(row.failure) if row.failure else None
        return read

    async def ended(self, row: ExecutionRow) -> Ended:
        """Return how an execution ended; only to be asked of one that has."""
        known = self._ended.get(row.id)
        if known is not None:
            self._ended.move_to_end(row.id)
            return known
        ended = await to_thread.run_sync(self._compute, row)
        if row.status is None:
            self._state.settle(row.id, ended.status, ended.failure)
        self._keep(row.id, ended)
        return ended

    def outcome(self, row: ExecutionRow) -> trace.Outcome:
        """Run the workflow of an execution; the same every time it is called."""
        return run(row, f"{self._state.seed}/{row.ordinal}")

    def _compute(self, row: ExecutionRow) -> Ended:
        outcome = self.outcome(row)
        if outcome.failure is not None:
            return Ended(FAILED, None, outcome.failure.details())
        return Ended(SUCCESS, encoded_result(outcome.result), None)

    def _keep(self, execution_id: str, ended: Ended) -> None:
        if execution_id in self._ended:  # asked for twice at the same time
            return
        self._ended[execution_id] = ended
        self._cached_bytes += _size(ended)
        while self._cached_bytes > CACHE_BYTES:
            _, dropped = self._ended.popitem(last=False)
            self._cached_bytes -= _size(dropped)


def is_pending(row: ExecutionRow) -> bool:
    """Whether the time of an execution has not come yet."""
    return time.time() * 1000 < row.ends


def moment(milliseconds: float) -> dt.datetime:
    """Return the moment so many milliseconds after the epoch."""
    return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)


def iso(milliseconds: float) -> str:
    """Return a moment as the platform writes it: `2026-05-04T08:12:31.004Z`."""
    return moment(milliseconds).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def run(row: ExecutionRow, seed: str) -> trace.Outcome:
    """Run the workflow of a row; an error of ours ends it as an error of a node would."""
    chosen = workflow.workflows()[row.workflow]
    inside = trace.Trace(
        json.loads(row.payload),
        created=moment(row.created),
        duration=(row.duration or 0) / 1000,
        seed=seed,
    )
    # One that is started by hand comes in through its webhook, whatever else may start it.
    try:
        return inside.run(chosen)
    except Exception:
        log.exception("the sandbox workflow %s broke on execution %s", row.workflow, row.id)
        failure = trace.Failure("node_failure", "Unexpected error in the workflow", "Code")
        step = trace.Step("Code", trace.NODE_TYPES["code"], (), 1.0, failure)
        return trace.Outcome(None, failure, (step,))


def encoded_result(result: Any) -> bytes:
    """
    Return a result as JSON.

    Long lists are encoded some items at a time: the C encoder holds the interpreter's
    lock for as long as one call takes, and the event loop would stand still.
    """
    if isinstance(result, list) and len(result) > PORTION:
        portions = (result[start : start + PORTION] for start in range(0, len(result), PORTION))
        return b"[" + b",".join(answers.encoded(portion)[1:-1] for portion in portions) + b"]"
    if isinstance(result, dict):
        pairs = (answers.encoded(str(key)) + b":" + encoded_result(result[key]) for key in result)
        return b"{" + b",".join(pairs) + b"}"
    return answers.encoded(result)


def _size(ended: Ended) -> int:
    return 200 + len(ended.result or b"")
