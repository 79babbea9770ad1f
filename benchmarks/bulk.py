"""
What a result of 50 MB costs the server, and whoever else it serves meanwhile.

The whole dashboard, started as people start it, with big results on its run log.
One visitor opens a result of 50 MB, has 100,000 rows written as a workbook, and
takes a result as raw JSON; another has the home page drawn again and again.
Beside it the same dashboard that does all of this in the server's process.
*At most* is what was demanded: six times the result's size, besides what the
server takes anyway.
"""

import datetime as dt
import json
import random
import secrets
import shutil
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from typing import Any

from measuring.report import Bar, Comparison, run, tell
from measuring.servers import StreamlitServer
from measuring.visitors import Visitor

sys.path.append(str(Path(__file__).resolve().parents[1]))  # for `codika`, which is not installed

from codika.model import Environment, JsonText, Run, RunStatus
from codika.runs import SqliteRunStore, new_id

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("ui", "pages", "codika", ".streamlit/config.toml")
"""The dashboard as in git: without anybody's keys, run log and settings."""
SIZE = 50_000_000  # bytes
EXPORTED = 100_000  # rows
TIMES = 6  # what memory may grow by, in sizes of the result
OURS, HERE, LIMIT, REST = "dashboard", "in the server's process", "at most", "with nothing going on"
WAYS: dict[str, dict[str, str]] = {OURS: {}, HERE: {"EVERYTHING_HERE": "yes"}}
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
PAUSE = 0.05  # seconds between two looks at the processes, and between two visits

Figures = dict[str, float]


def main() -> None:
    """Be a benchmark script."""
    run("A result of 50 MB, and everybody else", measure, rounds=3)


def measure(rounds: int) -> list[Comparison]:
    """Let both dashboards do the same in turn, and compare."""
    measured: dict[str, list[Figures]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as folder:
        dashboard, data = Path(folder) / "dashboard", Path(folder) / "data"
        _copy(dashboard)
        runs = _put_on_record(data / "runs.db")
        for number in range(1, rounds + 1):
            for way, variables in WAYS.items():
                tell(f"bulk: round {number} of {rounds}, {way}")
                measured[way].append(_figures(dashboard, data, runs, variables))
    return _comparisons(measured)


def _comparisons(measured: dict[str, list[Figures]]) -> list[Comparison]:
    def of(figure: str) -> dict[str, list[float]]:
        return {way: [one[figure] for one in rounds] for way, rounds in measured.items()}

    rounds = len(measured[OURS])
    comparisons = [
        Comparison(
            name="Memory of the server while 50 MB are opened, growth",
            unit="MB",
            samples={**of("opening: growth"), LIMIT: [TIMES * SIZE / 1e6] * rounds},
            bars={LIMIT: Bar(limit=1.0)},
        ),
        Comparison(
            name="Memory of the server once they are open, growth",
            unit="MB",
            samples=of("opening: kept"),
        ),
        Comparison(
            name="Memory of the process that reads them",
            unit="MB",
            samples={OURS: of("opening: child")[OURS]},
        ),
    ]
    for what in ("opening", "workbook", "raw JSON"):
        comparisons += [
            Comparison(name=f"{what}: done after", unit="s", samples=of(f"{what}: took")),
            Comparison(
                name=f"{what}: an event loop of the server is late by, most",
                unit="s",
                samples={**of(f"{what}: late"), REST: of("rest: late")[OURS]},
            ),
            Comparison(
                name=f"{what}: another visitor's page takes, most",
                unit="s",
                samples={**of(f"{what}: page"), REST: of("rest: page")[OURS]},
            ),
        ]
    return comparisons


def _figures(dashboard: Path, data: Path, runs: list[str], variables: dict[str, str]) -> Figures:
    """Start a dashboard, do everything once, and return what it took."""
    figures: Figures = {}
    with (
        tempfile.TemporaryDirectory() as scratch,
        StreamlitServer(
            dashboard, "app.py", Path(scratch), {"CODIKA_DASHBOARD_DATA": str(data), **variables}
        ) as server,
    ):
        server.seconds_until_ok("/healthz")
        with Visitor(server.port) as one, Visitor(server.port) as other:
            for _ in range(3):  # the first loads what every page needs
                one.visit("runs")
                other.visit("")
            server.memory()  # waits until it is at rest
            watch = _Watch(server, other)
            with watch.during("rest", figures):
                time.sleep(2)
            with watch.during("opening", figures):
                one.visit("runs", f"run={runs[0]}")
            one.visit("runs", f"run={runs[1]}")
            one.visit("runs", f"run={runs[1]}", Format="Excel")
            with watch.during("workbook", figures):
                one.download("Make the file")
            one.visit("runs", f"run={runs[0]}")
            one.visit("runs", f"run={runs[0]}", opened="Raw JSON")
            with watch.during("raw JSON", figures):
                one.download("JSON")
    return figures


class _Watch:
    """Watches what a server takes while it is asked for something."""

    def __init__(self, server: StreamlitServer, visitor: Visitor) -> None:
        self._server = server
        self._visitor = visitor
        self._sandbox = server.children()

    @contextmanager
    def during(self, what: str, figures: Figures) -> Iterator[None]:
        """Measure until the end of this; the figures' names begin with what it was."""
        self._late()
        before, over = self._server.resident(), threading.Event()
        self._server.forget_peak()
        child, page = _Longest(self._child, over), _Longest(self._visit, over)
        began = time.perf_counter()
        try:
            yield
        finally:
            over.set()
        figures[f"{what}: took"] = time.perf_counter() - began
        figures[f"{what}: page"] = page.longest()
        figures[f"{what}: child"] = child.longest()
        figures[f"{what}: late"] = self._late()
        figures[f"{what}: growth"] = self._server.peak() - before
        figures[f"{what}: kept"] = self._server.resident() - before

    def _visit(self) -> float:
        return self._visitor.visit("")

    def _child(self) -> float:
        return self._server.biggest_child(but=self._sandbox)

    def _late(self) -> float:
        with DIRECT.open(f"{self._server.url}late", timeout=60) as answer:
            late: float = json.load(answer)["late"]
            return late


class _Longest:
    """The largest that something was, looked at again and again until it is over."""

    def __init__(self, look: Callable[[], float], over: threading.Event) -> None:
        self._found = [0.0]
        self._thread = threading.Thread(target=self._watch, args=(look, over))
        self._thread.start()

    def longest(self) -> float:
        self._thread.join()
        return max(self._found)

    def _watch(self, look: Callable[[], float], over: threading.Event) -> None:
        while not over.is_set():
            self._found.append(look())
            time.sleep(PAUSE)


def _copy(dashboard: Path) -> None:
    for part in PARTS:
        source, target = ROOT / part, dashboard / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    shutil.copy(Path(__file__).parent / "measuring" / "bulk_app.py", dashboard / "app.py")


def _put_on_record(log: Path) -> list[str]:
    """Put a result of 50 MB and one of 100,000 rows on record; return the ids of their runs."""
    chance = random.Random("bulk")  # noqa: S311 - sample data
    lines = [JsonText.of(_record(number, chance)).utf8 for number in range(EXPORTED)]
    size = sum(map(len, lines)) + len(lines)
    many = [lines[number % EXPORTED] for number in range(SIZE * EXPORTED // size)]
    store = SqliteRunStore(log)
    try:
        return [_put(store, b'{"records":[%s]}' % b",".join(rows)) for rows in (many, lines)]
    finally:
        store.close()


def _put(store: SqliteRunStore, result: bytes) -> str:
    now = dt.datetime.now(UTC)
    run = Run(
        id=new_id(),
        submission_id=secrets.token_hex(),
        instance_id="nowhere",
        instance_name="Nowhere",
        environment=Environment.DEV,
        workflow_id="bulk",
        workflow_title="Bulk",
        inputs="",
        user="bench",
        status=RunStatus.SUCCESS,
        created_at=now,
        ended_at=now,
    )
    store.add(run, {}, owner="bench", lease=0.0)
    store.save(run, result=JsonText(result))
    return run.id


def _record(number: int, chance: random.Random) -> dict[str, Any]:
    day = dt.datetime(2025, 1, 1, tzinfo=UTC) + dt.timedelta(minutes=chance.randrange(500_000))
    return {
        "id": number + 1,
        "order_number": f"SO-{number + 1:06d}",
        "ordered_at": day.isoformat(),
        "amount_eur": round(5 + 995 * chance.random() ** 3, 2),
        "quantity": chance.randint(1, 9),
        "state": chance.choice(("open", "paid", "late", "cancelled")),
        "customer": {"id": f"C{chance.randrange(5000):05d}", "loyal": chance.random() < 0.3},  # noqa: PLR2004
        "tags": chance.choice(([], ["new"], ["gift", "return"])),
    }


if __name__ == "__main__":
    main()
