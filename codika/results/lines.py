"""Charts along an axis: lines, areas, clouds of points, maps of coordinates."""

import math
from typing import TYPE_CHECKING, Any

from codika.language import later, say
from codika.results.charts import chart
from codika.results.marks import (
    LABEL_LENGTH,
    Marks,
    axis,
    format_of,
    left_out,
    once,
    safe,
    value_axis,
    value_format,
)
from codika.results.picking import Pick
from codika.results.reading import Table
from codika.results.specs import Aggregate, ChartSpec

if TYPE_CHECKING:
    import pandas as pd

    from codika.results.points import Array

FEW_POINTS = 40  # are marked on a line
MANY_POINTS = 1000  # of a line, of which each can be clicked; a browser takes long over more
_LEAST_COSINE = 0.2  # near a pole a map would become infinitely wide


@chart("Line")
def line(spec: ChartSpec, table: Table, rows: "pd.DataFrame") -> Marks:
    """Points joined in order of `x`; rows of the same `x` become one, by the aggregate."""
    return _lines(spec, table, rows)[0]


def _lines(spec: ChartSpec, table: Table, rows: "pd.DataFrame") -> tuple[Marks, bool]:
    """Draw lines; return with them whether all their points are shown."""
    from codika.results import points  # noqa: PLC0415 - loads pandas

    column = table.column(spec.x)
    notes = left_out(int(table.frame[spec.x].isna().sum()))
    is_whole = True
    axes = [("x", column)]
    traces, picks = [], []
    if is_each := spec.aggregate is Aggregate.NONE and bool(spec.y):
        axes.append(("y", table.column(spec.y)))
    for name, some, color in points.by_color(table, rows, spec.color, notes):
        if is_each:
            places, values = _in_order(some, spec.x, spec.y, filled=[spec.x])
        else:
            there = some[some[spec.x].notna()]
            values = points.aggregated(there, there[spec.x], spec).sort_index()
            places = values.index.to_series()
        trace = _trace(name, points.along_axis(places, column.kind), points.floats(values), notes)
        n_points = len(trace["x"])
        is_whole &= n_points == len(places)
        trace["mode"] = "lines+markers" if n_points <= MANY_POINTS else "lines"
        if FEW_POINTS < n_points <= MANY_POINTS:
            trace["marker"] = {"opacity": 0}  # not seen, but plotly hears a click on it
        trace["hovertemplate"] = f"%{{x}}<br>%{{y:{value_format(spec, table)}}}"
        traces.append(trace)
        picks.append(Pick(axes=tuple(axes), color=color) if n_points <= MANY_POINTS else Pick())
    marks = Marks(
        traces=traces,
        xaxis=axis(column),
        yaxis=value_axis(spec, table),
        picks=picks,
        notes=once(notes),
    )
    return marks, is_whole


@chart("Area")
def area(spec: ChartSpec, table: Table, rows: "pd.DataFrame") -> Marks:
    """Lines with the ground below them; they stand on one another where they add up."""
    marks, is_whole = _lines(spec, table, rows)
    adds_up = spec.aggregate in (Aggregate.SUM, Aggregate.COUNT)
    for trace in marks.traces:
        # Thinned lines no longer meet at the same places, so they cannot be added.
        if len(marks.traces) > 1 and is_whole and adds_up:
            trace |= {"stackgroup": "all", "stackgaps": "interpolate"}
        else:
            trace["fill"] = "tozeroy"
    marks.yaxis["rangemode"] = "tozero"
    return marks


@chart("Scatter")
def scatter(spec: ChartSpec, table: Table, rows: "pd.DataFrame") -> Marks:
    """One point a row."""
    from codika.results import points  # noqa: PLC0415 - loads pandas

    x, y = table.column(spec.x), table.column(spec.y)
    is_bare = table.frame[spec.x].isna() | table.frame[spec.y].isna()
    notes = left_out(int(is_bare.sum()))
    traces, picks = [], []
    for name, some, color in points.by_color(table, rows, spec.color, notes):
        xs, ys = _in_order(some, spec.x, spec.y, filled=[spec.x, spec.y])
        trace = _trace(name, points.along_axis(xs, x.kind), points.floats(ys), notes)
        trace |= {"mode": "markers", "marker": {"opacity": 0.7}}
        trace["hovertemplate"] = f"%{{x:{format_of(x)}}}<br>%{{y:{format_of(y)}}}"
        traces.append(trace)
        picks.append(Pick(axes=(("x", x), ("y", y)), color=color))
    return Marks(traces=traces, xaxis=axis(x), yaxis=axis(y), picks=picks, notes=once(notes))


@chart("Map")
def coordinates(spec: ChartSpec, table: Table, rows: "pd.DataFrame") -> Marks:
    """
    One point a row, at its longitude `x` and latitude `y`, in true proportion.

    Without coast lines: plotly would fetch them from a foreign host.
    """
    marks = scatter(spec, table, rows)
    ys = [trace["y"] for trace in marks.traces if len(trace["y"])]
    middle = sum((float(y.min()) + float(y.max())) / 2 for y in ys) / len(ys) if ys else 0.0
    width = max(math.cos(math.radians(middle)), _LEAST_COSINE)
    marks.xaxis |= {"ticksuffix": "°", "zeroline": False}
    marks.yaxis |= {
        "ticksuffix": "°", "zeroline": False, "scaleanchor": "x", "scaleratio": 1 / width,
    }  # fmt: skip
    return marks


def _in_order(
    rows: "pd.DataFrame", x: str, y: str, *, filled: list[str]
) -> "tuple[pd.Series[Any], pd.Series[Any]]":
    """Return two columns in order of the first, without rows that lack a value in some."""
    xs, ys = rows[x], rows[y]
    has_gaps = any(rows[name].hasnans for name in filled)
    # What is recorded is in order of time mostly and has no gaps, and this tells at once.
    if not has_gaps and xs.is_monotonic_increasing:
        return xs, ys
    drawn = rows[list(dict.fromkeys((x, y)))]
    ordered = drawn[drawn[filled].notna().all(axis=1)].sort_values(x, kind="stable")
    return ordered[x], ordered[y]


def _trace(name: str, xs: "Array", ys: "Array", notes: list[str]) -> dict[str, Any]:
    """Describe a line or a cloud, thinned if it has too many points."""
    from codika.results import points  # noqa: PLC0415 - loads pandas

    kept = points.thinned(ys)
    if len(kept) < len(ys):
        words = _THINNED_ONE if name else _THINNED
        notes.append(say(words, shown=len(kept), n=len(ys), name=name, slices=points.SLICES))
    return {"type": "scatter", "name": safe(name, LABEL_LENGTH), "x": xs[kept], "y": ys[kept]}


_THINNED = later("{shown} of {n} points shown: the lowest and highest of each of {slices} slices")
_THINNED_ONE = later(
    "{shown} of {n} points of {name} shown: the lowest and highest of each of {slices} slices"
)
