"""
How long `make run` takes to show its first page, and what it holds in memory then.

Beside it, in the same rounds, a Streamlit page that says "Hello": what Streamlit
itself takes, with the same settings.  Every start is a first one, with an empty
run log and a sandbox to set up; only the files are warm, by a round that does not
count.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from measuring import dashboards
from measuring.report import Comparison, run, tell
from measuring.servers import StreamlitServer
from playwright.sync_api import Browser

SHOWN = 60_000  # milliseconds until a page must be there


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A Streamlit program, and how to see that it is up."""

    name: str
    folder: Path
    script: str
    health: str
    """The path that answers 200 when it can work."""
    first_sight: str
    """CSS of what a visitor waits for."""


@dataclass(frozen=True, slots=True)
class Starts:
    """What was measured of one program, a value a start."""

    shown: list[float] = field(default_factory=list)
    healthy: list[float] = field(default_factory=list)
    server: list[float] = field(default_factory=list)
    child: list[float] = field(default_factory=list)


def main() -> None:
    """Be a benchmark script."""
    run("From the start of the process to the first page, and memory at idle", measure)


def measure(rounds: int) -> list[Comparison]:
    """Start both programs in turn, and compare."""
    with tempfile.TemporaryDirectory() as folder, dashboards.browser() as browser:
        programs = _programs(Path(folder))
        starts = [Starts() for _ in programs]
        for number in range(rounds + 1):
            for program, its_starts in zip(programs, starts, strict=True):
                tell(f"startup: round {number} of {rounds}, {program.name}")
                # The first fills the caches of the disk and of Python.
                _start(program, browser, Starts() if number == 0 else its_starts)
        return _comparisons([program.name for program in programs], starts, browser)


def _programs(folder: Path) -> tuple[Program, Program]:
    dashboard, hello = dashboards.copied(folder / "dashboard"), folder / "hello"
    shutil.copytree(dashboard / ".streamlit", hello / ".streamlit")
    (hello / "hello.py").write_text('import streamlit as st\n\nst.title("Hello")\n', "utf-8")
    return (
        Program(
            name="dashboard",
            folder=dashboard,
            script="app.py",
            health="/healthz",
            first_sight=".st-key-cards a",
        ),
        Program(
            name="hello page",
            folder=hello,
            script="hello.py",
            health="/_stcore/health",
            first_sight="h1:has-text('Hello')",
        ),
    )


def _start(program: Program, browser: Browser | None, starts: Starts) -> None:
    with (
        tempfile.TemporaryDirectory() as scratch,
        StreamlitServer(
            program.folder,
            program.script,
            Path(scratch),
            {"CODIKA_DASHBOARD_DATA": str(Path(scratch) / "data")},
        ) as server,
        ThreadPoolExecutor(1) as beside,
    ):
        healthy = beside.submit(server.seconds_until_ok, program.health)
        if browser is not None:
            starts.shown.append(_seconds_until_shown(program, server, browser))
        starts.healthy.append(healthy.result())
        if sys.platform == "linux":
            memory = server.memory()
            starts.server.append(memory["server"])
            starts.child.append(memory.get("child", 0.0))


def _seconds_until_shown(program: Program, server: StreamlitServer, browser: Browser) -> float:
    server.wait_until_listening()
    with closing(browser.new_context()) as visitor:  # nothing cached, as with a new visitor
        page = visitor.new_page()
        page.goto(server.url, wait_until="commit", timeout=SHOWN)
        page.locator(program.first_sight).first.wait_for(state="visible", timeout=SHOWN)
        return time.perf_counter() - server.started


def _comparisons(
    names: Sequence[str], starts: Sequence[Starts], browser: Browser | None
) -> list[Comparison]:
    dashboard, hello = starts
    ours, theirs = names
    comparisons = []
    if browser is not None:
        comparisons.append(
            Comparison(
                name="start to first page in Chromium",
                unit="s",
                samples={ours: dashboard.shown, theirs: hello.shown},
            )
        )
    comparisons.append(
        Comparison(
            name="start to healthy",
            unit="s",
            samples={ours: dashboard.healthy, theirs: hello.healthy},
        )
    )
    if sys.platform != "linux":
        tell("startup: memory is left out, it is read from /proc of Linux")
        return comparisons
    visited = "after one visit" if browser is not None else "before any visit"
    both = [sum(pair) for pair in zip(dashboard.server, dashboard.child, strict=True)]
    return [
        *comparisons,
        Comparison(
            name=f"memory at idle {visited}",
            unit="MB",
            samples={f"{ours} server": dashboard.server, theirs: hello.server},
        ),
        Comparison(
            name=f"memory at idle {visited}, sandbox",
            unit="MB",
            samples={f"{ours} sandbox": dashboard.child},
        ),
        Comparison(
            name=f"memory at idle {visited}, with sandbox",
            unit="MB",
            samples={f"{ours} server and sandbox": both, theirs: hello.server},
        ),
    ]


if __name__ == "__main__":
    main()
