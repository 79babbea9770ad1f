"""
When to look at a pending run next, learned from how long its workflow took before.

Pure: durations and ages in, delays out, all in seconds.  A look costs a
request, a look too late costs somebody's time; `price` says how many seconds of
delay one request is worth, and everything else follows (see `hazard`).

Whatever the past says, the future may be different: the *guard* keeps every gap
short enough that a run which suddenly takes longer, ends early or hangs is known
to have ended at twice its true duration, or three seconds after it.  Nothing is
needed to learn a new habit but its first few runs.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import islice

LEARN_FROM = 60
"""Newest runs that are looked at; older ones would weigh next to nothing."""

PRICE = 0.08
"""
What one request may cost, in seconds of delay.

At it, over workflows from a second to minutes, both the delay and the requests
are below those of Codika's CLI, and of its docs' sample (`benchmarks/polling.py`).
"""
SHARPER = 16.0
"""Divides the price for a run that somebody waits for: four times as many looks."""
HIGHEST_PRICE = 1e4
"""Beyond it only the guard is left, so a higher price would change nothing."""

# The guard.  A little less than 3 s and the whole age, for the way there and back.
LONGEST_AT_FIRST = 2.75
LONGEST_SHARE = 0.9  # of the age
SHORTEST = 0.1
OLDEST = 1e6  # twelve days; older runs are looked at as if they were of this age

_AHEAD = 3.0
"""Over how many seconds looks are counted when a budget is shared."""


class Habit:
    """
    How long runs of one workflow in one environment tend to take.

    Immutable, and to be shared by all runs of the workflow: it takes about a
    millisecond to make (the first one a tenth of a second, for numpy) and keeps
    16 kB.

    Args:
        durations: Of past runs in seconds, successful or not, newest first.
            What no run can have taken is left out: negative, infinite, NaN.
    """

    def __init__(self, durations: Iterable[float] = ()) -> None:
        from codika.runs.hazard import Hazard  # noqa: PLC0415 - loads numpy

        possible = (value for value in durations if 0.0 <= value < math.inf)
        self._hazard = Hazard(list(islice(possible, LEARN_FROM)))

    def next_look(self, age: float, price: float = PRICE) -> float:
        """
        Return how long to wait from this age until the next look.

        Args:
            age: Seconds since Codika accepted the trigger.
            price: What one request may cost, in seconds of delay; above zero.
        """
        age = _possible(age)
        wait = self._hazard.next_age(age, price) - age
        return max(SHORTEST, min(wait, longest_gap(age)))

    def looks_per_second(self, ages: Sequence[float]) -> list[float]:
        """Return how often runs of these ages are worth a look, at a price of one second."""
        import numpy as np  # noqa: PLC0415 - see above

        since = np.array([_possible(age) for age in ages])
        looks: list[float] = self._hazard.looks_between(since, since + _AHEAD).tolist()
        return [number / _AHEAD for number in looks]


def longest_gap(age: float) -> float:
    """Return the guard: the longest that a run of this age goes without a look."""
    return max(LONGEST_AT_FIRST, LONGEST_SHARE * age)


def price_for(
    budget: float, pending: Iterable[tuple[Habit, Sequence[float]]], *, price: float = PRICE
) -> float:
    """
    Return the price at which all looks together stay within a budget.

    Looks become rarer with the square root of the price, until only the guard
    is left, so the sum falls with the price and halving finds it.  No feedback
    is needed: what is pending and how old it is says how many looks are to be
    expected.  A guard that alone breaks the budget stays; the cap on what is
    really sent is for the caller to hold (`until_next_look`).

    Args:
        budget: Requests per second; above zero.
        pending: Each habit with the ages of its pending runs.
        price: What is asked at least, for runs without any hurry.
    """
    import numpy as np  # noqa: PLC0415 - see above

    groups = [(habit, list(ages)) for habit, ages in pending]
    wanted = np.array([rate for habit, ages in groups for rate in habit.looks_per_second(ages)])
    guard = np.array([1 / longest_gap(_possible(age)) for _, ages in groups for age in ages])

    def looks(price: float) -> float:
        return float(np.clip(wanted / math.sqrt(price), guard, 1 / SHORTEST).sum())

    if looks(price) <= budget:
        return price
    low, high = price, max(price, HIGHEST_PRICE)
    while high > low * 1.001:
        middle = math.sqrt(low * high)
        low, high = (middle, high) if looks(middle) > budget else (low, middle)
    return high


def until_next_look(planned: float, *, after_failure: float = 0.0, cap: float = 0.0) -> float:
    """
    Return how long to wait in the end: the longest that anybody asks for.

    Args:
        planned: What the habit says.
        after_failure: What `polling.after_failure` says, `Retry-After` included,
            if the last look brought no answer.
        cap: Seconds until the instance may be sent another request.
    """
    return max(planned, after_failure, cap, SHORTEST)


def _possible(age: float) -> float:
    """Return an age to reckon with, whatever the clocks say; NaN is zero."""
    return min(age, OLDEST) if age > 0.0 else 0.0
