"""
How late we know that a run has ended, and what asking cost.

Simulated: six families of durations, a network of 80 ms there and back, 60 runs
of each family one after another.  Ours begins with an empty log and learns as it
goes; the others know nothing of the past, or, at the other end, everything: the
optimum knows the very distribution.  All watch the same runs over the same
network; rounds differ by their seed.

*Pooled* is the plain mean over the families.  One price for all families moves
requests from slow runs, where the CLI buys a second with twenty of them, to
short ones; the rows by family say which pays.
"""

import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from measuring.curves import Curve, mean
from measuring.durations import BEFORE, CHANGES, FAMILIES, Family, Numbers, seeded
from measuring.optimum import optimum
from measuring.report import Bar, Comparison, run, tell
from measuring.watching import Network, Policy, Seen, every, google, growing, watch_all, watch_one

sys.path.append(str(Path(__file__).resolve().parents[1]))  # for `codika`, which is not installed

from codika.runs.polling import PRICE, Habit

RUNS = 60  # of a workflow, from an empty log
WORKFLOWS = 8  # of each family in a round
CHANGED, KNOWN, AFTER = 12, 50, 20  # workflows; runs before the change and after it
SETTLED = 5  # runs after a change that may still surprise

OURS, CLI, DOCS, BEST = "learned", "CLI, at once + 3 s", "docs' sample, 1.5 s", "optimum"
PRICES = (0.03, 0.06, PRICE, 0.12, 0.22, 0.5)
USUAL = PRICES.index(PRICE)
PRICES_WITHOUT_PAST = (0.04, 0.065)
PRICES_OF_OPTIMUM = (0.035, 0.05, PRICE, 0.11, 0.15)

Results = dict[str, list[float]]
"""By what was measured, a value a round."""


def main() -> None:
    """Be a benchmark script."""
    run("How late the end of a run is known, and requests spent, simulated", measure)


def measure(rounds: int) -> list[Comparison]:
    """Watch the same made-up runs in every way, round by round."""
    tell("polling: the optimum of every family")
    best = {
        family: [optimum(make, price, seed) for price in PRICES_OF_OPTIMUM]
        for seed, (family, make) in enumerate(FAMILIES.items())
    }
    found: dict[tuple[str, str], Results] = {}
    for number in range(1, rounds + 1):
        tell(f"polling: round {number} of {rounds}")
        rows = [*_families(number, best), *_changes(number), _ten_minutes(number), *_planning()]
        for name, unit, values in rows:
            for label, value in values.items():
                found.setdefault((name, unit), {}).setdefault(label, []).append(value)
    return [
        Comparison(name=name, unit=unit, samples=samples, bars=BARS.get(name, {}))
        for (name, unit), samples in found.items()
    ]


AT_CLI = "Delay at the CLI's requests, pooled"
AT_DOCS = "Requests at the docs' sample's delay, pooled"
NO_PAST = "Requests at the docs' sample's delay, nothing to learn from"
SURPRISED = f"{{}}: first surprised run known, of the time allowed; worst of {CHANGED}"
RELEARNED = f"{{}}: delay from the {SETTLED + 1}th run on"
TEN_MINUTES = "Ten minutes, nothing to learn from: known at"

BARS: Mapping[str, Mapping[str, Bar]] = {
    AT_CLI: {CLI: Bar(limit=0.5), BEST: Bar(limit=1.35)},
    AT_DOCS: {DOCS: Bar(limit=0.55), BEST: Bar(limit=1.35)},
    NO_PAST: {DOCS: Bar(limit=1.0)},
    **{SURPRISED.format(change): {"allowed": Bar(limit=1.0)} for change in CHANGES},
    **{RELEARNED.format(change): {CLI: Bar(limit=1.0)} for change in CHANGES},
    TEN_MINUTES: {"allowed": Bar(limit=1.0)},
}

Row = tuple[str, str, dict[str, float]]
"""What is compared, its unit, and a value for each way; ours first."""


# -- the six families ----------------------------------------------------------


def _families(number: int, best: Mapping[str, Sequence[Policy]]) -> list[Row]:
    seen: dict[str, dict[str, Seen]] = {}
    learned, fresh, optimal, firsts = {}, {}, {}, []
    for place, (family, make) in enumerate(FAMILIES.items()):
        random = seeded(number, place)
        durations = make(random, WORKFLOWS * RUNS)
        network = Network.of(random, len(durations))
        ours = _learning(durations, network)
        learned[family] = Curve.of(ours)
        firsts.append((ours[USUAL].delay + PRICE * ours[USUAL].looks).reshape(WORKFLOWS, RUNS))
        without = Habit()
        fresh[family] = Curve.of(
            _watched(durations, network, [without] * len(durations), PRICES_WITHOUT_PAST)
        )
        watch = partial(watch_all, durations, network)
        optimal[family] = Curve.of([watch(policy) for policy in best[family]])
        peers = {name: watch(policy) for name, policy in _peers(random).items()}
        seen[family] = {OURS: ours[USUAL], **peers}
    return [
        *_pooled(learned, fresh, optimal, seen),
        *_by_family(learned, seen),
        *_learnt(firsts, optimal),
    ]


def _peers(random: np.random.Generator) -> dict[str, Policy]:
    return {
        CLI: every(3.0, at_once=True),
        DOCS: every(1.5),
        "replicate-python, 0.5 s": every(0.5),
        "google-api-core": google(random),
        "exponential, 0.5 s × 1.5 to 10 s": growing(0.5, 1.5, 10.0),
    }


def _pooled(
    learned: Mapping[str, Curve],
    fresh: Mapping[str, Curve],
    optimal: Mapping[str, Curve],
    seen: Mapping[str, Mapping[str, Seen]],
) -> list[Row]:
    ways = list(next(iter(seen.values())))
    delay = {way: mean(seen[family][way].delay.mean() for family in seen) for way in ways}
    looks = {way: mean(seen[family][way].looks.mean() for family in seen) for way in ways}
    ours, known = Curve.pooled(learned), Curve.pooled(optimal)
    at_cli = {
        OURS: ours.delay_at(looks[CLI]),
        CLI: delay[CLI],
        BEST: known.delay_at(looks[CLI]),
    }
    at_docs = {
        OURS: ours.looks_at(delay[DOCS]),
        DOCS: looks[DOCS],
        BEST: known.looks_at(delay[DOCS]),
    }
    no_past = {"prior alone": Curve.pooled(fresh).looks_at(delay[DOCS]), DOCS: looks[DOCS]}
    return [
        (AT_CLI, "s", at_cli),
        (AT_DOCS, "requests", at_docs),
        (NO_PAST, "requests", no_past),
        (f"Delay at the usual price of {PRICE} s, pooled", "s", delay),
        ("Requests a run at the usual price, pooled", "requests", looks),
    ]


def _by_family(
    learned: Mapping[str, Curve], seen: Mapping[str, Mapping[str, Seen]]
) -> Iterable[Row]:
    for family, ways in seen.items():
        three = (OURS, CLI, DOCS)
        yield f"{family}: delay", "s", {way: ways[way].delay.mean() for way in three}
        yield f"{family}: requests", "requests", {way: ways[way].looks.mean() for way in three}
    for family, ways in seen.items():
        at = learned[family].delay_at(ways[CLI].looks.mean())
        cli = ways[CLI].delay.mean()
        yield (
            f"{family}: delay at the CLI's requests, a price of its own",
            "s",
            {OURS: at, CLI: cli},
        )


def _learnt(costs: Sequence[Numbers], optimal: Mapping[str, Curve]) -> Iterable[Row]:
    """Say how fast it learns: what watching costs, delay and requests together."""
    usual = PRICES_OF_OPTIMUM.index(PRICE)
    best = mean(curve.delay[usual] + PRICE * curve.looks[usual] for curve in optimal.values())
    by_run = np.mean([cost.mean(axis=0) for cost in costs], axis=0)
    for words, since, until in (("first run", 0, 1), ("runs 6–10", 5, 10), ("runs 21–60", 20, 60)):
        cost = float(by_run[since:until].mean())
        yield f"Delay + {PRICE} s a request, {words}", "s", {OURS: cost, BEST: best}


# -- surprises -----------------------------------------------------------------


def _changes(number: int) -> Iterable[Row]:
    for place, (change, make) in enumerate(CHANGES.items()):
        worst, delays = [], []
        for workflow in range(CHANGED):
            random = seeded(number, 100 + place, workflow)
            before = BEFORE * np.exp(0.1 * random.standard_normal(KNOWN))
            after = make(random, AFTER)
            network = Network.of(random, AFTER)
            habits = _habits(np.concatenate([before, after]), since=KNOWN)
            [ours] = _watched(after, network, habits, [PRICE])
            cli = watch_all(after, network, every(3.0, at_once=True))
            known, allowed = after[0] + ours.delay[0], max(2 * after[0], after[0] + 3.0)
            worst.append(known / allowed)
            delays.append((ours.delay[SETTLED:].mean(), cli.delay[SETTLED:].mean()))
        ours_after, cli_after = np.mean(delays, axis=0)
        yield SURPRISED.format(change), "", {OURS: max(worst), "allowed": 1.0}
        yield RELEARNED.format(change), "s", {OURS: ours_after, CLI: cli_after}


def _ten_minutes(number: int) -> Row:
    durations = np.full(1, 600.0)
    network = Network.of(seeded(number, 200), 1)
    [ours] = _watched(durations, network, [Habit()], [PRICE])
    return TEN_MINUTES, "s", {OURS: 600.0 + float(ours.delay[0]), "allowed": 1200.0}


def _planning() -> Iterable[Row]:
    """Say what all this costs here, which the simulation does not."""
    durations = _steady_sample(RUNS)
    n = 100
    began = time.process_time()
    habits = [Habit(durations) for _ in range(n)]
    made = time.process_time()
    for habit in habits:
        for age in range(n):
            habit.next_look(float(age))
    looked = time.process_time()
    yield "CPU to learn from 60 runs", "ms", {"Habit": 1e3 * (made - began) / n}
    yield "CPU to plan a look", "µs", {"next_look": 1e6 * (looked - made) / n**2}


def _steady_sample(n: int) -> list[float]:
    family: Family = FAMILIES["steady"]
    durations: list[float] = family(seeded(300), n).tolist()
    return durations


# -- ours ----------------------------------------------------------------------


def _learning(durations: Numbers, network: Network) -> list[Seen]:
    """Watch workflows of `RUNS` runs, each from an empty log, at every price."""
    habits = [
        habit for past in durations.reshape(WORKFLOWS, RUNS) for habit in _habits(past, since=0)
    ]
    return _watched(durations, network, habits, PRICES)


def _habits(durations: Numbers, *, since: int) -> list[Habit]:
    """Return what is known before each run from this one on."""
    newest_first = durations[::-1].tolist()
    n = len(newest_first)
    return [Habit(newest_first[n - number :]) for number in range(since, n)]


def _watched(
    durations: Numbers, network: Network, habits: Sequence[Habit], prices: Sequence[float]
) -> list[Seen]:
    """Watch each run by its own habit; one result a price."""
    trips = np.stack([network.there, network.back], axis=-1).tolist()
    runs = list(zip(durations.tolist(), network.trigger.tolist(), trips, habits, strict=True))
    found = []
    for price in prices:
        pairs = [
            watch_one(duration, trigger, ways, partial(habit.next_look, price=price))
            for duration, trigger, ways, habit in runs
        ]
        delay, looks = np.array(pairs, dtype=np.float64).T
        found.append(Seen(delay, looks))
    return found


if __name__ == "__main__":
    main()
