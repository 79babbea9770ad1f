"""A table on the page: a bounded page of its rows, and one row in full."""

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import streamlit as st
from babel.numbers import get_decimal_symbol

from codika.language import retold, say, say_many, spoken, write_date
from codika.results import Column, Hint, Kind, Table
from codika.results.filters import written
from ui import grids, places
from ui.formats import moment, plain, viewer_zone
from ui.texts import printable, tame

if TYPE_CHECKING:
    import pandas as pd

PAGE = 1000  # rows that are sent at once
CELL = 300  # characters of a text that a table shows; a row on its own shows more
ITEMS = 20  # of a list in a cell
FULL_TEXT = 20_000  # characters of a text of one row
HEIGHT = 380  # pixels
LOW = 240  # pixels, where the chart stands below it
FITTING = 9  # rows that need no scrolling
FIELDS = 100  # of one row


def show(
    table: Table, names: tuple[str, ...], *, wide: bool, key: str, asked: str
) -> "pd.Series[Any] | None":
    """
    Show one page of a table, and which of it; the URL holds page and row.

    Args:
        table: The rows that are to be shown, in order.
        names: The columns to show.
        wide: Whether there is room for a high table.
        key: Unique to the run and the table.
        asked: Unique to the rows and how they are laid out.

    Returns:
        The row that is selected, if one is.
    """
    above = st.container()
    place = places.chosen(key, asked, table.n_rows, PAGE)
    name = f"{key}/{asked}/{place.turn}"
    page = _page(table, place, name)
    first = (page - 1) * PAGE
    held = place.row if place.row is not None and page == place.page else None
    frame = table.frame[list(names)].iloc[first : first + PAGE]
    kinds = {column.name: column for column in table.columns if column.name in names}
    picked = above.dataframe(
        shortened(frame),
        hide_index=True,
        lazy=False,
        height=(HEIGHT if wide else LOW) if len(frame) > FITTING else "auto",
        column_config={name: _column(column) for name, column in kinds.items()},
        key=f"table/{name}/{first}",
        on_select="rerun",
        selection_mode="single-row",
        selection_default={
            "selection": {"rows": [] if held is None else [held - first], "columns": []}
        },
        alt=say_many(
            "Table {title} with {n} row",
            "Table {title} with {n} rows",
            len(frame),
            title=printable(table.title),
        ),
    )
    if table.n_rows > PAGE:
        last = first + len(frame)
        st.caption(
            say(
                "Rows {first} to {last} are listed.  A click on a heading sorts these; *Columns and"
                " order* sorts all.",
                first=first + 1,
                last=last,
            )
        )
    rows = [row for row in picked["selection"]["rows"] if row < len(frame)]
    row = first + rows[0] if rows else None
    places.keep(key, asked, replace(place, page=page, row=row))
    return None if row is None else table.frame.iloc[row]


def extent(table: Table, n_rows: int, n_columns: int, n_groups: int | None = None) -> str:
    """Return how much of a table is shown: `3 groups of 12 of 1,204 rows · 4 of 9 columns`."""
    rows = say_many("{some} of {n} row", "{some} of {n} rows", table.n_rows, some=n_rows)
    if n_groups is not None:
        rows = say_many("{n} group of {rows}", "{n} groups of {rows}", n_groups, rows=rows)
    n_all = len(table.columns)
    if n_columns < n_all:
        columns = say_many("{some} of {n} column", "{some} of {n} columns", n_all, some=n_columns)
    else:
        columns = say_many("{n} column", "{n} columns", n_all)
    return f"{rows} · {columns}"


def _page(table: Table, place: places.Place, key: str) -> int:
    n_pages = -(-table.n_rows // PAGE)
    if n_pages <= 1:
        return 1
    # Its key and default are its identity: it stays while somebody turns the pages.
    name = f"page/{key}"
    if name not in st.session_state:
        st.session_state[name] = place.page
    return st.pagination(n_pages, max_visible_pages=5, key=name)


def shortened(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return rows whose long texts and lists are cut, so that a page stays small."""
    changed = {}
    for name in frame.columns:
        cells = frame[name]
        if cells.dtype == "object":
            cut = cells.map(_cut, na_action="ignore")
        elif cells.dtype == "str":
            is_long = cells.str.len() > CELL
            if not is_long.any():
                continue
            cut = cells.mask(is_long, cells.str.slice(0, CELL - 1) + "…")
        else:
            continue
        changed[name] = cut
    return frame.assign(**changed) if changed else frame


def _cut(cell: Any) -> Any:
    if isinstance(cell, list):
        return [_cut(item) for item in cell[:ITEMS]]
    if isinstance(cell, str) and len(cell) > CELL:
        return cell[: CELL - 1] + "…"
    return cell


def show_row(table: Table, row: "pd.Series[Any]") -> None:
    """Show one row in full: a line a column, texts as texts."""
    with st.container(border=True):
        title = plain(table.title)
        st.caption(say("One row of {title}; another click on it closes this.", title=title))
        for column in table.columns[:FIELDS]:
            text = _text(column, table, row)
            if column.kind is Kind.MARKDOWN:
                st.caption(plain(column.label))
                st.markdown(tame(text[:FULL_TEXT]))
            elif column.kind in (Kind.LONG_TEXT, Kind.JSON) or "\n" in text:
                st.caption(plain(column.label))
                st.text(printable(text[:FULL_TEXT]))
            else:
                st.markdown(f":small[{plain(column.label)}] **{plain(text[:FULL_TEXT]) or '—'}**")
            if len(text) > FULL_TEXT:
                n_all = len(text)
                st.caption(say("{n} of {all} characters shown", n=FULL_TEXT, all=n_all))
        if len(table.columns) > FIELDS:
            n_all = len(table.columns)
            st.caption(say("{n} of {all} columns shown", n=FIELDS, all=n_all))


def _text(column: Column, table: Table, row: "pd.Series[Any]") -> str:
    value = row[column.name]
    if isinstance(value, datetime) and value == value:  # noqa: PLR0124  an empty one does not
        return moment(value, viewer_zone())
    if isinstance(value, date) and not isinstance(value, datetime):
        return write_date(value)
    cells = table.frame[column.name]
    # By place: a row is known by the number it has in the whole table.
    text = str(written(cells[cells.index == row.name]).iloc[0])
    if column.kind is Kind.BOOLEAN:
        return {"true": say("Yes"), "false": say("No")}.get(text, text)
    if column.kind.is_numeric and column.hint is not Hint.YEAR:
        # Not grouped: a number here is to be read, and copied, digit by digit.
        return text.replace(".", get_decimal_symbol(spoken()))
    return text


def _column(column: Column) -> Any:
    """Return how Streamlit shows a column."""
    common: dict[str, Any] = {"label": printable(column.label), "help": retold(column.note)}
    common["help"] = common["help"] or None
    if column.kind.is_numeric:
        return st.column_config.NumberColumn(**common, format=_number_format(column))
    if column.kind is Kind.DATETIME:
        zone = viewer_zone().key
        common["label"] += f" ({zone})"
        return st.column_config.DatetimeColumn(
            **common, timezone=zone, format=grids.moment_format()
        )
    if column.kind is Kind.DATE:
        return st.column_config.DateColumn(**common, format=grids.day_format())
    make = _COLUMNS.get(column.kind, st.column_config.TextColumn)
    return make(**common)


def _number_format(column: Column) -> Any:
    formats = {Hint.SHARE: "percent", Hint.YEAR: "plain"}
    return formats.get(column.hint) or grids.number_format(whole=column.kind is Kind.INTEGER)


# Pictures from outside are links: nothing is fetched without a click.
_COLUMNS: dict[Kind, Any] = {
    Kind.BOOLEAN: st.column_config.CheckboxColumn,
    Kind.URL: st.column_config.LinkColumn,
    Kind.IMAGE: st.column_config.LinkColumn,
    Kind.LIST: st.column_config.ListColumn,
}
