"""
Keys for those who would rather not reach for the mouse.

What Streamlit can do itself, a `shortcut` of a button, is used for the slides of a
presentation.  Elsewhere it would stand on the button, and be read out with its name;
it has none for a box or the clipboard either.  Those few lines are in
`assets/keyboard.js`, and act on keyed containers alone.
"""

from pathlib import Path

import streamlit as st

from codika.language import later, say, say_in

_KEYS: dict[str, dict[str, object]] = {
    "Mod+Enter": {"press": "run-bar"},
    "/": {"focus": "q"},
    "j": {"press": "older-run"},
    "k": {"press": "newer-run"},
    "y": {"copy": True},
    "?": {"press": "keyboard-help"},
}
_HELP = (
    (later("Ctrl or ⌘ + Enter"), later("Run the workflow that is open")),
    ("/", later("Search the list of runs")),
    ("j", later("The next older run, when one is open")),
    ("k", later("The next newer run")),
    ("y", later("Copy the link to what you see")),
    (later("→ and ←"), later("Next and previous slide of a presentation; Esc ends it")),
    ("?", later("This list")),
)
_WORDS = {
    "copied": later("Link copied."),
    "refused": later("The browser does not let us copy; the address bar has the link."),
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
            say_in("keyboard", "Keys"),
            icon=":material/keyboard:",
            type="tertiary",
            help=say("Or press ?"),
            on_click=_ask,
        )
    words = {name: say(text) for name, text in _WORDS.items()}
    _component(key="keyboard", data={"keys": _KEYS, "words": words}, height="content")
    if st.session_state.pop("keyboard/asked", False):
        title = say_in("keyboard", "Keys")
        st.dialog(title, icon=":material/keyboard:")(_show_help)()


def _ask() -> None:
    st.session_state["keyboard/asked"] = True


def _show_help() -> None:
    lines = [f"| **{say(key)}** | {say(meaning)} |" for key, meaning in _HELP]
    head = f"| {say_in('keyboard', 'Key')} | {say('What it does')} |"
    st.markdown("\n".join([head, "|---|---|", *lines]))
