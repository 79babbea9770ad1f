"""
One small chart a value of a column, side by side on the same scales.

What stands on the axes, and which value has which colour, comes from the whole table,
so that the panels can be compared.  The most frequent values have a panel each, and
what is left out is said.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from codika.language import say
from codika.results.marks import BAR_HEIGHT, Marks, once, safe
from codika.results.picking import Asked, Pick, named
from codika.results.reading import Table
from codika.results.specs import ChartSpec

if TYPE_CHECKING:
    import pandas as pd

MAX_PANELS = 9
_FEW_PANELS = 4  # stand two and two, so that each is wider
_LOW, _HIGH = 120, 190  # pixels; a panel of many, and of few
_GAP = 44  # pixels between a panel and the one below, with its name
_SPACE = 0.03  # of the width, between two panels
_FRAME = 190  # pixels; title, axis and legend of all
_TICKS = 4  # numbers along an axis, about
_TICKS_IN_TIME = 2  # dates are longer
_NAME_LENGTH = 20  # characters of a name above a panel or at an axis


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where panels stand, in shares of the figure's inner width and height."""

    n_panels: int
    panel_height: int
    """Pixels."""

    @property
    def n_across(self) -> int:
        return min(self.n_panels, 2 if self.n_panels <= _FEW_PANELS else 3)

    @property
    def height(self) -> int:
        """Pixels of all panels together."""
        return -(-self.n_panels // self.n_across) * (self.panel_height + _GAP) - _GAP

    def domain(self, place: int) -> dict[str, list[float]]:
        row, at = divmod(place, self.n_across)
        across = (1 + _SPACE) / self.n_across
        top = 1 - row * (self.panel_height + _GAP) / self.height
        return {
            "x": [at * across, min((at + 1) * across - _SPACE, 1)],
            "y": [max(top - self.panel_height / self.height, 0), top],
        }

    def is_named(self, axis: str, place: int) -> bool:
        """Whether the title of all axes stands at this panel's, which is about in the middle."""
        n_across = self.n_across
        if axis == "y":
            n_down = -(-self.n_panels // n_across)
            return place == (n_down - 1) // 2 * n_across
        first = (self.n_panels - 1) // n_across * n_across
        return place == first + min(n_across // 2, self.n_panels - 1 - first)

    def is_outer(self, axis: str, place: int) -> bool:
        """Whether nothing stands to the left of a panel, or below it."""
        if axis == "y":
            return place % self.n_across == 0
        return place + self.n_across >= self.n_panels


def grid(
    spec: ChartSpec,
    table: Table,
    drawn: Callable[["pd.DataFrame"], Marks],
    colors: Sequence[str],
) -> Marks:
    """
    Draw the panels of a chart.

    Args:
        spec: A chart with a facet.
        table: What it is of.
        drawn: Draws the marks of some of the rows, on the scales of all.
        colors: Of the traces of a panel, in turn.  They have to be given, since plotly
            gives every trace of a figure the next colour.
    """
    from codika.results import points  # noqa: PLC0415 - loads pandas

    labels = points.labels(table.frame[spec.facet])
    counts = labels.value_counts()
    names = [str(name) for name in counts.index[:MAX_PANELS]]
    panels = [drawn(table.frame[labels == name]) for name in names]
    if not panels:
        return drawn(table.frame)
    notes = [note for panel in panels for note in panel.notes]
    if len(counts) > MAX_PANELS:
        n_rows = int(counts.iloc[MAX_PANELS:].sum())
        notes.insert(
            0,
            say(
                "The {shown} most frequent of {n} have a chart;"
                " the others, {rows} rows, are left out",
                shown=MAX_PANELS,
                n=len(counts),
                rows=n_rows,
            ),
        )
    first = panels[0]
    height = _HIGH if len(panels) <= _FEW_PANELS else _LOW
    places = _Grid(len(panels), first.n_bars * BAR_HEIGHT or height)
    layout: dict[str, Any] = {
        "showlegend": len(first.traces) > 1,
        **first.layout,
        "annotations": [
            *first.layout.get("annotations", ()),
            *(_heading(name, places.domain(place)) for place, name in enumerate(names)),
        ],
    }
    column = table.column(spec.facet)
    picks = []
    for place, (name, panel) in enumerate(zip(names, panels, strict=True)):
        layout |= _placed(panel, place, places)
        for index, trace in enumerate(panel.traces):
            trace["marker"] = {"color": colors[index % len(colors)]} | trace.get("marker", {})
            if "name" in trace:
                trace |= {"legendgroup": trace["name"], "showlegend": place == 0}
        asked = named(column, [name])
        picks += [_within(pick, asked, place) for pick in panel.picks]
    return Marks(
        traces=[trace for panel in panels for trace in panel.traces],
        xaxis=layout.pop("xaxis"),
        yaxis=layout.pop("yaxis"),
        picks=picks,
        notes=once(notes),
        height=places.height + _FRAME,
        layout=layout,
    )


def _placed(panel: Marks, place: int, places: _Grid) -> dict[str, Any]:
    """Give the traces of a panel axes of their own; names and numbers stand at the outer ones."""
    number = str(place + 1) if place else ""
    domain = places.domain(place)
    for trace in panel.traces:
        trace |= {"xaxis": f"x{number}", "yaxis": f"y{number}"}
    found = {}
    is_time = any(
        str(getattr(trace.get("x"), "dtype", "")).startswith("datetime64") for trace in panel.traces
    )
    for axis, other, described in (("x", "y", panel.xaxis), ("y", "x", panel.yaxis)):
        is_outer = places.is_outer(axis, place)
        found[f"{axis}axis{number}"] = {
            "exponentformat": "B",
            "automargin": True,
            "nticks": _TICKS_IN_TIME if is_time and axis == "x" else _TICKS,
            "tickangle": None if "ticktext" in described or axis == "y" else 0,
            **described,
            "anchor": f"{other}{number}",
            "domain": domain[axis],
            "showticklabels": is_outer,
            "title": described["title"] if places.is_named(axis, place) else None,
            "matches": axis if place else None,
        }
    return found


def _heading(name: str, domain: dict[str, list[float]]) -> dict[str, Any]:
    return {
        "text": safe(name, _NAME_LENGTH),
        "x": domain["x"][0],
        "y": domain["y"][1],
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
    }


def _within(pick: Pick, asked: Asked, place: int) -> Pick:
    return replace(pick, facet=asked, xref=f"x{place + 1}" if place else "x")
