"""
Keys for those who would rather not reach for the mouse.

What Streamlit can do itself, a `shortcut` of a button, is used for the slides of a
presentation.  Elsewhere it would stand on the button, and be read out with its name;
it has none for a box or the clipboard either.  Those few lines are in
`assets/keyboard.js`, stand in the head of every page, and act on keyed containers
alone.
"""

import functools
import json
from pathlib import Path

import streamlit as st

from codika.language import languages, later, say, say_in, speaking
from ui.addresses import PRESENT
from ui.parts import of_page

_KEYS: dict[str, dict[str, object]] = {
    "Mod+Enter": {"press": "run-bar"},
    "/": {"focus": "q"},
    "j": {"press": "older-run"},
    "k": {"press": "newer-run"},
    "y": {"copy": True},
    "?": {"press": "keyboard-help"},
}
APART = "example-of"
"""How the keys of boxes begin that have Ctrl and Enter for themselves, and no part in the run."""
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
_SCRIPT = Path(__file__).parent / "assets" / "keyboard.js"


@functools.cache
def script() -> str:
    """Return what a page has in its head to hear the keys; it answers in the page's language."""
    words = {}
    for code in languages():
        with speaking(code):
            words[code] = {name: say(text) for name, text in _WORDS.items()}
    data = json.dumps({"keys": _KEYS, "words": words, "silent": PRESENT, "apart": APART})
    # A word must not end the script that it stands in.
    data = data.replace("<", "\\u003c")
    return f"<script>{_SCRIPT.read_text(encoding='utf-8').strip()}({data});</script>"


def show_offer() -> None:
    """Offer the list of the keys."""
    with st.sidebar, st.container(key="keyboard-help"):
        st.button(
            say_in("keyboard", "Keys"),
            icon=":material/keyboard:",
            type="tertiary",
            help=say("Or press ?"),
            on_click=of_page(_ask),
        )
    if st.session_state.pop("keyboard/asked", False):
        title = say_in("keyboard", "Keys")
        st.dialog(title, icon=":material/keyboard:")(_show_help)()


def _ask() -> None:
    st.session_state["keyboard/asked"] = True


def _show_help() -> None:
    lines = [f"| **{say(key)}** | {say(meaning)} |" for key, meaning in _HELP]
    head = f"| {say_in('keyboard', 'Key')} | {say('What it does')} |"
    st.markdown("\n".join([head, "|---|---|", *lines]))
