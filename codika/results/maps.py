"""
Maps of countries, drawn from outlines that come with this package.

Nothing is fetched.  Plotly asks a foreign host for its own outlines as soon as the first
trace of a map names countries, or a layer of its base map is shown; so the first trace
here is of lines, and the base map is empty.
"""

from itertools import chain
from typing import TYPE_CHECKING, Any

from codika.language import say, say_many
from codika.results import countries
from codika.results.charts import chart
from codika.results.marks import Marks, color_axis, once, safe, value_axis, value_format
from codika.results.picking import EMPTY, Pick, named
from codika.results.reading import Table
from codika.results.specs import ChartSpec

if TYPE_CHECKING:
    import pandas as pd

_SAID = 3  # names that are not known and are said
_WIDE = 150  # degrees; countries over a wider stretch are shown on the whole world
_EDGE = 4  # degrees around what is shown
_WORLD = ((-180.0, 180.0), (-57.0, 84.0))  # degrees; without Antarctica
_HEIGHT = 330  # pixels


@chart("Country map")
def country_map(spec: ChartSpec, table: Table, rows: "pd.DataFrame") -> Marks:
    """Colour each country by a number, whatever way its name is spelled."""
    from codika.results import points  # noqa: PLC0415 - loads pandas

    column = table.column(spec.x)
    labels = points.labels(rows[spec.x])
    called: dict[str, list[str]] = {}
    unknown = []
    for label in map(str, labels.value_counts().index):
        code = "" if label == say(EMPTY) else countries.code_of(label)
        called.setdefault(code, []).append(label) if code else unknown.append(label)
    codes = {label: code for code, known in called.items() for label in known}
    there = labels.map(codes)
    is_known = there.notna()
    values = points.aggregated(rows[is_known], there[is_known], spec)
    shown = [str(code) for code in values.index]
    said = safe(value_axis(spec, table)["title"]["text"])
    lons, lats = points.joined(countries.all_outlines())
    return Marks(
        traces=[
            {
                "type": "scattergeo", "mode": "lines", "lon": lons, "lat": lats,
                "line": {"width": 0.6, "color": _LINES}, "hoverinfo": "skip", "showlegend": False,
            },
            {
                "type": "choropleth",
                "locations": points.texts(shown),
                "z": points.floats(values),
                "geojson": _features(shown),
                "featureidkey": "id",
                "coloraxis": "coloraxis",
                "customdata": points.texts(safe(called[code][0]) for code in shown),
                "hovertemplate": "%{customdata}<br>"
                f"{said}: %{{z:{value_format(spec, table)}}}<extra></extra>",
                "marker": {"line": {"width": 0.6, "color": _LINES}},
            },
        ],
        xaxis={"visible": False},
        yaxis={"visible": False},
        picks=[Pick(), Pick(marks=[named(column, called[code]) for code in shown])],
        notes=once([say("The colour says {what}", what=said), *_not_shown(unknown, labels)]),
        height=_HEIGHT,
        layout={
            "showlegend": False,
            "coloraxis": color_axis(points.floats(values)),
            "geo": _base(shown),
        },
    )  # fmt: skip


_LINES = "rgba(128, 128, 128, 0.7)"  # seen on light and dark


def _not_shown(unknown: list[str], labels: "pd.Series[Any]") -> list[str]:
    if not unknown:
        return []
    n_rows = int(labels.isin(unknown).sum())
    names = ", ".join(
        say("“{name}”", name=name) if name != say(EMPTY) else say("no name")
        for name in unknown[:_SAID]
    )
    rows = say_many("{n} row", "{n} rows", n_rows)
    if (n_others := len(unknown) - _SAID) > 0:
        names = say_many("{names} and {n} others", "{names} and {n} others", n_others, names=names)
    return [say("Not on the map: {names} ({rows})", names=names, rows=rows)]


def _features(codes: list[str]) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": code,
                "properties": {},
                "geometry": {"type": "MultiPolygon", "coordinates": countries.outline(code)},
            }
            for code in codes
        ],
    }


def _base(codes: list[str]) -> dict[str, Any]:
    """Describe an empty base map of the part of the world where these countries are."""
    # By its largest part: France is in Europe, whatever else is France.
    largest = [max((polygon[0] for polygon in countries.outline(code)), key=len) for code in codes]
    corners = list(chain.from_iterable(largest))
    across, down = _WORLD
    projection = "natural earth"
    if corners:
        lons, lats = zip(*corners, strict=True)
        if max(lons) - min(lons) < _WIDE:
            projection = "mercator"
            across = (max(min(lons) - _EDGE, across[0]), min(max(lons) + _EDGE, across[1]))
            down = (max(min(lats) - _EDGE, down[0]), min(max(lats) + _EDGE, down[1]))
    return {
        "projection": {"type": projection},
        "lonaxis": {"range": across},
        "lataxis": {"range": down},
        "bgcolor": "rgba(0, 0, 0, 0)",
        **dict.fromkeys(
            ("showframe", "showcoastlines", "showland", "showlakes", "showocean", "showcountries"),
            False,
        ),
    }
