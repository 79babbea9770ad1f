"""Show the call: what the screen does, for a terminal, a script or a notebook."""

import contextlib
from collections.abc import Callable, Mapping
from typing import Any, Literal

import streamlit as st

from codika import errors
from codika.language import retold, say
from codika.model import ProcessInstance, Run
from codika.runs.payloads import payload_hash
from codika.schema import Workflow
from codika.schema.redaction import redacted
from codika.snippets import SPELLINGS, Call, Snippet
from ui import resources
from ui.formats import plain

LONGEST_SHOWN = 40_000  # characters; a longer one is a file to download


def show(
    instance: ProcessInstance,
    workflow: Workflow,
    payload: Mapping[str, Any],
    changed: Callable[[], None],
) -> None:
    """
    Offer the call that a run with this payload would be.

    Args:
        instance: Where it would run.
        workflow: What would run.
        payload: Its inputs.
        changed: Called when it is unfolded, or wanted in another spelling.
    """
    with _expander(f"{instance.name}/{workflow.id}", changed) as is_open:
        if is_open:
            _show(instance, workflow, redacted(workflow.inputs, payload), changed)


def mark(instance: ProcessInstance, workflow: Workflow, payload: Mapping[str, Any]) -> str | None:
    """Return what is another one when the call is; `None` while it is folded away."""
    is_open = st.session_state.get(f"call/{instance.name}/{workflow.id}")
    return payload_hash(redacted(workflow.inputs, payload)) if is_open else None


def show_for_run(run: Run) -> None:
    """Offer the call that a run on record was, with the secrets it had left out."""
    instance = resources.get().instance(run.instance_id)
    if instance is None:
        return  # neither address nor kind of key is known any more
    with _expander(run.id) as is_open:
        if is_open:
            payload = resources.get().runs.store.payload(run.id)
            workflow = resources.get().catalogues.workflow(instance, run.workflow_id)
            _show(instance, workflow, payload if isinstance(payload, dict) else {})


@contextlib.contextmanager
def _expander(key: str, changed: Callable[[], None] | Literal["rerun"] = "rerun") -> Any:
    """Draw the expander; what is in it is made once it is open."""
    place = st.expander(
        say("Show the call"), icon=":material/terminal:", key=f"call/{key}", on_change=changed
    )
    with place:
        yield place.open


def _show(
    instance: ProcessInstance,
    workflow: Workflow,
    payload: Mapping[str, Any],
    changed: Callable[[], None] | None = None,
) -> None:
    st.caption(say("The same run from elsewhere.  It runs as it stands, once these are set:"))
    title = st.segmented_control(
        say("Way to call"),
        list(SPELLINGS),
        format_func=say,
        default=next(iter(SPELLINGS)),
        required=True,
        key=f"spelling/{instance.name}/{workflow.id}",
        label_visibility="collapsed",
        persist_state="session",
        on_change=changed,
    )
    try:
        snippet = SPELLINGS[title](
            Call(
                instance=instance,
                workflow_id=workflow.id,
                payload=payload,
                inputs=workflow.inputs,
            )
        )
    except errors.PayloadError as error:
        reason = plain(str(error))
        st.warning(
            say("These inputs cannot be sent: {reason}", reason=reason), icon=":material/help:"
        )
        return
    st.markdown(
        "\n".join(f"- `{one.name}`: {plain(retold(one.meaning))}" for one in snippet.variables)
    )
    if len(snippet.text) <= LONGEST_SHOWN:
        st.code(snippet.text, language=snippet.language)
    else:
        st.caption(say("Its inputs are too long to be shown here."))
        _offer(snippet)
    st.caption(plain(snippet.note))


def _offer(snippet: Snippet) -> None:
    st.download_button(
        say("Download {file}", file=snippet.file_name),
        snippet.text,
        file_name=snippet.file_name,
        icon=":material/download:",
        on_click="ignore",
    )
