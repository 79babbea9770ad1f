"""Texts from outside, as a page may show them."""

import re

import streamlit as st

from codika.language import say
from codika.results import Reading
from ui.formats import plain, without_icons

LONGEST = 200_000  # characters shown of one text, a book of a hundred pages
SHOWN_AS_JSON = 300_000  # characters of JSON; a browser takes long over more


def show(reading: Reading) -> None:
    """Show the texts of a result, and what is none of texts, tables and single values."""
    for text in reading.texts:
        with st.container(border=True):
            st.caption(plain(text.label))
            if text.is_markdown:
                st.markdown(tame(text.text[:LONGEST]))
            else:
                st.text(printable(text.text[:LONGEST]))
            _say_cut(text.text, LONGEST)
    for part in reading.remainder:
        st.caption(plain(part.label))
        st.code(printable(part.text[:SHOWN_AS_JSON]), language="json", height=200)
        _say_cut(part.text, SHOWN_AS_JSON)


def _say_cut(text: str, longest: int) -> None:
    if len(text) > longest:
        st.caption(
            say(
                "The first {n} of {all} characters; all of it is in *Raw JSON*.",
                n=longest,
                all=len(text),
            )
        )


def tame(markdown: str) -> str:
    """
    Return Markdown from outside that fetches nothing and plays no tricks.

    Pictures become links to them; Streamlit's own signs for colours, icons and
    formulas lose their meaning.  It escapes HTML and script links by itself.
    """
    without_pictures = re.sub(r"!+\[", "[", without_icons(printable(markdown)))
    return _DIRECTIVE.sub(r"\1\\\2", without_pictures)


# What Streamlit's Markdown would act on: formulas, `:red[…]`, and links defined elsewhere.
# One that is escaped already stays so.
_DIRECTIVE = re.compile(r"(?<!\\)((?:\\\\)*)(\$|:(?=[a-z][a-z-]*\[)|(?<=\]):)")


def printable(text: str) -> str:
    """Return text that can be sent to a browser: JSON may hold half a surrogate pair."""
    return text.encode("utf-8", "replace").decode()
