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

from codika import errors

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
EXACT = 1.001
"""How many times the right price the one that was found may be."""

# The guard: at most 3 s, or as long again as the run has taken, less the time on the network.
LONGEST_AT_FIRST = 3.0
THERE_AND_BACK = 0.2
SHORTEST = 0.1
FIRST_BACKOFF, LONGEST_BACKOFF = 1.0, 30.0  # after looks that brought no answer
OLDEST = 1e6  # twelve days; older runs are looked at as if they were of this age


class Habit:
    """
    How long runs of one workflow in one environment tend to take.

    Immutable, and to be shared by all runs of the workflow: it takes about a
    millisecond to make (the first one a tenth of a second, for numpy) and keeps
    64 kB.

    Args:
        durations: Of past runs in seconds, successful or not, newest first.
            What no run can have taken is left out: negative, infinite, NaN.
    """

    def __init__(self, durations: Iterable[float] = ()) -> None:
        from codika.runs.hazard import Hazard  # noqa: PLC0415 - loads numpy

        possible = (value for value in durations if 0.0 <= value < math.inf)
        learned = list(islice(possible, LEARN_FROM))
        self.n = len(learned)
        """From how many runs it was learned."""
        self._hazard = Hazard(learned)

    def next_look(self, age: float, price: float = PRICE) -> float:
        """
        Return how long to wait from this age until the next look.

        Args:
            age: Seconds since Codika accepted the trigger.
            price: What one request may cost, in seconds of delay; above zero.
        """
        age = _possible(age)
        first, last = age + SHORTEST, age + longest_gap(age)
        return max(SHORTEST, self._hazard.next_age(age, first, last, price) - age)

    def looks_ahead(self, ages: Sequence[float]) -> list[tuple[float, float]]:
        """
        Return what a price has to bring within bounds.

        For each of these ages: within how many seconds the guard demands a look,
        and how many looks are worth it until then, at a price of one second.
        """
        gaps = [longest_gap(_possible(age)) for age in ages]
        worth = self._hazard.looks_between([_possible(age) for age in ages], gaps)
        return list(zip(gaps, worth, strict=True))


def longest_gap(age: float) -> float:
    """Return the guard: the longest that a run of this age goes without a look."""
    return max(LONGEST_AT_FIRST, age) - THERE_AND_BACK


def price_for(
    budget: float, pending: Iterable[tuple[Habit, Sequence[float]]], *, price: float = PRICE
) -> float:
    """
    Return the price at which all looks together stay within a budget.

    Looks become rarer with the square root of the price, until only the guard
    is left, so their number falls with the price and halving finds it.  No
    feedback is needed: what is pending, and since when, says how many looks are
    to be expected.  Where the guard alone breaks the budget it stays; the cap on
    what is really sent wins over both (`gate`).

    Args:
        budget: Requests per second; above zero.
        pending: Each habit with the ages of its pending runs.
        price: What a request costs when there is no hurry.
    """
    import numpy as np  # noqa: PLC0415 - as above

    ahead = [run for habit, ages in pending for run in habit.looks_ahead(ages)]
    gaps, worth = np.array(ahead).reshape(-1, 2).T

    def looks(price: float) -> float:
        # Looks that pay and looks of the guard come neither all together nor all
        # in turn; seen in simulation, this is a little more than there will be.
        each = np.hypot(worth / math.sqrt(price), 1.0) / gaps
        return float(np.minimum(each, 1 / SHORTEST).sum())

    if looks(price) <= budget:
        return price
    low, high = price, max(price, HIGHEST_PRICE)
    while high > low * EXACT:
        middle = math.sqrt(low * high)
        low, high = (middle, high) if looks(middle) > budget else (low, middle)
    return high


def after_failure(failures: int, error: errors.CodikaError) -> float:
    """
    Return how long to wait at least after a look that brought no answer.

    The wait doubles with every failure in a row, up to half a minute; what the
    server asks for (`Retry-After`) is the least it can be.

    Args:
        failures: Looks in a row that failed, this one included.
        error: What this look raised.
    """
    asked = error.retry_after if isinstance(error, errors.ApiError) else None
    doubled = FIRST_BACKOFF * 2.0 ** min(failures - 1, 10)
    return max(min(doubled, LONGEST_BACKOFF), asked or 0.0)


def _possible(age: float) -> float:
    """Return an age to reckon with, whatever the clocks say; NaN is zero."""
    return min(age, OLDEST) if age > 0.0 else 0.0
