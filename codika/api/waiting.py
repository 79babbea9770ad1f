"""
Waiting for an execution to end.

Asking again costs nothing but a request, so whatever may heal is sat out:
silence, a busy or broken gateway, an unreadable page, and a 404 while the
execution is still being registered.  A refused key does not heal.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeAlias

from codika import errors
from codika.language import later
from codika.model import Execution, ExecutionStatus

# Codika registers an execution a moment after answering the trigger, so a 404
# in this window means "not yet", not "never".
REGISTRATION_GRACE = 10.0  # seconds

# The last look before the wait runs out gets at least this long, in seconds.
SHORTEST_LOOK = 1.0

_MAY_HEAL = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY)

OnLook: TypeAlias = Callable[[Execution | errors.CodikaError], None]
"""Told after every look what was seen, or which error was sat out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PollPlan:
    """How often to look, and when to stop looking.  All in seconds."""

    interval: float = 1.5
    timeout: float = 120.0
    registration_grace: float = REGISTRATION_GRACE


# https://doc.codika.io (dashboard patterns), read 2026-11-21
FAST = PollPlan(interval=1.0, timeout=30.0)
MEDIUM = PollPlan(interval=1.5, timeout=120.0)
SLOW = PollPlan(interval=3.0, timeout=300.0)


def is_transient(
    error: errors.CodikaError, age: float, registration_grace: float = REGISTRATION_GRACE
) -> bool:
    """
    Whether to look again after this failure of one status request.

    Args:
        error: What the status request raised.
        age: Seconds since the execution was triggered, or the wait began.
        registration_grace: How long a 404 means "not yet", in seconds.
    """
    match error:
        case errors.NotFoundError():
            return age < registration_grace
        case errors.ReplyTooLargeError():
            return False  # it will not get smaller, and each look would cost as much
        case errors.TransportError() | errors.ServerError() | errors.RateLimitError():
            return True
        case errors.UnexpectedReplyError():
            return True
        case errors.ApiError():
            return error.status_code in _MAY_HEAL
    return False


async def until_ended(
    look: Callable[[], Awaitable[Execution]],
    execution_id: str,
    plan: PollPlan,
    on_look: OnLook = lambda _: None,
) -> Execution:
    """
    Look at once and then by plan until the execution has succeeded.

    Raises:
        ExecutionFailedError: It ended, and failed.
        WaitTimeoutError: It had not ended when the plan's time ran out; the
            error that was sat out last, if any, is its cause.
        CodikaError: What `look` raised and no waiting will heal.
    """
    loop = asyncio.get_running_loop()
    started = loop.time()
    deadline = started + plan.timeout
    sat_out: errors.CodikaError | None = None
    while True:
        asked_to_wait = 0.0
        try:
            async with asyncio.timeout(max(deadline - loop.time(), SHORTEST_LOOK)):
                seen = await look()
        except TimeoutError:
            break
        except errors.CodikaError as error:
            if not is_transient(error, loop.time() - started, plan.registration_grace):
                raise
            sat_out = error
            asked_to_wait = getattr(error, "retry_after", None) or 0.0
            on_look(error)
        else:
            sat_out = None
            on_look(seen)
            if seen.status.is_final:
                return _succeeded(seen)
        left = deadline - loop.time()
        # Time that the server will not answer in is no time to wait for.
        if left <= 0 or asked_to_wait > left:
            break
        await asyncio.sleep(min(max(plan.interval, asked_to_wait), left))
    raise errors.WaitTimeoutError(execution_id, loop.time() - started) from sat_out


def _succeeded(execution: Execution) -> Execution:
    if execution.status is ExecutionStatus.SUCCESS:
        return execution
    failure = execution.failure
    raise errors.ExecutionFailedError(
        failure.message if failure else later("the workflow failed"),
        execution_id=execution.id,
        kind=failure.kind if failure else None,
        failed_node=failure.failed_node if failure else None,
    )
