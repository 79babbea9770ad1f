"""Charts of bars: a number a name, a number a time, a count a range of values."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from codika.language import later, say
from codika.results.charts import chart
from codika.results.kinds import Hint, Kind
from codika.results.marks import (
    LABEL_LENGTH,
    Marks,
    all_others,
    axis,
    format_of,
    left_out,
    once,
    safe,
    value_axis,
    value_format,
)
from codika.results.picking import Asked, Pick, between, named
from codika.results.reading import Table
from codika.results.specs import MOST_TOP, Aggregate, ChartSpec, Order
from codika.results.summary import number, share

if TYPE_CHECKING:
    import pandas as pd

MAX_LINES = 25
"""Lines of a table with bars unless asked for; they take less height than bars."""
MAX_BARS = 20
"""Bars of one chart unless asked for; what is left goes into one that says so."""

_LINE_WIDTH = 0.6  # of the height of a line
# Totals of parts stand on one another; averages of parts are no parts of an average.
ADD_UP = (Aggregate.NONE, Aggregate.COUNT, Aggregate.SUM)


@chart("Bar")
def bar(spec: ChartSpec, table: Table, rows: "pd.DataFrame") -> Marks:
    """One bar a value of `x`: in order of time, or else the longest first."""
    column = table.column(spec.x)
    is_time = column.kind.is_temporal or column.hint is Hint.YEAR
    return (_in_time if is_time else _by_name)(spec, table, rows)


def _by_name(spec: ChartSpec, table: Table, rows: "pd.DataFrame") -> Marks:
    from codika.results import points  # noqa: PLC0415 - loads pandas

    column = table.column(spec.x)
    limit = min(spec.top or MAX_BARS, MOST_TOP)
    labels, values, n_groups = points.longest(table.frame, spec, limit)
    notes = []
    asked: list[Asked] = [named(column, [label]) for label in labels]
    if len(values) > len(labels):
        labels.append(all_others(n_groups - limit))
        asked.append(None)
        notes = [say(_OTHERS_SHARE, shown=limit, n=n_groups)]
    elif n_groups > limit:
        words = _LOWEST if spec.order is Order.SMALLEST else _HIGHEST
        notes = [say(words, shown=limit, n=n_groups)]
    # Places with labels rather than labels as places: two long ones may look
    # alike, and one that looks like a number or a date is still just a name.
    places = points.places(len(labels))
    names = points.texts(map(safe, labels))
    hover = f"%{{customdata}}<br>%{{x:{value_format(spec, table)}}}"
    traces: list[dict[str, Any]] = []
    picks = []
    shown = {label: place for place, label in enumerate(labels)}
    for name, some, color in points.by_color(table, rows, spec.color, notes):
        is_whole = some is table.frame
        lengths = values if is_whole else points.lengths(some, spec, shown, limit)
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "x": lengths,
                "y": places,
                "customdata": names,
                "hovertemplate": hover + ("" if name else "<extra></extra>"),
            }
            | ({"name": safe(name, LABEL_LENGTH)} if name else {})
        )
        picks.append(Pick(marks=asked, color=color))
    return Marks(
        traces=traces,
        xaxis=value_axis(spec, table),
        yaxis=names_axis(column.label, labels) | {"autorange": "reversed"},
        picks=picks,
        notes=once(notes),
        n_bars=len(labels),
        layout=_stacked(spec),
    )


_OTHERS_SHARE = later("{shown} of {n} have a bar of their own, the others share one")
_LOWEST, _HIGHEST = later("The {shown} lowest of {n}"), later("The {shown} highest of {n}")


@chart("Table with bars")
def table_with_bars(spec: ChartSpec, table: Table, rows: "pd.DataFrame") -> Marks:
    """Show a line a name: the name, its number as it is, and a bar as long."""
    from codika.results import points  # noqa: PLC0415 - loads pandas

    marks = _by_name(replace(spec, color="", top=spec.top or MAX_LINES), table, rows)
    (lengths,) = marks.traces
    values = lengths["x"].tolist()
    lengths["width"] = points.ones(len(values)) * _LINE_WIDTH
    # Names stand on an axis of their own, further left; an axis without a trace is not drawn.
    marks.traces.append(
        {"type": "scatter", "x": [None], "y": [None], "yaxis": "y2", "hoverinfo": "skip"}
    )
    names = marks.yaxis | {
        "title": None,
        "autorange": False,
        "range": [len(values) - 0.5, -0.5],
        "automargin": True,
    }
    marks.layout = {
        "showlegend": False,
        "yaxis2": names | {"overlaying": "y", "anchor": "free", "autoshift": True, "side": "left"},
    }
    marks.yaxis = names | {"ticktext": points.texts(_in_full(values, spec, table))}
    marks.picks = [*marks.picks, Pick()]
    marks.notes = [marks.xaxis["title"]["text"], *marks.notes]
    marks.xaxis = {"visible": False, "rangemode": "tozero"}
    return marks


def _in_full(values: list[float], spec: ChartSpec, table: Table) -> list[str]:
    """Return numbers as people write them, with their share where they are parts of a whole."""
    hint = table.column(spec.y).hint if spec.y and spec.aggregate is not Aggregate.COUNT else ""
    there = [value for value in values if not math.isnan(value)]
    total = sum(there)
    has_shares = spec.aggregate in ADD_UP and total > 0 and min(there) >= 0
    return [
        ""
        if math.isnan(value)
        else number(value, Hint(hint)) + (f" · {share(value / total)}" if has_shares else "")
        for value in values
    ]


def names_axis(title: str, labels: Sequence[str]) -> dict[str, Any]:
    """Describe an axis of names, which stand at 0, 1, 2 …."""
    from codika.results import points  # noqa: PLC0415 - loads pandas

    return {
        "title": {"text": safe(title)},
        "tickvals": points.places(len(labels)),
        "ticktext": points.texts(safe(label, LABEL_LENGTH) for label in labels),
        "ticklabeloverflow": "allow",
        "showgrid": False,
    }


def _in_time(spec: ChartSpec, table: Table, rows: "pd.DataFrame") -> Marks:
    from codika.results import points  # noqa: PLC0415 - loads pandas

    column = table.column(spec.x)
    n_empty = int(table.frame[spec.x].isna().sum())
    notes = left_out(n_empty)
    traces, picks = [], []
    for name, some, color in points.by_color(table, rows, spec.color, notes):
        groups = points.aggregated(some, some[spec.x], spec)
        xs, ys = points.along_axis(groups.index.to_series(), column.kind), points.floats(groups)
        kept = points.thinned(ys)
        if len(kept) < len(ys):
            notes.append(
                say(
                    "{shown} of {n} bars shown, lowest and highest among them",
                    shown=len(kept),
                    n=len(ys),
                )
            )
        trace = {
            "type": "bar",
            "x": xs[kept],
            "y": ys[kept],
            "hovertemplate": f"%{{x}}<br>%{{y:{value_format(spec, table)}}}"
            + ("" if name else "<extra></extra>"),
        }
        traces.append(trace | ({"name": safe(name, LABEL_LENGTH)} if name else {}))
        picks.append(Pick(axes=(("x", column),), color=color))
    return Marks(
        traces=traces,
        xaxis=axis(column),
        yaxis=value_axis(spec, table),
        picks=picks,
        notes=once(notes),
        layout=_stacked(spec),
    )


def _stacked(spec: ChartSpec) -> dict[str, Any]:
    return {"barmode": "stack" if spec.aggregate in ADD_UP else "group"} if spec.color else {}


@chart("Histogram")
def histogram(spec: ChartSpec, table: Table, rows: "pd.DataFrame") -> Marks:
    """How many rows have which value; counted here, so that only bars are sent."""
    from codika.results import bins, points  # noqa: PLC0415 - loads pandas

    column = table.column(spec.x)
    values = points.finite(table.frame[spec.x])
    is_whole = column.kind is Kind.INTEGER
    edges = bins.edges_of(values, is_whole=is_whole)
    ends = bins.within(edges, values, is_whole=is_whole)
    centres, counts, widths = bins.counted(points.finite(rows[spec.x]), edges)
    n_rows = say("{n} rows", n="%{y:,}")
    trace = {
        "type": "bar",
        "x": centres,
        "y": counts,
        "width": widths,
        "hovertemplate": f"%{{x:{format_of(column)}}}<br>{n_rows}<extra></extra>",
    }
    return Marks(
        traces=[trace],
        xaxis=axis(column),
        yaxis={"title": {"text": say("Rows")}, "rangemode": "tozero"},
        picks=[Pick(marks=[between(column, low, high) for low, high in ends])],
        notes=left_out(table.n_rows - len(values)),
    )
