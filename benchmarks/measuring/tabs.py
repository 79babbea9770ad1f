"""
Tabs that watch one run: `python -m measuring.tabs PORT PID RUN TABS SECONDS`.

Each is a websocket with a session of its own, and asks for its ticks as Streamlit's
program in a browser does: at the interval that the server named, and never before the
last one was answered.  Prints, as JSON, the share of a core that the server took and
how long ticks took, over the last `SECONDS`.  Linux only.
"""

import asyncio
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

AT_ONCE = 4  # tabs that are opened together
LONGEST = 60.0  # seconds that an answer may take
SETTLED = 8.0  # seconds without a tab that is told to look less often
SETTLING = 90.0  # seconds until it is counted all the same


class Tab:
    """One tab; `ticks` holds when each began, by the monotonic clock, and how long it took."""

    def __init__(self) -> None:
        self.ticks: list[tuple[float, float]] = []
        self.every = 0.0
        self._fragment = self._page = ""

    async def live(self, url: str, run_id: str, opening: asyncio.Semaphore) -> None:
        """Open the run's page and follow it until cancelled."""
        async with opening:
            socket = await connect(url, max_size=None, proxy=None)
            visit = BackMsg()
            visit.rerun_script.page_name = "runs"
            visit.rerun_script.query_string = f"run={run_id}"
            await self._ask(socket, visit)
        if not self._fragment:
            raise RuntimeError("nothing on the page ticks")
        await asyncio.sleep(random.uniform(0.0, self.every))  # noqa: S311 - tabs are not in step
        due = time.monotonic()
        while True:
            tick = BackMsg()
            # By its hash, as a browser: by its name, a tick that draws all anew would draw Home.
            tick.rerun_script.page_script_hash = self._page
            tick.rerun_script.query_string = f"run={run_id}"
            tick.rerun_script.fragment_id = self._fragment
            tick.rerun_script.is_auto_rerun = True
            began = time.monotonic()
            await self._ask(socket, tick)
            self.ticks.append((began, time.monotonic() - began))
            due = max(due + self.every, time.monotonic())
            await asyncio.sleep(due - time.monotonic())

    async def _ask(self, socket: ClientConnection, message: BackMsg) -> None:
        await socket.send(message.SerializeToString())
        async with asyncio.timeout(LONGEST):
            while True:
                answer = ForwardMsg()
                answer.ParseFromString(await socket.recv())  # type: ignore[arg-type]
                kind = answer.WhichOneof("type")
                if kind == "navigation":
                    self._page = answer.navigation.page_script_hash
                if kind == "auto_rerun":
                    self.every = answer.auto_rerun.interval
                    self._fragment = answer.auto_rerun.fragment_id
                # What ended early is drawn anew at once.
                early = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN
                if kind == "script_finished" and answer.script_finished != early:
                    return


async def watch(port: int, pid: int, run_id: str, tabs: int, seconds: float) -> dict[str, float]:
    """Let so many tabs follow a run, and return what it took."""
    url = f"ws://127.0.0.1:{port}/_stcore/stream"
    opening, all_tabs = asyncio.Semaphore(AT_ONCE), [Tab() for _ in range(tabs)]
    living = [asyncio.create_task(tab.live(url, run_id, opening)) for tab in all_tabs]
    try:
        while not all(tab.ticks for tab in all_tabs):
            await asyncio.sleep(0.1)
            for one in living:
                if one.done():
                    one.result()
        await _settled(all_tabs)
        began, before = time.monotonic(), cpu_seconds(pid)
        await asyncio.sleep(seconds)
        took, ended = cpu_seconds(pid) - before, time.monotonic()
    finally:
        for one in living:
            one.cancel()
        await asyncio.gather(*living, return_exceptions=True)
    counted = [length for tab in all_tabs for at, length in tab.ticks if began <= at < ended]
    return {
        "core": 100 * took / (ended - began),
        "ticks": len(counted) / (ended - began),
        "p50": 1000 * statistics.median(counted),
        "p95": 1000 * statistics.quantiles(counted, n=20)[-1],
        "every": statistics.median(tab.every for tab in all_tabs),
    }


async def _settled(tabs: Sequence[Tab]) -> None:
    """Wait until the server has told all tabs how often they may look."""
    told, since, limit = [0.0], time.monotonic(), time.monotonic() + SETTLING
    while time.monotonic() < min(since + SETTLED, limit):
        now = [tab.every for tab in tabs]
        if now != told:
            told, since = now, time.monotonic()
        await asyncio.sleep(0.2)


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has had, in seconds."""
    # The name, in brackets, may hold anything.
    words = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    port, pid, run_id, tabs, seconds = arguments
    measured = asyncio.run(watch(int(port), int(pid), run_id, int(tabs), float(seconds)))
    print(json.dumps(measured))


if __name__ == "__main__":
    main(sys.argv[1:])
