"""A form where nobody told what a workflow asks for: made from an example, kept, dropped again."""

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from codika import errors
from codika.language import later, retold, say, say_in, say_many
from codika.schema import Field, Section, Workflow, infer_fields, parse_payload
from codika.schema.composite import ArrayField, ObjectArrayField, ObjectField
from codika.schema.workflow import PASTED
from ui import keyboard, notices, resources
from ui.formats import plain
from ui.parts import of_page

SHOWN = 12  # fields of a preview
KINDS = {
    "text": later("longer text"),
    "number": later("number"),
    "boolean": later("yes or no"),
    "date": later("date"),
    "array": later("list"),
    "object": later("fields inside"),
    "objectArray": later("table"),
}


def show(workflow: Workflow) -> None:
    """Offer to make a form of an example, or to let go of one that was made so."""
    if workflow.origins.get("inputs") == PASTED:
        _show_kept(workflow)
    elif not workflow.knows_inputs:
        _show_dropped(workflow)
        _show_offer(workflow)


def _show_kept(workflow: Workflow) -> None:
    with st.container(border=True, key="inferred"):
        words = say(
            "**This form is inferred** from an example that somebody pasted here.  Nothing in it is"
            " required, and what the example lacks is not asked for.  It goes as soon as Codika, a"
            " skill or a file knows better."
        )
        st.markdown(f":material/auto_fix_high: {words}")
        st.button(
            say("Drop this form"),
            icon=":material/delete:",
            on_click=of_page(_drop),
            args=(workflow.id,),
            key=f"drop/{workflow.id}",
            help=say("Its input is then asked for as JSON again.  Runs stay as they are."),
        )


def _show_dropped(workflow: Workflow) -> None:
    example = st.session_state.get(_place(workflow.id))
    if example is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(say("The form is dropped."), width="content")
        st.button(
            say("Bring it back"),
            icon=":material/undo:",
            type="tertiary",
            on_click=of_page(_keep),
            args=(workflow.id, example),
            key=f"restore/{workflow.id}",
        )


def _show_offer(workflow: Workflow) -> None:
    with st.expander(say("Make a form from an example"), icon=":material/auto_fix_high:"):
        st.markdown(
            say(
                "Paste inputs that this workflow takes.  You see what the form would ask for, and"
                " may keep it for everybody here.  Passwords and tokens in it are not kept."
            )
        )
        text = st.text_area(
            say("Example inputs as JSON"),
            key=f"{keyboard.APART}/{workflow.id}",
            height=160,
            placeholder='{"country": "Belgium", "limit": 20}',
            max_chars=100_000,
            on_change=of_page(),
        )
        if not text.strip():
            return
        try:
            example = parse_payload(text)
        except errors.PayloadError as error:
            st.markdown(f":red[:material/error: {plain(retold(str(error)))}]")
            return
        fields = infer_fields(example)
        if not fields:
            st.caption(say("There is nothing in it to ask for."))
            return
        st.markdown("\n".join(_lines(fields)))
        st.button(
            say_many("Use a form with {n} field", "Use a form with {n} fields", len(fields)),
            icon=":material/check:",
            type="primary",
            on_click=of_page(_keep),
            args=(workflow.id, example),
            key=f"keep/{workflow.id}",
        )


def _keep(workflow_id: str, example: Mapping[str, Any]) -> None:
    with notices.shown():
        resources.get().catalogues.keep_example(workflow_id, example)
        st.session_state.pop(_place(workflow_id), None)


def _drop(workflow_id: str) -> None:
    with notices.shown():
        catalogues = resources.get().catalogues
        example = catalogues.pasted.all().get(workflow_id)
        catalogues.keep_example(workflow_id, None)
        st.session_state[_place(workflow_id)] = example


def _place(workflow_id: str) -> str:
    """Name where a session remembers the example of a form that it dropped."""
    return f"inference/{workflow_id}#dropped"


def _kind(name: str) -> str:
    return say_in("kind", "text") if name == "string" else say(KINDS.get(name, "JSON"))


def _lines(fields: Iterable[Field | Section], indent: str = "") -> list[str]:
    """Return a list, in Markdown, of what would be asked for."""
    fields = list(fields)
    lines = []
    for field in fields[:SHOWN]:
        kind = _kind(getattr(field, "type", ""))
        if isinstance(field, ArrayField) and field.item is not None:
            kind = say("list of {kind}", kind=_kind(field.item.type))
        told = say("**{name}**: {kind}", name=plain(field.title), kind=kind)
        lines.append(f"{indent}- {told}")
        if isinstance(field, ObjectField | ObjectArrayField):
            lines += _lines(field.items, indent + "    ")
    if (more := len(fields) - SHOWN) > 0:
        lines.append(f"{indent}- {say_many('and {n} more field', 'and {n} more fields', more)}")
    return lines
