"""
What our client costs per trigger and per poll, against bare httpx.

CPU time of the client alone, over plain loopback, against a server that answers
at once.  Our trigger opens a connection of its own, so that a trigger is never
sent on one that has just gone away; httpx does so in its second column.  TLS
is not counted: a new connection costs a handshake there.

The ways are taken in turn, each in a process of its own, so that none runs on
the memory another left behind.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from measuring.report import Comparison, run, tell

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
LONGEST = 180  # seconds that one way may take in a round
ENDING = 10  # seconds that the stub has to end

sys.path.append(str(ROOT))  # for `codika`, which is not installed

from measuring import contenders  # noqa: E402 - it needs the line above


def main() -> None:
    """Be a benchmark script."""
    run("CPU time of the client per call, in a process of its own", measure)


def measure(rounds: int) -> list[Comparison]:
    """Let every way call the same server in turn, and compare."""
    measured: dict[str, dict[str, list[float]]] = {name: {} for name in contenders.NAMES}
    with _stub() as url:
        for number in range(1, rounds + 1):
            for name in contenders.NAMES:
                tell(f"wrapper: round {number} of {rounds}, {name}")
                for call, microseconds in _cost(name, url).items():
                    measured[name].setdefault(call, []).append(microseconds)

    def compared(name: str, *ways: tuple[str, str]) -> Comparison:
        samples = {}
        for way, call in ways:
            fresh = ", new connection" if call == contenders.FRESH_TRIGGER else ""
            samples[way + fresh] = measured[way][call]
        return Comparison(name=name, unit="µs", samples=samples)

    trigger, fresh = contenders.TRIGGER, contenders.FRESH_TRIGGER
    poll, polls = contenders.POLL, contenders.POLLS
    bare, on_aiohttp = "httpx.AsyncClient", "httpx.AsyncClient on aiohttp"
    return [
        compared("CPU per trigger", ("AsyncCodika", trigger), (bare, trigger), (bare, fresh)),
        compared("CPU per poll", ("AsyncCodika", poll), (bare, poll), (on_aiohttp, poll)),
        compared(
            f"CPU per poll, {contenders.AT_ONCE} at once",
            ("AsyncCodika", polls),
            (bare, polls),
            (on_aiohttp, polls),
        ),
        compared(
            "CPU per trigger, sync",
            ("Codika", trigger),
            (bare, trigger),
            ("httpx.Client", trigger),
            ("httpx.Client", fresh),
        ),
        compared("CPU per poll, sync", ("Codika", poll), (bare, poll), ("httpx.Client", poll)),
    ]


def _cost(name: str, url: str) -> dict[str, float]:
    ended = subprocess.run(
        [sys.executable, "-m", "measuring.contenders", name, url],
        cwd=HERE,
        env=_environment(),
        check=True,
        timeout=LONGEST,
        stdout=subprocess.PIPE,
    )
    cost: dict[str, float] = json.loads(ended.stdout)
    return cost


@contextmanager
def _stub() -> Iterator[str]:
    """Run the server that is called; its URL."""
    server = subprocess.Popen(
        [sys.executable, "-m", "measuring.stub"],
        cwd=HERE,
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        port = server.stdout.readline().strip() if server.stdout else ""
        if not port.isdecimal():
            raise RuntimeError("the stub did not start")
        yield f"http://127.0.0.1:{port}"
    finally:
        try:
            server.communicate(timeout=ENDING)  # closes its standard input
        except subprocess.TimeoutExpired:
            server.kill()
            server.communicate()


def _environment() -> dict[str, str]:
    """Return an environment that finds our packages and sends nothing through a proxy."""
    direct = {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    return {**os.environ, **direct, "PYTHONPATH": str(ROOT)}


if __name__ == "__main__":
    main()
