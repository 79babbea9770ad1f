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
from typing import TYPE_CHECKING, Any

from codika.results.kinds import Column, Hint, Kind
from codika.results.names import plain
from codika.results.reading import Table
from codika.results.specs import Aggregate, ChartSpec

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from codika.results.points import Array

MAX_BARS = 20
"""Bars of one chart; what is left goes into one that says so."""

_LABEL_LENGTH = 36  # characters of a label at an axis
_NOTE_LENGTH = 400  # characters
_FEW_POINTS = 40  # are marked on a line
_BAR_HEIGHT = 28  # pixels
_FRAME_HEIGHT = 150  # pixels; title and axis of a chart of bars
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


def draw(spec: ChartSpec, table: Table, *, dark: bool = False) -> "go.Figure":
    """
    Draw a chart of a table.

    What was left out or drawn together is said in the subtitle, and stands as
    plain text in `figure.layout.meta["note"]`.

    Args:
        spec: What to draw.
        table: The table to draw it from; its frame may hold only some of the rows.
        dark: Whether it stands on a dark page.  Without effect where a template is
            plotly's default already: Streamlit sets one that follows its theme.

    Raises:
        KeyError: The table lacks a column, or there is no such kind of chart.
    """
    import plotly.graph_objects as go  # noqa: PLC0415 - only charts need it
    from plotly import io  # noqa: PLC0415

    marks = CHARTS[spec.kind](spec, table)
    note = ". ".join(marks.notes)
    n_traces = len(marks.traces)
    layout: dict[str, Any] = {
        "title": {"text": safe(spec.title), "subtitle": {"text": safe(note, _NOTE_LENGTH)}},
        "meta": {"note": note},
        "xaxis": {"exponentformat": "B", "automargin": True, **marks.xaxis},
        "yaxis": {"exponentformat": "B", "automargin": True, **marks.yaxis},
        "showlegend": n_traces > 1,
        "legend": {"orientation": "h", "yref": "container", "yanchor": "bottom", "y": 0, "x": 0},
        "margin": {"l": 10, "r": 10, "t": 80 if note else 60, "b": 10},
        "height": _BAR_HEIGHT * marks.n_bars + _FRAME_HEIGHT if marks.n_bars else _HEIGHT,
        "bargap": 0.25,
    }
    if dark and io.templates.default == "plotly":
        layout["template"] = "plotly_dark"
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
    from codika.results import points  # noqa: PLC0415 - loads pandas

    column = table.column(spec.x)
    if column.kind.is_temporal or column.hint is Hint.YEAR:
        groups = points.aggregated(table.frame, table.frame[spec.x], spec)
        trace = {
            "type": "bar",
            "x": points.along_axis(groups.index.to_series(), column.kind),
            "y": points.floats(groups),
            "hovertemplate": f"%{{x}}<br>%{{y:{_value_format(spec, table)}}}<extra></extra>",
        }
        return Marks(
            traces=[trace],
            xaxis=_axis(column),
            yaxis=_value_axis(spec, table),
            notes=_empty_note(table, spec.x),
        )
    labels, values, n_groups = points.longest(table.frame, spec, MAX_BARS)
    notes = []
    if len(values) > len(labels):
        labels.append(f"All others ({n_groups - MAX_BARS:,})")
        notes = [f"{MAX_BARS} of {n_groups:,} have a bar of their own, the others share one"]
    elif n_groups > MAX_BARS:
        notes = [f"The {MAX_BARS} highest of {n_groups:,}"]
    # Places with labels rather than labels as places: two long ones may look
    # alike, and one that looks like a number or a date is still just a name.
    places = points.places(len(labels))
    trace = {
        "type": "bar",
        "orientation": "h",
        "x": values,
        "y": places,
        "customdata": points.texts(map(safe, labels)),
        "hovertemplate": f"%{{customdata}}<br>%{{x:{_value_format(spec, table)}}}<extra></extra>",
    }
    axis = {
        "title": {"text": safe(column.label)},
        "tickvals": places,
        "ticktext": points.texts(safe(label, _LABEL_LENGTH) for label in labels),
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
    from codika.results import points  # noqa: PLC0415 - loads pandas

    column = table.column(spec.x)
    notes = _empty_note(table, spec.x)
    frame = table.frame[table.frame[spec.x].notna()]
    traces = []
    for name, rows in points.by_color(frame, spec.color, notes):
        if spec.aggregate is Aggregate.NONE:
            ordered = rows.sort_values(spec.x, kind="stable")
            places, values = ordered[spec.x], ordered[spec.y]
        else:
            values = points.aggregated(rows, rows[spec.x], spec).sort_index()
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
    from codika.results import points  # noqa: PLC0415 - loads pandas

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
    from codika.results import points  # noqa: PLC0415 - loads pandas

    column = table.column(spec.x)
    values = points.finite(table.frame[spec.x])
    centres, counts, widths = points.counted(values, is_whole=column.kind is Kind.INTEGER)
    trace = {
        "type": "bar",
        "x": centres,
        "y": counts,
        "width": widths,
        "hovertemplate": f"%{{x:{_format(column)}}}<br>%{{y:,}} rows<extra></extra>",
    }
    return Marks(
        traces=[trace],
        xaxis=_axis(column),
        yaxis={"title": {"text": "Rows"}, "rangemode": "tozero"},
        notes=_left_out(table.n_rows - len(values)),
    )


def _trace(name: str, xs: "Array", ys: "Array", notes: list[str]) -> dict[str, Any]:
    """Describe a line or a cloud, thinned if it has too many points."""
    from codika.results import points  # noqa: PLC0415 - loads pandas

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
