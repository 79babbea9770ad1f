"""Columns as the arrays that plotly takes, and fewer points that tell the same."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from codika.language import say
from codika.results.kinds import Kind
from codika.results.marks import all_others
from codika.results.picking import EMPTY, Asked, named
from codika.results.reading import Table
from codika.results.specs import Aggregate, ChartSpec, Order

MAX_POINTS = 5000
"""Points of one line or cloud; with more, each slice is shown by its lowest and highest."""
SLICES = 1000
MAX_COLORS = 8
"""Colours of one chart; more cannot be told apart."""

Array = npt.NDArray[Any]


class Series(NamedTuple):
    """The rows that one colour stands for."""

    name: str
    """Empty where all rows have the same."""
    rows: pd.DataFrame
    asked: Asked
    """What tells them from all others."""


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
        values = values.map({True: say("Yes"), False: say("No")})
    named = values.astype("str")
    return named.where(values.notna() & (named != ""), say(EMPTY))


def aggregated(frame: pd.DataFrame, by: "pd.Series[Any]", spec: ChartSpec) -> "pd.Series[Any]":
    """Return one number a value of `by`, in their order: how many rows, or what of `spec.y`."""
    if spec.aggregate is Aggregate.COUNT or not spec.y:
        return by.groupby(by).size()
    groups = pd.Series(floats(frame[spec.y]), index=frame.index).groupby(by)
    if spec.aggregate in (Aggregate.NONE, Aggregate.SUM):
        return groups.sum(min_count=1)
    return groups.agg(spec.aggregate.value)


def longest(frame: pd.DataFrame, spec: ChartSpec, limit: int) -> tuple[list[str], Array, int]:
    """
    Return labels and lengths of the longest bars, and how many bars there would be.

    If there are more than `limit`, one more length stands for the rows of all others;
    not where every row is a bar of its own, since a ranking has no use for the sum of
    those that did not make it.
    """
    names = labels(frame[spec.x])
    groups = aggregated(frame, names, spec)
    is_rising = spec.order is Order.SMALLEST
    groups = groups.sort_values(ascending=is_rising, kind="stable")
    shown = groups.iloc[:limit]
    if spec.order is Order.NAME:  # the largest, in the order of their names
        shown = shown.sort_index(key=lambda index: index.str.casefold())
    lengths = floats(shown)
    if not is_rising and limit < len(groups) < len(names):
        is_other = ~names.isin(shown.index)
        others = pd.Series(EMPTY, index=names.index[is_other])
        lengths = np.append(lengths, floats(aggregated(frame[is_other], others, spec)))
    return [str(name) for name in shown.index], lengths, len(groups)


def by_color(table: Table, part: pd.DataFrame, color: str, notes: list[str]) -> Iterator[Series]:
    """
    Split rows by the values of a column, the most frequent first, the rare ones together.

    Which are frequent is decided by the whole table, so that every part of it has the
    same colours, some of them perhaps without a row.
    """
    if not color:
        yield Series("", part, ())
        return
    column = table.column(color)
    groups = labels(table.frame[color])
    counts = groups.value_counts()
    asked = {str(name): named(column, [str(name)]) for name in counts.index}
    if len(counts) > MAX_COLORS:
        rare = counts.index[MAX_COLORS - 1 :]
        others = all_others(len(rare))
        asked[others] = named(column, list(map(str, rare)))
        groups = groups.where(~groups.isin(rare), others)
        notes.append(
            say(
                "The {shown} most frequent of {n} have a colour",
                shown=MAX_COLORS - 1,
                n=len(counts),
            )
        )
        counts = groups.value_counts()
    if part is not table.frame:
        groups = groups.loc[part.index]
    for name in counts.index:
        yield Series(str(name), part[groups == name], asked[str(name)])


def thinned(ys: Array) -> Array:
    """
    Return which points of a long line to show, as rising indexes.

    The line is cut into slices of equally many points, and the lowest and the highest
    of each are taken: no peak is lost, and on a screen the line looks the same.
    """
    if len(ys) <= MAX_POINTS:
        return np.arange(len(ys))
    width = -(-len(ys) // SLICES)
    padded = np.pad(ys, (0, SLICES * width - len(ys)), mode="edge")
    sliced = padded.reshape(SLICES, width)
    starts = np.arange(SLICES) * width
    gaps = np.isnan(sliced)
    has_gaps = gaps.any()
    lowest = (np.where(gaps, np.inf, sliced) if has_gaps else sliced).argmin(axis=1)
    highest = (np.where(gaps, -np.inf, sliced) if has_gaps else sliced).argmax(axis=1)
    pairs = np.column_stack((np.minimum(lowest, highest), np.maximum(lowest, highest)))
    rising: Array = np.minimum((pairs + starts[:, None]).ravel(), len(ys) - 1)
    # In order already; only a slice of equal points, or what was padded, names one twice.
    return np.delete(rising, np.flatnonzero(rising[1:] == rising[:-1]))


def lengths(frame: pd.DataFrame, spec: ChartSpec, shown: dict[str, int], limit: int) -> Array:
    """Return the lengths of bars that are known by name; beyond `limit` is that of the others."""
    names = labels(frame[spec.x])
    if len(shown) > limit:
        others = list(shown)[limit]
        names = names.where(names.isin(list(shown)[:limit]), others)
    return floats(aggregated(frame, names, spec).reindex(list(shown)))


def with_rest(frame: pd.DataFrame, spec: ChartSpec, shown: dict[str, None], values: Array) -> Array:
    """Return parts of a whole with one more: what those that are not shown come to."""
    names = labels(frame[spec.x])
    rest = frame[~names.isin(list(shown))]
    others = pd.Series(EMPTY, index=rest.index)
    return np.append(values, floats(aggregated(rest, others, spec)))


def crossed(
    frame: pd.DataFrame, part: pd.DataFrame, spec: ChartSpec, limit: int
) -> tuple[list[str], list[str], Array, list[str]]:
    """Return names across, names down, a number a pair of the part, and what was left out."""
    names = [labels(frame[spec.x]), labels(frame[spec.color])]
    notes, kept = [], []
    for by in names:
        counts = by.value_counts()
        if len(counts) > limit:
            notes.append(say("The {shown} most frequent of {n}", shown=limit, n=len(counts)))
        kept.append(sorted(counts.index[:limit], key=str.casefold))
    across, down = kept
    if part is not frame:
        names, frame = [by.loc[part.index] for by in names], part
    if spec.aggregate is Aggregate.COUNT or not spec.y:
        cells = pd.Series(1, index=frame.index).groupby([names[1], names[0]]).sum()
    else:
        groups = pd.Series(floats(frame[spec.y]), index=frame.index).groupby([names[1], names[0]])
        cells = groups.agg(spec.aggregate.value or "sum")
    grid = cells.unstack()  # noqa: PD010  one number a pair already
    grid = grid.reindex(index=down, columns=across)
    return list(across), list(down), grid.to_numpy(dtype="float64"), notes


def spread(
    frame: pd.DataFrame, part: pd.DataFrame, spec: ChartSpec, limit: int
) -> tuple[list[str], Array, int, int]:
    """
    Return names, their five numbers in a part of the rows (shape `(5, n)`), and what is not shown.

    The five are lowest, first quarter, median, third quarter, highest; then come how many
    names there are, and how many rows without a number.
    """
    values = pd.Series(floats(frame[spec.y]), index=frame.index)
    names = labels(frame[spec.x])[values.notna()]
    there = values.dropna()
    counts = names.value_counts()
    kept = list(counts.index[:limit])
    if part is not frame:
        there = there.loc[there.index.intersection(part.index)]
    groups = there.groupby(names)
    five = [groups.quantile(share).reindex(kept) for share in (0, 0.25, 0.5, 0.75, 1)]
    return kept, np.array(five, dtype="float64"), len(counts), int(values.isna().sum())


def ones(n: int) -> Array:
    """Return as many ones, for marks that are all as long."""
    return np.ones(n)


def shares(values: Array) -> Array:
    """Return parts of their sum; what is empty or below zero is no part."""
    found: Array = np.clip(np.nan_to_num(values), 0, None)
    return np.divide(found, found.sum() or 1)


def cells(grid: Array) -> tuple[Array, Array, Array]:
    """Return row, column and value of the cells that have one."""
    ys, xs = np.nonzero(~np.isnan(grid))
    return ys, xs, grid[ys, xs]


def rows_of(names: list[tuple[str, str]], values: Array) -> Array:
    """Return two names and a value each, as hover texts take them."""
    return np.array(
        [(*pair, value) for pair, value in zip(names, values.tolist(), strict=True)], dtype="object"
    ).reshape(len(names), 3)


def joined(rings: Iterable[list[list[float]]]) -> tuple[Array, Array]:
    """Return rings as one line with gaps: the first and the second of each point."""
    gap = [[np.nan, np.nan]]
    corners = np.array([point for ring in rings for point in (*ring, *gap)], dtype="float32")
    return corners[:, 0], corners[:, 1]
