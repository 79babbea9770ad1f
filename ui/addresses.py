"""
The URL is the state: choices that survive reload, bookmark and sharing.

Streamlit can bind a widget to a query parameter by itself, but writes what the
widget shows; a title that is mended would break every bookmark.  These write
ids, and keep quiet about defaults.  A change of the URL (the back button, a
link) wins over the widget; a change of the widget rewrites the URL.
"""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from codika.schema.prefill import PREFIX
from ui.parts import of_page

HOME = "pages/home.py"
RUN = "pages/run.py"
RUNS = "pages/runs.py"
CONNECTIONS = "pages/connections.py"

DRAFT, PRESET, EARLIER = "draft", "preset", "from"
"""What fills a form, as parameters of its page; values stand there as `p.<name>`."""
PRESENT = "present"
"""Whether that page is shown as a slide: `1`."""


def page(path: str) -> str:
    """Return a page's file as seen from the main script."""
    return f"../{path}"


def chosen(
    name: str, options: Sequence[str], default: str | None, *, stays: bool = False
) -> str | None:
    """
    Bring widget and URL into step before the widget is drawn.

    Args:
        name: The query parameter, and the widget's key.
        options: What may be chosen; anything else in the URL is ignored.
        default: What is chosen when the URL says nothing.
        stays: Whether a URL without it changes nothing, as links leave it out.

    Returns:
        What is chosen now.
    """
    asked = st.query_params.get(name)
    if _is_news(name, default if asked is None else asked) and not (stays and asked is None):
        current = asked
    else:
        current = st.session_state.get(name, st.session_state.get(f"url:{name}"))
    if current not in options:
        current = default
    st.session_state[name] = current
    _write(name, current, default)
    st.session_state[f"url:{name}"] = current
    return current


def chosen_text(name: str) -> str:
    """Like `chosen`, for free text."""
    asked = st.query_params.get(name, "")
    current = asked if _is_news(name, asked) else str(st.session_state[name])
    st.session_state[name] = current
    _write(name, current, "")
    st.session_state[f"url:{name}"] = current
    return current


def chosen_many(name: str, options: Sequence[str]) -> list[str]:
    """Like `chosen`, for any number of options."""
    asked = st.query_params.get_all(name)
    current = list(asked if _is_news(name, asked) else st.session_state[name])
    current = [option for option in dict.fromkeys(current) if option in options]
    st.session_state[name] = current
    if st.query_params.get_all(name) != current:
        if current:
            st.query_params[name] = current
        elif name in st.query_params:
            del st.query_params[name]
    st.session_state[f"url:{name}"] = current
    return current


def follow(name: str) -> None:
    """Let the URL say what a widget was just changed to; its default is to be nothing."""
    value = st.session_state[name]
    if value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]
    st.session_state[f"url:{name}"] = value


def _is_news(name: str, asked: object) -> bool:
    """Whether the URL says what the widget does not know: it changed, or the widget is new."""
    # Streamlit forgets a widget that another page did not draw.
    return name not in st.session_state or asked != st.session_state.get(f"url:{name}")


def keep(name: str, value: str) -> Callable[[], None]:
    """Return a callback that writes one query parameter; an empty value removes it."""
    return lambda: _write(name, value, "")


def name_draft(draft_id: str) -> None:
    """Let the address name a draft in place of what it filled the form with before."""
    kept = {
        name: st.query_params.get_all(name)
        for name in st.query_params
        if name not in (PRESET, DRAFT) and not name.startswith(PREFIX)
    }
    st.query_params.from_dict({**kept, DRAFT: draft_id})


def forget_filling() -> None:
    """Take out of the address what fills a form, and the run that came of it."""
    for name in list(st.query_params):
        if name in ("run", DRAFT, PRESET, EARLIER) or name.startswith(PREFIX):
            del st.query_params[name]


def link(**params: str | Sequence[str]) -> str:
    """Return the address of this page with other parameters, as somebody would share it."""
    return _address(urlsplit(st.context.url or "").path, params)


def here(name: str, value: str) -> str:
    """Return the address of this page with one more parameter, as seen from it."""
    kept = {one: st.query_params.get_all(one) for one in st.query_params if one != name}
    return "?" + urlencode({**kept, name: value}, doseq=True)


def of_form(workflow_id: str) -> str:
    """Return the address of a workflow's form, as seen from any page."""
    return f"run?{urlencode({**_armed(), 'workflow': workflow_id})}"


def _armed() -> dict[str, str]:
    """Return what names the connection in the address, which another tab would not know of."""
    armed = st.query_params.get("connection")
    return {"connection": armed} if armed else {}


def of_run(run_id: str) -> str:
    """Return the address of a run's own page, as seen from any page."""
    return f"runs?{urlencode({**_armed(), 'run': run_id})}"


def link_to_run(run_id: str, **params: str | Sequence[str]) -> str:
    """Return the permanent address of a run, from whichever page."""
    folder = urlsplit(st.context.url or "").path.rpartition("/")[0]
    return _address(f"{folder}/runs", {"run": run_id, **params})


def _address(path: str, params: Mapping[str, str | Sequence[str]]) -> str:
    here = urlsplit(st.context.url or "")
    return urlunsplit((here.scheme, here.netloc, path, urlencode(params, doseq=True), ""))


def _write(name: str, value: str | None, default: str | None) -> None:
    if value is None or value == default:
        if name in st.query_params:
            del st.query_params[name]
    elif st.query_params.get(name) != value:
        st.query_params[name] = value


def follow_short_link() -> None:
    """Go on to the form where the start page's address names a workflow: `/?workflow=…`."""
    if "workflow" in st.query_params:
        given = {name: st.query_params.get_all(name) for name in st.query_params}
        st.switch_page(page(RUN), query_params=given)


def show_step(
    label: str, name: str, value: str | None, *, icon: str, key: str, is_after: bool = False
) -> None:
    """
    Show a way to the same page with another value in its address, or without it.

    A button: on the page it leads to, a link of Streamlit's changes what is shown
    and leaves the browser's address as it was.

    Args:
        label: What it says.
        name: The query parameter.
        value: Its value there; empty to leave it out, `None` where there is no such page.
        icon: Streamlit's name of an icon.
        key: The button's.
        is_after: Whether the icon stands behind the words.
    """
    st.button(
        label,
        key=key,
        icon=icon,
        icon_position="right" if is_after else "left",
        type="tertiary",
        disabled=value is None,
        on_click=of_page(keep(name, value or "")),
    )
