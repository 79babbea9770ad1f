"""
Ways to read a result and to draw it, each in a process of its own.

`python -m measuring.readers WAY` prints what it cost as JSON: CPU time in ms, and
memory in MB at the peak over what there was with the JSON text at hand.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from codika.results import ChartSpec, count_rows, draw, parse, read, read_json
from measuring import records

ROWS = 100_000
FOUND_BYTES = 10_000_000
"""The size of a result in which the tables are sought."""
OURS, PANDAS, FINDING = "read_json", "json_normalize", "finding"
CHART, EXPRESS = "draw", "plotly express"

Figures = dict[str, float]


def read_json_text() -> Figures:
    """Measure ours: the text as tables whose columns have a kind."""
    read_json(records.text(50))  # loads what is loaded once
    data = records.text(ROWS)
    return _measured(lambda: read_json(data))


def json_normalize() -> Figures:
    """Measure what most people write: columns are what pandas makes of them, none is typed."""
    pd.json_normalize(records.result(50)["results"]["orders"])
    data = records.text(ROWS)

    def normalized() -> pd.DataFrame:
        found = json.loads(data)
        for key in records.ITEMS:
            found = found[key]
        return pd.json_normalize(found)

    return _measured(normalized)


def finding() -> Figures:
    """Measure reading JSON of 10 MB, and finding the lists in it that are tables."""
    data = records.text(FOUND_BYTES * 1000 // len(records.text(1000)))
    result = parse(data)
    times: dict[str, list[float]] = {"parsing": [], "finding": []}
    for _ in range(5):
        times["parsing"].append(_cpu(lambda: parse(data)))
        times["finding"].append(_cpu(lambda: count_rows(result)))
    return {name: sorted(taken)[2] for name, taken in times.items()}


def chart() -> Figures:
    """Measure a line over time of all rows, as the page draws it."""
    (table,) = read(records.result(ROWS)).tables
    spec = ChartSpec(kind="Line", x="ordered_at", y="amount_eur")
    draw(spec, table).to_json()
    return _drawn(lambda: draw(spec, table).to_json())


def express() -> Figures:
    """Measure a line over time with a point a row, by plotly's own short way."""
    import plotly.express as px  # noqa: PLC0415 - takes half a second

    (table,) = read(records.result(ROWS)).tables
    px.line(table.frame, x="ordered_at", y="amount_eur").to_json()
    return _drawn(lambda: px.line(table.frame, x="ordered_at", y="amount_eur").to_json())


def _drawn(figure: Callable[[], str]) -> Figures:
    times = sorted(_cpu(figure) for _ in range(5))
    return {"CPU": times[2], "bytes": float(len(figure().encode()))}


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def _measured(work: Callable[[], object]) -> Figures:
    before = _memory("VmRSS")
    figures = {"CPU": _cpu(work)}
    if before:
        figures["peak"] = _memory("VmHWM") - before
    return figures


def _memory(name: str) -> float:
    """Return memory of this process in MB, from Linux; `VmHWM` is the most there ever was."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return 0.0
    line = next(line for line in status.read_text("ascii").splitlines() if line.startswith(name))
    return int(line.split()[1]) * 1024 / 1e6


WAYS: dict[str, Callable[[], Figures]] = {
    OURS: read_json_text,
    PANDAS: json_normalize,
    FINDING: finding,
    CHART: chart,
    EXPRESS: express,
}

if __name__ == "__main__":
    print(json.dumps(WAYS[sys.argv[1]]()))
