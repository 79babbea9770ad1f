"""Columns as the arrays that plotly takes, and fewer points that tell the same."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from codika.results.kinds import Kind

MAX_POINTS = 5000
"""Points of one line or cloud; with more, each slice is shown by its lowest and highest."""
SLICES = 1000
MAX_COLORS = 8
"""Colours of one chart; more cannot be told apart."""

EMPTY = "(empty)"

Array = npt.NDArray[Any]


def floats(values: "pd.Series[Any]") -> Array:
    """Return numbers as floats; what is empty or infinite, which no axis can show, as NaN."""
    found = values.to_numpy(dtype="float64", na_value=np.nan)
    return np.where(np.isfinite(found), found, np.nan)


def along_axis(values: "pd.Series[Any]", kind: Kind) -> Array:
    """Return the places of values on an axis: dates and moments as such, in UTC; else floats."""
    if kind is Kind.DATETIME:
        return np.asarray(values.dt.tz_convert(None))
    if kind is Kind.DATE:
        return np.asarray(values.astype("datetime64[s]"))
    return floats(values)


def labels(values: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return the values of a category as people read them."""
    if isinstance(values.dtype, pd.BooleanDtype) or values.dtype == np.dtype("bool"):
        values = values.map({True: "Yes", False: "No"})
    named = values.astype("str")
    return named.where(values.notna() & (named != ""), EMPTY)


def by_color(
    frame: pd.DataFrame, color: str, notes: list[str]
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Split rows by the values of a column, the most frequent first, the rare ones together."""
    if not color:
        yield "", frame
        return
    groups = labels(frame[color])
    counts = groups.value_counts()
    if len(counts) > MAX_COLORS:
        rare = counts.index[MAX_COLORS - 1 :]
        others = f"All others ({len(rare):,})"
        groups = groups.where(~groups.isin(rare), others)
        notes.append(f"The {MAX_COLORS - 1} most frequent of {len(counts):,} have a colour")
        counts = groups.value_counts()
    for name in counts.index:
        yield str(name), frame[groups == name]


def thinned(ys: Array) -> Array:
    """
    Return which points of a long line to show, as rising indexes.

    The line is cut into slices of equally many points, and the lowest and the highest
    of each are taken: no peak is lost, and on a screen the line looks the same.
    """
    if len(ys) <= MAX_POINTS:
        return np.arange(len(ys))
    width = -(-len(ys) // SLICES)
    places = np.minimum(np.arange(SLICES * width), len(ys) - 1).reshape(SLICES, width)
    sliced = ys[places]
    starts = places[:, 0]
    lowest = np.where(np.isnan(sliced), np.inf, sliced).argmin(axis=1)
    highest = np.where(np.isnan(sliced), -np.inf, sliced).argmax(axis=1)
    return np.unique(np.minimum(np.concatenate((starts + lowest, starts + highest)), len(ys) - 1))
