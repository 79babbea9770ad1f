"""
Asking for a workflow's inputs.

The form sends nothing by itself: pressing Run checks the payload in the library
and puts the run on record, once for a double click.  What each type of field
looks like is in `widgets.py`.
"""

import json
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from codika import errors
from codika.model import Environment, ProcessInstance
from codika.schema import Field, Section, Workflow, check, fields_of, parse_payload
from ui import notices, people, resources
from ui.formats import plain
from ui.widgets import answer, as_json, ask

DOUBLE_CLICK = 2.0  # seconds; nobody means the same run twice within them


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form on one page, and where its state is kept."""

    instance: ProcessInstance
    workflow: Workflow
    initial: Mapping[str, Any]
    """The payload that fills it at first."""
    is_example: bool = False
    """Whether that is the example, and not the defaults alone."""
    rerun_of: str | None = None

    @property
    def key(self) -> str:
        """Names the form within a session; another filling is another form."""
        filling = self.rerun_of or ("example" if self.is_example else "")
        return f"{self.instance.name}/{self.workflow.id}/{filling}"

    def key_of(self, part: str) -> str:
        """Name one widget, or one piece of state, of this form."""
        return f"form/{self.key}/{part}"

    @property
    def problems(self) -> Mapping[str, str]:
        """What was wrong when Run was last pressed, by field key; "" is the form as a whole."""
        found: Mapping[str, str] = st.session_state.get(self.key_of("#problems"), {})
        return found


def show(form: Form) -> None:
    """Draw the form with its Run button."""
    with st.form(form.key_of("#form"), enter_to_submit=False):
        # On top: in sight however long the form is, beside where the result will be.
        _show_button(form)
        if form.problems:
            notices.show(errors.PayloadError, form.problems.get("", ""))
        if form.workflow.inputs:
            _show_items(form, form.workflow.inputs)
        elif not form.workflow.knows_inputs:
            _show_editor(form)
        else:
            st.markdown("This workflow needs no input.")
    if failure := st.session_state.pop(form.key_of("#failure"), None):
        notices.show(*failure)


def _show_button(form: Form) -> None:
    is_prod = form.instance.environment is Environment.PROD
    st.form_submit_button(
        "Run in PROD" if is_prod else "Run",
        key=form.key_of("#run"),
        type="primary",
        icon=":material/warning:" if is_prod else ":material/play_arrow:",
        width="stretch",
        disabled=not form.workflow.triggerable,
        on_click=submit,
        args=(form,),
    )


def submit(form: Form) -> None:
    """Check what was filled in and start the run; the page then shows it by its id in the URL."""
    payload, unreadable = _collected(form)
    try:
        payload = check(form.workflow.inputs, payload)
        broken: tuple[errors.FieldProblem, ...] = ()
    except errors.PayloadError as error:
        broken = error.problems
    problems = _by_field(form, [*unreadable, *broken])
    st.session_state[form.key_of("#problems")] = problems
    if problems:
        return
    try:
        run = resources.get().runs.start(
            form.instance,
            form.workflow.id,
            payload,
            user=people.user(),
            title=form.workflow.title,
            submission_id=_submission(form, payload),
            rerun_of=form.rerun_of,
        )
    except errors.CodikaError as error:
        st.session_state[form.key_of("#failure")] = (type(error), str(error))
        return
    st.query_params["run"] = run.id


def _submission(form: Form, payload: Mapping[str, Any]) -> str:
    """Return the id of this press of Run; a double click has the same one."""
    place, now = form.key_of("#submission"), time.monotonic()
    pressed = json.dumps(payload, sort_keys=True)
    earlier: tuple[str, str, float] | None = st.session_state.get(place)
    if earlier and earlier[1] == pressed and now - earlier[2] < DOUBLE_CLICK:
        return earlier[0]
    submission = uuid.uuid4().hex
    st.session_state[place] = (submission, pressed, now)
    return submission


def _collected(form: Form) -> tuple[dict[str, Any], list[errors.FieldProblem]]:
    """Return what the widgets hold, and what of it cannot be read."""
    fields = list(fields_of(form.workflow.inputs))
    asked = {field.key for field in fields}
    # What a rerun brings along and no field asks for is sent again as it was.
    payload = {key: value for key, value in form.initial.items() if key not in asked}
    unreadable: list[errors.FieldProblem] = []
    if not form.workflow.knows_inputs:
        fields = []
        try:
            payload = parse_payload(st.session_state.get(form.key_of("#json")) or "")
        except errors.PayloadError as error:
            unreadable.extend(error.problems)
    for field in fields:
        try:
            value = answer(field, st.session_state.get(form.key_of(field.key)))
        except errors.PayloadError as error:
            unreadable.extend(
                replace(problem, path=field.key, label=field.title) for problem in error.problems
            )
        else:
            if value is not None:
                payload[field.key] = value
    return payload, unreadable


def payload_now(form: Form) -> dict[str, Any]:
    """
    Return the payload as it is now filled in, checked or not.

    Secrets are replaced by what the run log keeps in their place, so that this
    may be shown, and compared with earlier runs.
    """
    payload, _ = _collected(form)
    return payload


def _by_field(form: Form, problems: Iterable[errors.FieldProblem]) -> dict[str, str]:
    """Sort problems to the field they stand at; the first of a field is said."""
    keys = sorted((field.key for field in fields_of(form.workflow.inputs)), key=len, reverse=True)
    found: dict[str, str] = {}
    for problem in problems:
        at = next((key for key in keys if problem.path.startswith(key)), "")
        inside = bool(at) and problem.path != at and problem.label
        found.setdefault(at, f"{problem.label} {problem.message}" if inside else problem.message)
    return found


def _show_items(form: Form, items: Iterable[Field | Section]) -> None:
    for item in items:
        if isinstance(item, Section):
            _show_section(form, item)
            continue
        ask(item, form.initial.get(item.key), form.key_of(item.key))
        if problem := form.problems.get(item.key):
            st.markdown(f":red[:material/error: {plain(item.title)} {plain(problem)}]")


def _show_section(form: Form, section: Section) -> None:
    if section.collapsible:
        has_problem = any(field.key in form.problems for field in fields_of(section.items))
        with st.expander(plain(section.title), expanded=section.default_open or has_problem):
            _show_items(form, section.items)
        return
    st.markdown(f"**{plain(section.title)}**")
    if section.description:
        st.caption(plain(section.description))
    _show_items(form, section.items)


def _show_editor(form: Form) -> None:
    st.markdown("Codika does not tell what this workflow asks for, so its input is JSON.")
    st.text_area(
        "Input as JSON",
        value=as_json(dict(form.initial)) if form.initial else "{}",
        key=form.key_of("#json"),
        height=220,
        persist_state="session",
    )
