"""Columns as the arrays that plotly takes, and fewer points that tell the same."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from codika.results.kinds import Kind
from codika.results.specs import Aggregate, ChartSpec

MAX_POINTS = 5000
"""Points of one line or cloud; with more, each slice is shown by its lowest and highest."""
SLICES = 1000
MAX_COLORS = 8
"""Colours of one chart; more cannot be told apart."""

MAX_BINS = 40
"""Bars of a histogram."""

EMPTY = "(empty)"

Array = npt.NDArray[Any]


def floats(values: "pd.Series[Any]") -> Array:
    """Return numbers as floats; what is empty or infinite, which no axis can show, as NaN."""
    found = values.to_numpy(dtype="float64", na_value=np.nan)
    return np.where(np.isfinite(found), found, np.nan)


def finite(values: "pd.Series[Any]") -> Array:
    """Return the numbers that an axis can show."""
    found = floats(values)
    return found[~np.isnan(found)]


def places(n: int) -> Array:
    """Return 0, 1, 2 … for marks that have labels instead of numbers."""
    return np.arange(n)


def texts(labels: Iterable[str]) -> Array:
    """Return labels as an array, which plotly takes as it is."""
    return np.array(list(labels), dtype="object")


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


def aggregated(frame: pd.DataFrame, by: "pd.Series[Any]", spec: ChartSpec) -> "pd.Series[Any]":
    """Return one number a value of `by`, in their order: how many rows, or what of `spec.y`."""
    if spec.aggregate is Aggregate.COUNT or not spec.y:
        return by.groupby(by).size()
    groups = pd.Series(floats(frame[spec.y]), index=frame.index).groupby(by)
    return groups.mean() if spec.aggregate is Aggregate.MEAN else groups.sum(min_count=1)


def longest(frame: pd.DataFrame, spec: ChartSpec, limit: int) -> tuple[list[str], Array, int]:
    """
    Return labels and lengths of the longest bars, and how many bars there would be.

    If there are more than `limit`, one more length stands for the rows of all others;
    not where every row is a bar of its own, since a ranking has no use for the sum of
    those that did not make it.
    """
    names = labels(frame[spec.x])
    groups = aggregated(frame, names, spec).sort_values(ascending=False, kind="stable")
    shown = groups.iloc[:limit]
    lengths = floats(shown)
    if limit < len(groups) < len(names):
        is_other = ~names.isin(shown.index)
        others = pd.Series(EMPTY, index=names.index[is_other])
        lengths = np.append(lengths, floats(aggregated(frame[is_other], others, spec)))
    return [str(name) for name in shown.index], lengths, len(groups)


def counted(values: Array, *, is_whole: bool) -> tuple[Array, Array, Array]:
    """Return centre, count and width of the bars of a histogram."""
    span = float(np.ptp(values)) if len(values) else 0.0
    if is_whole and 0 < span < MAX_BINS:
        edges = np.arange(values.min(), values.max() + 2) - 0.5  # a bar a value
    else:
        edges = np.histogram_bin_edges(values, bins=int(np.clip(len(values) ** 0.5, 5, MAX_BINS)))
    counts, _ = np.histogram(values, bins=edges)
    return (edges[:-1] + edges[1:]) / 2, counts, np.diff(edges) * 0.95


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
