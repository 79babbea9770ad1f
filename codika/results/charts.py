"""
Charts of tables, by kind.

To add a kind, write one function with `@chart` that turns a spec and a table into
marks; nothing else needs to know.  Three things hold for every chart.  Colours are not
set here: the theme of the page gives them.  Whatever is text in the data is text in the
chart: plotly reads some HTML in labels, and a label must not become a link.  And
a chart never shows less than the table has without saying so beneath its title.
"""

import html
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from codika.results import points
from codika.results.kinds import Column, Hint, Kind
from codika.results.names import plain
from codika.results.reading import Table
from codika.results.specs import Aggregate, ChartSpec

MAX_BARS = 20
"""Bars of one chart; what is left goes into one that says so."""
MAX_BINS = 40

_LABEL_LENGTH = 36  # characters of a label at an axis
_NOTE_LENGTH = 400  # characters
_FEW_POINTS = 40  # are marked on a line
_BAR_HEIGHT = 24  # pixels
_HEIGHT = 380  # pixels
_UTC = " (UTC)"


@dataclass(slots=True, kw_only=True)
class Marks:
    """What a chart function gives: plotly's traces and axes as plain dicts, and remarks."""

    traces: list[dict[str, Any]]
    xaxis: dict[str, Any]
    yaxis: dict[str, Any]
    notes: list[str] = field(default_factory=list)
    """What a reader must know, such as how many points are not shown."""
    n_bars: int = 0
    """Horizontal bars, which make a figure taller."""


Draw = Callable[[ChartSpec, Table], Marks]
CHARTS: dict[str, Draw] = {}


def chart(kind: str) -> Callable[[Draw], Draw]:
    """Register a function as the way to draw this kind of chart."""

    def register(function: Draw) -> Draw:
        CHARTS[kind] = function
        return function

    return register


def draw(spec: ChartSpec, table: Table, *, dark: bool = False) -> go.Figure:
    """
    Draw a chart of a table.

    What was left out or drawn together is said in the subtitle, and stands as
    plain text in `figure.layout.meta["note"]`.

    Args:
        spec: What to draw.
        table: The table to draw it from.
        dark: For a dark page that has no theme of its own, such as an exported file.

    Raises:
        KeyError: The table lacks a column, or there is no such kind of chart.
    """
    marks = CHARTS[spec.kind](spec, table)
    note = ". ".join(marks.notes)
    layout: dict[str, Any] = {
        "title": {"text": safe(spec.title), "subtitle": {"text": safe(note, _NOTE_LENGTH)}},
        "meta": {"note": note},
        "xaxis": {"exponentformat": "B", "automargin": True, **marks.xaxis},
        "yaxis": {"exponentformat": "B", "automargin": True, **marks.yaxis},
        "showlegend": len(marks.traces) > 1,
        "legend": {"title": {"text": safe(_title_of(spec.color, table))}},
        "margin": {"l": 10, "r": 10, "t": 80 if note else 56, "b": 10},
        "height": max(_HEIGHT, _BAR_HEIGHT * marks.n_bars + 120),
        "bargap": 0.25,
    }
    if dark:
        layout |= {"template": "plotly_dark"}
    return go.Figure(data=marks.traces, layout=layout)


def safe(text: str, limit: int = 80) -> str:
    """
    Return text as a chart may show it: one line, and no character of it a command.

    Plotly understands `<b>` and `<a href>`, `%{…}` in hover texts, and `$…$` as
    formulas where MathJax is loaded.
    """
    line = html.escape(plain(text, limit), quote=False)
    return line.replace("$", "&#36;").replace("%{", "&#37;{")


@chart("Bar")
def bar(spec: ChartSpec, table: Table) -> Marks:
    """One bar a value of `x`: in order of time, or else the longest first."""
    column = table.column(spec.x)
    if column.kind.is_temporal or column.hint is Hint.YEAR:
        groups = _aggregated(spec, table, table.frame[spec.x])
        trace = {
            "type": "bar",
            "x": points.along_axis(groups.index.to_series(), column.kind),
            "y": points.floats(groups),
            "hovertemplate": f"%{{x}}<br>%{{y:{_value_format(spec, table)}}}<extra></extra>",
        }
        notes = _empty_note(table, spec.x)
        return Marks(
            traces=[trace], xaxis=_axis(column), yaxis=_value_axis(spec, table), notes=notes
        )
    names = points.labels(table.frame[spec.x])
    groups = _aggregated(spec, table, names).sort_values(ascending=False, kind="stable")
    shown, notes = groups.iloc[:MAX_BARS], []
    labels = [str(name) for name in shown.index]
    values = points.floats(shown)
    n_others = len(groups) - len(shown)
    if n_others:
        is_other = ~names.isin(shown.index)
        everyone = pd.Series(0, index=names.index)[is_other]
        others = _aggregated(spec, table, everyone, is_other)
        labels.append(f"All others ({n_others:,})")
        values = np.append(values, points.floats(others))
        notes = [f"{MAX_BARS} of {len(groups):,} have a bar of their own, the others share one"]
    places = np.arange(len(labels))
    trace = {
        "type": "bar",
        "orientation": "h",
        "x": values,
        "y": places,
        "customdata": np.array([safe(label) for label in labels], dtype="object"),
        "hovertemplate": f"%{{customdata}}<br>%{{x:{_value_format(spec, table)}}}<extra></extra>",
    }
    # Places with labels rather than labels as places: two long ones may look
    # alike, and one that looks like a number or a date is still just a name.
    axis = {
        "title": {"text": safe(column.label)},
        "tickvals": places,
        "ticktext": np.array([safe(label, _LABEL_LENGTH) for label in labels], dtype="object"),
        "autorange": "reversed",
        "showgrid": False,
    }
    return Marks(
        traces=[trace],
        xaxis=_value_axis(spec, table),
        yaxis=axis,
        notes=notes,
        n_bars=len(labels),
    )


@chart("Line")
def line(spec: ChartSpec, table: Table) -> Marks:
    """Points joined in order of `x`; rows of the same `x` become one, by the aggregate."""
    column = table.column(spec.x)
    notes = _empty_note(table, spec.x)
    frame = table.frame[table.frame[spec.x].notna()]
    traces = []
    for name, rows in points.by_color(frame, spec.color, notes):
        if spec.aggregate is Aggregate.NONE:
            ordered = rows.sort_values(spec.x, kind="stable")
            places, values = ordered[spec.x], ordered[spec.y]
        else:
            values = _aggregated(spec, table, rows[spec.x], rows.index).sort_index()
            places = values.index.to_series()
        trace = _trace(name, points.along_axis(places, column.kind), points.floats(values), notes)
        trace["mode"] = "lines+markers" if len(trace["x"]) <= _FEW_POINTS else "lines"
        trace["hovertemplate"] = f"%{{x}}<br>%{{y:{_value_format(spec, table)}}}"
        traces.append(trace)
    return Marks(
        traces=traces, xaxis=_axis(column), yaxis=_value_axis(spec, table), notes=_once(notes)
    )


@chart("Scatter")
def scatter(spec: ChartSpec, table: Table) -> Marks:
    """One point a row."""
    x, y = table.column(spec.x), table.column(spec.y)
    has_both = table.frame[spec.x].notna() & table.frame[spec.y].notna()
    notes = _left_out(int((~has_both).sum()))
    traces = []
    for name, rows in points.by_color(table.frame[has_both], spec.color, notes):
        ordered = rows.sort_values(spec.x, kind="stable")
        places = points.along_axis(ordered[spec.x], x.kind)
        trace = _trace(name, places, points.floats(ordered[spec.y]), notes)
        trace |= {"mode": "markers", "marker": {"opacity": 0.7}}
        trace["hovertemplate"] = f"%{{x:{_format(x)}}}<br>%{{y:{_format(y)}}}"
        traces.append(trace)
    return Marks(traces=traces, xaxis=_axis(x), yaxis=_axis(y), notes=_once(notes))


@chart("Histogram")
def histogram(spec: ChartSpec, table: Table) -> Marks:
    """How many rows have which value; counted here, so that only bars are sent."""
    column = table.column(spec.x)
    values = points.floats(table.frame[spec.x])
    values = values[~np.isnan(values)]
    notes = _left_out(table.n_rows - len(values))
    span = np.ptp(values) if len(values) else 0
    if column.kind is Kind.INTEGER and 0 < span < MAX_BINS:
        edges = np.arange(values.min(), values.max() + 2) - 0.5  # a bar a value
    else:
        edges = np.histogram_bin_edges(values, bins=int(np.clip(len(values) ** 0.5, 5, MAX_BINS)))
    counts, _ = np.histogram(values, bins=edges)
    trace = {
        "type": "bar",
        "x": (edges[:-1] + edges[1:]) / 2,
        "y": counts,
        "width": np.diff(edges) * 0.95,
        "hovertemplate": f"%{{x:{_format(column)}}}<br>%{{y:,}} rows<extra></extra>",
    }
    rows_axis = {"title": {"text": "Rows"}, "rangemode": "tozero"}
    return Marks(traces=[trace], xaxis=_axis(column), yaxis=rows_axis, notes=notes)


def _aggregated(
    spec: ChartSpec, table: Table, by: "pd.Series[Any]", rows: Any = None
) -> "pd.Series[Any]":
    """Return one number a value of `by`, for all rows or for some."""
    if spec.aggregate is Aggregate.COUNT or not spec.y:
        return by.groupby(by).size()
    numbers = pd.Series(points.floats(table.frame[spec.y]), index=table.frame.index)
    groups = (numbers if rows is None else numbers[rows]).groupby(by)
    return groups.mean() if spec.aggregate is Aggregate.MEAN else groups.sum(min_count=1)


def _trace(name: str, xs: points.Array, ys: points.Array, notes: list[str]) -> dict[str, Any]:
    kept = points.thinned(ys)
    if len(kept) < len(ys):
        notes.append(
            f"{len(kept):,} of {len(ys):,} points{f' of {name}' if name else ''} shown:"
            f" the lowest and highest of each of {points.SLICES:,} slices"
        )
    return {"type": "scatter", "name": safe(name, _LABEL_LENGTH), "x": xs[kept], "y": ys[kept]}


def _once(notes: list[str]) -> list[str]:
    """Return the first few remarks, each once."""
    return list(itertools.islice(dict.fromkeys(notes), 3))


def _left_out(n_rows: int) -> list[str]:
    return [f"{n_rows:,} rows without a value are left out"] if n_rows else []


def _empty_note(table: Table, name: str) -> list[str]:
    return _left_out(int(table.frame[name].isna().sum()))


def _title_of(name: str, table: Table) -> str:
    return table.column(name).title if name else ""


def _axis(column: Column) -> dict[str, Any]:
    """Describe the axis of a column."""
    zone = _UTC if column.kind is Kind.DATETIME else ""
    axis: dict[str, Any] = {"title": {"text": safe(column.label + zone)}}
    if column.hint is Hint.SHARE:
        axis["tickformat"] = ".0%"
    elif column.hint is Hint.YEAR:
        axis["tickformat"] = "d"
    return axis


def _value_axis(spec: ChartSpec, table: Table) -> dict[str, Any]:
    """Describe the axis of what was aggregated, which for bars begins at zero."""
    if spec.aggregate is Aggregate.COUNT or not spec.y:
        return {"title": {"text": "Rows"}, "rangemode": "tozero"}
    axis = _axis(table.column(spec.y))
    if spec.aggregate is Aggregate.MEAN:
        axis["title"] = {"text": f"{axis['title']['text']}, average"}
    return axis


def _format(column: Column) -> str:
    """Return how a value of the column is written in a hover text."""
    if column.kind.is_temporal:
        return "%Y-%m-%d %H:%M" if column.kind is Kind.DATETIME else "%Y-%m-%d"
    return {Hint.SHARE: ".1%", Hint.YEAR: "d"}.get(column.hint, ",.6~f")


def _value_format(spec: ChartSpec, table: Table) -> str:
    return _format(table.column(spec.y)) if spec.y else ","
