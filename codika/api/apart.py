"""
Big status replies read in a process of their own.

Parsing JSON and spelling it hold Python's interpreter lock to the end, in
whichever thread they run: a reply of 50 MB stops the event loop, and with it
the polling of every other execution, for two seconds.  So another process
(`reply_program.py`) reads it, and what comes back is moved, never taken apart.

Not `multiprocessing`, which would import `__main__`, the dashboard, once more.
Not `asyncio.create_subprocess_exec` either but what is beneath it: its
transport can be closed in any state, its pipes included, which on some
versions of Python is the only way not to wait for ever for a child that was
killed in the middle of its answer.
"""

import asyncio
import contextlib
import logging
import os
import subprocess
import sys
from pathlib import Path

import codika
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
CLOSING = 1.0  # seconds for a killed process to be gone
PIECE = 1024 * 1024  # bytes; the pipe's own buffer would copy all of a reply at once

# `-I` and `-S`: nothing from the environment, the working directory or site
# files.  What we import from comes behind the standard library, so that no file
# of an application passes for a module of that; this very package first.
_FLAGS = ("-I", "-S", "-c")
_PROGRAM = "import sys; sys.path += sys.argv[1:]\nfrom codika.api.reply_program import main; main()"
# Without these, Python itself may not start.
_NEEDED = ("SYSTEMROOT", "LD_LIBRARY_PATH")


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
                answered = await _answered(reply_program.question(reply, execution_id), reply.body)
                outcome = await asyncio.to_thread(reply_program.outcome, answered)
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


class _Child(asyncio.SubprocessProtocol):
    """What a process has written so far, and how it stands."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.takes_more = asyncio.Event()
        self.takes_more.set()
        self.ended = asyncio.Event()

    def pipe_data_received(self, fd: int, data: bytes) -> None:  # noqa: ARG002 - there is one
        self.written.append(data)

    def pause_writing(self) -> None:
        self.takes_more.clear()

    def resume_writing(self) -> None:
        self.takes_more.set()

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:  # noqa: ARG002
        self.takes_more.set()  # or nobody would learn that it died in the middle

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self.ended.set()


async def _answered(question: bytes, body: bytes) -> list[bytes]:
    """
    Return what a process answers, in pieces.

    Raises:
        OSError: It could not be started, took too long, or failed.
    """
    transport, child = await asyncio.get_running_loop().subprocess_exec(
        _Child,
        *(sys.executable, *_FLAGS, _PROGRAM, *_places()),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # Nobody reads it, and it might quote the reply.
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in _NEEDED if name in os.environ},
        # Ctrl-C is for the server, which then ends what it has started.
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(WITHIN):
            stdin = transport.get_pipe_transport(0)
            if not isinstance(stdin, asyncio.WriteTransport):
                raise TypeError("the process has no standard input")
            stdin.write(question)
            for start in range(0, len(body), PIECE):
                stdin.write(memoryview(body)[start : start + PIECE])
                await child.takes_more.wait()
            stdin.close()
            await child.ended.wait()
    finally:
        transport.close()  # kills it, unless it has ended
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSING):
                await child.ended.wait()
    if transport.get_returncode() != 0:
        raise ChildProcessError(f"the process ended with {transport.get_returncode()}")
    return child.written


def _places() -> list[str]:
    """Return where the program's modules are, this package's own folder first."""
    return [str(Path(codika.__file__).resolve().parents[1]), *map(os.path.abspath, sys.path)]
