"""
Big status replies read in a process of their own.

Parsing JSON and spelling it hold Python's interpreter lock to the end, in
whichever thread they run: a reply of 50 MB stops the event loop, and with it
the polling of every other execution, for two seconds.  So another process
(`reply_program.py`) reads it, and what comes back is moved, never taken apart.
"""

import asyncio
import logging

from codika.apart.processes import answered, program
from codika.api import reply_program, wire
from codika.api.calls import understood
from codika.api.replies import Reply
from codika.errors import CodikaError
from codika.model import Execution

log = logging.getLogger(__name__)

# Reading 2 MB and spelling the result stop the loop for less than 0.1 s, and
# a process takes longer than that to start.
APART_FROM = 2 * 1024 * 1024  # bytes
AT_ONCE = 2  # processes per client; each takes 10 times a reply's size, a hostile one's 30 times
WITHIN = 60.0  # seconds a process may take; the largest reply takes two or three

_PROGRAM = program(reply_program.__name__)


class ReaderApart:
    """Reads status replies in processes of their own, a few at once."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def execution(self, reply: Reply, execution_id: str) -> Execution:
        """
        Return what a status reply says, its result as `JsonText`.

        Raises what reading it here would.  Where no process will do, it is read here.
        """
        outcome: Execution | CodikaError | None = None
        async with self._turns:
            try:
                question = (reply_program.question(reply, execution_id), reply.body)
                pieces = await answered(_PROGRAM, question, within=WITHIN)
                outcome = await asyncio.to_thread(reply_program.outcome, pieces)
            except Exception as error:  # noqa: BLE001 - whatever it was, we can read ourselves
                log.warning(
                    "a reply of %d bytes is read in the server's own process: %s: %s",
                    len(reply.body),
                    type(error).__name__,
                    error,
                )
        if outcome is None:
            return await understood(reply, lambda body: wire.read_execution(body, execution_id))
        if isinstance(outcome, CodikaError):
            raise outcome
        return outcome
