"""Processes of a benchmark: a server to be asked, and ways to ask it, each alone."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
ENDING = 10  # seconds that a server has to end


@contextmanager
def server(module: str) -> Iterator[str]:
    """Run a server that says its port on its first line; its URL."""
    process = subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=HERE,
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        port = process.stdout.readline().strip() if process.stdout else ""
        if not port.isdecimal():
            raise RuntimeError(f"{module} did not start")
        yield f"http://127.0.0.1:{port}"
    finally:
        try:
            process.communicate(timeout=ENDING)  # closes its standard input
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def figures(
    module: str,
    *arguments: str,
    longest: float,
    folder: Path | None = None,
    variables: Mapping[str, str] | None = None,
) -> dict[str, float]:
    """
    Run a way to its end and return what it printed: figures as JSON.

    Args:
        module: What to run.
        arguments: Its command line.
        longest: How long it may take, in seconds.
        folder: Where it works, if not here; what lies there is found first.
        variables: More of its environment.

    Raises:
        CalledProcessError: It failed.
        TimeoutExpired: It took longer than so many seconds.
    """
    ended = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=folder or HERE,
        env={**_environment(folder), **(variables or {})},
        check=True,
        timeout=longest,
        stdout=subprocess.PIPE,
    )
    printed: dict[str, float] = json.loads(ended.stdout)
    return printed


def _environment(folder: Path | None = None) -> dict[str, str]:
    """Return an environment that finds our packages and sends nothing through a proxy."""
    direct = {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    path = os.pathsep.join(map(str, filter(None, (folder, HERE, HERE.parent))))
    return {**os.environ, **direct, "PYTHONPATH": path}
