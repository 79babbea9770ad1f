"""Charts of parts: shares of a whole, pairs of categories, and how numbers are spread."""

from typing import Any

from codika.results.charts import (
    LABEL_LENGTH,
    Marks,
    axis,
    chart,
    left_out,
    once,
    safe,
    value_axis,
    value_format,
)
from codika.results.reading import Table
from codika.results.specs import ChartSpec

MAX_SLICES = 6
"""Slices of a pie; thinner ones cannot be compared."""
MAX_TILES = 40
"""Tiles of a tree map."""
MAX_CELLS = 30
"""Rows and columns of a heat map, at most."""
MAX_BOXES = 20


@chart("Pie")
def pie(spec: ChartSpec, table: Table) -> Marks:
    """Show a few shares of a whole, the largest first; what is left shares one."""
    labels, values, notes = _shares(spec, table, MAX_SLICES)
    trace = {
        "type": "pie",
        "labels": labels,
        "values": values,
        "sort": False,
        "direction": "clockwise",
        "hole": 0.45,
        "textinfo": "percent",
        "hovertemplate": f"%{{label}}<br>%{{value:{value_format(spec, table)}}}"
        "<br>%{percent}<extra></extra>",
    }
    return Marks(
        traces=[trace],
        xaxis={},
        yaxis={},
        notes=notes,
        layout={"showlegend": True, "legend": {"orientation": "v"}},
    )


@chart("Treemap")
def treemap(spec: ChartSpec, table: Table) -> Marks:
    """Show a tile a name, as large as its share."""
    from codika.results import points  # noqa: PLC0415 - loads pandas

    labels, values, notes = _shares(spec, table, MAX_TILES)
    trace = {
        "type": "treemap",
        # Ids of their own, since two long labels may look alike.
        "ids": points.texts(map(str, range(len(labels)))),
        "labels": labels,
        "parents": points.texts("" for _ in labels),
        "values": values,
        "textinfo": "label+percent root",
        "hovertemplate": f"%{{label}}<br>%{{value:{value_format(spec, table)}}}<extra></extra>",
    }
    return Marks(traces=[trace], xaxis={}, yaxis={}, notes=notes, layout={"showlegend": False})


def _shares(spec: ChartSpec, table: Table, limit: int) -> tuple[Any, Any, list[str]]:
    """Return labels and sizes of the parts of a whole, and remarks on what is no part."""
    from codika.results import points  # noqa: PLC0415 - loads pandas

    limit = min(spec.top or limit, limit)
    labels, values, n_groups = points.longest(table.frame, spec, limit)
    notes = []
    if n_groups > limit:
        if len(values) == len(labels):  # a ranking, but the rest is part of this whole
            shown = dict.fromkeys(labels)
            values = points.with_rest(table.frame, spec, shown, values)
        labels.append(f"All others ({n_groups - limit:,})")
        notes.append(f"{limit} of {n_groups:,} have a part of their own, the others share one")
    is_part = values > 0
    if not is_part.all():
        notes.append(f"{int((~is_part).sum()):,} without a value above zero are left out")
    names = points.texts(safe(label, LABEL_LENGTH) for label in labels)
    return names[is_part], values[is_part], notes


@chart("Heat map")
def heat_map(spec: ChartSpec, table: Table) -> Marks:
    """Show a cell a pair of categories, `x` and `color`; the colour says how much."""
    from codika.results import points  # noqa: PLC0415 - loads pandas

    x, y = table.column(spec.x), table.column(spec.color)
    columns, rows, cells, notes = points.crossed(table.frame, spec, MAX_CELLS)
    across, down = points.places(len(columns)), points.places(len(rows))
    said = value_axis(spec, table)["title"]["text"]
    trace = {
        "type": "heatmap",
        "x": across,
        "y": down,
        "z": cells,
        "colorbar": {"title": {"text": said, "side": "right"}, "thickness": 12},
        "hoverongaps": False,
        "hovertemplate": f"{safe(said)}: %{{z:{value_format(spec, table)}}}<extra></extra>",
    }
    return Marks(
        traces=[trace],
        xaxis=_names(x.label, across, columns),
        yaxis=_names(y.label, down, rows) | {"autorange": "reversed"},
        notes=notes,
    )


@chart("Box")
def box(spec: ChartSpec, table: Table) -> Marks:
    """How a number is spread in each category: median, quarters, and the ends."""
    from codika.results import points  # noqa: PLC0415 - loads pandas

    column = table.column(spec.x)
    labels, five, n_groups, n_empty = points.spread(table.frame, spec, MAX_BOXES)
    places = points.places(len(labels))
    trace = {
        "type": "box",
        "x": places,
        "lowerfence": five[0],
        "q1": five[1],
        "median": five[2],
        "q3": five[3],
        "upperfence": five[4],
        "customdata": points.texts(map(safe, labels)),
    }
    notes = left_out(n_empty)
    if n_groups > len(labels):
        notes.append(f"The {len(labels)} with most rows of {n_groups:,}")
    return Marks(
        traces=[trace],
        xaxis=_names(column.label, places, labels),
        yaxis=axis(table.column(spec.y)),
        notes=once([*notes, "Boxes hold the middle half, whiskers reach the lowest and highest"]),
    )


def _names(title: str, places: Any, labels: list[str]) -> dict[str, Any]:
    """Describe an axis of names."""
    from codika.results import points  # noqa: PLC0415 - loads pandas

    return {
        "title": {"text": safe(title)},
        "tickvals": places,
        "ticktext": points.texts(safe(label, LABEL_LENGTH) for label in labels),
        "showgrid": False,
    }
