"""
What it costs to show a result: reading it, finding its tables, drawing it, asking for rows.

Everything is measured beside what most people would write, or beside a page that has
nothing to do, in the same round, each in a process of its own:

- *Reading* is from the bytes of the JSON to tables, CPU time and peak memory.  Ours have a
  kind, a title and a unit for every column, moments and days read as such; pandas'
  `json_normalize` leaves texts as they are, so the comparison is in its favour.
- *Finding* is `count_rows`: every list in a parsed result of 10 MB at any depth of objects,
  how long it is, and which of them the result is about.  Laying out the cells is no part of
  it; that is in *reading*, which does both at once, a piece of the text at a time.
- *Drawing* is a line of 100,000 points as the figure and its JSON, beside plotly express.
- *Asking* is a whole script run of a run's page with 100,000 rows after a filter, a sort or a
  word that nobody asked for before, all of the page drawn again, beside the same page with 100
  rows and 150 ms.  Streamlit's own test driver runs it: no browser, no network.
- *Sending* counts what comes by websocket when Chromium opens that page.  The program of
  Streamlit itself, the same for every page and cached by the browser, is not counted.
"""

import contextlib
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from measuring.children import figures
from measuring.dashboards import browser, copied
from measuring.report import Bar, Comparison, run, tell
from measuring.servers import StreamlitServer

sys.path.append(str(Path(__file__).resolve().parents[1]))  # for `codika`, which is not installed

from measuring import pages, readers

LONGEST = 300  # seconds that one way may take in a round
ALLOWANCE = 150.0  # ms that a change may take beyond a page with few rows
MOST_SENT = 2.0  # MB
SHOWN = 60_000  # milliseconds until the table must be there

Samples = defaultdict[str, list[float]]


def main() -> None:
    """Be a benchmark script."""
    run("What it costs to show a result", measure)


def measure(rounds: int) -> list[Comparison]:
    """Let every way do its work in turn, and compare."""
    found: defaultdict[str, Samples] = defaultdict(lambda: defaultdict(list))
    with tempfile.TemporaryDirectory() as folder:
        dashboard = copied(Path(folder) / "dashboard")
        data = Path(folder) / "data"
        figures("measuring.pages", "record", str(data), longest=LONGEST)
        for number in range(1, rounds + 1):
            for way in readers.WAYS:
                tell(f"results: round {number} of {rounds}, {way}")
                for what, value in figures("measuring.readers", way, longest=LONGEST).items():
                    found[way][what].append(value)
            tell(f"results: round {number} of {rounds}, redraw")
            for what, value in _redraw(dashboard, data).items():
                found["page"][what].append(value)
        sent = _sent(dashboard, data, Path(folder), rounds)
    return [*_reading(found), *_drawing(found), *_asking(found["page"]), *sent]


def _reading(found: defaultdict[str, Samples]) -> Iterator[Comparison]:
    ours, theirs = found[readers.OURS], found[readers.PANDAS]
    for what, unit, limit in (("CPU", "ms", 1 / 3), ("peak", "MB", 1.0)):
        if ours[what]:
            yield Comparison(
                name=f"JSON of {readers.ROWS:,} records to tables, {what}",
                unit=unit,
                samples={readers.OURS: ours[what], f"json.loads + {readers.PANDAS}": theirs[what]},
                bars={f"json.loads + {readers.PANDAS}": Bar(limit=limit)},
            )
    yield Comparison(
        name="finding the tables of 10 MB, CPU",
        unit="ms",
        samples={name: found[readers.FINDING][name] for name in ("finding", "parsing")},
        bars={"parsing": Bar(limit=1 / 20)},
    )


def _drawing(found: defaultdict[str, Samples]) -> Iterator[Comparison]:
    for what, unit in (("CPU", "ms"), ("bytes", "bytes")):
        yield Comparison(
            name=f"figure of {readers.ROWS:,} points as JSON, {what}",
            unit=unit,
            samples={name: found[name][what] for name in (readers.CHART, readers.EXPRESS)},
            bars={readers.EXPRESS: Bar(limit=0.1)},
        )


def _asking(page: Samples) -> Iterator[Comparison]:
    allowed = f"page of {pages.FEW} rows + {ALLOWANCE:.0f} ms"
    for change in pages.CHANGES:
        yield Comparison(
            name=f"{change} on {pages.MANY:,} rows and redraw",
            unit="ms",
            samples={change: page[change], allowed: [ms + ALLOWANCE for ms in page["few"]]},
            bars={allowed: Bar(limit=1.0)},
        )


def _redraw(dashboard: Path, data: Path) -> dict[str, float]:
    """Run the page's script where the dashboard is, with nobody's settings."""
    variables = {"CODIKA_DASHBOARD_DATA": str(data), "HOME": str(data)}
    return figures(
        "measuring.pages", "redraw", longest=LONGEST, folder=dashboard, variables=variables
    )


def _sent(dashboard: Path, data: Path, scratch: Path, rounds: int) -> list[Comparison]:
    """Open the page in Chromium, and count what it is sent."""
    megabytes: list[float] = []
    with browser() as chromium:
        if chromium is None:
            return []
        variables = {"CODIKA_DASHBOARD_DATA": str(data)}
        with StreamlitServer(dashboard, "app.py", scratch, variables) as server:
            server.wait_until_listening()
            server.seconds_until_ok("/healthz")
            for number in range(1, rounds + 1):
                tell(f"results: round {number} of {rounds}, Chromium")
                with contextlib.closing(chromium.new_context()) as visitor:
                    page = visitor.new_page()
                    frames: list[int] = []
                    page.on(
                        "websocket",
                        lambda socket: socket.on(
                            "framereceived",
                            lambda frame: frames.append(len(frame)),  # noqa: B023 - of this round
                        ),
                    )
                    page.goto(f"{server.url}runs?run={pages.run_id(pages.MANY)}")
                    rows = page.get_by_text(f"{pages.MANY:,} of {pages.MANY:,} rows").first
                    rows.wait_for(state="visible", timeout=SHOWN)
                    page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=SHOWN)
                    megabytes.append(sum(frames) / 1e6)
    most = f"{MOST_SENT:g} MB"
    return [
        Comparison(
            name=f"sent to the browser for a page with {pages.MANY:,} rows",
            unit="MB",
            samples={"by websocket": megabytes, most: [MOST_SENT] * rounds},
            bars={most: Bar(limit=1.0)},
        )
    ]


if __name__ == "__main__":
    main()
