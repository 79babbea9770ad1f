"""
Keys for those who would rather not reach for the mouse.

What Streamlit can do itself, a `shortcut` of a button, is used for the slides of a
presentation.  Elsewhere it would stand on the button, and be read out with its name;
it has none for a box or the clipboard either.  Those few lines are in
`assets/keyboard.js`, and act on keyed containers alone.
"""

from pathlib import Path

import streamlit as st

_KEYS: dict[str, dict[str, object]] = {
    "Mod+Enter": {"press": "run-bar"},
    "/": {"focus": "q"},
    "j": {"press": "older-run"},
    "k": {"press": "newer-run"},
    "y": {"copy": True},
    "?": {"press": "keyboard-help"},
}
_HELP = (
    ("Ctrl or ⌘ + Enter", "Run the workflow that is open"),
    ("/", "Search the list of runs"),
    ("j", "The next older run, when one is open"),
    ("k", "The next newer run"),
    ("y", "Copy the link to what you see"),
    ("→ and ←", "Next and previous slide of a presentation; Esc ends it"),
    ("?", "This list"),
)
_WORDS = {
    "copied": "Link copied.",
    "refused": "The browser does not let us copy; the address bar has the link.",
}
_HTML = '<div role="status"></div>'
_CSS = """
[role=status]:not(:empty) {
  position: fixed; inset: auto auto 1.5rem 50%; transform: translateX(-50%); z-index: 1000000;
  padding: 0.5rem 1rem; border-radius: var(--st-base-radius);
  background: var(--st-text-color); color: var(--st-background-color);
  font-family: var(--st-font);
}
"""

_component = st.components.v2.component(
    "codika.keyboard",
    html=_HTML,
    css=_CSS,
    js=(Path(__file__).parent / "assets" / "keyboard.js").read_text(encoding="utf-8"),
)


def listen() -> None:
    """Let this page hear the keys, and offer the list of them."""
    with st.sidebar, st.container(key="keyboard-help"):
        st.button(
            "Keys", icon=":material/keyboard:", type="tertiary", help="Or press ?", on_click=_ask
        )
    _component(key="keyboard", data={"keys": _KEYS, "words": _WORDS}, height="content")
    if st.session_state.pop("keyboard/asked", False):
        _show_help()


def _ask() -> None:
    st.session_state["keyboard/asked"] = True


@st.dialog("Keys", icon=":material/keyboard:")
def _show_help() -> None:
    lines = "\n".join(f"| **{key}** | {meaning} |" for key, meaning in _HELP)
    st.markdown(f"| Key | What it does |\n|---|---|\n{lines}")
