"""
Charts of parts: shares of a whole, pairs of categories, and how numbers are spread.

A pie is drawn as bars in a circle and a heat map as bars on a grid, since a browser
reports a click on a bar, and on no slice or cell.
"""

from typing import TYPE_CHECKING, Any

from codika.language import say, say_many
from codika.results.bars import names_axis
from codika.results.charts import chart
from codika.results.marks import (
    LABEL_LENGTH,
    Marks,
    all_others,
    axis,
    color_axis,
    left_out,
    once,
    safe,
    value_axis,
    value_format,
)
from codika.results.picking import Asked, Pick, named
from codika.results.reading import Table
from codika.results.specs import ChartSpec
from codika.results.summary import share

if TYPE_CHECKING:
    import pandas as pd

MAX_SLICES = 6
"""Slices of a pie; thinner ones cannot be compared."""
MAX_TILES = 40
"""Tiles of a tree map."""
MAX_CELLS = 30
"""Rows and columns of a heat map, at most."""
MAX_BOXES = 20

_FEW_CELLS = 60  # each with its number
_DEEP = 0.75  # of a scale of colours
_CIRCLE = 360  # degrees
_BESIDE, _EDGE = 1.2, 1.35  # where numbers stand around a circle of radius 1, and its edge
_THIN = 0.03  # of the circle; the number of a thinner slice would stand in the next one's


@chart("Pie")
def pie(spec: ChartSpec, table: Table, rows: "pd.DataFrame") -> Marks:
    """Show a few shares of a whole, the largest first; what is left shares one."""
    from codika.results import points  # noqa: PLC0415 - loads pandas

    names, values, asked, notes = _shares(spec, table, rows, MAX_SLICES)
    shares = points.shares(values)
    middles = (shares.cumsum() - shares / 2) * _CIRCLE
    traces: list[dict[str, Any]] = [
        {
            "type": "barpolar",
            "name": name,
            "r": points.ones(1),
            "theta": middles[place : place + 1],
            "width": shares[place : place + 1] * _CIRCLE,
            "customdata": values[place : place + 1],
            "hovertemplate": f"{name}<br>%{{customdata:{value_format(spec, table)}}}"
            f"<br>{share(shares[place], 1)}<extra></extra>",
        }
        for place, name in enumerate(names.tolist())
    ]
    is_wide = shares >= _THIN
    traces.append(
        {
            "type": "scatterpolar",
            "mode": "text",
            "r": points.ones(int(is_wide.sum())) * _BESIDE,
            "theta": middles[is_wide],
            "text": points.texts(share(part) for part in shares[is_wide]),
            "hoverinfo": "skip",
            "showlegend": False,
        }
    )
    return Marks(
        traces=traces,
        xaxis={"visible": False},
        yaxis={"visible": False},
        picks=[*(Pick(marks=[one]) for one in asked), Pick()],
        notes=notes,
        layout={
            "showlegend": True,
            "legend": {"orientation": "v"},
            "dragmode": "zoom",  # in a circle, plotly hears no click in the other modes
            "polar": {
                "hole": 0.4,
                "bgcolor": "rgba(0, 0, 0, 0)",
                "radialaxis": {"visible": False, "range": [0, _EDGE]},
                "angularaxis": {"visible": False, "direction": "clockwise", "rotation": 90},
            },
        },
    )


@chart("Treemap")
def treemap(spec: ChartSpec, table: Table, rows: "pd.DataFrame") -> Marks:
    """Show a tile a name, as large as its share."""
    from codika.results import points  # noqa: PLC0415 - loads pandas

    names, values, asked, notes = _shares(spec, table, rows, MAX_TILES)
    trace = {
        "type": "treemap",
        # Ids of their own, since two long labels may look alike.
        "ids": points.texts(map(str, range(len(names)))),
        "labels": names,
        "parents": points.texts("" for _ in names),
        "values": values,
        # A tile is told by its name: one colour, from the middle of the theme's scale.
        "marker": {
            "colors": points.ones(len(values)) * _DEEP,
            "coloraxis": "coloraxis",
            "pad": dict.fromkeys("tlrb", 0),
        },
        "root": {"color": "rgba(0, 0, 0, 0)"},
        "pathbar": {"visible": False},
        "tiling": {"pad": 2},
        "textinfo": "label+percent root",
        "hovertemplate": f"%{{label}}<br>%{{value:{value_format(spec, table)}}}<extra></extra>",
    }
    return Marks(
        traces=[trace],
        xaxis={},
        yaxis={},
        picks=[Pick(marks=asked)],
        notes=notes,
        layout={
            "showlegend": False,
            "coloraxis": {"cmin": 0, "cmax": 1, "showscale": False},
        },
    )


def _shares(
    spec: ChartSpec, table: Table, rows: "pd.DataFrame", limit: int
) -> tuple[Any, Any, list[Asked], list[str]]:
    """Return names and sizes of the parts of a whole, what they stand for, and remarks."""
    from codika.results import points  # noqa: PLC0415 - loads pandas

    column = table.column(spec.x)
    limit = min(spec.top or limit, limit)
    labels, values, n_groups = points.longest(table.frame, spec, limit)
    asked = [named(column, [label]) for label in labels]
    notes = []
    if n_groups > limit:
        if len(values) == len(labels):  # a ranking, but the rest is part of this whole
            shown = dict.fromkeys(labels)
            values = points.with_rest(table.frame, spec, shown, values)
        labels.append(all_others(n_groups - limit))
        asked.append(None)
        notes.append(
            say(
                "{shown} of {n} have a part of their own, the others share one",
                shown=limit,
                n=n_groups,
            )
        )
    is_part = values > 0
    if not is_part.all():
        n_out = int((~is_part).sum())
        notes.append(
            say_many(
                "{n} without a value above zero are left out",
                "{n} without a value above zero are left out",
                n_out,
            )
        )
    if rows is not table.frame:
        places = {label: place for place, label in enumerate(labels)}
        values = points.lengths(rows, spec, places, limit)
    names = points.texts(safe(label, LABEL_LENGTH) for label in labels)
    kept = [one for one, is_kept in zip(asked, is_part.tolist(), strict=True) if is_kept]
    return names[is_part], values[is_part], kept, notes


@chart("Heat map")
def heat_map(spec: ChartSpec, table: Table, rows: "pd.DataFrame") -> Marks:
    """Show a cell a pair of categories, `x` and `color`; the colour says how much."""
    from codika.results import points  # noqa: PLC0415 - loads pandas

    x, y = table.column(spec.x), table.column(spec.color)
    across, down, grid, notes = points.crossed(table.frame, rows, spec, MAX_CELLS)
    ys, xs, values = points.cells(grid)
    said = safe(value_axis(spec, table)["title"]["text"])
    written = value_format(spec, table)
    pairs = list(zip(ys.tolist(), xs.tolist(), strict=True))
    names = [(safe(across[at]), safe(down[row])) for row, at in pairs]
    trace: dict[str, Any] = {
        "type": "bar",
        "x": xs,
        "base": ys - 0.5,
        "y": points.ones(len(values)),
        "width": points.ones(len(values)),
        "marker": {"color": values, "coloraxis": "coloraxis"},
        "customdata": points.rows_of(names, values),
        "hovertemplate": "%{customdata[0]}<br>%{customdata[1]}<br>"
        f"{said}: %{{customdata[2]:{written}}}<extra></extra>",
    }
    if len(across) * len(down) <= _FEW_CELLS:
        trace |= {"texttemplate": "%{customdata[2]:.3~s}", "insidetextanchor": "middle"}
        trace |= {"textposition": "inside", "textangle": 0}
    columns, lines = ([named(one, [name]) for name in of] for one, of in ((x, across), (y, down)))
    asked = [
        None if columns[at] is None or lines[row] is None else (*columns[at], *lines[row])
        for row, at in pairs
    ]
    return Marks(
        traces=[trace],
        xaxis=names_axis(x.label, across) | {"range": [-0.5, len(across) - 0.5]},
        yaxis=names_axis(y.label, down) | {"range": [len(down) - 0.5, -0.5]},
        picks=[Pick(marks=asked)],
        notes=[say("The colour says {what}", what=said), *notes],
        layout={
            "barmode": "overlay",
            "coloraxis": color_axis(values),
        },
    )


@chart("Box")
def box(spec: ChartSpec, table: Table, rows: "pd.DataFrame") -> Marks:
    """How a number is spread in each category: median, quarters, and the ends."""
    from codika.results import points  # noqa: PLC0415 - loads pandas

    column = table.column(spec.x)
    labels, five, n_groups, n_empty = points.spread(table.frame, rows, spec, MAX_BOXES)
    trace = {
        "type": "box",
        "x": points.places(len(labels)),
        "lowerfence": five[0],
        "q1": five[1],
        "median": five[2],
        "q3": five[3],
        "upperfence": five[4],
        "customdata": points.texts(map(safe, labels)),
    }
    notes = left_out(n_empty)
    if n_groups > len(labels):
        notes.append(say("The {shown} with most rows of {n}", shown=len(labels), n=n_groups))
    return Marks(
        traces=[trace],
        xaxis=names_axis(column.label, labels),
        yaxis=axis(table.column(spec.y)),
        picks=[Pick()],
        notes=once(
            [*notes, say("Boxes hold the middle half, whiskers reach the lowest and highest")]
        ),
    )
