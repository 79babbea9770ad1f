"""
Starting a sandbox as a subprocess, and being sure that it ends.

It holds the write end of the child's standard input: when this process dies, even
by SIGKILL, the system closes that pipe and the child ends by itself.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

START_LIMIT = 20.0  # seconds until the first line must have come
STOP_LIMIT = 5.0  # seconds that a child has to end when asked to
STDERR_TAIL = 2000  # characters of a failed child's last words
ANNOUNCEMENT = re.compile(r"Codika sandbox on (http://\S+) ")


class SandboxStartError(RuntimeError):
    """The sandbox did not come up; says what it said last."""


class Sandbox:
    """
    A sandbox that runs as a child of this process.

    Attributes:
        base_url: Where it answers.
        manifest: Its keys, instances and workflows, as `GET /sandbox/manifest` tells them.
    """

    def __init__(self, process: "subprocess.Popen[str]", base_url: str, errors: IO[str]) -> None:
        self._process = process
        self._errors = errors
        self.base_url = base_url
        self.manifest: dict[str, Any] = _fetched(f"{base_url}/sandbox/manifest")

    def __repr__(self) -> str:
        """Say where it is; the manifest, which holds keys, stays out."""
        return f"Sandbox({self.base_url!r}, running={self.is_running})"

    @property
    def pid(self) -> int:
        """The process id of the child."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the child is alive."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End the child and wait for it; a second call does nothing."""
        _end(self._process)
        self._errors.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()


def launch(state: Path, *, seed: str | None = None, speed: float = 1.0, port: int = 0) -> Sandbox:
    """
    Start a sandbox and return it as soon as it answers.

    Args:
        state: The file that remembers its executions; made if there is none.
        seed: Makes everything deterministic; by default random, made with the file.
        speed: Divides all durations.
        port: 0 picks a free one.

    Raises:
        SandboxStartError: It ended, or said nothing for 20 s.
    """
    # The child finds this very package from any directory, and `-P` keeps it from
    # importing what lies in the one it is started in.
    root = Path(__file__).resolve().parents[2]
    command = [
        sys.executable,
        "-P",
        "-m",
        "codika.sandbox",
        f"--port={port}",
        f"--state={state.resolve()}",
        f"--speed={speed}",
        "--until-stdin-closes",
    ]
    if seed is not None:
        command.append(f"--seed={seed}")
    path = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH")]))
    errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 - closed by `stop`
    process = subprocess.Popen(  # noqa: S603 - our own program
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env={**os.environ, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"},
        text=True,
        encoding="utf-8",
    )
    try:
        announced = ANNOUNCEMENT.match(_first_line(process))
        if announced is None:
            raise SandboxStartError(_last_words(process, errors))  # noqa: TRY301 - ended below
        return Sandbox(process, announced[1], errors)
    except BaseException:
        _end(process)
        errors.close()
        raise


def _first_line(process: "subprocess.Popen[str]") -> str:
    """Return the first line of a child's output; empty when it ended or kept silent."""
    # Killing the child ends the read below, so the limit holds without polling.
    limit = threading.Timer(START_LIMIT, process.kill)
    limit.start()
    try:
        return process.stdout.readline() if process.stdout is not None else ""
    finally:
        limit.cancel()


def _last_words(process: "subprocess.Popen[str]", errors: IO[str]) -> str:
    _end(process)
    errors.seek(0)
    tail = errors.read()[-STDERR_TAIL:].strip()
    return (
        f"the sandbox did not start (exit code {process.returncode}): {tail or 'it said nothing'}"
    )


def _end(process: "subprocess.Popen[str]") -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def _fetched(url: str) -> dict[str, Any]:
    """Return a JSON object from this machine; a proxy has no business in between."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(url, timeout=START_LIMIT) as response:
        read: dict[str, Any] = json.load(response)
    return read
