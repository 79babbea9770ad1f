"""Where the bars of a histogram begin and end, and what a click on one asks for."""

import bisect
import contextlib
import itertools
import math
from collections.abc import Iterator

import numpy as np

from codika.results.points import Array

MAX_BINS = 40
"""Bars of a histogram."""
_DIGITS = 17  # more than a float has
_ROOM = 1e-9  # of values that are as good as equal, on either side of them
_WIDEST = 1e307  # of what numpy can divide without passing beyond the largest float


def edges_of(values: Array, *, is_whole: bool) -> Array:
    """Return the ends of the bars of a histogram, one more than there are bars."""
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    span = high - low
    if is_whole and 0 < span < MAX_BINS:
        return np.arange(low, high + 2) - 0.5  # a bar a value
    n = int(np.clip(len(values) ** 0.5, 5, MAX_BINS))
    largest = max(-low, high)
    if span / 4 <= n * np.spacing(largest / 2):  # floats have no room for so many bars
        room = max(0.5, _ROOM * largest)
        most = np.finfo(np.float64).max
        low, high = max(low - room, -most), min(high + room, most)
    if span < _WIDEST:
        return np.linspace(low, high, n + 1)
    return np.clip(2 * np.linspace(low / 2, high / 2, n + 1), low, high)


def counted(values: Array, edges: Array) -> tuple[Array, Array, Array]:
    """Return centre, count and width of the bars of a histogram."""
    counts, _ = np.histogram(values, bins=edges)
    return edges[:-1] / 2 + edges[1:] / 2, counts, np.diff(edges) * 0.95


def within(edges: Array, values: Array, *, is_whole: bool) -> Iterator[tuple[float, float]]:
    """
    Return the lowest and the highest value that each bar of a histogram asks for.

    In as few digits as tell a tenth of a bar, and in more only where these would move
    one of the values to another bar.
    """
    known = [-math.inf, *np.unique(values).tolist(), math.inf]
    width = max(float(edges[1] - edges[0]), 10.0 if is_whole else 0.0)  # whole numbers stay whole
    for low, high in itertools.pairwise(edges.tolist()):
        # A value at the end between two bars is counted in the upper one.
        highest = high if high == edges[-1] else float(np.nextafter(high, low))
        if is_whole:
            low, highest = float(np.ceil(low)), float(np.floor(highest))  # noqa: PLW2901
        yield _short_low(low, known, width), _short_high(highest, known, width)


def _short_low(low: float, known: list[float], width: float) -> float:
    """Return `low` in few digits, so that the same of the known values are not below."""
    place = bisect.bisect_left(known, low)
    below, above = known[place - 1], known[place]
    return next((end for end in _rounded(low, width) if below < end <= above), low)


def _short_high(high: float, known: list[float], width: float) -> float:
    """Return `high` in few digits, so that the same of the known values are not above."""
    place = bisect.bisect_right(known, high)
    below, above = known[place - 1], known[place]
    return next((end for end in _rounded(high, width) if below <= end < above), high)


def _rounded(end: float, width: float) -> Iterator[float]:
    """Round to a tenth of a width, then to ever more digits; to either side."""
    digits = 1 - math.floor(math.log10(width)) if width > 0 else _DIGITS
    for n in range(digits, digits + _DIGITS):
        with contextlib.suppress(OverflowError):
            nearest = round(end, n)
            yield from (nearest, round(nearest - 10.0**-n, n), round(nearest + 10.0**-n, n))
