"""Who says what about a workflow, where they disagree, and asking them all again."""

import streamlit as st

from codika.model import ProcessInstance
from codika.schema import Workflow
from codika.schema.workflow import FILE, INSTANCE, PASTED, RUNS, SKILL
from ui import notices, resources
from ui.formats import count, plain

SOURCES = {
    INSTANCE: "Codika, by the organization key",
    FILE: "data/workflows.json",
    SKILL: "its skill",
    RUNS: "earlier runs from here",
    PASTED: "an example that somebody pasted here",
}
PARTS = {
    "title": "Title",
    "description": "Description",
    "inputs": "Inputs",
    "examples": "Example",
    "outputs": "Outputs",
    "cost": "Cost",
    "integrations": "Integrations",
    "triggers": "How it starts",
    "schedule": "Schedule",
    "is_active": "Switched on or off",
}


def show(workflow: Workflow) -> None:
    """Tell where each part of what is known comes from."""
    doubts = f" · {count(len(workflow.doubts), 'doubt')}" if workflow.doubts else ""
    with st.expander(f"Where this comes from{doubts}", icon=":material/account_tree:"):
        lines = [
            f"- {part} from {plain(SOURCES.get(workflow.origins[name], workflow.origins[name]))}"
            for name, part in PARTS.items()
            if name in workflow.origins
        ]
        st.markdown("\n".join(lines) or "Nothing but its id is known.")
        if "inputs" not in workflow.origins:
            st.markdown("Nobody tells of its inputs, so they are asked for as JSON.")
        for doubt in workflow.doubts:
            st.markdown(f":material/help: {plain(doubt)}")


def show_doubt(workflow: Workflow) -> None:
    """Say beside the form that a skill cannot be trusted, where it contradicts the schema."""
    if any(doubt.startswith(f"{SKILL}:") for doubt in workflow.doubts):
        st.caption(
            ":material/help: Its skill is doubtful: it contradicts itself or the schema.  Where"
            " there is a schema the form follows that; see *Where this comes from*."
        )


def show_refresh(instance: ProcessInstance) -> None:
    """Offer to ask all sources again."""
    st.button(
        "Refresh",
        icon=":material/refresh:",
        type="tertiary",
        key="refresh",
        help="Ask Codika, and the files here, again what workflows there are.",
        on_click=_refresh,
        args=(instance,),
    )


def _refresh(instance: ProcessInstance) -> None:
    with notices.shown():
        resources.get().catalogues.refresh(instance)
    st.toast("Asked again what there is.", icon=":material/refresh:")
