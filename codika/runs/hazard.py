"""
How likely a run is to end at which age, and how often that makes looking worth it.

With numpy, so imported when the first run is watched and not before.

Looking at a rate r costs λr for the requests and h/(2r) for the delay, h being
the hazard: of the runs still going, the share that ends per second.  The sum is
least at r = √(h / 2λ) (Barlow, Hunter and Proschan's inspection problem, in the
limit of many looks), so the next look is due when the integral of that rate has
grown by one.  The integral is kept at λ = ½, where it is that of √h alone; any
other price is then a matter of how far to go along it.

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

WIDTHS = np.array([0.03, 0.05, 0.08, 0.13, 0.2, 0.35, 0.6, 1.0])
"""Of the kernels, as shares of a duration."""

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
    When runs tend to end, as a measure of how much looking each age deserves.

    Takes about a millisecond to make and keeps 16 kB.

    Args:
        durations: Of past runs in seconds, finite, not negative, newest first;
            may be empty.
    """

    def __init__(self, durations: Sequence[float]) -> None:
        mass = _density(np.asarray(durations, dtype=np.float64)) * _STEP
        going_on = np.cumsum(mass[::-1])[::-1]
        # The share that ends within a cell is never all: there is an age after the last.
        ends = np.log(going_on[:-1] / going_on[1:])
        self._looks: Numbers = np.cumsum(np.sqrt(np.append(ends, ends[-1]) * _SPANS))

    def next_age(self, age: float, price: float) -> float:
        """
        Return the age at which the next look is due.

        Args:
            age: In seconds; where a look has just been taken.
            price: Of a request, in seconds of delay.
        """
        due = np.interp(age, _AGES, self._looks, left=0.0) + math.sqrt(2 * price)
        return float(np.interp(due, self._looks, _AGES, right=math.inf))

    def looks_between(self, ages: Numbers, later: Numbers) -> Numbers:
        """Return how many looks are due between two ages, at a price of one second."""
        since, until = (np.interp(at, _AGES, self._looks, left=0.0) for at in (ages, later))
        return np.asarray((until - since) / math.sqrt(2))


def _density(durations: Numbers) -> Numbers:
    """Return the density of the logarithm of the next duration."""
    prior = _normal((_LOGS - math.log(PRIOR_MEDIAN)) / PRIOR_SPREAD) / PRIOR_SPREAD
    if not len(durations):
        return prior
    logs = np.log(np.clip(durations, YOUNGEST, OLDEST))
    weights = 0.5 ** (np.arange(len(logs)) / HALF_LIFE)
    # So many equally recent runs would be known as well.
    effective = weights.sum() ** 2 / (weights @ weights)
    doubt = PRIOR_RUNS / (effective + 1)
    kernels = _smoothed(logs, weights, _trust(logs, weights, doubt))
    return (1 - doubt) * kernels + doubt * prior


def _trust(logs: Numbers, weights: Numbers, doubt: float) -> Numbers:
    """Return how much each width is worth: how well it foretells each run from the others."""
    if len(logs) == 1:
        return np.full(len(WIDTHS), 1 / len(WIDTHS))
    others = np.tile(weights, (len(logs), 1))
    np.fill_diagonal(others, 0.0)
    others /= others.sum(axis=1, keepdims=True)
    apart = logs[:, None] - logs
    foretold = np.stack([(_normal(apart / width) * others).sum(axis=1) / width for width in WIDTHS])
    prior = _normal((logs - math.log(PRIOR_MEDIAN)) / PRIOR_SPREAD) / PRIOR_SPREAD
    likelihood = np.log((1 - doubt) * foretold + doubt * prior) @ weights
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


def _normal(z: Numbers) -> Numbers:
    return np.asarray(np.exp(-0.5 * z * z) / _SQRT_2PI)
