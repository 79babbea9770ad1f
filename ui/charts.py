"""
The chart of a table: one that is suggested, or one that somebody puts together.

The URL holds it as `chart`, in the words of `codika.results.specs`.
"""

from dataclasses import replace

import streamlit as st

from codika.results import (
    Aggregate,
    ChartSpec,
    Order,
    Table,
    choices,
    draw,
    fitted,
    is_drawable,
    kinds_for,
    spec_in,
)
from codika.results.specs import MOST_TOP
from ui import asked
from ui.asked import CHART
from ui.formats import plain
from ui.texts import printable

_ROWS = "Number of rows"
_AGGREGATES = {
    Aggregate.NONE: "Each row",
    Aggregate.SUM: "Total",
    Aggregate.MEAN: "Average",
    Aggregate.MEDIAN: "Median",
    Aggregate.MIN: "Lowest",
    Aggregate.MAX: "Highest",
}
_ORDERS = {Order.LARGEST: "Largest", Order.SMALLEST: "Smallest", Order.NAME: "Largest, by name"}


def chosen(table: Table, suggestions: tuple[ChartSpec, ...]) -> ChartSpec | None:
    """Return the chart that the URL asks for, else the first that is suggested."""
    text = asked.value(CHART)
    spec = spec_in(text, table) if text else None
    if spec is not None and is_drawable(spec, table):
        return next((one for one in suggestions if str(one) == str(spec)), spec)
    return suggestions[0] if suggestions else None


def is_left_out(table: Table) -> bool:
    """Whether the URL asks for a chart that this table does not have."""
    text = asked.value(CHART)
    spec = spec_in(text, table) if text else None
    return bool(text) and not (spec and is_drawable(spec, table))


def forget() -> None:
    """Take the chart out of the URL: it is of another table."""
    asked.forget(CHART)


def show(table: Table, spec: ChartSpec, suggestions: tuple[ChartSpec, ...], key: str) -> None:
    """Show a chart of these rows, which others there are, and why this one."""
    offered = {str(one): one for one in (*suggestions, spec)}
    if len(offered) > 1:
        name = f"chart/{key}"
        st.session_state[name] = str(spec)
        st.selectbox(
            "Chart",
            list(offered),
            format_func=lambda text: printable(offered[text].title),
            key=name,
            label_visibility="collapsed",
            on_change=lambda: asked.write(CHART, [st.session_state[name]]),
        )
    figure = draw(spec, table, dark=st.context.theme.type == "dark")
    st.plotly_chart(
        figure,
        key=f"figure/{key}/{spec}",
        config={"displayModeBar": False},
        alt=f"{spec.kind} chart: {printable(spec.title)}",
    )
    if spec.reason:
        st.caption(f"Suggested: {plain(spec.reason)}")


def ask(table: Table, now: ChartSpec | None, key: str) -> None:
    """Show the popover in which a chart is put together."""
    kinds = kinds_for(table)
    if not kinds:
        return
    with st.popover("Chart", icon=":material/add_chart:", key=f"build/{key}"):
        spec = fitted(now, table) if now else None
        spec = spec or fitted(ChartSpec(kind=kinds[0], x=""), table)
        if spec is not None:
            _ask(table, spec, kinds, key)


def _ask(table: Table, spec: ChartSpec, kinds: tuple[str, ...], key: str) -> None:
    offered = choices(spec.kind, table)
    titles = {column.name: printable(column.label) for column in table.columns}
    parts = ("kind", "x", "y", "color", "aggregate", "order", "top")
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
            aggregate=Aggregate(str(part("aggregate", spec.aggregate))),
            order=Order(str(part("order", spec.order))),
            top=int(top) if isinstance(top, int) else 0,
        )
        new = fitted(wanted, table)
        if new is not None:
            asked.write(CHART, [str(new)])

    def select(label: str, name: str, options: list[str], words: dict[str, str]) -> None:
        st.session_state[keys[name]] = str(getattr(spec, name))
        st.selectbox(
            label,
            options,
            format_func=lambda option: words.get(option, option),
            key=keys[name],
            on_change=write,
        )

    is_crossed = spec.kind == "Heat map"
    across = "Across" if is_crossed else "Horizontal" if len(offered.y) > 1 else "Of"
    select("Kind", "kind", list(kinds), {})
    select(across, "x", list(offered.x), titles)
    if len(offered.y) > 1 or offered.y[0]:
        select("Value", "y", list(offered.y), titles | {"": _ROWS})
    if spec.y and len(offered.aggregates) > 1:
        words = {str(one): word for one, word in _AGGREGATES.items()}
        select("Rows of one mark", "aggregate", [str(one) for one in offered.aggregates], words)
    if len(offered.color) > 1 or offered.color[0]:
        colors = [name for name in offered.color if name != spec.x]
        down = "Down" if is_crossed else "Colour"
        select(down, "color", colors, titles | {"": "One colour"})
    if offered.has_order:
        words = {str(one): word for one, word in _ORDERS.items()}
        select("First", "order", list(words), words)
        st.session_state[keys["top"]] = spec.top or None
        st.number_input(
            "How many",
            min_value=1,
            max_value=MOST_TOP,
            value=None,
            placeholder="as many as fit",
            key=keys["top"],
            on_change=write,
        )
