"""
How likely a run is to end at which age, and when the next look pays best.

With numpy, so imported when the first run is watched and not before.

Looking at a rate r costs λr for the requests and h/(2r) for the delay, h being
the hazard: of the runs still going, the share that ends per second.  The sum is
least at r = √(h / 2λ) (Barlow, Hunter and Proschan's inspection problem, in the
limit of many looks).  Real looks are few, so this only values what lies beyond
the next one; the next one itself is put where waiting for it and all that
follows cost least.  Nothing depends on the price but one factor √λ.

The density behind the hazard is made of kernels on the logarithm of past
durations.  How wide they should be is left to the durations: each width speaks
for itself by how well it foretells every duration from the others, so two modes
and a clockwork are both found, and from few runs.
"""

import math
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Numbers: TypeAlias = npt.NDArray[np.float64]

HALF_LIFE = 10.0
"""After so many newer runs a duration counts half: habits change."""

# Before anything is known: half of all runs between 3 and 24 s, one in a hundred over 5 min.
PRIOR_MEDIAN, PRIOR_SPREAD = 8.0, 1.6
PRIOR_RUNS = 0.5
"""How many runs the prior counts for once there are others."""

WIDTHS = np.array([0.01, 0.03, 0.05, 0.08, 0.13, 0.2, 0.35, 0.6, 1.0])
"""Of the kernels, as shares of a duration: from a time-out to anything."""

# Ages are looked at in steps of one percent.  The last is beyond the oldest run
# there can be, so that even there the prior still expects an end.
YOUNGEST, OLDEST = 0.02, 1e7  # seconds
_POINTS = 2048
_LOGS = np.linspace(math.log(YOUNGEST), math.log(OLDEST), _POINTS)
_STEP = float(_LOGS[1] - _LOGS[0])
_AGES = np.exp(_LOGS)
_SPANS = np.diff(_AGES, prepend=0.0)

# Convolution is multiplication of spectra; twice the length, so that nothing wraps around.
_FREQUENCIES = 2 * np.pi * np.fft.rfftfreq(2 * _POINTS, _STEP)
_SPECTRA = np.exp(-0.5 * np.outer(WIDTHS**2, _FREQUENCIES**2))
_SQRT_2PI = math.sqrt(2 * math.pi)
_NOISE = 1e-12
"""Of the convolution: what is smaller than this is zero."""


class Hazard:
    """
    When runs tend to end, and what watching them costs from any age on.

    Takes about a millisecond to make and keeps 64 kB.

    Args:
        durations: Of past runs in seconds, finite, not negative, newest first;
            may be empty.
    """

    def __init__(self, durations: Sequence[float]) -> None:
        ending = _density(np.asarray(durations, dtype=np.float64)) * _STEP
        # Sums from the last age backwards: what is left of a tail stays exact,
        # however little it is.
        before = _sum_from(ending)
        going_on = np.append(before[1:], before[-1] / 2)
        mean = (before + going_on) / 2 * _SPANS
        self._going_on: Numbers = going_on
        self._time_left: Numbers = np.append(_sum_from(mean)[1:], 0.0)
        """Expected from each age on, times the share that gets there."""
        self._later: Numbers = np.append(_sum_from(np.sqrt(2 * ending * mean))[1:], 0.0)
        """What looking costs from each age on at a price of one second, times that share."""
        self._looks: Numbers = np.cumsum(np.sqrt(np.log(before / going_on) * _SPANS / 2))
        """How many looks are worth it up to each age, at a price of one second."""

    def next_age(self, since: float, first: float, last: float, price: float) -> float:
        """
        Return the age at which the next look is best taken.

        Args:
            since: The age at the last look, which found the run going on.
            first: The lowest age to choose.
            last: The highest.
            price: Of a request, in seconds of delay.
        """
        chosen = slice(_place(first), _place(last))
        ages = _AGES[chosen]
        if len(ages) < 2:  # noqa: PLR2004 - nothing to choose
            return last
        going_on = np.interp(since, _AGES, self._going_on)
        # Those who end on the way wait for the look: all the time until then,
        # less what they need of it.
        waited = (ages - since) * going_on + self._time_left[chosen]
        best = int((waited + math.sqrt(price) * self._later[chosen]).argmin())
        if best == len(ages) - 1:
            return last
        if best:
            return float(ages[best])
        # Within one percent of the age; there the rate alone is exact enough.
        due = self._looks_by(since) + math.sqrt(price)
        return min(float(np.interp(due, self._looks, _AGES)), float(ages[1]))

    def looks_between(self, ages: Sequence[float], spans: Sequence[float]) -> list[float]:
        """Return how many looks are worth it from each age over a span, at a price of one."""
        since = np.array(ages)
        later = since + np.array(spans)
        looks: list[float] = (self._looks_by(later) - self._looks_by(since)).tolist()
        return looks

    def _looks_by(self, ages: Numbers | float) -> Numbers:
        return np.asarray(np.interp(ages, _AGES, self._looks, left=0.0))


def _place(age: float) -> int:
    """Return where the first age is that is not below this one."""
    steps = math.log(max(age, YOUNGEST) / YOUNGEST) / _STEP
    return min(math.ceil(steps), _POINTS)


def _sum_from(values: Numbers) -> Numbers:
    """Return the sum of each value and all after it."""
    return np.asarray(np.cumsum(values[::-1])[::-1])


def _density(durations: Numbers) -> Numbers:
    """Return the density of the logarithm of the next duration."""
    prior = _prior(_LOGS)
    if not len(durations):
        return prior
    logs = np.log(np.clip(durations, YOUNGEST, OLDEST))
    weights = 0.5 ** (np.arange(len(logs)) / HALF_LIFE)
    # So many equally recent runs would be known as well.
    effective = weights.sum() ** 2 / (weights @ weights)
    doubt = PRIOR_RUNS / (effective + 1)
    kernels = _smoothed(logs, weights, _trust(logs, weights, doubt))
    return np.asarray((1 - doubt) * kernels + doubt * prior)


def _trust(logs: Numbers, weights: Numbers, doubt: float) -> Numbers:
    """Return how much each width is worth: how well it foretells each run from the others."""
    if len(logs) == 1:
        return np.full(len(WIDTHS), 1 / len(WIDTHS))
    others = np.tile(weights, (len(logs), 1))
    np.fill_diagonal(others, 0.0)
    others /= others.sum(axis=1, keepdims=True)
    apart = logs[:, None] - logs
    foretold = np.stack([(_normal(apart / width) * others).sum(axis=1) / width for width in WIDTHS])
    likelihood = np.log((1 - doubt) * foretold + doubt * _prior(logs)) @ weights
    trust = np.exp(likelihood - likelihood.max())
    return np.asarray(trust / trust.sum())


def _smoothed(logs: Numbers, weights: Numbers, trust: Numbers) -> Numbers:
    """Return the density made of a kernel on each duration, its width mixed by trust."""
    place = (logs - _LOGS[0]) / _STEP
    below = np.minimum(place.astype(int), _POINTS - 2)
    above = place - below
    points = np.bincount(below, weights * (1 - above), _POINTS)
    points += np.bincount(below + 1, weights * above, _POINTS)
    spectrum = np.fft.rfft(points / (weights.sum() * _STEP), 2 * _POINTS)
    density = np.fft.irfft(spectrum * (trust @ _SPECTRA))[:_POINTS]
    return np.where(density > _NOISE * density.max(), density, 0.0)


def _prior(logs: Numbers) -> Numbers:
    return _normal((logs - math.log(PRIOR_MEDIAN)) / PRIOR_SPREAD) / PRIOR_SPREAD


def _normal(z: Numbers) -> Numbers:
    return np.asarray(np.exp(-0.5 * z * z) / _SQRT_2PI)
