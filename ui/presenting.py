"""
A workflow on a wall: one button, the inputs that matter, the result; nothing else.

The inputs that are not shown keep the value that the address, a preset or the
example gives them; the form, the check and the run are those of the run page.
"""

from dataclasses import replace

import streamlit as st

from codika.language import say
from codika.model import ProcessInstance, Run, RunStatus
from codika.schema import Workflow
from ui import (
    confirmation,
    decks,
    expectation,
    forms,
    launching,
    notices,
    opening,
    progress,
    resources,
    results,
    runs,
    snapshots,
    status,
    style,
)
from ui.formats import duration, plain
from ui.parts import of_page


def show(instance: ProcessInstance) -> None:
    """Show the workflow that the address names, as one slide."""
    style.enlarge()
    workflow = _workflow(instance)
    if workflow is None:
        st.info(say("This presentation names no workflow."), icon=":material/slideshow:")
    else:
        st.set_page_config(page_title=workflow.title)
        _show_slide(instance, workflow)
    _show_ways()


def _workflow(instance: ProcessInstance) -> Workflow | None:
    named = st.query_params.get("workflow", "")
    return resources.get().catalogues.workflow(instance, named) if named else None


def _show_slide(instance: ProcessInstance, workflow: Workflow) -> None:
    st.title(plain(workflow.title), anchor=False)
    if workflow.description:
        st.markdown(plain(workflow.description))
    left, right = st.columns([1, 3], gap="large")
    # From top to bottom as on a narrow screen: what comes later would push the rest down.
    with left:
        is_missing = confirmation.ask(instance, workflow)
        form = opening.form(instance, workflow, otherwise=workflow.example)
        shown = frozenset(st.query_params.get_all(decks.SHOW))
        forms.show(replace(form, is_unconfirmed=is_missing, shown=shown))
        usual = snapshots.usual_times(instance.id, (workflow.id,)).get(workflow.id)
        st.markdown(f":material/timer: {expectation.time_words(usual)}")
    with right:
        run = runs.open_from_url()
        if run is not None and run.workflow_id == workflow.id:
            _show_run(run)


def _show_run(run: Run) -> None:
    progress.announce(run)
    if run.status.is_open:
        progress.live(run, progress.draw_calmly)
        return
    length = duration(run.duration_ms)
    took = f" {say('after {length}', length=length)}" if run.duration_ms is not None else ""
    st.markdown(f"{status.inline(run.status)}{took}")
    if run.error:
        notices.show_run_error(run.error)
    if run.status is RunStatus.SUCCESS:
        results.show(run, wide=True)
    elif run.status.needs_a_person:
        launching.show_permanent_link(run)


def _show_ways() -> None:
    """Show the ways to the slides before and after, and out of the presentation."""
    slides = decks.deck()
    at = decks.at(slides)
    with st.bottom, st.container(horizontal=True, vertical_alignment="center", key="slides"):
        if len(slides) > 1:
            st.button(
                say("Previous"),
                icon=":material/arrow_back:",
                type="tertiary",
                shortcut="Left",
                disabled=at == 0,
                on_click=of_page(decks.turn),
                args=(slides, at, at - 1),
            )
            st.markdown(say("{n} of {all}", n=at + 1, all=len(slides)), width="content")
            st.button(
                say("Next"),
                icon=":material/arrow_forward:",
                icon_position="right",
                type="tertiary",
                shortcut="Right",
                disabled=at == len(slides) - 1,
                on_click=of_page(decks.turn),
                args=(slides, at, at + 1),
            )
        st.button(
            say("End the presentation"),
            icon=":material/close_fullscreen:",
            type="tertiary",
            shortcut="Esc",
            on_click=of_page(decks.end),
        )
