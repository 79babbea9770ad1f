"""The connections that are in use: where each leads, and whether it answers."""

import streamlit as st

from codika.config import ENVIRONMENT
from codika.language import later, say, say_many
from codika.model import ProcessInstance
from ui import asking, frame, resources, status
from ui.formats import plain

SOURCES = {ENVIRONMENT: later("environment variables of the server")}
"""What people call a source, where its own name would not tell them."""


def show_all() -> None:
    """Show a card for every connection."""
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button(say("Check again"), icon=":material/refresh:"):
            asking.forget()
            for instance in resources.get().instances:
                resources.get().catalogues.refresh(instance)
    for instance in resources.get().instances:
        _show(instance)


def _show(instance: ProcessInstance) -> None:
    with st.container(border=True, key=f"connection-{instance.name}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            status.environment_badge(instance.environment)
            st.markdown(f"**{plain(instance.title)}**")
            with st.spinner(say("Asking…")):
                refusal = asking.ask(instance)
            st.markdown(asking.word(refusal))
        asking.show_reason(refusal)
        st.markdown(
            say(
                "Instance `{id}` at `{address}`, {keys}",
                id=_as_code(instance.id),
                address=_as_code(instance.endpoints.base_url),
                keys=asking.keys_of(instance),
            )
        )
        catalogue = resources.get().catalogues.get(instance)
        known = sum(workflow.triggerable for workflow in catalogue.workflows)
        number = say_many("{n} workflow to run", "{n} workflows to run", known)
        origin = say("from {source}", source=plain(source_words(instance.source)))
        st.caption(f"{number} · {origin}")
        frame.show_problems(catalogue)


def source_words(source: str) -> str:
    """Return what people call the source of a connection."""
    return say(SOURCES.get(source, source))


def _as_code(text: str) -> str:
    return text.replace("`", "'")
