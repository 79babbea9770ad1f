"""
What is asked of a result: by the address, and by a view for what the address leaves open.

The URL is the state: what it names holds.  While a view is shown, the view answers for
the names that the URL lacks, and an empty value there takes something of the view
away.  So a link can be a view, or a view and what somebody changed since.
"""

from collections.abc import Mapping, Sequence

import streamlit as st

VIEW, NO_VIEW = "view", "none"
TABLE, WHERE, WORDS = "table", "where", "rows"
COLUMNS, ORDER, GROUP, MEASURE = "columns", "sort", "group", "measure"
CHART = "chart"
PARTS = (TABLE, WHERE, WORDS, COLUMNS, ORDER, GROUP, MEASURE, CHART)
"""What a view holds; each a query parameter."""

_SHOWN, _ANSWERS = "asked/view", "asked/answers"


def answer(view_id: str, answers: Mapping[str, Sequence[str]]) -> None:
    """Let a view answer from now on; an empty id and no answers for none."""
    st.session_state[_SHOWN] = view_id
    st.session_state[_ANSWERS] = {name: list(values) for name, values in answers.items()}


def of_view(name: str) -> list[str]:
    """Return what the view says, whatever the URL does."""
    answers: dict[str, list[str]] = st.session_state.get(_ANSWERS, {})
    return list(answers.get(name, ()))


def values(name: str) -> list[str]:
    """Return what is asked under a name, each value once."""
    if name in st.query_params:
        return list(dict.fromkeys(filter(None, st.query_params.get_all(name))))
    return of_view(name)


def value(name: str) -> str:
    """Return the last of what is asked under a name; empty if there is nothing."""
    return next(reversed(values(name)), "")


def write(name: str, wanted: Sequence[str]) -> None:
    """Let the URL ask for something, or for nothing."""
    held, wanted = of_view(name), list(filter(None, wanted))
    if wanted == held:
        forget(name)
    else:
        st.query_params[name] = wanted or ""
        name_view()


def name_view() -> None:
    """Let the URL name the view: one that opened by itself would not, once the URL asks."""
    if st.session_state.get(_SHOWN):
        st.query_params[VIEW] = st.session_state[_SHOWN]


def forget(*names: str) -> None:
    """Take names out of the URL, so that the view answers again."""
    for name in names:
        if name in st.query_params:
            del st.query_params[name]


def is_by_address() -> bool:
    """Whether the URL itself says how a result is to be shown."""
    return any(name in st.query_params for name in PARTS)


def is_edited() -> bool:
    """Whether the URL asks for something else than the view."""
    return any(name in st.query_params and values(name) != of_view(name) for name in PARTS)


def now() -> dict[str, list[str]]:
    """Return all that is asked, by name."""
    return {name: held for name in PARTS if (held := values(name))}
