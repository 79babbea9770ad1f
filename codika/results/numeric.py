"""Columns of numbers: held exactly, and read by their names."""

from typing import Any

import numpy as np
import pandas as pd

from codika.results import kinds
from codika.results.cells import Cells
from codika.results.held import Array, Held
from codika.results.kinds import Hint, Kind

MAX_EXACT = 2**53
"""The largest integer that a browser, and a float, hold exactly."""

_YEARS = (1000, 2999)


def series_of(cells: Held) -> "pd.Series[Any] | None":
    """Hold numbers as such; `None` if that would change one."""
    array = cells.arrow
    if cells.types == {int}:
        if array is None:  # beyond 64 bit
            return None
        series = whole(array)
        return series if _within(series.min(), series.max(), -MAX_EXACT, MAX_EXACT) else None
    if array is not None:
        return pd.Series(array.to_numpy(zero_copy_only=False))
    try:
        values = cells.floats()
    except OverflowError:
        return None
    if np.fmax.reduce(np.abs(values)) >= MAX_EXACT and any(map(is_inexact, cells)):
        return None
    return pd.Series(values)


def whole(array: Array) -> "pd.Series[Any]":
    """Hold integers of 64 bit; where some are empty, as pandas' own."""
    values = array.fill_null(0).to_numpy()
    if not array.null_count:
        return pd.Series(values)
    return pd.Series(pd.arrays.IntegerArray(values, array.is_null().to_numpy(zero_copy_only=False)))


def is_inexact(cell: Any) -> bool:
    """Whether this is an integer that a float cannot hold."""
    return type(cell) is int and abs(cell) > MAX_EXACT


def _within(low: float, high: float, least: float, most: float) -> bool:
    return bool(low >= least and high <= most)


def numbers(name: frozenset[str], unit: str, series: "pd.Series[Any]", note: str = "") -> Cells:
    """Read the name of a column of numbers."""
    is_whole = series.dtype.kind == "i"
    low, high = series.min(), series.max()  # NaN and empty cells left out
    if is_whole and name & kinds.IDENTIFIERS:
        return Cells(Kind.IDENTIFIER, series, note=note)
    if name & kinds.LATITUDES and _within(low, high, -90, 90):
        return Cells(Kind.LATITUDE, series, unit="°", note=note)
    if name & kinds.LONGITUDES and _within(low, high, -180, 180):
        return Cells(Kind.LONGITUDE, series, unit="°", note=note)
    hint = Hint.PLAIN
    if is_whole and name & kinds.YEARS and _within(low, high, *_YEARS):
        hint = Hint.YEAR
    elif name & (kinds.PERCENTS | kinds.SHARES):
        if not is_whole and _within(low, high, 0, 1):
            hint = Hint.SHARE
        elif name & kinds.PERCENTS or _within(low, high, 0, 100):
            hint, unit = Hint.PERCENT, "%"
    elif name & kinds.MONEY or unit.lower() in kinds.CURRENCIES:
        hint = Hint.MONEY
    return Cells(Kind.INTEGER if is_whole else Kind.NUMBER, series, hint, unit, note)
