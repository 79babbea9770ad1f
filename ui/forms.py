"""
Asking for a workflow's inputs.

The payload is in `filling.py`; what stands here draws it, says what is wrong
with it, and starts the run.  A change redraws its field alone, and what stands beside
the form where that says something else now.  A problem is told
when its field was typed in and left, all of them when Run is pressed.  Pressing
Run takes over what the widgets hold at that moment, checks it in the library and
puts the run on record, once for a double click.
"""

import json
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import RerunException

from codika import errors
from codika.language import say, say_in, say_many
from codika.model import Environment
from codika.schema import Field, check, fields_of
from codika.schema.composite import Item
from ui import json_editor, notices, offers, people, resources
from ui.drawing import Drawing, part_key
from ui.filling import WHOLE, Filling, let_go
from ui.formats import plain
from ui.parts import draw_anew
from ui.problems import found_in, told_now

_FORM = "form"
"""A part of the page that can be drawn alone; so can each field, see `drawing.py`."""
DOUBLE_CLICK = 2.0  # seconds; nobody means the same run twice within them
TOLD_ON_TOP = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form on one page."""

    filling: Filling
    note: str = ""
    """Said quietly above the fields."""
    is_unconfirmed: Callable[[], bool] = lambda: False
    """Whether Run waits, at this moment, for something that is asked for elsewhere on the page."""
    shown: frozenset[str] | None = None
    """Keys of the fields to ask for, without ways to fill them; `None` for all, with those."""
    place: DeltaGenerator | None = None
    """Where what stands beside it is drawn."""
    beside: "tuple[Beside, ...]" = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """
    Something that depends on the payload and stands elsewhere on the page.

    Attributes:
        name: Tells it from the others.
        draw: Draws it, from the payload without its secrets.  What its widgets call once they
            were used comes along; it draws all that stands beside the form anew.
        mark: Returns what is another one when it has to be drawn anew.
    """

    name: str
    draw: Callable[[Mapping[str, Any], Callable[[], None]], None]
    mark: Callable[[Mapping[str, Any]], object]


def payload_now(form: Form) -> dict[str, Any]:
    """
    Return the payload as it is now filled in, checked or not.

    Secrets are replaced by what the run log keeps in their place, so that this
    may be shown, and compared with earlier runs.
    """
    form.filling.take()
    return form.filling.masked()


def show(form: Form) -> None:
    """Draw the form with its Run button, and what stands beside it."""
    for beside in form.beside:
        _keep_mark(form, beside)
    _draw(form)
    if form.place is not None:
        with form.place:
            for beside in form.beside:
                st.fragment(_draw_beside, key=_beside_key(beside))(form, beside)


@st.fragment(key=_FORM)
def _draw(form: Form) -> None:
    # A change draws this alone, without the page around it that would show errors.
    with notices.shown():
        _draw_form(form)


def _draw_beside(form: Form, beside: Beside) -> None:
    with notices.shown():
        _keep_mark(form, beside)
        beside.draw(form.filling.masked(), partial(_draw_beside_anew, form))


def _draw_form(form: Form) -> None:
    filling = form.filling
    if filling.take():
        filling.keep()
    if _stale(form):
        st.rerun()  # it was filled in another way
    found = found_in(filling)
    told = told_now(filling, found)
    with st.container(key="run-bar"):
        _show_button(form)
    if failure := st.session_state.pop(_place(filling, "#failure"), None):
        notices.show(*failure)
    _show_summary(filling, found)
    drawing = Drawing(filling, told, partial(_follow, form))
    if form.shown is not None:
        drawing.draw(_only(filling.workflow.inputs, form.shown))
        return
    needs_nothing = filling.workflow.knows_inputs and not filling.workflow.inputs
    is_json = (
        False
        if needs_nothing and not filling.payload
        else offers.show(filling, partial(_draw_anew, form))
    )
    _show_notes(form)
    if is_json or not filling.workflow.knows_inputs:
        filling.begin_to_draw()
        json_editor.show(filling, told)
    elif filling.workflow.inputs:
        if WHOLE in filling.unread:
            json_editor.offer_to_mend(filling)
        drawing.draw(filling.workflow.inputs)
    else:
        filling.begin_to_draw()
        st.markdown(say("This workflow needs no input."))


def _follow(form: Form) -> None:
    """Take over what somebody has changed, and draw anew what that changes besides its field."""
    filling = form.filling
    was_too_large = filling.is_too_large
    if changed := _taken(filling):
        # What is told above the fields changes too.
        is_told = filling.is_pressed or filling.is_too_large != was_too_large
        if is_told or offers.has_link(filling):
            _draw_anew(form)
        elif stale := _stale(form):
            _draw_anew(form, *map(part_key, changed), *map(_beside_key, stale))


def _taken(filling: Filling) -> set[str]:
    """Take over what widgets hold, and keep it; return the inputs that were changed."""
    try:
        if changed := filling.take():
            filling.keep()
    except RerunException:
        # Streamlit cuts a callback off where something newer waits, maybe another page.
        filling.take()
        filling.keep()
        raise
    return changed


def _draw_anew(form: Form, *parts: str) -> None:
    """
    Draw the form anew with what stands beside it, or some parts of that; for callbacks.

    Each widget here says what it changes, as another may have been pressed to leave it (see
    `parts.draw_anew`); where a run is shown, which has parts of its own, all is drawn.
    """
    if "run" in st.query_params:
        st.rerun()
    draw_anew(*(parts or (_FORM, *map(_beside_key, form.beside))))


def _draw_beside_anew(form: Form) -> None:
    _draw_anew(form, *map(_beside_key, form.beside))


def _beside_key(beside: Beside) -> str:
    return f"beside-form/{beside.name}"


def _keep_mark(form: Form, beside: Beside) -> None:
    place = _place(form.filling, _beside_key(beside))
    st.session_state[place] = beside.mark(form.filling.masked())


def _stale(form: Form) -> list[Beside]:
    """Return what stands beside the form and says something else now."""
    payload = form.filling.masked()
    return [
        beside
        for beside in form.beside
        if st.session_state.get(_place(form.filling, _beside_key(beside))) != beside.mark(payload)
    ]


def _only(items: Iterable[Item], keys: frozenset[str]) -> list[Field]:
    """Return the fields with these keys, out of their sections."""
    return [field for field in fields_of(items) if field.key in keys]


def _show_button(form: Form) -> None:
    filling = form.filling
    is_prod = filling.instance.environment is Environment.PROD
    with st.container(key="run-in-prod" if is_prod else "run-in-dev"):
        st.button(
            say("Run in PROD") if is_prod else say_in("verb", "Run"),
            key=f"form/{filling.id}/#run",
            type="primary",
            icon=":material/warning:" if is_prod else ":material/play_arrow:",
            width="stretch",
            disabled=not filling.workflow.triggerable or form.is_unconfirmed(),
            on_click=submit,
            args=(form,),
        )


def submit(form: Form) -> None:
    """Check what was filled in and start the run; the page then shows it by its id in the URL."""
    _start(form)
    _draw_anew(form)


def _start(form: Form) -> None:
    filling = form.filling
    filling.take()
    if form.is_unconfirmed() or not filling.workflow.triggerable:
        return  # the button was disabled; whoever presses it all the same is no person
    filling.is_pressed = True
    workflow = filling.workflow
    try:
        payload = check(workflow.inputs, filling.payload)
    except errors.PayloadError:
        payload = None
    if payload is None or filling.unread:
        filling.keep()
        return
    try:
        run = resources.get().runs.start(
            filling.instance,
            workflow.id,
            payload,
            user=people.user(),
            title=workflow.title,
            submission_id=_submission(filling, payload),
            rerun_of=filling.rerun_of,
            inputs=workflow.inputs,
        )
    except errors.CodikaError as error:
        st.session_state[_place(filling, "#failure")] = (type(error), str(error))
        filling.keep()
        return
    filling.is_pressed = False
    filling.before = None
    filling.keep(is_sent=True)
    let_go(filling)
    st.query_params["run"] = run.id


def _submission(filling: Filling, payload: Mapping[str, Any]) -> str:
    """Return the id of this press of Run; a double click has the same one."""
    place, now = _place(filling, "#submission"), time.monotonic()
    pressed = hash(json.dumps(payload, sort_keys=True))
    earlier: tuple[str, int, float] | None = st.session_state.get(place)
    if earlier and earlier[1] == pressed and now - earlier[2] < DOUBLE_CLICK:
        return earlier[0]
    submission = uuid.uuid4().hex
    st.session_state[place] = (submission, pressed, now)
    return submission


def _place(filling: Filling, part: str) -> str:
    """Name a piece of state of a form."""
    return f"form/{filling.id}/{part}"


def _show_summary(filling: Filling, found: list[errors.FieldProblem]) -> None:
    if not (filling.is_pressed and found):
        return
    lines = [f"{one.label} {one.message}." for one in found[:TOLD_ON_TOP]]
    if len(found) > TOLD_ON_TOP:
        n_more = len(found) - TOLD_ON_TOP
        lines.append(say_many("And {n} more problem.", "And {n} more problems.", n_more))
    notices.show(errors.PayloadError, " ".join(lines))


def _undo(form: Form) -> None:
    form.filling.undo()
    _draw_anew(form)


def _show_notes(form: Form) -> None:
    filling = form.filling
    if filling.origin:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(f":material/edit_note: {plain(filling.origin)}", width="content")
            if filling.before is not None:
                st.button(
                    say("Undo"),
                    key=filling.key_of("#undo"),
                    icon=":material/undo:",
                    type="tertiary",
                    on_click=_undo,
                    args=(form,),
                )
    if form.note:
        st.caption(plain(form.note))
    if filling.is_too_large:
        st.caption(say("This cannot be kept as a draft: a reload would lose it."))
