"""
A second thought where a run can do harm: the name of a risky workflow, typed.

In prod, and only for what the settings call risky: asked everywhere it would be
typed without reading.  Asked anew for every run.
"""

import streamlit as st

from codika.model import Environment, ProcessInstance
from codika.schema import Workflow
from ui.formats import plain


def is_missing(instance: ProcessInstance, workflow: Workflow) -> bool:
    """Ask for the workflow's name if a run is risky; whether Run has to wait for it."""
    if instance.environment is not Environment.PROD or workflow.id not in instance.risky:
        return False
    with st.container(border=True, key="confirmation"):
        st.markdown(
            f":material/gpp_maybe: **This workflow is risky in prod.** Type its name to run it:"
            f" **{plain(workflow.title)}**"
        )
        typed = st.text_input(
            "Name of the workflow",
            # A run that was started is in the URL, and the next one is asked for anew.
            key=f"confirm/{instance.name}/{workflow.id}/{st.query_params.get('run', '')}",
            placeholder="Its name, then Enter",
            max_chars=1000,
        )
        is_right = _same(typed, workflow.title) or _same(typed, workflow.id)
        if is_right:
            st.markdown(":green[:material/check: You can press Run now.]")
        elif typed:
            st.markdown(":red[:material/error: That is not its name.]")
    return not is_right


def _same(typed: str, name: str) -> bool:
    """Whether this is the name, give or take blanks and capitals."""
    return bool(name.strip()) and typed.casefold().split() == name.casefold().split()
