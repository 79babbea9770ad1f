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


LABEL_LENGTH = 36  # characters of a label at an axis
_NOTE_LENGTH = 400  # characters
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
    layout: dict[str, Any] = field(default_factory=dict)
    """What differs from the layout of all charts."""


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
    layout |= marks.layout
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


def once(notes: list[str]) -> list[str]:
    """Return the first few remarks, each once."""
    return list(itertools.islice(dict.fromkeys(notes), 3))


def left_out(n_rows: int) -> list[str]:
    """Return the remark on rows that a chart cannot show."""
    rows = "row" if n_rows == 1 else "rows"
    is_are = "is" if n_rows == 1 else "are"
    return [f"{n_rows:,} {rows} without a value {is_are} left out"] if n_rows else []


def axis(column: Column) -> dict[str, Any]:
    """Describe the axis of a column: name, unit, zone, and how its numbers are written."""
    zone = _UTC if column.kind is Kind.DATETIME else ""
    described: dict[str, Any] = {"title": {"text": safe(column.label + zone)}}
    if column.hint is Hint.SHARE:
        described["tickformat"] = ".0%"
    elif column.hint is Hint.YEAR:
        described["tickformat"] = "d"
    return described


def value_axis(spec: ChartSpec, table: Table) -> dict[str, Any]:
    """Describe the axis of what was aggregated; counts begin at zero."""
    if spec.aggregate is Aggregate.COUNT or not spec.y:
        return {"title": {"text": "Rows"}, "rangemode": "tozero"}
    described = axis(table.column(spec.y))
    if word := _AGGREGATED.get(spec.aggregate):
        described["title"] = {"text": f"{described['title']['text']}, {word}"}
    return described


_AGGREGATED = {
    Aggregate.MEAN: "average",
    Aggregate.MEDIAN: "median",
    Aggregate.MIN: "lowest",
    Aggregate.MAX: "highest",
}


def format_of(column: Column) -> str:
    """Return how a value of the column is written in a hover text."""
    if column.kind.is_temporal:
        return "%Y-%m-%d %H:%M" if column.kind is Kind.DATETIME else "%Y-%m-%d"
    return {Hint.SHARE: ".1%", Hint.YEAR: "d"}.get(column.hint, ",.6~f")


def value_format(spec: ChartSpec, table: Table) -> str:
    """Return how what was aggregated is written in a hover text."""
    is_count = spec.aggregate is Aggregate.COUNT or not spec.y
    return "," if is_count else format_of(table.column(spec.y))
