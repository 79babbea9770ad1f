"""One run on its own page: how it stands, what it brought, what a person can decide."""

import contextlib
from collections.abc import Callable
from functools import partial

import streamlit as st

from codika import Codika, errors
from codika.language import later, say
from codika.model import Run, RunStatus
from codika.runs import is_id
from codika.runs.candidates import candidates
from ui import addresses, calls, notices, progress, resources, results, snapshots, timeline
from ui.formats import moment, plain, viewer_zone

LISTED = 10  # candidates for an unconfirmed run; the likeliest come first


def open_from_url() -> Run | None:
    """Return the run the URL names; says so if there is none of that id."""
    run = named_in_url()
    if run is None and st.query_params.get("run"):
        notices.show(errors.RunNotFoundError)
    return run


def named_in_url() -> Run | None:
    """Return the run the URL names, if it names one that is on record."""
    run_id = st.query_params.get("run", "")
    if is_id(run_id):
        with contextlib.suppress(errors.RunLogError):
            return snapshots.run(run_id)
    return None


def show_outcome(run: Run, *, wide: bool) -> None:
    """Show a run as it stands: live, or what it ended with."""
    progress.announce(run)
    if run.status.is_open:
        progress.live(run)
        return
    progress.show_facts(run)
    if run.error:
        notices.show_run_error(run.error)
    if run.status.needs_a_person:
        _show_decision(run)
    if run.status is RunStatus.SUCCESS:
        results.show(run, wide=wide)


def show_detail(run: Run) -> None:
    """Show everything about one run: its permanent page."""
    top, actions = st.columns([4, 1], vertical_alignment="bottom")
    with top:
        st.title(plain(run.workflow_title), anchor=False)
    with actions:
        if resources.get().offers(run.instance_id):
            pressed = st.button(
                say("Run again"), icon=":material/replay:", type="primary", width="stretch"
            )
            if pressed:  # opens the form, filled in; nothing is sent by this
                st.switch_page(addresses.page(addresses.RUN), query_params=_again(run))
    if run.status.is_open and resources.get().instance(run.instance_id) is None:
        headline = say("Nobody is watching this run.")
        why = say("Its connection is no longer configured here.")
        st.warning(f"**{headline}** {why}", icon=":material/link_off:")
    show_outcome(run, wide=True)
    _show_inputs(run)
    calls.show_for_run(run)
    timeline.show(run)


def _again(run: Run) -> dict[str, str]:
    instance = resources.get().instance(run.instance_id)
    named = {"connection": instance.name} if instance else {}
    return {"workflow": run.workflow_id, "from": run.id, **named}


def _show_decision(run: Run) -> None:
    runs = resources.get().runs
    if run.status is RunStatus.UNWATCHED:
        _button(later("Look again"), ":material/visibility:", run, runs.look_again)
        return
    advice = say(
        "Look in Codika for an execution of this workflow that began at {when}.",
        when=plain(moment(run.triggered_at, viewer_zone())),
    )
    st.markdown(f"**{say('What now?')}** {advice}")
    with st.container(border=True):
        _offer_candidates(run)
        found = st.text_input(
            say("It is there: its execution id"),
            key=f"found/{run.id}",
            placeholder="019c8fb3-…",
            max_chars=200,
        ).strip()
        if st.button(say("Watch it"), icon=":material/link:", disabled=not found):
            with notices.shown():
                runs.link(run.id, found)
                snapshots.forget()
                st.rerun()
        _button(later("It is not there"), ":material/block:", run, runs.dismiss)


def _offer_candidates(run: Run) -> None:
    """Let a person pick the execution that the run became."""
    instance = resources.get().instance(run.instance_id)
    if instance is None or not instance.organization_key:
        st.caption(say("With an organization key this page could list them for you."))
        return
    if not st.toggle(say("List executions it may have become"), key=f"candidates/{run.id}"):
        return
    runs = resources.get().runs
    with notices.shown(), Codika(instance) as codika:
        found = candidates(codika, runs.store, run)
        if not found:
            st.markdown(say("Codika lists none that began at that time and is not another run."))
        for one in found[:LISTED]:
            with st.container(horizontal=True, vertical_alignment="center"):
                began = plain(moment(one.created_at, viewer_zone()))
                words = say("began {when}", when=began)
                st.markdown(f"{words} · {plain(one.reported_status)} · `{plain(one.id)}`")
                _button(
                    later("This is it"), ":material/link:", run, partial(_link, execution_id=one.id)
                )


def _link(run_id: str, execution_id: str) -> None:
    resources.get().runs.link(run_id, execution_id)


def _button(label: str, icon: str, run: Run, decide: Callable[[str], object]) -> None:
    def decided() -> None:
        with notices.shown():
            decide(run.id)
        snapshots.forget()

    key = f"{label}/{run.id}/{getattr(decide, 'keywords', '')}"
    st.button(say(label), icon=icon, on_click=decided, key=key)


def _show_inputs(run: Run) -> None:
    with st.expander(say("Inputs"), icon=":material/input:", key=f"inputs/{run.id}"):
        with notices.shown():
            st.json(resources.get().runs.store.payload(run.id), expanded=2)
        if run.rerun_of:
            addresses.show_step(
                say("Run again from this earlier run"),
                "run",
                run.rerun_of,
                icon=":material/history:",
                key="earlier-run",
            )
