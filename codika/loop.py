"""
An event loop in a thread of its own, for code that has none or another one.

One loop serves all that is not asynchronous (`shared_loop`): a loop a call would
break the connections that clients keep, and a notebook has a loop that must not
be blocked.  The thread is a daemon, so a script that forgets to close still ends;
what is left open then is closed on the way out.
"""

import asyncio
import atexit
import contextlib
import functools
import threading
import weakref
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, Protocol, TypeVar

STOPPING = 5.0  # seconds for work that is being cancelled to clean up

_T = TypeVar("_T")


class Closable(Protocol):
    """Something with connections."""

    async def aclose(self) -> None:
        """Close them."""


class EventLoopThread:
    """
    Runs coroutines in a background thread; `start` first, `stop` in the end.

    Args:
        name: Of the thread, as tools show it.
    """

    def __init__(self, name: str = "codika") -> None:
        self.name = name
        self.open_clients: weakref.WeakSet[Closable] = weakref.WeakSet()
        """Closed when the loop stops, if nobody else did."""
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None

    @property
    def is_running(self) -> bool:
        """Whether work can be submitted; not in a forked child, which has no threads."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def is_current(self) -> bool:
        """Whether this very code runs on the loop's thread."""
        return self._thread is threading.current_thread()

    def start(self) -> None:
        """Start the thread; a second call changes nothing."""
        with self._lock:
            if self.is_running:
                return
            ready = threading.Event()
            self._thread = threading.Thread(
                target=self._serve, args=(ready,), name=self.name, daemon=True
            )
            self._thread.start()
            ready.wait()

    def submit(self, work: Coroutine[Any, Any, _T]) -> Future[_T]:
        """
        Begin a coroutine on the loop; cancelling the future cancels the work.

        Raises:
            RuntimeError: The loop does not run.
        """
        loop = self._loop
        if loop is None or not self.is_running:
            work.close()
            raise RuntimeError(f"the event loop of {self.name!r} is not running")
        return asyncio.run_coroutine_threadsafe(work, loop)

    def stop(self) -> None:
        """Cancel what is under way, close open clients, end the thread."""
        with self._lock:
            thread, loop, stop = self._thread, self._loop, self._stop
            if thread is None or loop is None or stop is None or not thread.is_alive():
                return
            with contextlib.suppress(RuntimeError):  # it may have ended this very moment
                loop.call_soon_threadsafe(stop.set)
            if not self.is_current:
                thread.join(STOPPING)

    def _serve(self, ready: threading.Event) -> None:
        loop = asyncio.new_event_loop()
        self._loop = loop
        self._stop = asyncio.Event()
        loop.call_soon(ready.set)
        try:
            loop.run_until_complete(self._until_stopped(self._stop))
            loop.run_until_complete(loop.shutdown_asyncgens())
        finally:
            # Not `shutdown_default_executor`: it starts a thread, and from 3.12
            # on none may be started while the interpreter ends.
            loop.close()

    async def _until_stopped(self, stop: asyncio.Event) -> None:
        await stop.wait()
        work = asyncio.all_tasks() - {asyncio.current_task()}
        for task in work:
            task.cancel()
        closing = [client.aclose() for client in self.open_clients]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOPPING / 2):
                await asyncio.gather(*work, *closing, return_exceptions=True)


@functools.cache
def shared_loop() -> EventLoopThread:
    """Return the one loop that all sync callers share; it ends with the program."""
    shared = EventLoopThread()
    atexit.register(shared.stop)
    return shared
