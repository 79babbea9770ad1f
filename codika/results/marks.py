"""
What every chart is made of: marks, axes with names and units, texts without markup.

Whatever is text in the data is text in the chart: plotly reads some HTML in labels,
and a label must not become a link.
"""

import html
import itertools
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from codika.language import later, say, say_many, spoken
from codika.results.kinds import Column, Hint, Kind
from codika.results.names import plain
from codika.results.picking import Pick
from codika.results.reading import Table
from codika.results.specs import Aggregate, ChartSpec

if TYPE_CHECKING:
    import numpy.typing as npt

LABEL_LENGTH = 36  # characters of a label at an axis
BAR_HEIGHT = 28  # pixels
_UTC = " (UTC)"


@dataclass(slots=True, kw_only=True)
class Marks:
    """What a chart function gives: plotly's traces and axes as plain dicts, and remarks."""

    traces: list[dict[str, Any]]
    xaxis: dict[str, Any]
    yaxis: dict[str, Any]
    picks: Sequence[Pick] = ()
    """What the marks of each trace stand for; without them, a click asks nothing."""
    notes: list[str] = field(default_factory=list)
    """What a reader must know, such as how many points are not shown."""
    n_bars: int = 0
    """Horizontal bars, which make a figure taller."""
    height: int = 0
    """Pixels; 0 leaves it to the number of bars."""
    layout: dict[str, Any] = field(default_factory=dict)
    """What differs from the layout of all charts."""


def safe(text: str, limit: int = 80) -> str:
    """
    Return text as a chart may show it: one line, and no character of it a command.

    Plotly understands `<b>` and `<a href>`, `%{…}` in hover texts, and `$…$` as
    formulas where MathJax is loaded.
    """
    line = html.escape(plain(text, limit), quote=False)
    return line.replace("$", "&#36;").replace("%{", "&#37;{")


def in_lines(text: str, width: int, limit: int = 80) -> list[str]:
    """Return text as `safe` does, in lines: plotly cuts what is wider than the figure."""
    return [safe(line, width) for line in textwrap.wrap(plain(text, limit), width)]


def once(notes: list[str]) -> list[str]:
    """Return the first few remarks, each once."""
    return list(itertools.islice(dict.fromkeys(notes), 3))


def left_out(n_rows: int) -> list[str]:
    """Return the remark on rows that a chart cannot show."""
    if not n_rows:
        return []
    return [
        say_many(
            "{n} row without a value is left out", "{n} rows without a value are left out", n_rows
        )
    ]


def all_others(n: int) -> str:
    """Return the name of the mark that stands for all that have none of their own."""
    return say("All others ({n})", n=n)


def axis(column: Column) -> dict[str, Any]:
    """Describe the axis of a column: name, unit, zone, and how its numbers are written."""
    zone = _UTC if column.kind is Kind.DATETIME else ""
    described: dict[str, Any] = {"title": {"text": safe(column.label + zone)}}
    if column.hint is Hint.SHARE:
        described["tickformat"] = ".0%"
    elif column.hint is Hint.YEAR:
        described["tickformat"] = "d"
    elif column.kind.is_temporal and spoken().language != "en":
        # Plotly knows the names of months in English alone.
        described |= {"tickformatstops": _IN_DIGITS, "hoverformat": format_of(column)}
    return described


_IN_DIGITS = [
    {"dtickrange": [None, 60_000], "value": "%H:%M:%S\n%Y-%m-%d"},  # milliseconds
    {"dtickrange": [60_000, 86_399_999], "value": "%H:%M\n%Y-%m-%d"},
    {"dtickrange": [86_400_000, 2_419_200_000], "value": "%Y-%m-%d"},
    {"dtickrange": ["M1", "M11"], "value": "%Y-%m"},
    {"dtickrange": ["M12", None], "value": "%Y"},
]


def value_axis(spec: ChartSpec, table: Table) -> dict[str, Any]:
    """Describe the axis of what was aggregated; counts begin at zero."""
    if spec.aggregate is Aggregate.COUNT or not spec.y:
        return {"title": {"text": say("Rows")}, "rangemode": "tozero"}
    described = axis(table.column(spec.y))
    if word := _AGGREGATED.get(spec.aggregate):
        described["title"] = {"text": f"{described['title']['text']}, {say(word)}"}
    return described


def color_axis(values: "npt.NDArray[Any]") -> dict[str, Any]:
    """Describe which colour says which number; explained below, so that marks have the width."""
    scale = {"orientation": "h", "thickness": 8, "y": 0, "yref": "container", "yanchor": "bottom"}
    axis: dict[str, Any] = {"colorbar": scale | {"exponentformat": "B", "nticks": 5}}
    # From zero where nothing is below it: twice as much should not look like all or nothing.
    has_zero = len(values) > 0 and values.min() >= 0 and values.max() > 0
    return axis | ({"cmin": 0, "cmax": values.max()} if has_zero else {})


_AGGREGATED = {
    Aggregate.MEAN: later("average"),
    Aggregate.MEDIAN: later("median"),
    Aggregate.MIN: later("lowest"),
    Aggregate.MAX: later("highest"),
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
