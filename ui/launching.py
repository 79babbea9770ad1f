"""The run page before there is a run: which workflow, what fills its form, what to expect."""

from functools import partial

import streamlit as st

from codika import errors
from codika.model import ProcessInstance, Run
from codika.runs import is_id
from codika.schema import Workflow, defaults, merge
from ui import addresses, forms, frame, notices, resources, snapshots, status
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
        on_change=_forget_run,
    )
    if picked == BY_ID:
        named = st.text_input("Workflow id", key="workflow_by_id", placeholder="main-workflow")
        return unknown(named.strip()) if named and named.strip() else None
    return by_id[picked] if picked else None


def unknown(workflow_id: str) -> Workflow:
    """Return a workflow of which nothing but the id is known; its input is asked for as JSON."""
    (workflow,) = merge(seen=[(workflow_id, workflow_id)])
    return workflow


def _forget_run() -> None:
    for name in ("run", "from"):
        st.query_params.pop(name, None)


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
    form = _filled(instance, workflow)
    forms.show(form)
    return form


def _filled(instance: ProcessInstance, workflow: Workflow) -> forms.Form:
    """Return the form, filled from the run the URL names, the example, or the defaults."""
    form = partial(forms.Form, instance=instance, workflow=workflow)
    earlier = st.query_params.get("from", "")
    if is_id(earlier):
        try:
            payload = resources.get().runs.store.payload(earlier)
        except errors.RunNotFoundError:
            notices.show(errors.RunNotFoundError)
        else:
            st.caption(":material/replay: Filled in as in an earlier run.")
            return form(initial=payload if isinstance(payload, dict) else {}, rerun_of=earlier)
    initial = defaults(workflow.inputs)
    if workflow.example and (instance.is_sandbox or _wants_example(workflow)):
        return form(initial={**initial, **workflow.example}, is_example=True)
    return form(initial=initial)


def _wants_example(workflow: Workflow) -> bool:
    """Offer the example in one click; where runs are real, nobody should send it unread."""
    return bool(
        st.toggle("Fill in the example", key=f"example/{workflow.id}", persist_state="session")
    )


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
