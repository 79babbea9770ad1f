"""Parts of a page that are drawn anew alone, once somebody has used a widget."""

from collections.abc import Callable

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

_PAGE = "parts/page"


def know_page() -> None:
    """Remember which page this is, for widgets of it that are in no part; see `draw_anew`."""
    if (context := get_script_run_ctx(suppress_warning=True)) is not None:
        st.session_state[_PAGE] = context.page_script_hash


def draw_anew(*keys: str, by_page: bool = False) -> None:
    """
    Draw these parts anew and nothing else; for callbacks, which end with it.

    The press that leaves a field and what it presses may reach the server as one.  What is
    named here is drawn then instead of what the other widget would have drawn by itself, so
    where that is all of the page, or another one, nothing is named.

    Args:
        keys: Of fragments that are on the page.
        by_page: Whether the widget is in no part itself, so that all of the page would be drawn.
    """
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return
    # Reading the state lets Streamlit go on to a page that was asked for meanwhile.
    is_here = context.page_script_hash == st.session_state.get(_PAGE)
    if context.fragment_ids_this_run or (by_page and is_here):
        st.rerun([*keys])


def of_page(used: Callable[..., None] | None = None) -> Callable[..., None]:
    """
    Return what a widget that is in no part calls once it was used.

    A browser that is busy sends what leaves a field and what is pressed next as one
    message, in the name of the field's part: without this the press would be taken over
    and nothing of the page would show it.

    Args:
        used: Called first, with what the widget hands over.
    """

    def answer(*given: object) -> None:
        if used is not None:
            used(*given)
        context = get_script_run_ctx(suppress_warning=True)
        if context is not None and context.fragment_ids_this_run:
            st.rerun()

    return answer
