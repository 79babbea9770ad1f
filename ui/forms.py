"""
Asking for a workflow's inputs: one widget for each type of field.

Two functions, both found by the field's class: `ask` draws the widget, `answer`
turns what it holds into what is sent.  The form sends nothing by itself: pressing
Run checks the payload in the library and puts the run on record, once for a
double click.  Types without a widget of their own are asked for as JSON.
"""

import json
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import singledispatch
from typing import Any

import streamlit as st

from codika import errors
from codika.model import Environment, ProcessInstance
from codika.schema import (
    BooleanField,
    DateField,
    Field,
    FileField,
    MultiselectField,
    NumberField,
    RadioField,
    Section,
    SelectField,
    StringField,
    TextField,
    Workflow,
    check,
    fields_of,
    parse_json,
    parse_payload,
)
from codika.schema.values import is_same, read_date
from ui import notices, people, resources
from ui.formats import plain

DOUBLE_CLICK = 2.0  # seconds; nobody means the same run twice within them
EXACT_IN_BROWSER = 2**53 - 1  # JavaScript's numbers are exact up to here
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)  # what a calendar offers by itself


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


def _by_field(form: Form, problems: Iterable[errors.FieldProblem]) -> dict[str, str]:
    """Sort problems to the field they stand at; the first of a field is said."""
    keys = sorted((field.key for field in fields_of(form.workflow.inputs)), key=len, reverse=True)
    found: dict[str, str] = {}
    for problem in problems:
        at = next((key for key in keys if problem.path.startswith(key)), "")
        inside = problem.path != at and problem.label
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
        value=_as_json(dict(form.initial)) if form.initial else "{}",
        key=form.key_of("#json"),
        height=220,
        persist_state="session",
    )


# -- one widget for each type of field ----------------------------------------


def _common(field: Field, key: str) -> dict[str, Any]:
    """Return what every widget takes: a label that says if it is required, and the help."""
    explained = "\n\n".join(plain(text) for text in (field.description, field.tooltip) if text)
    return {
        "label": plain(field.title) + (" *" if field.required else ""),
        "key": key,
        "help": explained or None,
        "persist_state": "session",
    }


@singledispatch
def ask(field: Field, value: Any, key: str) -> None:
    """
    Draw the widget of a field.

    Args:
        field: What is asked for; its class chooses the widget.
        value: What fills it at first; `None` for nothing.
        key: Where Streamlit keeps what is typed.
    """
    common = _common(field, key)
    st.text_area(
        common.pop("label") + " (JSON)",
        value="" if value is None else _as_json(value),
        placeholder=field.placeholder or '["…"]',
        height=120,
        **common,
    )


@singledispatch
def answer(field: Field, held: Any) -> Any:
    """
    Return what a widget holds as the field's value; `None` for nothing.

    Raises:
        PayloadError: It cannot be read as a value of this type at all.
    """
    del field
    return parse_json(held) if held and held.strip() else None


@ask.register
def _(field: StringField, value: Any, key: str) -> None:
    st.text_input(
        **_common(field, key),
        value="" if value is None else str(value),
        max_chars=field.max_length,
        placeholder=field.placeholder or None,
    )


@ask.register
def _(field: TextField, value: Any, key: str) -> None:
    st.text_area(
        **_common(field, key),
        value="" if value is None else str(value),
        height=max(68, min(field.rows, 20) * 24 + 20),
        max_chars=field.max_length,
        placeholder=field.placeholder or None,
    )


@answer.register
def _(field: StringField, held: Any) -> Any:
    return held if held or field.may_be_empty else None


@ask.register
def _(field: NumberField, value: Any, key: str) -> None:
    if _beyond_browser(field, value):
        st.text_input(**_common(field, key), value="" if value is None else str(value))
        return
    is_whole = _is_whole(field, value)

    def bound(number: float | None) -> Any:
        """Return a number of the one type that the widget wants all its numbers in."""
        return None if number is None else int(number) if is_whole else float(number)

    st.number_input(
        **_common(field, key),
        value=bound(value),
        min_value=bound(field.minimum),
        max_value=bound(field.maximum),
        step=bound(field.step or 1),
        # The shortest form that loses no digit; Streamlit would round to two.
        format=None if is_whole else "%.15g",
        placeholder=field.placeholder or None,
    )


@answer.register
def _(field: NumberField, held: Any) -> Any:
    del field
    if isinstance(held, str):
        return parse_json(held) if held.strip() else None
    # 5.0 from a widget for any number is what a person typed as 5.
    is_whole = isinstance(held, float) and held.is_integer() and abs(held) <= EXACT_IN_BROWSER
    return int(held) if is_whole else held


def _is_whole(field: NumberField, value: Any) -> bool:
    bounds = (field.minimum, field.maximum, field.step, value)
    return field.whole and all(bound is None or bound == int(bound) for bound in bounds)


def _beyond_browser(field: NumberField, value: Any) -> bool:
    numbers = (value, field.minimum, field.maximum)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        return True
    return any(number is not None and abs(number) > EXACT_IN_BROWSER for number in numbers)


@ask.register
def _(field: BooleanField, value: Any, key: str) -> None:
    st.segmented_control(
        **_common(field, key),
        options=[True, False],
        default=value if isinstance(value, bool) else None,
        format_func=lambda yes: plain(
            (field.enabled_label or "Yes") if yes else (field.disabled_label or "No")
        ),
    )


@answer.register
def _(field: BooleanField, held: Any) -> Any:
    del field
    return held


@ask.register
def _(field: DateField, value: Any, key: str) -> None:
    day = read_date(value)
    earliest, latest = field.earliest or FIRST_DAY, field.latest or LAST_DAY
    st.date_input(
        **_common(field, key),
        value=min(max(day, earliest), latest) if day else None,
        min_value=earliest,
        max_value=latest,
        format="YYYY-MM-DD",
    )


@answer.register
def _(field: DateField, held: Any) -> Any:
    del field
    return held.isoformat() if held else None


def _index(field: SelectField, value: Any) -> int | None:
    matches = (n for n, option in enumerate(field.options) if is_same(option.value, value))
    return next(matches, None)


@ask.register
def _(field: SelectField, value: Any, key: str) -> None:
    # Options by number: 1, True and "1" may stand side by side.
    st.selectbox(
        **_common(field, key),
        options=range(len(field.options)),
        index=_index(field, value),
        format_func=lambda n: field.options[n].label,
        placeholder=field.placeholder or "Choose one",
    )


@ask.register
def _(field: RadioField, value: Any, key: str) -> None:
    st.radio(
        **_common(field, key),
        options=range(len(field.options)),
        index=_index(field, value),
        format_func=lambda n: plain(field.options[n].label),
        horizontal=len(field.options) <= 4,  # noqa: PLR2004  more do not fit beside each other
    )


@answer.register
def _(field: SelectField, held: Any) -> Any:
    return None if held is None else field.options[held].value


@ask.register
def _(field: MultiselectField, value: Any, key: str) -> None:
    wanted = value if isinstance(value, list) else []
    st.multiselect(
        **_common(field, key),
        options=range(len(field.options)),
        # In the order of the value, so that a run is repeated as it was.
        default=list(
            dict.fromkeys(
                n
                for one in wanted
                for n, option in enumerate(field.options)
                if is_same(option.value, one)
            )
        ),
        format_func=lambda n: field.options[n].label,
        placeholder=field.placeholder or "Choose any",
    )


@answer.register
def _(field: MultiselectField, held: Any) -> Any:
    return [field.options[n].value for n in held or ()] or None


@ask.register
def _(field: FileField, value: Any, key: str) -> None:
    common = _common(field, key)
    st.text_area(
        common.pop("label") + " (file, as JSON)",
        value="" if value is None else _as_json(value),
        placeholder='{"downloadUrl": "https://…", "fileName": "offer.pdf"}',
        height=100,
        **common,
    )
    st.caption(
        "Codika takes uploads in its own interface only.  If this workflow reads files by"
        " address, describe one here; otherwise leave it empty."
    )


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
