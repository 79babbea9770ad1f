"""
How long made-up workflows take, fixed by seed.  All in seconds.

Six families, from a lookup of a third of a second to a report of five minutes;
one with two modes, one that is a clockwork, one with a tail that never ends.
And four ways in which a workflow that took twenty seconds changes its habit.
"""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Numbers: TypeAlias = npt.NDArray[np.float64]
Family: TypeAlias = Callable[[np.random.Generator, int], Numbers]
"""Makes so many durations."""

SEED = 20261121
BEFORE = 20.0
"""What the workflow took that changes its habit."""


def _lognormal(random: np.random.Generator, n: int, median: float, spread: float) -> Numbers:
    return np.asarray(median * np.exp(spread * random.standard_normal(n)))


def _fast(random: np.random.Generator, n: int) -> Numbers:
    return np.clip(_lognormal(random, n, 0.8, 0.45), 0.3, 2.0)


def _medium(random: np.random.Generator, n: int) -> Numbers:
    return np.clip(_lognormal(random, n, 12.0, 0.45), 3.0, 60.0)


def _steady(random: np.random.Generator, n: int) -> Numbers:
    return _lognormal(random, n, BEFORE, 0.1)


def _slow(random: np.random.Generator, n: int) -> Numbers:
    return np.clip(_lognormal(random, n, 95.0, 0.55), 30.0, 300.0)


def _bimodal(random: np.random.Generator, n: int) -> Numbers:
    """Three in ten find nothing to do."""
    idle = random.random(n) < 0.3  # noqa: PLR2004 - see above
    return np.where(idle, _lognormal(random, n, 1.0, 0.3), _lognormal(random, n, 25.0, 0.25))


def _heavy(random: np.random.Generator, n: int) -> Numbers:
    """As much work as the data has, which has no typical size: Pareto."""
    return np.minimum(2.0 * (1.0 - random.random(n)) ** (-1 / 1.1), 900.0)


FAMILIES: dict[str, Family] = {
    "fast": _fast,
    "medium": _medium,
    "steady": _steady,
    "slow": _slow,
    "bimodal": _bimodal,
    "heavy": _heavy,
}

CHANGES: dict[str, Family] = {
    "4× slower": lambda random, n: _lognormal(random, n, 4 * BEFORE, 0.1),
    "4× faster": lambda random, n: _lognormal(random, n, BEFORE / 4, 0.1),
    "fails at once": lambda random, n: _lognormal(random, n, 0.7, 0.1),
    # Until a time-out cuts it off.
    "hangs": lambda random, n: _lognormal(random, n, 600.0, 0.002),
}


def seeded(*parts: int) -> np.random.Generator:
    """Return the generator of one part of the benchmark; the same in every run."""
    return np.random.default_rng((SEED, *parts))
