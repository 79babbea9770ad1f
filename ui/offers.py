"""Ways to fill a form and to pass it on: one quiet row above the fields."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from codika import errors
from codika.language import later, say
from codika.model import Run
from codika.runs import RunFilter
from codika.schema import filled, starting, write_prefill
from ui import addresses, decks, labels, notices, people, presets, resources, snapshots
from ui.filling import Filling
from ui.formats import ago

RECENT = 15  # runs offered
LONGEST_LINE = 70  # characters of a run's inputs
LONGEST_LINK = 2000  # characters; longer ones are cut on their way by some programs

FORM, JSON = later("Form"), "JSON"


def show(filling: Filling, changed: Callable[[], None]) -> bool:
    """
    Show the row; return whether the payload is to be edited as JSON.

    Args:
        filling: What is filled in.
        changed: Called when somebody wants to edit it in the other way.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="form-offers"):
        with st.popover(
            say("Fill in"), icon=":material/auto_fix_high:", key=filling.key_of("#fill")
        ):
            _show_sources(filling)
        with st.popover(say("Keep"), icon=":material/bookmark:", key=filling.key_of("#keep")):
            presets.show(filling)
            st.divider()
            _show_link(filling)
            with st.expander(say("Present it"), icon=":material/slideshow:"):
                decks.show_offer(filling)
        if not filling.workflow.knows_inputs:
            return True
        view = st.segmented_control(
            say("Edit as"),
            [FORM, JSON],
            format_func=say,
            default=FORM,
            required=True,
            key=f"form/{filling.id}/#view",
            label_visibility="collapsed",
            on_change=changed,
        )
    return view == JSON


def _show_sources(filling: Filling) -> None:
    workflow = filling.workflow
    for n, example in enumerate(workflow.examples):
        is_only = len(workflow.examples) == 1
        label = say("Example") if is_only else say("Example {n}", n=n + 1)
        payload = filled(workflow.inputs, otherwise=example)
        origin = say("Filled in with the example.")
        _offer(filling, label, ":material/lightbulb:", payload, origin, part=f"example-{n}")
    wanted = RunFilter(workflow_id=workflow.id, instance_id=filling.instance.id)
    runs = snapshots.page(wanted, RECENT, None).runs
    mine = next((run for run in runs if run.user == people.user()), None)
    if mine is not None:
        st.button(
            say("As last time, {when}", when=ago(mine.created_at)),
            key=filling.key_of("#last"),
            icon=":material/history:",
            type="tertiary",
            on_click=_fill_from_run,
            args=(filling, mine.id),
        )
    _offer_draft(filling)
    presets.show_choice(filling)
    if runs:
        _show_recent(filling, runs)
    _offer(
        filling,
        say("Start over"),
        ":material/ink_eraser:",
        starting(workflow.inputs),
        say("Emptied."),
        part="nothing",
    )


def _offer(
    filling: Filling,
    label: str,
    icon: str,
    payload: Mapping[str, Any],
    origin: str,
    *,
    part: str,
) -> None:
    st.button(
        label,
        key=filling.key_of(f"#offer/{part}"),
        icon=icon,
        type="tertiary",
        on_click=_fill,
        args=(filling, payload, origin),
    )


def _fill(filling: Filling, payload: Mapping[str, Any], origin: str) -> None:
    filling.take()
    filling.fill(payload, origin)


def _offer_draft(filling: Filling) -> None:
    """Offer what this person filled in elsewhere and did not send."""
    draft = resources.get().drafts.latest_draft(
        filling.instance.id, filling.workflow.id, people.identity()
    )
    if draft is not None and draft.id != filling.id and draft.payload != filling.payload:
        payload = filled(filling.workflow.inputs, rerun=draft.payload)
        _offer(
            filling,
            say("What I left unsent"),
            ":material/edit_note:",
            payload,
            say("Your own draft."),
            part="draft",
        )


def _show_recent(filling: Filling, runs: Sequence[Run]) -> None:
    called = labels.distinct({run.id: _line(run) for run in runs})
    key = filling.key_of("#recent")
    st.selectbox(
        say("A recent run"),
        list(called),
        index=None,
        key=key,
        format_func=called.__getitem__,
        placeholder=say("When, by whom, with what"),
        on_change=lambda: _fill_from_run(filling, st.session_state[key]),
    )


def _line(run: Run) -> str:
    inputs = run.inputs if len(run.inputs) <= LONGEST_LINE else run.inputs[:LONGEST_LINE] + "…"
    return " · ".join(part for part in (ago(run.created_at), run.user, inputs) if part)


def _fill_from_run(filling: Filling, run_id: str | None) -> None:
    if run_id is None:
        return
    try:
        payload = resources.get().runs.store.payload(run_id)
    except errors.RunLogError as error:
        st.session_state[f"form/{filling.id}/#failure"] = (type(error), str(error))
        return
    filling.take()
    known = payload if isinstance(payload, dict) else {}
    filling.fill(
        filled(filling.workflow.inputs, rerun=known),
        say("Filled in as in an earlier run."),
        rerun_of=run_id,
    )


def has_link(filling: Filling) -> bool:
    """Whether an address is shown that fills in what is here."""
    return f"form/{filling.id}/#link" in st.session_state


def _show_link(filling: Filling) -> None:
    """Offer an address that fills in what is here, without its secrets."""
    place = f"form/{filling.id}/#link"
    st.button(
        say("Copy link"),
        key=filling.key_of("#make-link"),
        icon=":material/link:",
        type="tertiary",
        on_click=lambda: st.session_state.update({place: (link_to(filling), filling.mark())}),
        help=say("Opens this form as it is filled in now.  Passwords and the like stay here."),
    )
    address, made_of = st.session_state.get(place, ("", None))
    if made_of == filling.mark():  # what was typed since is not in it
        if address:
            st.code(address, language=None, wrap_lines=True)
            st.caption(say("Point at it: the sign at its right copies it."))
        else:
            st.caption(say("This is too large for a link."))


def link_to(filling: Filling) -> str:
    """Return the shortest address that fills a form with this payload."""
    filling.take()
    named = {"workflow": filling.workflow.id, "connection": filling.instance.name}
    pairs = write_prefill(filling.workflow.inputs, filling.payload)
    found: list[str] = []
    if pairs is not None:
        values: dict[str, list[str]] = {}
        for name, text in pairs:
            values.setdefault(name, []).append(text)
        found.append(addresses.link(**named, **values))
    if not found or len(found[0]) > len(addresses.link(**named, draft="x" * 26)):
        with notices.shown():
            kept = resources.get().drafts.keep_for_link(filling.draft(owner=""))
            if kept is not None:
                found.append(addresses.link(**named, draft=kept))
    return min((one for one in found if len(one) <= LONGEST_LINK), key=len, default="")
