"""The connections that are in use: where each leads, and whether it answers."""

import streamlit as st

from codika.config import ENVIRONMENT
from codika.model import ProcessInstance
from ui import asking, frame, resources, status
from ui.formats import count, plain

SOURCES = {ENVIRONMENT: "environment variables of the server"}
"""What people call a source, where its own name would not tell them."""


def show_all() -> None:
    """Show a card for every connection."""
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Check again", icon=":material/refresh:"):
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
            with st.spinner("Asking…"):
                refusal = asking.ask(instance)
            st.markdown(asking.word(refusal))
        asking.show_reason(refusal)
        st.markdown(
            f"Instance `{_as_code(instance.id)}`"
            f" at `{_as_code(instance.endpoints.base_url)}`, {asking.keys_of(instance)}"
        )
        catalogue = resources.get().catalogues.get(instance)
        known = sum(workflow.triggerable for workflow in catalogue.workflows)
        source = SOURCES.get(instance.source, instance.source)
        st.caption(f"{count(known, 'workflow')} to run · from {plain(source)}")
        frame.show_problems(catalogue)


def _as_code(text: str) -> str:
    return text.replace("`", "'")
