"""The run page before there is a run: which workflow, its form, what to expect."""

from dataclasses import replace
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from codika.language import retold, say
from codika.model import ProcessInstance, Run
from codika.schema import Workflow
from ui import (
    addresses,
    calls,
    confirmation,
    expectation,
    forms,
    frame,
    labels,
    opening,
    origins,
    resources,
    runs,
    style,
)
from ui.formats import plain
from ui.parts import of_page

BY_ID = "…"  # the choice for a workflow that no source told of


def chosen_workflow(instance: ProcessInstance) -> Workflow | None:
    """Return the workflow the URL names, asking for one; `None` until one is chosen."""
    with st.spinner(say("Asking Codika what there is…")):
        catalogue = resources.get().catalogues.get(instance)
    frame.show_problems(catalogue)
    by_id = {workflow.id: workflow for workflow in catalogue.workflows}
    asked = st.query_params.get("workflow", "")
    if asked and asked not in by_id:
        # A link may know of a workflow that the catalogue does not, or not any more.
        by_id[asked] = resources.get().catalogues.unknown(asked)
    addresses.chosen("workflow", [*by_id, BY_ID], None)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        titles = labels.distinct(
            {key: one.title for key, one in by_id.items()} | {BY_ID: say("Another, by its id…")},
            str,
        )
        picked = st.selectbox(
            say("Workflow"),
            list(titles),
            key="workflow",
            index=None,
            format_func=titles.__getitem__,
            placeholder=say("Choose a workflow"),
            on_change=of_page(addresses.forget_filling),
        )
        origins.show_refresh(instance)
    if picked == BY_ID:
        named = st.text_input(
            say("Workflow id"),
            key="workflow_by_id",
            placeholder="main-workflow",
            on_change=of_page(),
        )
        named = (named or "").strip()
        return resources.get().catalogues.unknown(named) if named else None
    if not picked:
        st.page_link(
            addresses.page(addresses.HOME),
            label=say("See what each of them does"),
            icon=":material/home:",
        )
        return None
    return by_id[picked]


def show_form(instance: ProcessInstance, workflow: Workflow, place: DeltaGenerator) -> None:
    """
    Show what the workflow does, and its form.

    Args:
        instance: Where it would run.
        workflow: What is asked for.
        place: For what to expect of the payload, and the call; drawn anew as it changes.
    """
    if workflow.description:
        st.markdown(plain(workflow.description))
    if not workflow.triggerable:
        why = retold(workflow.reason) or say("It cannot be started from here.")
        st.warning(plain(why), icon=":material/block:")
    elif workflow.is_active is False:
        st.warning(
            say("Codika says it is switched off, so a run will be refused."),
            icon=":material/pause_circle:",
        )
    origins.show_doubt(workflow)
    is_missing = confirmation.ask(instance, workflow)
    form = opening.form(instance, workflow)
    beside = _beside(instance, workflow)
    forms.show(replace(form, is_unconfirmed=is_missing, place=place, beside=beside))


def _beside(instance: ProcessInstance, workflow: Workflow) -> tuple[forms.Beside, ...]:
    about = (instance, workflow)
    call = forms.Beside(
        name="call", draw=partial(calls.show, *about), mark=partial(calls.mark, *about)
    )
    if runs.named_in_url() is not None:
        return (call,)
    return (
        forms.Beside(
            name="earlier",
            draw=partial(expectation.show_earlier, *about),
            mark=partial(expectation.earlier, *about),
        ),
        forms.Beside(
            name="expectation",
            draw=partial(expectation.show, *about),
            mark=partial(expectation.alike, *about),
        ),
        call,
    )


def mark_outcome() -> None:
    """Mark where the run stands, for the way down to it."""
    with st.container(key=style.OUTCOME_PLACE):
        st.html(f'<div id="{style.OUTCOME}"></div>')


def show_way_down() -> None:
    """Lead to the run on a narrow screen: there it stands below the form, however long."""
    with st.container(key=style.WAY_DOWN):
        st.markdown(f":material/south: [{say('The run is below this form')}](#{style.OUTCOME})")


def show_permanent_link(run: Run) -> None:
    """Show the way to the run's own page."""
    st.page_link(
        addresses.page(addresses.RUNS),
        label=say("Open this run on its own page, with inputs and timeline"),
        icon=":material/link:",
        query_params={"run": run.id},
    )
