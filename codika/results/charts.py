"""
Charts of tables, by kind.

To add a kind, write one function with `@chart` that turns a spec and a table into
marks; nothing else needs to know.  Three things hold for every chart.  Colours are not
set here: the theme of the page gives them.  Whatever is text in the data is text in the
chart (`marks.safe`).  And a chart never shows less than the table has without saying so
beneath its title.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from codika.language import spoken
from codika.results import facets
from codika.results.marks import BAR_HEIGHT, Marks, in_lines
from codika.results.picking import Pick
from codika.results.reading import Table
from codika.results.specs import ChartSpec

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go


_NOTE_LENGTH = 400  # characters
_TITLE_LINE, _NOTE_LINE = 30, 56  # characters of a line, as a telephone shows it
_HEADING = 18  # pixels; the name of a panel
_TOP = 34  # pixels above the chart beside those of title and remarks
_BAR_FRAME = 150  # pixels; title and axis of a chart of bars
_HEIGHT = 380  # pixels

Draw = Callable[[ChartSpec, Table, "pd.DataFrame"], Marks]
"""
Draws some rows of a table, by default all: scales, names and colours come from the
whole table, marks from the rows, so that the panels of a facet can be compared.
"""
CHARTS: dict[str, Draw] = {}


def chart(kind: str) -> Callable[[Draw], Draw]:
    """Register a function as the way to draw this kind of chart."""

    def register(function: Draw) -> Draw:
        CHARTS[kind] = function
        return function

    return register


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart that was drawn."""

    figure: "go.Figure"
    picks: tuple[Pick, ...]
    """What the marks of each trace stand for; empty where a click asks nothing."""


def draw(
    spec: ChartSpec, table: Table, *, dark: bool = False, colors: Sequence[str] = ()
) -> "go.Figure":
    """
    Draw a chart of a table.

    What was left out or drawn together is said in the subtitle, and stands as
    plain text in `figure.layout.meta["note"]`.

    Args:
        spec: What to draw.
        table: The table to draw it from; its frame may hold only some of the rows.
        dark: Whether it stands on a dark page.  Without effect where a template is
            plotly's default already: Streamlit sets one that follows its theme.
        colors: In place of those of the template.

    Raises:
        KeyError: The table lacks a column, or there is no such kind of chart.
    """
    return drawn(spec, table, dark=dark, colors=colors).figure


def drawn(
    spec: ChartSpec, table: Table, *, dark: bool = False, colors: Sequence[str] = ()
) -> Drawing:
    """Draw a chart as `draw` does, and keep what its marks stand for."""
    import plotly.graph_objects as go  # noqa: PLC0415 - only charts need it
    from plotly import io  # noqa: PLC0415

    draw_one = CHARTS[spec.kind]
    template = "plotly_dark" if dark and io.templates.default == "plotly" else io.templates.default
    if spec.facet:
        given = colors or io.templates[template].layout.colorway
        marks = facets.grid(spec, table, lambda rows: draw_one(spec, table, rows), given)
    else:
        marks = draw_one(spec, table, table.frame)
    note = ". ".join(marks.notes)
    title = in_lines(spec.title, _TITLE_LINE)
    remarks = in_lines(note, _NOTE_LINE, _NOTE_LENGTH)
    top = _TOP + 22 * len(title) + 18 * len(remarks) + (_HEADING if spec.facet else 0)
    n_traces = len(marks.traces)
    height = _BAR_FRAME + BAR_HEIGHT * marks.n_bars if marks.n_bars else _HEIGHT
    layout: dict[str, Any] = {
        "title": {
            "text": "<br>".join(title),
            "subtitle": {"text": "<br>".join(remarks)},
            "y": 1,
            "yanchor": "top",
            "pad": {"t": 8 + 19 * (len(title) - 1)},
        },
        "meta": {"note": note},
        "xaxis": {"exponentformat": "B", "automargin": True, **marks.xaxis},
        "yaxis": {"exponentformat": "B", "automargin": True, **marks.yaxis},
        "showlegend": n_traces > 1,
        "legend": {"orientation": "h", "yref": "container", "yanchor": "bottom", "y": 0, "x": 0},
        "margin": {"l": 10, "r": 10, "t": top, "b": 10},
        "height": marks.height or height,
        "bargap": 0.25,
        "uniformtext": {"minsize": 9, "mode": "hide"},
        "separators": separators(),
    }
    layout |= marks.layout
    if template is not None:
        layout["template"] = _of_use(io.templates[template], marks.traces)
    if colors:
        layout["colorway"] = list(colors)
    # Charts are made of what plotly takes, which the tests prove; here it would take as long
    # to look at every part of a chart as to draw it.
    figure = go.Figure(data=marks.traces, layout=_without_gaps(layout), _validate=False)
    return Drawing(figure, tuple(marks.picks))


def _of_use(template: "go.layout.Template", traces: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """
    Return what a template says of these traces, and of all charts.

    Plotly copies a template four times on the way to a figure's JSON, with what it says
    of some fifty kinds of trace: longer than it takes to draw 100,000 points.
    """
    kinds = sorted({str(trace["type"]) for trace in traces})
    styles = {
        kind: [style.to_plotly_json() for style in template.data[kind]]
        for kind in kinds
        if template.data[kind]
    }
    general = {"layout": template.layout.to_plotly_json()}
    return {**general, "data": styles} if styles else general


def separators() -> str | None:
    """Return decimal point and sign between thousands, as plotly takes them, if not its own."""
    symbols = spoken().number_symbols["latn"]
    signs = f"{symbols['decimal']}{symbols['group']}"
    return None if signs == _OWN_SEPARATORS else signs


_OWN_SEPARATORS = ".,"  # of plotly, unless its page says otherwise


def _without_gaps(described: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not said, at any depth."""
    return {
        key: _without_gaps(value) if isinstance(value, dict) else value
        for key, value in described.items()
        if value is not None
    }
