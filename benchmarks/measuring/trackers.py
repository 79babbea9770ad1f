"""
Ways to watch many runs at once, each alone: `python -m measuring.trackers NAME URL RUNS SECONDS`.

Keeps so many runs in flight: whenever one ends, another is started.  Prints what
that cost over a stretch of time once all were under way, as JSON.
"""

import asyncio
import gc
import json
import logging
import statistics
import sys
import tempfile
import threading
import time
import urllib.request
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from codika import Endpoints, Environment, ProcessInstance
from codika.model import Run, RunStatus
from codika.runs import RunService, SqliteRunStore, new_id
from codika.runs.gate import CAP
from codika.runs.sending import TRIGGERS_AT_ONCE
from measuring.durations import FAMILIES, seeded
from measuring.runs_stub import THERE_AND_BACK

INSTANCE = ProcessInstance(
    id="019d444d-0000-7000-8000-000000000001", environment=Environment.DEV, api_key="ck_benchmark"
)
FAMILY = WORKFLOW = "slow"
PAST = 60  # runs of each on record before
BIG_WATCHED = 10.0  # seconds in which the latest look is sought, with a big result and without
SETTLING = 10.0  # seconds before anything is measured
EVERY = 3.0  # seconds between two looks of the CLI
PATIENCE = 600.0  # seconds; a request that waits long is to be counted, not to fail

Figures = dict[str, float]


class Load:
    """How long runs take, the same for everybody: reports of minutes."""

    def __init__(self) -> None:
        self._draws = seeded(77)
        self._past = FAMILIES[FAMILY](self._draws, PAST)
        self._durations = iter(FAMILIES[FAMILY](self._draws, 100_000).tolist())

    def past(self) -> Sequence[float]:
        """Return how long runs took before, in seconds."""
        values: Sequence[float] = self._past.tolist()
        return values

    def next(self) -> float:
        """Return how long the next run takes, in seconds."""
        return float(next(self._durations))

    def under_way(self, runs: int) -> list[tuple[float, float]]:
        """Return duration and age of runs that are met at any moment, in seconds."""
        durations = FAMILIES[FAMILY](self._draws, 20 * runs)
        # A run that takes twice as long is met twice as often.
        met = self._draws.choice(durations, runs, p=durations / durations.sum())
        ages = met * self._draws.random(runs)
        return list(zip(met.tolist(), ages.tolist(), strict=True))


class Seen:
    """What was seen of looks, in seconds."""

    def __init__(self) -> None:
        self.looks = 0
        self.late: list[float] = []
        self.delays: list[float] = []


class Stretch:
    """A stretch of time and what was spent in it."""

    def __init__(self) -> None:
        gc.collect()
        self._wall, self._cpu = time.monotonic(), time.process_time()

    def share_of_a_core(self) -> float:
        """Return the CPU time of this process by the time that has passed."""
        return (time.process_time() - self._cpu) / (time.monotonic() - self._wall)


def resident() -> float:
    """Return the memory of this process in kB."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return float(line.split()[1])


# -- ours -----------------------------------------------------------------------


def start_at_once(url: str, runs: int, _: float) -> Figures:
    """Measure pressing Run a thousand times: on record at once, sent a few at a time."""
    with _service(url, Load()) as (service, start):
        began = time.monotonic()
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(start, range(runs)))
        saved, queue = time.monotonic() - began, service.traffic()[INSTANCE.id].waiting
        while service.traffic()[INSTANCE.id].waiting:
            time.sleep(0.2)
        sent = time.monotonic() - began
        with urllib.request.urlopen(f"{url}/counts", timeout=PATIENCE) as answer:  # noqa: S310  our stub
            most = json.load(answer)["most_at_once"]
        return {"saved": saved, "queue": float(queue), "sent": sent, "most_at_once": float(most)}


def tracker(url: str, runs: int, seconds: float) -> Figures:
    """Measure our tracker: run log, timelines and all."""
    load = Load()
    with _service(url, load) as (service, start):
        service.wait(start(seconds=0.5).id)  # loads what is loaded once
        before = resident()
        fill(url, load, service, runs)
        # Every single look, for once, and nothing sorted for people meanwhile.
        counters, tasks = service._tracker._counters[INSTANCE.id], service._tracker._tasks  # noqa: SLF001
        while service.store.orphans(datetime.now(UTC)):  # they are taken over by themselves
            time.sleep(0.2)
        time.sleep(SETTLING + runs / CAP)  # each is looked at once, because nobody knows it
        after = resident()
        stop = threading.Event()

        def keep_up() -> None:
            while not stop.wait(0.25):
                for _ in range(runs - len(tasks)):
                    start()

        keeper = threading.Thread(target=keep_up, daemon=True)
        keeper.start()
        time.sleep(SETTLING)
        late, found_out = deque[float](), deque[float]()
        counters.late, counters.found_out = late, found_out
        looks, triggers, stretch = counters.looks, counters.triggers, Stretch()
        time.sleep(seconds)
        figures = {
            "cpu": stretch.share_of_a_core(),
            "looks": (counters.looks - looks) / seconds,
            "starts": (counters.triggers - triggers) / seconds,
            "late": _p99(late),
            "delay": statistics.fmean(found_out),
            "price": service.traffic()[INSTANCE.id].price,
            "memory": (after - before) / runs,
        }
        late.clear()
        time.sleep(BIG_WATCHED)
        figures["latest"] = max(late)
        late.clear()
        big = start(seconds=0.5, megabytes=50)
        began = time.monotonic()
        service.wait(big.id, timeout=120.0)
        time.sleep(max(0.0, BIG_WATCHED - (time.monotonic() - began)))
        figures["latest beside 50 MB"] = max(late)
        stop.set()
        keeper.join()
        return figures


@contextmanager
def _service(url: str, load: Load) -> Iterator[tuple[RunService, Callable[..., Run]]]:
    """Open a run log that knows of earlier runs; also gives what starts the next one."""
    instance = replace(INSTANCE, endpoints=Endpoints(base_url=url))
    lock = threading.Lock()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "runs.db"
        _remember(path, load)
        with RunService.open(path, [instance]) as service:

            def start(_: object = None, **more: float) -> Run:
                with lock:
                    took = load.next()
                return service.start(instance, WORKFLOW, {"seconds": took, **more})

            yield service, start


def _remember(path: Path, load: Load) -> None:
    """Put earlier runs on record."""
    store = SqliteRunStore(path)

    def put(took: float) -> None:
        run = _run(status=RunStatus.SUCCESS, duration_ms=took * 1000)
        store.add(run, {}, owner="", lease=0.0)
        store.save(run)

    with ThreadPoolExecutor(32) as pool:
        list(pool.map(put, load.past()))
    store.close()


def fill(url: str, load: Load, service: RunService, runs: int) -> None:
    """Put runs on record that are under way already, some older and some younger."""
    trigger = _trigger_url(url)
    with ThreadPoolExecutor(16) as pool:

        def put(_: int, took: float, age: float) -> None:
            payload = {"seconds": took, "age": age}
            body = json.dumps({"payload": payload}).encode()
            with urllib.request.urlopen(trigger, body, PATIENCE) as answer:  # noqa: S310  our stub
                execution_id = json.load(answer)["executionId"]
            accepted = datetime.now(UTC) - timedelta(seconds=age)
            run = _run(
                status=RunStatus.PENDING,
                execution_id=execution_id,
                created_at=accepted,
                accepted_at=accepted,
                watch_until=accepted + timedelta(hours=1),
            )
            service.store.add(run, payload, owner="", lease=0.0)

        list(pool.map(put, range(runs), *zip(*load.under_way(runs), strict=True)))


def _run(**changes: Any) -> Run:
    return Run(
        **{
            "id": new_id(),
            "submission_id": new_id(),
            "instance_id": INSTANCE.id,
            "instance_name": "",
            "environment": Environment.DEV,
            "workflow_id": WORKFLOW,
            "workflow_title": WORKFLOW,
            "inputs": "",
            "user": "",
            "created_at": datetime.now(UTC),
            **changes,
        }
    )


# -- the CLI's way, a thousand times ----------------------------------------------


def cli_policy(url: str, runs: int, seconds: float) -> Figures:
    """Measure looking at once and every three seconds with plain httpx; nothing is kept."""
    return asyncio.run(_cli_policy(url, runs, seconds))


async def _cli_policy(url: str, runs: int, seconds: float) -> Figures:
    load, seen = Load(), Seen()
    turns = asyncio.Semaphore(TRIGGERS_AT_ONCE)
    trigger = _trigger_url(url)
    status = f"{url}/getexecutionstatuspublic/{INSTANCE.id}"

    async def one(client: httpx.AsyncClient, took: float, age: float = 0.0) -> None:
        async with turns:
            payload = {"seconds": took, "age": age}
            answer = await client.post(trigger, json={"payload": payload})
        due = time.monotonic()
        ends = due - THERE_AND_BACK / 2 + took - age
        execution_id = answer.json()["executionId"]
        while True:
            seen.looks += 1
            answer = await client.get(f"{status}/{execution_id}")
            seen.late.append(max(0.0, time.monotonic() - due - THERE_AND_BACK))
            if answer.json()["execution"]["status"] != "pending":
                seen.delays.append(time.monotonic() - ends)
                return
            due = time.monotonic() + EVERY
            await asyncio.sleep(EVERY)

    async def again_and_again(client: httpx.AsyncClient, took: float, age: float) -> None:
        await one(client, took, age)
        while True:
            await one(client, load.next())

    async with httpx.AsyncClient(timeout=PATIENCE, headers={"X-API-Key": "ck_benchmark"}) as client:
        tasks = [
            asyncio.create_task(again_and_again(client, took, age))
            for took, age in load.under_way(runs)
        ]
        await asyncio.sleep(2 * SETTLING + runs / CAP)
        seen.late.clear()
        seen.delays.clear()
        looks, stretch = seen.looks, Stretch()
        await asyncio.sleep(seconds)
        figures = {
            "cpu": stretch.share_of_a_core(),
            "looks": (seen.looks - looks) / seconds,
            "late": _p99(seen.late),
            "delay": statistics.fmean(seen.delays),
        }
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return figures


def _trigger_url(url: str) -> str:
    return f"{url}/triggerwebhookpublic/{INSTANCE.id}/{WORKFLOW}"


def _p99(values: Collection[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]


NAMES: dict[str, Callable[[str, int, float], Figures]] = {
    "tracker": tracker,
    "start at once": start_at_once,
    "CLI policy": cli_policy,
}


def main(arguments: Sequence[str]) -> None:
    """Measure one and print."""
    logging.disable(logging.INFO)
    name, url, runs, seconds = arguments
    print(json.dumps(NAMES[name](url, int(runs), float(seconds))))


if __name__ == "__main__":
    main(sys.argv[1:])
