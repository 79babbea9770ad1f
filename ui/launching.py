"""The run page before there is a run: which workflow, its form, what to expect."""

import streamlit as st

from codika.model import ProcessInstance, Run
from codika.schema import Workflow, merge
from ui import addresses, forms, frame, opening, resources, snapshots, status
from ui.formats import ago, count, credits_word, number, plain, schedule
from ui.progress import usual_words

BY_ID = "…"  # the choice for a workflow that no source told of


def chosen_workflow(instance: ProcessInstance) -> Workflow | None:
    """Return the workflow the URL names, asking for one; `None` until one is chosen."""
    with st.spinner("Asking Codika what there is…"):
        catalogue = resources.get().catalogues.get(instance)
    frame.show_problems(catalogue)
    by_id = {workflow.id: workflow for workflow in catalogue.workflows}
    asked = st.query_params.get("workflow", "")
    if asked and asked not in by_id:
        # A link may know of a workflow that the catalogue does not, or not any more.
        by_id[asked] = unknown(asked)
    addresses.chosen("workflow", [*by_id, BY_ID], None)
    picked = st.selectbox(
        "Workflow",
        [*by_id, BY_ID],
        key="workflow",
        index=None,
        format_func=lambda key: by_id[key].title if key in by_id else "Another, by its id…",
        placeholder="Choose a workflow",
        on_change=addresses.forget_filling,
    )
    if picked == BY_ID:
        named = st.text_input("Workflow id", key="workflow_by_id", placeholder="main-workflow")
        return unknown(named.strip()) if named and named.strip() else None
    return by_id[picked] if picked else None


def unknown(workflow_id: str) -> Workflow:
    """Return a workflow of which nothing but the id is known; its input is asked for as JSON."""
    (workflow,) = merge(seen=[(workflow_id, workflow_id)])
    return workflow


def show_form(instance: ProcessInstance, workflow: Workflow) -> forms.Form:
    """Show what the workflow does, and its form; return the form."""
    if workflow.description:
        st.markdown(plain(workflow.description))
    if not workflow.triggerable:
        st.warning(
            plain(workflow.reason or "It cannot be started from here."), icon=":material/block:"
        )
    for doubt in workflow.doubts:
        st.caption(f":material/help: {plain(doubt)}")
    form = opening.form(instance, workflow)
    forms.show(form)
    return form


def show_expectation(instance: ProcessInstance, workflow: Workflow) -> None:
    """Show what is known before pressing Run: how long, how much, what came last."""
    usual = snapshots.usual_times(instance.id, (workflow.id,)).get(workflow.id)
    last = snapshots.latest(instance.id, (workflow.id,)).get(workflow.id)
    with st.container(border=True):
        st.markdown("**What to expect**")
        if usual is None:
            st.markdown(":material/timer: Nobody knows yet how long it takes.")
        else:
            learned = count(usual.n, "earlier run")
            st.markdown(f":material/timer: {usual_words(usual).capitalize()} ({learned}).")
        if workflow.cost is not None:
            unit = credits_word(workflow.cost)
            st.markdown(f":material/payments: {number(workflow.cost)} {unit} a run.")
        if workflow.integrations:
            st.markdown(f":material/extension: Uses {plain(', '.join(workflow.integrations))}.")
        if workflow.schedule is not None:
            st.markdown(
                f":material/schedule: Also runs by itself, {plain(schedule(workflow.schedule))}."
            )
        if last is None:
            st.markdown(":material/history: Not run from here yet.")
        else:
            st.markdown(f":material/history: {status.inline(last.status)} {ago(last.created_at)}")
            st.page_link(
                addresses.page(addresses.RUNS),
                label="Open that run",
                icon=":material/open_in_new:",
                query_params={"run": last.id},
            )


def show_permanent_link(run: Run) -> None:
    """Show the way to the run's own page."""
    st.page_link(
        addresses.page(addresses.RUNS),
        label="Open this run on its own page, with inputs and timeline",
        icon=":material/link:",
        query_params={"run": run.id},
    )
