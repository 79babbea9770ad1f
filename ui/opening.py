"""
What a form is filled with when its page is opened.

A draft that the address names comes first, as it is what was typed last.  Without
one, `codika.schema.filling` decides between the address, an earlier run, a preset
and the defaults.  A session that has begun a form goes on with it.
"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from codika import errors
from codika.language import say
from codika.model import ProcessInstance
from codika.runs import is_id
from codika.schema import Prefill, Workflow, filled, read_prefill, without_secrets
from codika.schema.prefill import PREFIX
from ui import addresses, notices, people, resources
from ui.filling import Filling, begun, remember, remembered
from ui.forms import Form

MOST_NAMED = 5  # names of an address that are said to be unknown


def form(
    instance: ProcessInstance,
    workflow: Workflow,
    *,
    otherwise: Mapping[str, Any] | None = None,
) -> Form:
    """
    Return the form of a workflow, filled as the address says.

    Args:
        instance: Where it would run.
        workflow: What is asked for.
        otherwise: What fills a form that nothing else fills.
    """
    given = {
        name: st.query_params.get_all(name) for name in st.query_params if name.startswith(PREFIX)
    }
    prefill = read_prefill(workflow.inputs, given)
    slot = _slot(given)
    filling = remembered(instance, workflow, slot)
    if filling is None:
        filling = _from_draft(instance, workflow) or _begun(instance, workflow, prefill, otherwise)
        remember(filling, slot)
    return Form(filling=filling, note=_note(prefill))


def _slot(given: Mapping[str, Any]) -> str:
    """Name what the address asks for, within a workflow."""
    draft = st.query_params.get(addresses.DRAFT, "")
    if draft:
        return f"draft:{draft[:100]}"
    earlier = st.query_params.get(addresses.EARLIER, "")[:100]
    preset = st.query_params.get(addresses.PRESET, "")[:100]
    return f"{earlier}/{preset}/{hash(repr(given)) if given else ''}"


def _from_draft(instance: ProcessInstance, workflow: Workflow) -> Filling | None:
    """Return what the address names as a draft; somebody else's, or a link's, is copied."""
    asked = st.query_params.get(addresses.DRAFT, "")
    if not asked:
        return None
    draft = resources.get().drafts.draft(asked) if is_id(asked) else None
    if draft is None or draft.workflow_id != workflow.id:
        words = say("What this link was filled with is no longer kept.")
        st.caption(f":material/info: {words}")
        return None
    filling = begun(instance, workflow, without_secrets(workflow.inputs, draft.payload))
    if draft.owner and draft.owner == people.identity() and draft.instance_id == instance.id:
        filling.id = draft.id
    filling.unread = dict(draft.unread)
    filling.touched = set(draft.unread)
    filling.rerun_of = draft.rerun_of
    return filling


def _begun(
    instance: ProcessInstance,
    workflow: Workflow,
    prefill: Prefill,
    otherwise: Mapping[str, Any] | None,
) -> Filling:
    rerun, earlier = _earlier_run()
    preset = _preset(workflow)
    # Where nothing real happens, nobody has to think of an input before the first run.
    if instance.is_sandbox:
        otherwise = workflow.example
    filling = begun(
        instance,
        workflow,
        filled(
            workflow.inputs,
            address=prefill.payload,
            rerun=rerun,
            preset=preset,
            otherwise=otherwise,
        ),
    )
    if rerun is not None:
        filling.origin, filling.rerun_of = say("Filled in as in an earlier run."), earlier
    elif preset is not None:
        filling.origin = say("Filled in from a preset.")
    elif prefill.payload:
        filling.origin = say("Filled in by the link.")
    return filling


def _earlier_run() -> tuple[Mapping[str, Any] | None, str | None]:
    earlier = st.query_params.get(addresses.EARLIER, "")
    if not is_id(earlier):
        return None, None
    try:
        payload = resources.get().runs.store.payload(earlier)
    except errors.RunNotFoundError:
        notices.show(errors.RunNotFoundError)
        return None, None
    return payload if isinstance(payload, dict) else {}, earlier


def _preset(workflow: Workflow) -> Mapping[str, Any] | None:
    asked = st.query_params.get(addresses.PRESET, "")
    if not asked:
        return None
    preset = resources.get().presets.get(asked, people.identity()) if is_id(asked) else None
    if preset is None or preset.workflow_id != workflow.id:
        words = say("The preset of this link is private, or was deleted.")
        st.caption(f":material/info: {words}")
        return None
    return preset.payload


def _note(prefill: Prefill) -> str:
    if not prefill.ignored:
        return ""
    named = ", ".join(name[:40] for name in prefill.ignored[:MOST_NAMED])
    if len(prefill.ignored) > MOST_NAMED:
        return say(
            "The link also names what this form does not take: {names} and others.", names=named
        )
    return say("The link also names what this form does not take: {names}.", names=named)
