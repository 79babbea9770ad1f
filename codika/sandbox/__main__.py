"""`python -m codika.sandbox`: a local Codika on a port of this machine."""

import argparse
import math
import sqlite3
import sys
from pathlib import Path

DEFAULT_STATE = Path("data/sandbox.db")
USAGE_ERROR = 2


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    """Return the command line, read."""
    parser = argparse.ArgumentParser(prog="python -m codika.sandbox", description=__doc__)
    parser.add_argument("--port", type=_port, default=8765, help="0 picks a free one")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument(
        "--allow-remote",
        action="store_true",
        help="bind an address that other machines reach (the manifest answers to this one only)",
    )
    parser.add_argument(
        "--state",
        type=Path,
        default=DEFAULT_STATE,
        help="the file that remembers executions (default: %(default)s)",
    )
    parser.add_argument("--seed", help="make everything deterministic")
    parser.add_argument(
        "--speed", type=_speed, default=1.0, help="divide all durations by this (default: 1)"
    )
    parser.add_argument(
        "--until-stdin-closes", action="store_true", help="end when standard input does"
    )
    return parser.parse_args(words)


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:  # noqa: PLR2004 - what a port is
        raise argparse.ArgumentTypeError("from 0 to 65535")
    return port


def _speed(text: str) -> float:
    speed = float(text)
    if not (speed > 0 and math.isfinite(speed)):
        raise argparse.ArgumentTypeError("a number above 0")
    return speed


def main() -> int:
    """Serve, and return the exit code."""
    given = arguments()
    # Only now, so that --help and a wrong word are answered at once.
    from codika.sandbox import control, server, state  # noqa: PLC0415

    if not control.is_loopback(given.host) and not given.allow_remote:
        return _refuse(
            f"{given.host} is reachable from other machines: add --allow-remote to mean it"
        )
    host = "127.0.0.1" if given.host == "localhost" else given.host
    try:
        listening = server.bound(host, given.port)
    except OSError as error:
        return _refuse(f"cannot listen on {host}, port {given.port}: {error.strerror or error}")
    try:
        server.serve(
            listening,
            given.state,
            seed=given.seed,
            speed=given.speed,
            until_stdin_closes=given.until_stdin_closes,
        )
    except (state.SeedConflictError, sqlite3.Error, OSError) as error:
        return _refuse(f"{given.state}: {error}")
    except KeyboardInterrupt:
        pass
    return 0


def _refuse(text: str) -> int:
    print(f"codika sandbox: {text}", file=sys.stderr)  # noqa: T201 - this is a program
    return USAGE_ERROR


if __name__ == "__main__":
    sys.exit(main())
