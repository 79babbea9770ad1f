"""
Where in a long table somebody is: its page, and the row that is selected.

The URL holds it as `page` or, counted from 1 in the order listed, `row`, which tells
the page as well.  Both are of the rows that were asked for: when other filters or
another order bring other rows, they begin anew.
"""

from dataclasses import dataclass

import streamlit as st

PAGE, ROW = "page", "row"
_DIGITS = 9  # of a number in the URL, at most


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is."""

    page: int
    """Counted from 1."""
    row: int | None
    """Counted from 0, of all rows; `None` if none is selected."""
    turn: int
    """How often the URL has moved it: widgets that held it before are no longer right."""


def chosen(table: str, asked: str, n_rows: int, per_page: int) -> Place:
    """
    Return the place that the URL names, as far as the table has it.

    Args:
        table: Unique to the run and the table.
        asked: Unique to its rows and their order.
        n_rows: How many rows there are.
        per_page: How many of them stand on a page.
    """
    before, page, row, turn = st.session_state.get(_name(table), (asked, "", "", 0))
    given = (st.query_params.get(PAGE, ""), st.query_params.get(ROW, ""))
    if before != asked and given == (page, row):
        forget()
        given = ("", "")
    elif given != (page, row):  # a link, the back button
        turn += 1
    st.session_state[_name(table)] = (asked, *given, turn)
    at = _number(given[1], n_rows)
    if at:
        return Place((at - 1) // per_page + 1, at - 1, turn)
    return Place(_number(given[0], -(-n_rows // per_page)) or 1, None, turn)


def keep(table: str, asked: str, now: Place) -> None:
    """Write the place into the URL; the first page is none."""
    row = "" if now.row is None else str(now.row + 1)
    page = str(now.page) if now.page > 1 and not row else ""
    for name, value in ((PAGE, page), (ROW, row)):
        if value:
            st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]
    st.session_state[_name(table)] = (asked, page, row, now.turn)


def forget() -> None:
    """Take the place out of the URL: it is of other rows."""
    for name in (PAGE, ROW):
        if name in st.query_params:
            del st.query_params[name]


def _name(table: str) -> str:
    return f"place/{table}"


def _number(text: str, most: int) -> int:
    """Return a number from 1 to the most there is; 0 for anything else."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _DIGITS
    return int(text) if is_number and int(text) <= most else 0
