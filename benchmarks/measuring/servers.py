"""
Streamlit servers as people start them, on a free loopback port.

A server runs in a folder of its own, with a home that is empty and nothing of
this shell's environment but the path: whoever keeps real keys in their settings
measures the sandbox all the same.
"""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Collection, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

START_LIMIT = 60.0  # seconds until a server must answer
STOP_LIMIT = 15.0  # seconds that it has to end when asked to
PAUSE = 0.05  # seconds between two looks; each costs the server half a millisecond
SETTLED = 4  # equal readings of memory in a row
SETTLE_PAUSE = 0.5  # seconds between them
SETTLE_LIMIT = 20.0  # seconds until the last reading has to do
KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT")


class ServerError(RuntimeError):
    """A server did not come up, or did not answer; says what it said last."""


class StreamlitServer:
    """
    A `streamlit run` in a child process, from `with` to the end of it.

    Attributes:
        started: When its process was started, by `time.perf_counter`.
        port: Where it listens, soon.

    Args:
        folder: Where it is started; holds the script and `.streamlit/config.toml`.
        script: What to run.
        scratch: A folder for its home and its words.
        variables: More of its environment.
    """

    def __init__(
        self, folder: Path, script: str, scratch: Path, variables: Mapping[str, str] | None = None
    ) -> None:
        self.port = free_port()
        self._folder = folder
        # The very command of `make run`.
        self._command = [sys.executable, "-m", "streamlit", "run", script]
        self._command += ["--server.address", "127.0.0.1", "--server.port", str(self.port)]
        kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        self._environment = {**kept, "HOME": str(scratch), **(variables or {})}
        self._words = scratch / "words.txt"

    def __enter__(self) -> Self:
        with self._words.open("wb") as words:
            self.started = time.perf_counter()
            self._process = subprocess.Popen(
                self._command,
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=subprocess.STDOUT,
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def url(self) -> str:
        """Where its first page is."""
        return f"http://127.0.0.1:{self.port}/"

    @property
    def pid(self) -> int:
        """The id of its process."""
        return self._process.pid

    def wait_until_listening(self) -> None:
        """Return as soon as a browser could connect; raises `ServerError`."""
        while True:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), START_LIMIT).close()
                return
            self._pause()

    def seconds_until_ok(self, path: str) -> float:
        """Return how long after the start this path first answered 200; raises `ServerError`."""
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_LIMIT)
                with contextlib.closing(connection):
                    connection.request("GET", path)
                    if connection.getresponse().status == http.client.OK:
                        return time.perf_counter() - self.started
            self._pause()

    def memory(self) -> dict[str, float]:
        """
        Return the resident memory in MB (10⁶ bytes) once it has come to rest.

        By `"server"` and, where it has a child, `"child"`.  Linux only.
        """
        deadline = time.perf_counter() + SETTLE_LIMIT
        reading, same = self._resident(), 1
        while same < SETTLED and time.perf_counter() < deadline:
            time.sleep(SETTLE_PAUSE)
            now = self._resident()
            same = same + 1 if _is_close(sum(now.values()), sum(reading.values())) else 1
            reading = now
        return reading

    def resident(self) -> float:
        """Return the server's resident memory now, in MB.  Linux only, as all below."""
        return _resident(self._process.pid)

    def forget_peak(self) -> None:
        """Let `peak` begin anew."""
        Path(f"/proc/{self._process.pid}/clear_refs").write_text("5", encoding="ascii")

    def peak(self) -> float:
        """Return the most memory the server has had, in MB."""
        return _resident(self._process.pid, "VmHWM:")

    def biggest_child(self, but: Collection[int] = ()) -> float:
        """Return the most memory a child has had, in MB; 0 without one."""
        pids = set(_children(self._process.pid)) - set(but)
        return max((_resident(pid, "VmHWM:") for pid in pids), default=0.0)

    def children(self) -> list[int]:
        """Return the ids of the processes that it has started."""
        return _children(self._process.pid)

    def _resident(self) -> dict[str, float]:
        children = [_resident(pid) for pid in _children(self._process.pid)]
        server = {"server": _resident(self._process.pid)}
        return {**server, "child": sum(children)} if children else server

    def _pause(self) -> None:
        if self._process.poll() is not None:
            raise ServerError(f"the server ended: {self._last_words()}")
        if time.perf_counter() - self.started > START_LIMIT:
            raise ServerError(f"no answer in {START_LIMIT:.0f} s: {self._last_words()}")
        time.sleep(PAUSE)

    def _last_words(self) -> str:
        return self._words.read_text(encoding="utf-8", errors="replace")[-2000:].strip()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _is_close(one: float, other: float) -> bool:
    return abs(one - other) <= 0.005 * other


def _resident(pid: int, figure: str = "VmRSS:") -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0  # it has just ended
    lines = [line.split() for line in status.splitlines()]
    # Without the line it is about to end.
    return next((int(words[1]) * 1024 / 1e6 for words in lines if words[0] == figure), 0.0)


def _children(pid: int) -> list[int]:
    children: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):  # a thread that has just ended
            children += map(int, path.read_text(encoding="ascii").split())
    return children
