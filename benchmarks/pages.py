"""
How soon a page is there, how soon a click is answered, and what many open tabs cost.

All in Chromium but for the tabs, beside a page of the same Streamlit that says "Hello",
in the same rounds.  Both servers are warm: each page was drawn before by somebody else.

- A *first view* is from the navigation until the main content of a page is visible, no
  placeholder is left and the script has run to its end.  *New visitor*: nothing is in the
  browser's cache.  *Known visitor*: Streamlit's program is, from an earlier visit; the
  session is a new one all the same.  It is taken in a browser that nobody looks into; what
  is sent and how soon a click is answered, in one that Playwright drives.
- *A run* shows a table and a chart, for each of which Streamlit loads another part of its program.
  Beside it stands what a page takes that has both, and nothing else.
- A click is *answered* when what it asked for can be read; beside it the same on a page that has
  nothing else, plus what the query of ours takes on its own: a number that is typed and found too
  large, a list that is searched.  A button that shows a word is told as well.
- A *tab* watches a live run: a websocket that asks for its ticks as a browser does.  *Core* is
  the processor time of the server, the tracker's included, in percent of a core.
"""

import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from measuring.children import figures
from measuring.dashboards import browser, copied, program
from measuring.report import Bar, Comparison, run, tell
from measuring.servers import StreamlitServer
from measuring.unwatched import Unwatched
from measuring.viewing import answered, first_view, visitor
from measuring.visitors import Visitor
from playwright.sync_api import Browser, Page

sys.path.append(str(Path(__file__).resolve().parents[1]))  # for `codika`, which is not installed

from measuring.history import live_run, sample_runs

from codika.runs import RunFilter, SqliteRunStore

SOON = 1.6
ANSWERED_SOON = 1.5
TABS = {50: 20.0, 200: 40.0}
"""How many tabs, and percent of a core that they may cost."""
TICK_AT_MOST = 150.0  # ms, of 95 ticks in 100
WATCHED = 15  # seconds that ticks are counted
LONGEST = 600  # seconds that opening the tabs and counting may take
HELLO, BUTTON, WITH_TABLE, WITH_CHART = "hello", "a button", "a table alone", "table and chart"
NUMBER, SEARCH = "a number alone", "a table to search alone"
NEW, KNOWN, AT_MOST = "new visitor", "known visitor", "at most"
WORD = "iban"

BARE_PROGRAM = """import streamlit as st

asked = st.query_params.get("with", "")
st.title("Hello")
if asked == "button" and st.button("Ask"):
    st.text("Answered")
if asked == "number" and st.number_input("Amount", value=1) > 1000:
    st.markdown(":red[at most 1,000]")
if asked == "search":
    import pandas as pd

    word = st.text_input("Search")
    rows = pd.DataFrame({"n": range(50), **{f"c{n}": ["word", "other"] * 25 for n in range(7)}})
    found = rows[rows["c1"] == word] if word else rows
    st.caption(f"{len(found)} of {len(rows)} rows")
    st.dataframe(found)
if asked in ("table", "chart"):
    import pandas as pd

    st.dataframe(pd.DataFrame({"n": range(25), "word": "word"}))
if asked == "chart":
    import plotly.graph_objects as go

    st.plotly_chart(go.Figure(go.Bar(x=list(range(25)), y=list(range(25)))))
"""


def _ask(page: Page) -> None:
    page.get_by_role("button", name="Ask").click()


def _enter(page: Page) -> None:
    page.get_by_role("spinbutton", name="Amount").fill("4000")
    page.get_by_role("spinbutton", name="Amount").press("Tab")


def _look_for(page: Page) -> None:
    page.get_by_role("textbox", name="Search").fill("word")
    page.get_by_role("textbox", name="Search").press("Enter")


def _search(page: Page) -> None:
    page.get_by_role("searchbox", name="Search").fill(WORD)
    page.get_by_role("searchbox", name="Search").press("Enter")


def _type(page: Page) -> None:
    page.get_by_role("spinbutton", name="Lowest score").fill("4000")
    page.get_by_role("spinbutton", name="Lowest score").press("Tab")


def _ours(run_id: str, data: Path) -> dict[str, "Way"]:
    """Return the pages of the dashboard."""
    store = SqliteRunStore(data / "runs.db")
    found = store.find(RunFilter(text=WORD), limit=1).total
    store.close()
    return {
        "home": Way("", (f".st-key-cards {OF_OURS} a",)),
        "run": Way(
            "run?workflow=lead-scoring",
            (HEADING, ".st-key-run-bar button"),
            click=Click("a value typed", _type, "Lowest score must be at most"),
            alike=NUMBER,
        ),
        "runs": Way(
            "runs",
            (HEADING, RUNS),
            click=Click("a search", _search, f"{found} runs of {found} shown"),
            alike=SEARCH,
        ),
        "a run": Way(f"runs?run={run_id}", (TABLE, CHART), beside=WITH_CHART),
        "connections": Way(
            "connections",
            (HEADING, ".st-key-tracker"),
        ),
    }


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured, a value a round."""

    views: defaultdict[tuple[str, str], list[float]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """By visitor and page, in ms."""
    sent: defaultdict[tuple[str, str], list[tuple[float, float]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """Likewise, by HTTP and by websocket, in MB."""
    clicks: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """By page, in ms."""


@dataclass(frozen=True, slots=True)
class Click:
    """Something to do on a page, and what is to be read when it is answered."""

    what: str
    act: Callable[[Page], None]
    answer: str


@dataclass(frozen=True, slots=True)
class Way:
    """A page, CSS of what one comes for, and what one does there."""

    address: str
    content: tuple[str, ...]
    beside: str = ""
    """The bare page that has the same parts, where there are any."""
    click: Click | None = None
    alike: str = ""
    """The bare page on which the same is done."""


OF_OURS = "[data-testid=stBidiComponentIsolated] >>>"
RUNS = f".st-key-history {OF_OURS} tbody tr"
HEADING, TABLE, CHART = "h1", "[data-testid=stDataFrame] canvas", ".js-plotly-plot .main-svg"
BARE = {
    HELLO: Way("", (HEADING,)),
    BUTTON: Way("?with=button", (HEADING, "button"), click=Click("a button", _ask, "Answered")),
    NUMBER: Way(
        "?with=number", (HEADING, "input"), click=Click("a number typed", _enter, "at most 1,000")
    ),
    SEARCH: Way(
        "?with=search", (HEADING, TABLE), click=Click("a search", _look_for, "25 of 50 rows")
    ),
    WITH_TABLE: Way("?with=table", (HEADING, TABLE)),
    WITH_CHART: Way("?with=chart", (HEADING, TABLE, CHART)),
}


def main() -> None:
    """Be a benchmark script."""
    run("First views, clicks, and tabs that watch", measure)


def measure(rounds: int) -> list[Comparison]:
    """Open every page in turn, then the tabs, and compare."""
    with tempfile.TemporaryDirectory() as folder:
        dashboard = copied(Path(folder) / "dashboard")
        seen = _seen(dashboard, Path(folder), rounds)
        if sys.platform != "linux":
            tell("pages: tabs are left out, what they cost is read from /proc of Linux")
            return seen
        return [*seen, *_watched(dashboard, Path(folder), rounds)]


# -- in Chromium -------------------------------------------------------------------------


def _seen(dashboard: Path, folder: Path, rounds: int) -> list[Comparison]:
    data = folder / "seen"
    ours = _ours(sample_runs(data), data)
    query = _query(data)
    bare = folder / "bare"
    shutil.copytree(dashboard / ".streamlit", bare / ".streamlit")
    (bare / "hello.py").write_text(BARE_PROGRAM, "utf-8")
    found = Found()
    where = program()
    with ExitStack() as stack:
        chromium = stack.enter_context(browser())
        if chromium is None:
            return []
        servers = [
            _started(stack, dashboard, "app.py", "/healthz", CODIKA_DASHBOARD_DATA=str(data)),
            _started(stack, bare, "hello.py", "/_stcore/health"),
        ]
        pairs = [(servers[1], BARE), (servers[0], ours)]
        for server, its_ways in pairs:
            _warm(server, its_ways)
        for number in range(1, rounds + 1):
            for server, its_ways in pairs:
                for name, way in its_ways.items():
                    tell(f"pages: round {number} of {rounds}, {name}")
                    _view(where, server.url, name, way, found)
                    _visit(chromium, server.url, name, way, found)
    return list(_comparisons(ours, found, query))


def _started(
    stack: ExitStack, folder: Path, script: str, health: str, **variables: str
) -> StreamlitServer:
    scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    server = stack.enter_context(StreamlitServer(folder, script, scratch, variables))
    server.seconds_until_ok(health)
    return server


def _warm(server: StreamlitServer, its_ways: Mapping[str, Way]) -> None:
    """Have every page drawn twice by somebody else, and nobody see it."""
    for way in its_ways.values():
        page, _, query = way.address.partition("?")
        for _ in range(2):
            with Visitor(server.port) as somebody:
                somebody.visit(page, query)


def _view(where: str, url: str, name: str, way: Way, found: Found) -> None:
    address = url + way.address
    with Unwatched(where, {address: way.content}) as window:
        for who in (NEW, KNOWN):
            found.views[who, name].append(window.first_view(address))


def _visit(chromium: Browser, url: str, name: str, way: Way, found: Found) -> None:
    with visitor(chromium) as context:
        for who in (NEW, KNOWN):
            with first_view(context, url + way.address, way.content) as visited:
                found.sent[who, name].append((visited.fetched, visited.told))
                if who == KNOWN and way.click is not None:
                    took = answered(visited.page, way.click.act, way.click.answer)
                    found.clicks[name].append(took)


def _comparisons(ours: Mapping[str, Way], found: Found, query: float) -> Iterator[Comparison]:
    for who in (NEW, KNOWN):
        for name, way in ours.items():
            others = [HELLO, *([way.beside] if way.beside else [])]
            yield Comparison(
                name=f"first view, {who}",
                unit="ms",
                samples={one: found.views[who, one] for one in (name, *others)},
                bars=dict.fromkeys(others, Bar(limit=SOON)),
            )
    for name, way in ours.items():
        if way.click is not None:
            own = query if name == "runs" else 0.0
            more = " and the query" if own else ""
            yield Comparison(
                name=f"answer on {name}",
                unit="ms",
                samples={
                    way.click.what: found.clicks[name],
                    **{
                        f"{bare}{more}": [took + own for took in found.clicks[bare]]
                        for bare in (way.alike, BUTTON)
                    },
                },
                bars={f"{way.alike}{more}": Bar(limit=ANSWERED_SOON)},
            )
    for who in (NEW, KNOWN):
        for name in (*ours, *BARE):
            fetched, told = zip(*found.sent[who, name], strict=True)
            for kind, values in (("by HTTP", fetched), ("by websocket", told)):
                yield Comparison(
                    name=f"sent, {who}, {kind}", unit="MB", samples={name: list(values)}
                )


def _query(data: Path) -> float:
    """Return how long the log takes for what is searched on the page of runs, in ms."""
    store = SqliteRunStore(data / "runs.db")
    try:
        times = []
        for _ in range(20):
            began = time.perf_counter()
            store.find(RunFilter(text=WORD), limit=50)
            times.append(time.perf_counter() - began)
    finally:
        store.close()
    return 1000 * statistics.median(times)


# -- tabs --------------------------------------------------------------------------------


def _watched(dashboard: Path, folder: Path, rounds: int) -> list[Comparison]:
    found: defaultdict[tuple[int, str], list[float]] = defaultdict(list)
    with ExitStack() as stack:
        run_id, variables = stack.enter_context(live_run(folder / "watched"))
        server = _started(stack, dashboard, "app.py", "/healthz", **variables)
        for number in range(1, rounds + 1):
            for tabs in TABS:
                tell(f"pages: round {number} of {rounds}, {tabs} tabs")
                arguments = map(str, (server.port, server.pid, run_id, tabs, WATCHED))
                for what, value in figures("measuring.tabs", *arguments, longest=LONGEST).items():
                    found[tabs, what].append(value)
    return [
        Comparison(
            name=f"{tabs} tabs on a live run, {what}",
            unit=unit,
            samples={"dashboard": found[tabs, key], AT_MOST: [most] * rounds},
            bars={AT_MOST: Bar(limit=1.0)},
        )
        for tabs, most_of_core in TABS.items()
        for what, key, unit, most in (
            ("server", "core", "% of a core", most_of_core),
            ("95 ticks of 100 within", "p95", "ms", TICK_AT_MOST),
        )
    ] + [
        Comparison(
            name=f"{tabs} tabs on a live run, {what}",
            unit=unit,
            samples={"dashboard": found[tabs, key]},
        )
        for tabs in TABS
        for what, key, unit in (
            ("ticks", "ticks", "a second"),
            ("each looks every", "every", "s"),
            ("half the ticks within", "p50", "ms"),
        )
    ]


if __name__ == "__main__":
    main()
