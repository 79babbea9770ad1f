"""
The steps of a run, and how each is written down.

A step is saved before the next one is taken.  While the log cannot be written,
saving is tried again and again: what Codika answered is not lost because a disk
was full for a minute.  Every step names the states it may start from, so of two
who try to take it one does, and the other is told.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from codika import errors
from codika.counting import count_rows
from codika.language import in_english, later
from codika.model import (
    Execution,
    ExecutionStatus,
    Failure,
    JsonText,
    Run,
    RunError,
    RunEvent,
    RunStatus,
)
from codika.runs.store import UNSET, RunStore, Unset

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0  # seconds between two attempts to save

# An answer that comes after all is truer than our doubt whether one would.
_SENT = (RunStatus.TRIGGERING, RunStatus.UNCONFIRMED)

_SAY_THAT_NOTHING_HAPPENED = (
    errors.BadRequestError,
    errors.ConflictError,
    errors.InactiveInstanceError,
)


class Steps:
    """
    Takes runs from state to state in a log.

    Every method returns the run in its new state.

    Raises:
        RunStateError: Somebody else has moved the run on; nothing was changed.

    Args:
        store: The run log.
        watch_limit: Seconds after which a pending run becomes `unwatched`.
    """

    def __init__(self, store: RunStore, watch_limit: float) -> None:
        self._store = store
        self._watch_limit = timedelta(seconds=watch_limit)

    async def expired(self, run: Run) -> Run:
        """Give up a run that waited too long to be sent."""
        return await self._save(
            replace(run, status=RunStatus.CANCELLED, ended_at=now()),
            "cancelled",
            later("It had waited too long to be sent, so it was not.  Nothing was started."),
            was=(RunStatus.QUEUED,),
        )

    async def incomplete(self, run: Run) -> Run:
        """Give up a run whose secrets were in the memory of a process that is gone."""
        return await self._save(
            replace(run, status=RunStatus.CANCELLED, ended_at=now()),
            "cancelled",
            later(
                "It holds a secret, which is not kept on disk, and the dashboard ended before it"
                " was sent.  Nothing was started; run it again."
            ),
            was=(RunStatus.QUEUED,),
        )

    async def sent(self, run: Run) -> Run:
        """Announce that the trigger goes out now; whoever gets through may send it."""
        return await self._save(
            replace(run, status=RunStatus.TRIGGERING, triggered_at=now()),
            "sent",
            was=(RunStatus.QUEUED,),
        )

    async def accepted(self, run: Run, execution_id: str) -> Run:
        """Write down that Codika has started it."""
        moment = now()
        return await self._save(
            replace(
                run,
                status=RunStatus.PENDING,
                execution_id=execution_id,
                accepted_at=moment,
                watch_until=moment + self._watch_limit,
            ),
            "accepted",
            in_english("Codika started execution {execution}.", execution=execution_id),
            was=_SENT,
        )

    async def rejected(self, run: Run, error: errors.CodikaError) -> Run:
        """Write down that nothing was started, and why."""
        return await self._save(
            replace(run, status=RunStatus.REJECTED, ended_at=now(), error=told(error)),
            "rejected",
            str(error),
            was=(RunStatus.QUEUED, *_SENT),
        )

    async def unconfirmed(self, run: Run, error: errors.CodikaError) -> Run:
        """Write down that it may have been started, and why we cannot know."""
        return await self._save(
            replace(run, status=RunStatus.UNCONFIRMED, error=told(error)),
            "unconfirmed",
            str(error),
            was=(RunStatus.TRIGGERING,),
        )

    async def unwatched(
        self, run: Run, error: errors.CodikaError, *, before: Sequence[RunEvent] = ()
    ) -> Run:
        """Write down that we look no more, and why; `before` came first."""
        return await self._save(
            replace(run, status=RunStatus.UNWATCHED, error=told(_of_a_look(error))),
            "unwatched",
            str(error),
            before=before,
        )

    async def ended(
        self,
        run: Run,
        execution: Execution,
        age: float,
        *,
        why: str = "",
        before: Sequence[RunEvent] = (),
    ) -> Run:
        """
        Write down how it ended, with its result.

        Args:
            run: It was pending.
            execution: As Codika told of it.
            age: Seconds since Codika accepted it, by no clock that jumps.
            why: Why the look that found it out was taken then.
            before: What came first and is not on its timeline yet.
        """
        failure = execution.failure
        # Codika may leave the duration out; what we saw is then the best there is.
        duration_ms = age * 1000 if execution.duration_ms is None else execution.duration_ms
        run = replace(
            run,
            status=RunStatus(execution.status),
            ended_at=now(),
            duration_ms=duration_ms,
            reported_status=None,
            error=_reason(failure) if failure else None,
        )
        result = execution.result if execution.has_result else UNSET
        if not isinstance(result, Unset):
            # Off the loop: a long result takes a while, and others are being watched.
            run = replace(run, result_rows=await asyncio.to_thread(_n_rows, result))
        try:
            return await self._save(
                run, "ended", execution.status, why=why, before=before, result=result
            )
        except ValueError as error:  # the run ended all the same
            told_why = in_english("the result is lost: it {reason}", reason=str(error))
            lost = errors.UnexpectedReplyError(told_why)
            run = replace(run, error=run.error or told(lost), result_rows=None)
            words = _LOST if execution.status is ExecutionStatus.SUCCESS else _FAILED_AND_LOST
            text = in_english(words, reason=str(error))
            return await self._save(run, "ended", text, why=why, before=before)

    async def _save(
        self,
        run: Run,
        kind: str,
        text: str = "",
        *,
        why: str = "",
        was: tuple[RunStatus, ...] = (RunStatus.PENDING,),
        before: Sequence[RunEvent] = (),
        result: Any | Unset = UNSET,
    ) -> Run:
        event = RunEvent(at=now(), kind=kind, text=text, why=why)
        save = partial(self._store.save, run, *before, event, was=was, result=result)
        pause = FIRST_PAUSE
        while True:
            try:
                await asyncio.to_thread(save)
            except (errors.RunNotFoundError, errors.RunStateError):
                raise
            except errors.RunLogError:
                log.exception("run %s: could not save %r; trying again", run.id, kind)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                log.info("run %s: %s", run.id, kind)
                return run


_LOST = later("success, but the result is lost: it {reason}")
_FAILED_AND_LOST = later("failed, but the result is lost: it {reason}")
later("cannot be kept as JSON: {reason}")  # as `JsonText` says it


def now() -> datetime:
    """Return the time as the log keeps it."""
    return datetime.now(UTC)


def _n_rows(result: Any) -> int | None:
    return result.n_rows if isinstance(result, JsonText) else count_rows(result)


def _of_a_look(error: errors.CodikaError) -> errors.CodikaError:
    """Return what a refusal means for a run that was started."""
    if not isinstance(error, _SAY_THAT_NOTHING_HAPPENED):
        return error
    return errors.WatchRefusedError(
        error.message,
        status_code=error.status_code,
        code=error.code,
        request_id=error.request_id,
        retry_after=error.retry_after,
    )


def _reason(failure: Failure) -> RunError:
    return RunError(
        kind=errors.ExecutionFailedError.__name__,
        message=failure.message,
        label=failure.kind or failure.code,
        failed_node=failure.failed_node,
    )


def told(error: errors.CodikaError) -> RunError:
    """Return an error as the log keeps it."""
    api = error if isinstance(error, errors.ApiError) else None
    return RunError(
        kind=type(error).__name__,
        message=api.message if api else str(error),
        label=api.code if api else None,
        status_code=getattr(error, "status_code", None),
        request_id=api.request_id if api else None,
    )
