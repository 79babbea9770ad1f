"""Documents that a result names: what they are, and why they cannot be opened here."""

from collections.abc import Sequence

import streamlit as st

from codika.language import say, say_many
from codika.results import Column, Headline, Kind
from ui.formats import plain

NAMED = 3  # that are named one by one


def show_hint(values: Sequence[Column | Headline]) -> None:
    """Say which of these values are ids of documents, if any are, and where to open those."""
    found = [value for value in values if value.kind is Kind.DOCUMENT]
    if not found:
        return
    titles = [value.title if isinstance(value, Column) else value.label for value in found]
    named = ", ".join(map(plain, titles[:NAMED]))
    if len(found) > NAMED:
        named = say("{names} and others", names=named)
    what = say_many(
        "{named} looks like the id of a document that Codika keeps.",
        "{named} look like the id of a document that Codika keeps.",
        len(found),
        named=named,
    )
    advice = say("Codika lets no dashboard fetch it: open the run in Codika.")
    st.caption(f":material/description: {what}  {advice}")
