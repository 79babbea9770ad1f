"""The language a session is read in: what was chosen in this browser, else the browser's own."""

import json

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from codika import errors
from codika.language import languages, say, spoken, whose_language
from ui import notices, people, resources
from ui.parts import of_page

_BOX = "language"
_CHOSEN = "language/chosen"
_ENGLISH = "en"


def listen() -> None:
    """Let everything that is said on a page be said in its reader's language."""
    whose_language(_tag)


def choose() -> None:
    """Offer the languages there are."""
    names = languages()
    current = spoken().language
    # A box that was drawn keeps its value; the first one shows what is spoken.
    st.session_state.setdefault(_BOX, current)
    st.selectbox(
        say("Language"),
        list(names),
        key=_BOX,
        format_func=lambda code: names[code],
        on_change=of_page(_remember),
    )


def announce() -> None:
    """Tell the browser which language the page is in, for who has it read out."""
    code = spoken().language
    if code != _ENGLISH or st.session_state.get("language/announced"):
        st.session_state["language/announced"] = True
        st.html(
            f"<script>document.documentElement.lang = {json.dumps(code)}</script>",
            unsafe_allow_javascript=True,
        )


def _remember() -> None:
    chosen = st.session_state[_BOX]
    st.session_state[_CHOSEN] = chosen
    if browser := people.this_browser():
        with notices.shown():
            resources.get().languages.choose(browser, chosen)


def _tag() -> str:
    if get_script_run_ctx(suppress_warning=True) is None:
        return _ENGLISH  # a thread of the server's, which writes for the log
    own = st.context.locale or _ENGLISH
    chosen = _chosen()
    # Of a browser in the chosen language its country counts too: `fr-BE`.
    return chosen if chosen and own.split("-")[0].lower() != chosen else own


def _chosen() -> str:
    if _CHOSEN not in st.session_state:
        if not resources.is_ready():
            return ""
        browser = people.this_browser()
        try:
            chosen = resources.get().languages.of(browser) if browser else ""
        except errors.RunLogError:  # a notice of that has to be said, too
            return ""
        st.session_state[_CHOSEN] = chosen
    return str(st.session_state[_CHOSEN])
