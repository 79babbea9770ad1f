"""Parts of a page that are drawn anew alone, once somebody has used a widget."""

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
    is_here = by_page and context.page_script_hash == st.session_state.get(_PAGE)
    if context.fragment_ids_this_run or is_here:
        st.rerun([*keys])
