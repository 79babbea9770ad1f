"""Who says what about a workflow, where they disagree, and asking them all again."""

import streamlit as st

from codika.language import later, retold, say, say_many
from codika.model import ProcessInstance
from codika.schema import Workflow
from codika.schema.workflow import FILE, INSTANCE, PASTED, RUNS, SKILL
from ui import notices, resources
from ui.formats import plain
from ui.parts import of_page

SOURCES = {
    INSTANCE: later("Codika, by the organization key"),
    FILE: "data/workflows.json",
    SKILL: later("its skill"),
    RUNS: later("earlier runs from here"),
    PASTED: later("an example that somebody pasted here"),
}
PARTS = {
    "title": later("Title"),
    "description": later("Description"),
    "inputs": later("Inputs"),
    "examples": later("Example"),
    "outputs": later("Outputs"),
    "cost": later("Cost"),
    "integrations": later("Integrations"),
    "triggers": later("How it starts"),
    "schedule": later("Schedule"),
    "is_active": later("Switched on or off"),
}


def show(workflow: Workflow) -> None:
    """Tell where each part of what is known comes from."""
    n = len(workflow.doubts)
    doubts = f" · {say_many('{n} doubt', '{n} doubts', n)}" if n else ""
    title = f"{say('Where this comes from')}{doubts}"
    with st.expander(title, icon=":material/account_tree:"):
        lines = [
            f"- {say('{part} from {source}', part=say(part), source=_source(workflow, name))}"
            for name, part in PARTS.items()
            if name in workflow.origins
        ]
        st.markdown("\n".join(lines) or say("Nothing but its id is known."))
        if "inputs" not in workflow.origins:
            st.markdown(say("Nobody tells of its inputs, so they are asked for as JSON."))
        for doubt in workflow.doubts:
            st.markdown(f":material/help: {plain(_doubt(doubt))}")


def _source(workflow: Workflow, name: str) -> str:
    told = workflow.origins[name]
    return plain(say(SOURCES[told]) if told in SOURCES else told)


def _doubt(doubt: str) -> str:
    """Return a doubt; most begin with the source that is doubted."""
    told = retold(doubt)
    source, colon, rest = doubt.partition(": ")
    if told != doubt or not colon:
        return told
    return say("{title}: {word}", title=source, word=retold(rest))


def show_doubt(workflow: Workflow) -> None:
    """Say beside the form that a skill cannot be trusted, where it contradicts the schema."""
    if any(doubt.startswith(f"{SKILL}:") for doubt in workflow.doubts):
        words = say(
            "Its skill is doubtful: it contradicts itself or the schema.  Where there is a schema"
            " the form follows that; see *Where this comes from*."
        )
        st.caption(f":material/help: {words}")


def show_refresh(instance: ProcessInstance) -> None:
    """Offer to ask all sources again."""
    st.button(
        say("Refresh"),
        icon=":material/refresh:",
        type="tertiary",
        key="refresh",
        help=say("Ask Codika, and the files here, again what workflows there are."),
        on_click=of_page(_refresh),
        args=(instance,),
    )


def _refresh(instance: ProcessInstance) -> None:
    with notices.shown():
        resources.get().catalogues.refresh(instance)
    st.toast(say("Asked again what there is."), icon=":material/refresh:")
