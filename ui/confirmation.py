"""
A second thought where a run can do harm: the name of a risky workflow, typed.

In prod, and only for what the settings call risky: asked everywhere it would be
typed without reading.  Asked anew for every run.
"""

from collections.abc import Callable

import streamlit as st

from codika.language import say
from codika.model import Environment, ProcessInstance
from codika.schema import Workflow
from ui.formats import plain
from ui.parts import of_page


def ask(instance: ProcessInstance, workflow: Workflow) -> Callable[[], bool]:
    """
    Ask for the workflow's name if a run is risky; return what tells whether it is missing.

    To be asked at the moment it matters: a form that is redrawn by itself may have begun
    before the name was typed.
    """
    if instance.environment is not Environment.PROD or workflow.id not in instance.risky:
        return lambda: False
    # A run that was started is in the URL, and the next one is asked for anew.
    key = f"confirm/{instance.name}/{workflow.id}/{st.query_params.get('run', '')}"

    def is_missing() -> bool:
        typed = st.session_state.get(key) or ""
        return not (_same(typed, workflow.title) or _same(typed, workflow.id))

    with st.container(border=True, key="confirmation"):
        risk = say("This workflow is risky in prod.")
        request = say("Type its name to run it: **{name}**", name=plain(workflow.title))
        st.markdown(f":material/gpp_maybe: **{risk}** {request}")
        typed = st.text_input(
            say("Name of the workflow"),
            key=key,
            placeholder=say("Its name, then Enter"),
            max_chars=1000,
            on_change=of_page(),
        )
        if not is_missing():
            st.markdown(f":green[:material/check: {say('You can press Run now.')}]")
        elif typed:
            st.markdown(f":red[:material/error: {say('That is not its name.')}]")
    return is_missing


def _same(typed: str, name: str) -> bool:
    """Whether this is the name, give or take blanks and capitals."""
    return bool(name.strip()) and typed.casefold().split() == name.casefold().split()
