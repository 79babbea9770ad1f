"""
Asking how a table is laid out: its columns, its order, its groups; the URL holds it.

As in `ui/filters.py`, widgets are set from the URL and write it.
"""

from dataclasses import dataclass

import streamlit as st

from codika.language import later, say, say_in, say_many
from codika.results import Aggregate, Kind, Table, group
from ui import asked, labels
from ui.asked import COLUMNS, GROUP, MEASURE, ORDER

MOST_COLUMNS = 50  # shown unless asked for
MOST_GROUPED = 2  # columns to group by
_DIRECTIONS = {"down": later("Highest first"), "up": later("Lowest first")}
_FIGURES = {
    Aggregate.SUM.value: later("Total"),
    Aggregate.MEAN.value: later("Average"),
    Aggregate.MEDIAN.value: later("Median"),
    Aggregate.MIN.value: later("Lowest"),
    Aggregate.MAX.value: later("Highest"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """How a table is laid out, by names of its columns."""

    columns: tuple[str, ...]
    order: str
    """`up:` or `down:` and a column; empty for the order of the result."""
    groups: tuple[str, ...] = ()
    measures: tuple[tuple[str, Aggregate], ...] = ()
    n_left_out: int = 0
    """Names in the URL that the table does not have."""


def chosen(table: Table) -> Arrangement:
    """Return what the URL says of the table's layout, as far as it fits."""
    names = [column.name for column in table.columns]
    sortable = _sortable(table)
    columns = asked.values(COLUMNS)
    direction, _, by = asked.value(ORDER).partition(":")
    has_order = direction in _DIRECTIONS and by in sortable
    groups = asked.values(GROUP)
    grouped = tuple(name for name in groups if name in names)[:MOST_GROUPED]
    measures = [part.partition(":")[::2] for part in asked.values(MEASURE)]
    numbers = {column.name for column in table.columns if column.kind.is_numeric}
    known = [
        (name, Aggregate(word)) for word, name in measures if word in _FIGURES and name in numbers
    ]
    return Arrangement(
        columns=tuple(name for name in columns if name in names) or tuple(names[:MOST_COLUMNS]),
        order=f"{direction}:{by}" if has_order else "",
        groups=grouped,
        measures=tuple(known) if grouped else (),
        n_left_out=(
            sum(name not in names for name in (*columns, *groups))
            + (len(measures) - len(known))
            + bool(asked.value(ORDER) and not has_order)
        ),
    )


def grouped(table: Table, arrangement: Arrangement) -> Table:
    """Return the groups of a table's rows, or the table if none are asked for."""
    if not arrangement.groups:
        return table
    return group(table, arrangement.groups, arrangement.measures)


def forget() -> None:
    """Take the layout out of the URL: it is of another table."""
    asked.forget(COLUMNS, ORDER, GROUP, MEASURE)


def ask_columns(table: Table, now: Arrangement, key: str) -> None:
    """Show the popover with columns and order."""
    titles = labels.of_columns(table.columns)
    columns, order, direction = f"columns/{key}", f"order/{key}", f"direction/{key}"
    st.session_state[columns] = list(now.columns) if asked.values(COLUMNS) else []
    towards, _, by = now.order.partition(":")
    st.session_state[order], st.session_state[direction] = by, towards or "down"

    def write_order() -> None:
        by = st.session_state[order]
        asked.write(ORDER, [f"{st.session_state[direction]}:{by}"] if by else [])

    with st.popover(say("Columns and order"), icon=":material/view_column:", key=f"arrange/{key}"):
        st.multiselect(
            say("Columns"),
            list(titles),
            format_func=titles.__getitem__,
            key=columns,
            placeholder=_all_columns(table),
            on_change=lambda: asked.write(COLUMNS, st.session_state[columns]),
        )
        orders = labels.distinct(
            {"": say("As they came")} | {name: titles[name] for name in _sortable(table)}
        )
        st.selectbox(
            say("Sort all rows by"),
            list(orders),
            format_func=orders.__getitem__,
            key=order,
            on_change=write_order,
        )
        st.segmented_control(
            say("Direction"),
            list(_DIRECTIONS),
            format_func=lambda towards: say(_DIRECTIONS[towards]),
            key=direction,
            required=True,
            disabled=not now.order,
            on_change=write_order,
            label_visibility="collapsed",
        )


def ask_groups(table: Table, now: Arrangement, key: str) -> None:
    """Show the popover in which rows are put together."""
    titles = labels.of_columns(table.columns)
    numbers = [column.name for column in table.columns if column.kind.is_numeric]
    groups, number, figures = f"groups/{key}", f"number/{key}", f"figures/{key}"
    held = [name for name, _ in now.measures]
    st.session_state[groups] = list(now.groups)
    if held:
        st.session_state[number] = held[0]
    st.session_state[figures] = [str(word) for _, word in now.measures]

    def write() -> None:
        asked.write(GROUP, st.session_state[groups])
        chosen = st.session_state.get(figures, []) if st.session_state[groups] else []
        asked.write(MEASURE, [f"{word}:{st.session_state[number]}" for word in chosen])

    with st.popover(say_in("verb", "Group"), icon=":material/table_rows:", key=f"group/{key}"):
        st.multiselect(
            say("One row for each"),
            [name for name in titles if table.column(name).kind is not Kind.LIST],
            format_func=titles.__getitem__,
            max_selections=MOST_GROUPED,
            placeholder=say("No groups"),
            key=groups,
            on_change=write,
        )
        if numbers:
            st.selectbox(
                say("Number"), numbers, format_func=titles.__getitem__, key=number, on_change=write
            )
            st.pills(
                say("What of it"),
                list(_FIGURES),
                format_func=lambda figure: say(_FIGURES[figure]),
                selection_mode="multi",
                key=figures,
                disabled=not now.groups,
                on_change=write,
            )


def _all_columns(table: Table) -> str:
    n = len(table.columns)
    if n > MOST_COLUMNS:
        return say("The first {most} of {n}", most=MOST_COLUMNS, n=n)
    return say_many("All {n} column", "All {n} columns", n) if n > 1 else say("The one column")


def _sortable(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.kind is not Kind.LIST]
