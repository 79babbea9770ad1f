"""
The chart of a table: one that is suggested, or one that somebody puts together.

The URL holds it as `chart`, in the words of `codika.results.specs`.  A click on a mark
asks for its rows: it becomes a filter like any other, which the chart itself follows,
so that chart, table and file always tell of the same rows.
"""

import json
import zlib
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias

import streamlit as st

from codika.language import later, say, say_in
from codika.results import (
    Aggregate,
    ChartSpec,
    Order,
    Pick,
    Table,
    asked_by,
    choices,
    drawn,
    fitted,
    is_drawable,
    kinds_for,
    spec_in,
)
from codika.results.filters import parsed
from codika.results.picking import Asked
from codika.results.specs import MOST_TOP
from ui import asked as of_address
from ui import filters, labels
from ui.asked import CHART
from ui.formats import plain
from ui.texts import printable

_ROWS = later("Number of rows")
_AGGREGATES = {
    Aggregate.NONE: later("Each row"),
    Aggregate.SUM: later("Total"),
    Aggregate.MEAN: later("Average"),
    Aggregate.MEDIAN: later("Median"),
    Aggregate.MIN: later("Lowest"),
    Aggregate.MAX: later("Highest"),
}
_PICTURES = ("png", "svg")
_DENSE = 2  # pixels of a PNG for each of the screen's
# Without those that repeat others; what is left has a use in every chart of its sort.
_NO_BUTTONS = ["lasso2d", "zoomIn2d", "zoomOut2d", "autoScale2d", "pan2d"]
_NO_ZOOM = [*_NO_BUTTONS, "zoom2d", "resetScale2d", "select2d"]
_CHARTS_KNOWN = 8  # of one table; a browser forgets those that are gone much sooner
_ORDERS = {
    Order.LARGEST: later("Largest"),
    Order.SMALLEST: later("Smallest"),
    Order.NAME: later("Largest, by name"),
}

Heard: TypeAlias = dict[str, tuple[int, tuple[str, ...]]]
"""By chart, the last selection in it, as a checksum, and the conditions it asked for."""


def chosen(table: Table, suggestions: tuple[ChartSpec, ...]) -> ChartSpec | None:
    """Return the chart that the URL asks for, else the first that is suggested."""
    text = of_address.value(CHART)
    spec = spec_in(text, table) if text else None
    if spec is not None and is_drawable(spec, table):
        return next((one for one in suggestions if str(one) == str(spec)), spec)
    return suggestions[0] if suggestions else None


def is_left_out(table: Table) -> bool:
    """Whether the URL asks for a chart that this table does not have."""
    text = of_address.value(CHART)
    spec = spec_in(text, table) if text else None
    return bool(text) and not (spec and is_drawable(spec, table))


def forget() -> None:
    """Take the chart out of the URL: it is of another table."""
    of_address.forget(CHART)


def show(
    table: Table,
    spec: ChartSpec,
    suggestions: tuple[ChartSpec, ...],
    key: str,
    *,
    asked: str,
    file_name: str,
    has_tools: bool,
) -> None:
    """
    Show a chart of some rows, which others there are, and why this one.

    Args:
        table: The rows.
        spec: What to draw.
        suggestions: Which other charts there are.
        key: Unique to the whole table.
        asked: Unique to what the rows were filtered by.
        file_name: Of the picture that the camera saves, without an ending.
        has_tools: Whether to say how it is used, and to ask how it is saved.
    """
    offered = {str(one): one for one in (*suggestions, spec)}
    if len(offered) > 1:
        name = f"chart/{key}"
        st.session_state[name] = str(spec)
        titles = labels.distinct({text: printable(one.title) for text, one in offered.items()})
        st.selectbox(
            say("Chart"),
            list(offered),
            format_func=titles.__getitem__,
            key=name,
            label_visibility="collapsed",
            on_change=lambda: of_address.write(CHART, [st.session_state[name]]),
        )
    drawing = drawn(spec, table, dark=st.context.theme.type == "dark")
    has_ranges = any(pick.axes for pick in drawing.picks)
    picture = st.session_state.get(f"picture/{key}") or _PICTURES[0]
    # What is selected belongs to these rows: with others, another chart begins anew, and
    # so it does after each click.  One that comes back with its name would come back
    # with its selection, and be deaf to a click on what is selected.
    heard = f"heard/{key}"
    figure = f"figure/{key}/{spec}/{asked}/{st.session_state.get(heard, (0,))[0]}"
    st.plotly_chart(
        drawing.figure,
        key=figure,
        on_select=partial(_filter, figure, heard, drawing.picks),
        selection_mode=("points", "box") if has_ranges else "points",
        config={
            "displayModeBar": True,
            "displaylogo": False,
            "modeBarButtonsToRemove": _NO_BUTTONS if has_ranges else _NO_ZOOM,
            "toImageButtonOptions": {
                "format": picture,
                "filename": file_name,
                "scale": _DENSE if picture == "png" else 1,
            },
        },
        alt=say("{kind} chart: {title}", kind=say(spec.kind), title=printable(spec.title)),
    )
    if not has_tools:
        return
    if spec.reason:
        st.caption(say("Suggested: {reason}", reason=plain(spec.reason)))
    if any(pick.marks or pick.axes for pick in drawing.picks):
        st.caption(
            say(
                "A click on a mark shows only its rows, a box drawn with its tool those within;"
                " another click, all again."
            )
            if has_ranges
            else say("A click on a mark shows only its rows; another click, all again.")
        )
    st.segmented_control(
        say("The camera saves"),
        _PICTURES,
        default=_PICTURES[0],
        format_func=str.upper,
        key=f"picture/{key}",
        required=True,
    )


def _filter(figure: str, heard: str, picks: tuple[Pick, ...]) -> None:
    """Filter by what was clicked; what the filter holds already is taken out of it."""
    n_clicks, known = st.session_state.get(heard, (0, {}))
    asked, known = news(known, figure, picks, st.session_state[figure]["selection"])
    if asked:
        filters.toggle(asked)
    st.session_state[heard] = (n_clicks + bool(asked), known)


def news(
    known: Heard, figure: str, picks: tuple[Pick, ...], selection: Mapping[str, Any]
) -> tuple[Asked, Heard]:
    """
    Return what a selection asks that was not heard before, and what is heard now.

    A chart is clicked on until the next one stands there, which takes a busy machine its
    time, and a browser may send again what it holds of a chart that is gone.  A second
    click on a mark of the same chart leaves nothing selected: it asks for the same again.
    """
    mark = zlib.crc32(json.dumps(selection, sort_keys=True, default=str).encode())
    before, said = known.get(figure, (0, ()))
    if mark == before:
        return None, known
    asked = asked_by(picks, selection)
    if not (selection.get("points") or selection.get("box")):
        asked = tuple(filter(None, map(parsed, said))) or None
        said = ()
    else:
        said = tuple(map(str, asked or ()))
    others = [(name, held) for name, held in known.items() if name != figure]
    return asked, dict([*others[1 - _CHARTS_KNOWN :], (figure, (mark, said))])


def ask(table: Table, now: ChartSpec | None, key: str) -> None:
    """Show the popover in which a chart is put together."""
    kinds = kinds_for(table)
    if not kinds:
        return
    with st.popover(say("Chart"), icon=":material/add_chart:", key=f"build/{key}"):
        spec = fitted(now, table) if now else None
        spec = spec or fitted(ChartSpec(kind=kinds[0], x=""), table)
        if spec is not None:
            _ask(table, spec, kinds, key)


def _ask(table: Table, spec: ChartSpec, kinds: tuple[str, ...], key: str) -> None:
    offered = choices(spec.kind, table)
    titles = labels.distinct(
        {column.name: printable(column.label) for column in table.columns}, printable
    )
    parts = ("kind", "x", "y", "color", "facet", "aggregate", "order", "top")
    keys = {name: f"chart-{name}/{key}" for name in parts}

    def part(name: str, otherwise: object) -> object:
        return st.session_state.get(keys[name], otherwise)

    def write() -> None:
        top = part("top", 0)
        wanted = replace(
            spec,
            kind=str(part("kind", spec.kind)),
            x=str(part("x", spec.x)),
            y=str(part("y", spec.y)),
            color=str(part("color", spec.color)),
            facet=str(part("facet", spec.facet)),
            aggregate=Aggregate(str(part("aggregate", spec.aggregate))),
            order=Order(str(part("order", spec.order))),
            top=int(top) if isinstance(top, int) else 0,
        )
        new = fitted(wanted, table)
        if new is not None:
            of_address.write(CHART, [str(new)])

    def select(label: str, name: str, options: list[str], words: dict[str, str]) -> None:
        st.session_state[keys[name]] = str(getattr(spec, name))
        st.selectbox(
            label,
            options,
            format_func=labels.distinct(
                {option: words.get(option, option) for option in options}
            ).__getitem__,
            key=keys[name],
            on_change=write,
        )

    across, down = _sides(spec.kind, has_values=len(offered.y) > 1)
    select(say("Kind"), "kind", list(kinds), {kind: say(kind) for kind in kinds})
    select(across, "x", list(offered.x), titles)
    if len(offered.y) > 1 or offered.y[0]:
        select(say("Value"), "y", list(offered.y), titles | {"": say(_ROWS)})
    if spec.y and len(offered.aggregates) > 1:
        words = {str(one): say(word) for one, word in _AGGREGATES.items()}
        aggregates = [str(one) for one in offered.aggregates]
        select(say("Rows of one mark"), "aggregate", aggregates, words)
    if len(offered.color) > 1 or offered.color[0]:
        colors = [name for name in offered.color if name != spec.x]
        select(down, "color", colors, titles | {"": say("One colour")})
    if len(offered.facet) > 1:
        facets = [name for name in offered.facet if not name or name not in (spec.x, spec.color)]
        words = titles | {"": say("All in one chart")}
        select(say("A small chart for each"), "facet", facets, words)
    if offered.has_order:
        words = {str(one): say(word) for one, word in _ORDERS.items()}
        select(say_in("order", "First"), "order", list(words), words)
        st.session_state[keys["top"]] = spec.top or None
        st.number_input(
            say("How many"),
            min_value=1,
            max_value=MOST_TOP,
            value=None,
            placeholder=say("as many as fit"),
            key=keys["top"],
            on_change=write,
        )


def _sides(kind: str, *, has_values: bool) -> tuple[str, str]:
    """Return what the columns are called that say where a mark stands and what colour it has."""
    if kind == "Heat map":
        return say("Across"), say_in("axis", "Down")
    return say("Horizontal") if has_values else say("Of"), say("Colour")
