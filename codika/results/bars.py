"""Charts of bars: a number a name, a number a time, a count a range of values."""

from typing import Any

from codika.results.charts import (
    LABEL_LENGTH,
    Marks,
    axis,
    chart,
    format_of,
    left_out,
    once,
    safe,
    value_axis,
    value_format,
)
from codika.results.kinds import Hint, Kind
from codika.results.reading import Table
from codika.results.specs import MOST_TOP, Aggregate, ChartSpec, Order

MAX_BARS = 20
"""Bars of one chart unless asked for; what is left goes into one that says so."""

# Totals of parts stand on one another; averages of parts are no parts of an average.
_ADD_UP = (Aggregate.NONE, Aggregate.COUNT, Aggregate.SUM)


@chart("Bar")
def bar(spec: ChartSpec, table: Table) -> Marks:
    """One bar a value of `x`: in order of time, or else the longest first."""
    from codika.results import points  # noqa: PLC0415 - loads pandas

    column = table.column(spec.x)
    if column.kind.is_temporal or column.hint is Hint.YEAR:
        return _in_time(spec, table)
    limit = min(spec.top or MAX_BARS, MOST_TOP)
    labels, values, n_groups = points.longest(table.frame, spec, limit)
    word = "lowest" if spec.order is Order.SMALLEST else "highest"
    notes = []
    if len(values) > len(labels):
        labels.append(f"All others ({n_groups - limit:,})")
        notes = [f"{limit} of {n_groups:,} have a bar of their own, the others share one"]
    elif n_groups > limit:
        notes = [f"The {limit} {word} of {n_groups:,}"]
    # Places with labels rather than labels as places: two long ones may look
    # alike, and one that looks like a number or a date is still just a name.
    places = points.places(len(labels))
    names = points.texts(map(safe, labels))
    hover = f"%{{customdata}}<br>%{{x:{value_format(spec, table)}}}"
    traces: list[dict[str, Any]] = []
    shown = {label: place for place, label in enumerate(labels)}
    for name, rows in points.by_color(table.frame, spec.color, notes):
        lengths = values if not spec.color else points.lengths(rows, spec, shown, limit)
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
    return Marks(
        traces=traces,
        xaxis=value_axis(spec, table),
        yaxis={
            "title": {"text": safe(column.label)},
            "tickvals": places,
            "ticktext": points.texts(safe(label, LABEL_LENGTH) for label in labels),
            "autorange": "reversed",
            "showgrid": False,
        },
        notes=once(notes),
        n_bars=len(labels),
        layout=_stacked(spec),
    )


def _in_time(spec: ChartSpec, table: Table) -> Marks:
    from codika.results import points  # noqa: PLC0415 - loads pandas

    column = table.column(spec.x)
    n_empty = int(table.frame[spec.x].isna().sum())
    notes = left_out(n_empty)
    traces = []
    for name, rows in points.by_color(table.frame, spec.color, notes):
        groups = points.aggregated(rows, rows[spec.x], spec)
        xs, ys = points.along_axis(groups.index.to_series(), column.kind), points.floats(groups)
        kept = points.thinned(ys)
        if len(kept) < len(ys):
            notes.append(f"{len(kept):,} of {len(ys):,} bars shown, lowest and highest among them")
        trace = {
            "type": "bar",
            "x": xs[kept],
            "y": ys[kept],
            "hovertemplate": f"%{{x}}<br>%{{y:{value_format(spec, table)}}}"
            + ("" if name else "<extra></extra>"),
        }
        traces.append(trace | ({"name": safe(name, LABEL_LENGTH)} if name else {}))
    return Marks(
        traces=traces,
        xaxis=axis(column),
        yaxis=value_axis(spec, table),
        notes=once(notes),
        layout=_stacked(spec),
    )


def _stacked(spec: ChartSpec) -> dict[str, Any]:
    return {"barmode": "stack" if spec.aggregate in _ADD_UP else "group"} if spec.color else {}


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
        "hovertemplate": f"%{{x:{format_of(column)}}}<br>%{{y:,}} rows<extra></extra>",
    }
    return Marks(
        traces=[trace],
        xaxis=axis(column),
        yaxis={"title": {"text": "Rows"}, "rangemode": "tozero"},
        notes=left_out(table.n_rows - len(values)),
    )
