"""
Starting a process for one question, and getting its answer.

Not `multiprocessing`, which would import `__main__`, the dashboard, once more.
Not `asyncio.create_subprocess_exec` either but what is beneath it: its
transport can be closed in any state, its pipes included, which on some
versions of Python is the only way not to wait for ever for a child that was
killed in the middle of its answer.
"""

import asyncio
import contextlib
import math
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from codika.apart.program import OUT_OF_MEMORY

CLOSING = 1.0  # seconds for a killed process to be gone
PIECE = 1024 * 1024  # bytes; the pipe's own buffer would copy all of a question at once

# `-I` and `-S`: nothing from the environment, the working directory or site
# files.  What we import from comes behind the standard library, so that no file
# of an application passes for a module of that; this very package first.
_FLAGS = ("-I", "-S", "-c")
_PATHS = "import sys; sys.path += sys.argv[1:]"
# Without these, Python itself may not start.
_NEEDED = ("SYSTEMROOT", "LD_LIBRARY_PATH")


def program(module: str) -> str:
    """Return the program that is the `main` of a module of ours."""
    return f"{_PATHS}\nfrom {module} import main; main()"


async def answered(
    code: str, question: Iterable[bytes], *, within: float, most: float = math.inf
) -> list[bytes]:
    """
    Start a process, ask it, and return what it answers, in pieces as they came.

    It is given the question and nothing else.  Whoever cancels this ends it.

    Args:
        code: What it runs, as `program` gives it.
        question: In parts, of any size.
        within: Seconds it may take.
        most: Bytes that its answer may have.

    Raises:
        OSError: It could not be started, or failed (`ChildProcessError`).
        TimeoutError: It took too long.
        MemoryError: It took more memory than it may, its answer is too long, or it was
            killed, as a system does when memory runs out.
    """
    transport, child = await asyncio.get_running_loop().subprocess_exec(
        lambda: _Child(most),
        *(sys.executable, *_FLAGS, code, *_places()),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # Nobody reads it, and it might quote what it was asked.
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in _NEEDED if name in os.environ},
        # Ctrl-C is for the server, which then ends what it has started.
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(within):
            stdin = transport.get_pipe_transport(0)
            if not isinstance(stdin, asyncio.WriteTransport):
                raise TypeError("the process has no standard input")
            for part in question:
                for start in range(0, len(part), PIECE):
                    stdin.write(memoryview(part)[start : start + PIECE])
                    await child.takes_more.wait()
            stdin.close()
            await child.ended.wait()
    finally:
        transport.close()  # kills it, unless it has ended
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSING):
                await child.ended.wait()
    if child.room < 0:
        raise MemoryError(f"the answer has more than {most:,} bytes")
    ended_with = transport.get_returncode()
    # Below zero: by a signal.
    if ended_with == OUT_OF_MEMORY or (ended_with is not None and ended_with < 0):
        raise MemoryError(f"the process ended with {ended_with}")
    if ended_with != 0:
        raise ChildProcessError(f"the process ended with {ended_with}")
    return child.written


class _Child(asyncio.SubprocessProtocol):
    """What a process has written so far, and how it stands."""

    def __init__(self, room: float) -> None:
        self.room = room
        self.written: list[bytes] = []
        self.takes_more = asyncio.Event()
        self.takes_more.set()
        self.ended = asyncio.Event()

    def pipe_data_received(self, fd: int, data: bytes) -> None:  # noqa: ARG002 - there is one
        self.room -= len(data)
        if self.room >= 0:
            self.written.append(data)
        else:
            self.written.clear()
            self.ended.set()  # for whoever asked; it will be killed
            self.takes_more.set()

    def pause_writing(self) -> None:
        self.takes_more.clear()

    def resume_writing(self) -> None:
        self.takes_more.set()

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:  # noqa: ARG002
        self.takes_more.set()  # or nobody would learn that it died in the middle

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self.ended.set()


def _places() -> list[str]:
    """Return where the program's modules are, this package's own folder first."""
    return [str(Path(__file__).resolve().parents[2]), *map(os.path.abspath, sys.path)]
