"""
What it costs to watch a thousand runs at once, and how well it goes.

Our tracker with its run log, against a server whose executions take minutes and
whose answers take 80 ms; whenever a run ends, another is started.  Beside it the
CLI's policy (a look at once, then every three seconds) on plain httpx, which
keeps no log and plans nothing.  *At most* is what was demanded of us.

The ways are taken in turn, each in a process of its own, the server in another.
"""

from measuring.children import figures, server
from measuring.report import Bar, Comparison, run, tell

SECONDS = 20  # measured, of each way in a round
LONGEST = 400  # seconds that one way may take in a round
MANY, VERY_MANY = 1000, 5000
WAYS = (("tracker", MANY), ("CLI policy", MANY), ("start at once", MANY), ("tracker", VERY_MANY))
OURS, CLI, LIMIT = "tracker", "CLI policy on httpx", "at most"

# CPU by wall time; seconds; kB; looks a second of all runs together, as `BUDGET` allows.
MOST = {"cpu": 0.25, "late": 0.25, "memory": 20.0, "latest beside 50 MB": 0.25}
UNITS = {
    "cpu": "of a core",
    "looks": "looks/s",
    "starts": "starts/s",
    "late": "s",
    "delay": "s",
    "price": "s a request",
    "memory": "kB",
    "latest": "s",
    "latest beside 50 MB": "s",
}
NAMES = {
    "cpu": "CPU",
    "looks": "Looks",
    "starts": "Runs started meanwhile",
    "late": "Looks late by, p99",
    "delay": "An end is known after, mean",
    "price": "Price of a request",
    "memory": "Memory a run",
    "latest": "Looks late by, most",
    "latest beside 50 MB": "Looks late by, most, while a result of 50 MB comes in",
}

Way = tuple[str, int]


def main() -> None:
    """Be a benchmark script."""
    run("A thousand runs at once, in a process of its own", measure, rounds=3)


def measure(rounds: int) -> list[Comparison]:
    """Let every way watch the same load in turn, and compare."""
    measured: dict[Way, dict[str, list[float]]] = {way: {} for way in WAYS}
    for number in range(1, rounds + 1):
        for way in WAYS:
            tell(f"tracker: round {number} of {rounds}, {way[0]}, {way[1]:,} runs")
            for figure, value in _figures(*way).items():
                measured[way].setdefault(figure, []).append(value)
    return [
        *(_compared(measured, figure, MANY) for figure in NAMES),
        *(_compared(measured, figure, VERY_MANY) for figure in NAMES if figure in MOST),
        _compared(measured, "price", VERY_MANY),
        *_burst(measured["start at once", MANY], rounds),
    ]


def _compared(measured: dict[Way, dict[str, list[float]]], figure: str, runs: int) -> Comparison:
    samples = {OURS: measured["tracker", runs][figure]}
    theirs = measured.get(("CLI policy", runs), {})
    if figure in theirs:
        samples[CLI] = theirs[figure]
    # With five thousand only that it works is demanded: they cost what they cost.
    demanded = runs == MANY and figure in MOST
    if demanded:
        samples[LIMIT] = [MOST[figure]] * len(samples[OURS])
    return Comparison(
        name=f"{NAMES[figure]}, {runs:,} runs",
        unit=UNITS[figure],
        samples=samples,
        bars={LIMIT: Bar(limit=1.0)} if demanded else {},
    )


def _burst(measured: dict[str, list[float]], rounds: int) -> list[Comparison]:
    return [
        Comparison(
            name=f"{MANY:,} starts at once: all on record after",
            unit="s",
            samples={OURS: measured["saved"]},
        ),
        Comparison(
            name=f"{MANY:,} starts at once: all sent after",
            unit="s",
            samples={OURS: measured["sent"]},
        ),
        Comparison(
            name=f"{MANY:,} starts at once: triggers under way together, most",
            unit="triggers",
            samples={OURS: measured["most_at_once"], LIMIT: [8.0] * rounds},
            bars={LIMIT: Bar(limit=1.0)},
        ),
    ]


def _figures(name: str, runs: int) -> dict[str, float]:
    with server("measuring.runs_stub") as url:
        return figures("measuring.trackers", name, url, str(runs), str(SECONDS), longest=LONGEST)


if __name__ == "__main__":
    main()
