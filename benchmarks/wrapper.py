"""
What our client costs per trigger and per poll, against bare httpx.

CPU time of the client alone, over plain loopback, against a server that answers
at once.  Our trigger opens a connection of its own, so that a trigger is never
sent on one that has just gone away; httpx does so in its second column.  TLS
is not counted: a new connection costs a handshake there.

The ways are taken in turn, each in a process of its own, so that none runs on
the memory another left behind.
"""

import sys
from pathlib import Path

from measuring.children import figures, server
from measuring.report import Comparison, run, tell

LONGEST = 180  # seconds that one way may take in a round

sys.path.append(str(Path(__file__).resolve().parents[1]))  # for `codika`, which is not installed

from measuring import contenders  # noqa: E402 - it needs the line above


def main() -> None:
    """Be a benchmark script."""
    run("CPU time of the client per call, in a process of its own", measure)


def measure(rounds: int) -> list[Comparison]:
    """Let every way call the same server in turn, and compare."""
    measured: dict[str, dict[str, list[float]]] = {name: {} for name in contenders.NAMES}
    with server("measuring.stub") as url:
        for number in range(1, rounds + 1):
            for name in contenders.NAMES:
                tell(f"wrapper: round {number} of {rounds}, {name}")
                cost = figures("measuring.contenders", name, url, longest=LONGEST)
                for call, microseconds in cost.items():
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


if __name__ == "__main__":
    main()
