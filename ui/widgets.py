"""
One widget for each type of field.

Three functions, all found by the field's class: `shown` turns a value into what
the widget holds, `ask` draws it, `answer` turns what it holds into a value.  What
a widget cannot show exactly is shown in another way, see `ways.py`.  What is chosen
is in `choices.py`, lists are in `lists.py` and `tables.py`.
"""

import json
from collections.abc import Callable
from contextvars import ContextVar
from datetime import date
from functools import singledispatch
from typing import Any

import streamlit as st

from codika.errors import FieldProblem, PayloadError
from codika.language import later, say
from codika.schema import (
    BooleanField,
    DateField,
    Field,
    FileField,
    NumberField,
    StringField,
    TextField,
    UnknownField,
    parse_json,
)
from codika.schema.values import is_number, read_date, unsendable
from ui import grids, labels
from ui.formats import plain

EXACT_IN_BROWSER = 2**53 - 1  # JavaScript's numbers are exact up to here
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)  # what a calendar offers by itself
LONG_LINE = 300  # characters from which one line of text gets a box of several


changed: ContextVar[Callable[[], None] | None] = ContextVar("changed", default=None)
"""What the widgets that are being drawn call once somebody has changed them."""


def common(field: Field, key: str) -> dict[str, Any]:
    """Return what every widget takes: a label that says if it is required, the help, and so on."""
    return {
        "label": label_of(field),
        "key": key,
        "help": help_of(field),
        "on_change": changed.get(),
    }


def label_of(field: Field) -> str:
    """Return what stands over a field; a star says that it must be filled in."""
    return plain(field.title) + (" *" if field.required else "")


def help_of(field: Field) -> str | None:
    """Return what explains a field."""
    explained = "\n\n".join(plain(text) for text in (field.description, field.tooltip) if text)
    return explained or None


def shown_as_json(value: Any) -> str:
    """Return what a box for JSON holds."""
    return "" if value is None else as_json(value)


def as_json(value: Any) -> str:
    """Return a value as people edit it."""
    # What no browser can be sent, such as half a character, is spelled out.
    is_plain = unsendable(value) is None
    return json.dumps(value, ensure_ascii=not is_plain, indent=2)


def begin(key: str, held: Any) -> None:
    """
    Let a widget that comes on screen hold a value, without that being its default.

    Streamlit brings a default back when a number, a day or a choice is emptied.
    """
    if held is not None and key not in st.session_state:
        st.session_state[key] = held


def height_of(text: str, least: int) -> int:
    """Return the height in pixels of a box in which a text can be read."""
    return max(least, min(text.count("\n") + 2, 16) * 22)


def ask_as_json(field: Field, held: str, key: str) -> None:
    """Draw a field as a box for JSON."""
    given = common(field, key)
    if isinstance(field, NumberField):
        st.text_input(**given, value=held)
        return
    given["label"] += " (JSON)"
    st.text_area(
        **given, value=held, height=height_of(held, 120), placeholder=field.placeholder or None
    )


@singledispatch
def shown(field: Field, value: Any) -> Any:
    """Return what the widget of a field holds when it shows a value."""
    del field
    return shown_as_json(value)


@singledispatch
def ask(field: Field, held: Any, key: str) -> None:
    """
    Draw the widget of a field.

    Args:
        field: What is asked for; its class chooses the widget.
        held: What `shown` gave.
        key: Where Streamlit keeps what it holds.
    """
    ask_as_json(field, held, key)


@singledispatch
def answer(field: Field, held: Any) -> Any:
    """
    Return what a widget holds as the field's value; `None` for nothing.

    Raises:
        PayloadError: It cannot be read as a value of this type at all.
    """
    del field
    return parse_json(held) if held and held.strip() else None


@shown.register
def _(field: StringField, value: Any) -> Any:
    del field
    return value if isinstance(value, str) else ""


@ask.register
def _(field: StringField, held: Any, key: str) -> None:
    if len(held) > LONG_LINE or "\n" in held or "\r" in held:
        st.text_area(**common(field, key), value=held, height=120)
        return
    st.text_input(**common(field, key), value=held, placeholder=field.placeholder or None)


@ask.register
def _(field: TextField, held: Any, key: str) -> None:
    st.text_area(
        **common(field, key),
        value=held,
        height=max(68, min(field.rows, 20) * 24 + 20),
        placeholder=field.placeholder or None,
    )


@answer.register
def _(field: StringField, held: Any) -> Any:
    return held if held or field.may_be_empty else None


@shown.register
def _(field: NumberField, value: Any) -> Any:
    del field
    # Floats for whole numbers too: the widget would cut a decimal off without a word,
    # the check says that there is one.
    return float(value) if is_number(value) and abs(value) <= EXACT_IN_BROWSER else None


@ask.register
def _(field: NumberField, held: Any, key: str) -> None:
    # No bounds: the widget would keep a number beyond them to itself, the check says so.
    step = field.step or 1
    begin(key, held)
    st.number_input(
        **common(field, key),
        value=None,
        step=float(step) if step <= EXACT_IN_BROWSER else 1.0,
        # The shortest form that loses no digit; Streamlit would round to two.
        format="%.16g",
        placeholder=field.placeholder or None,
    )


@answer.register
def _(field: NumberField, held: Any) -> Any:
    del field
    if held is None:
        return None
    if abs(held) > EXACT_IN_BROWSER:
        rounded = later("was rounded by the browser")
        raise PayloadError(FieldProblem(path="", label="", message=rounded))
    # 5.0 from a widget for any number is what a person typed as 5.
    return int(held) if float(held).is_integer() else held


@shown.register
def _(field: BooleanField, value: Any) -> Any:
    del field
    return value if isinstance(value, bool) else None


@ask.register
def _(field: BooleanField, held: Any, key: str) -> None:
    words = {True: say("Yes"), False: say("No")}
    own = {True: field.enabled_label, False: field.disabled_label}
    called = labels.distinct(
        {yes: plain(own[yes] or words[yes]) for yes in words}, words.__getitem__
    )
    st.segmented_control(
        **common(field, key),
        options=list(called),
        default=held,
        format_func=called.__getitem__,
    )


@answer.register
def _(field: BooleanField, held: Any) -> Any:
    del field
    return held


@shown.register
def _(field: DateField, value: Any) -> Any:
    day = read_date(value)
    earliest, latest = _days(field)
    return day if day and earliest <= day <= latest else None


@ask.register
def _(field: DateField, held: Any, key: str) -> None:
    earliest, latest = _days(field)
    pattern = grids.day_format()
    # Written otherwise it is another calendar to Streamlit, which begins it empty.
    if st.session_state.get(f"{key}#pattern", pattern) != pattern:
        st.session_state[key] = held
    st.session_state[f"{key}#pattern"] = pattern
    begin(key, held)
    st.date_input(
        **common(field, key),
        value=None,
        min_value=earliest,
        max_value=latest,
        format=pattern,
    )


def _days(field: DateField) -> tuple[date, date]:
    """Return what the calendar offers, beyond the field's bounds too: the check is ours."""
    return min(field.earliest or FIRST_DAY, FIRST_DAY), max(field.latest or LAST_DAY, LAST_DAY)


@answer.register
def _(field: DateField, held: Any) -> Any:
    del field
    return held.isoformat() if held else None


@shown.register
def _(field: FileField, value: Any) -> Any:
    del field
    return _text_or_json(value)


@ask.register
def _(field: FileField, held: Any, key: str) -> None:
    given = common(field, key)
    given["label"] += f" ({say('file')})"
    st.text_area(
        **given,
        value=held,
        placeholder='{"downloadUrl": "https://…", "fileName": "offer.pdf"}',
        height=height_of(held, 100),
    )
    st.caption(
        say(
            "Codika takes uploads in its own interface only.  If this workflow reads files by"
            " address or by document id, write one here; otherwise leave it empty."
        )
    )


@answer.register
def _(field: FileField, held: Any) -> Any:
    del field
    return _read_text_or_json(held)


@shown.register
def _(field: UnknownField, value: Any) -> Any:
    del field
    return _text_or_json(value)


@ask.register
def _(field: UnknownField, held: Any, key: str) -> None:
    given = common(field, key)
    given["label"] += f" ({say('text or JSON')})"
    st.text_area(
        **given, value=held, height=height_of(held, 100), placeholder=field.placeholder or None
    )


@answer.register
def _(field: UnknownField, held: Any) -> Any:
    del field
    return _read_text_or_json(held)


def _text_or_json(value: Any) -> str:
    """Return text as it is where it could not be taken for JSON."""
    if isinstance(value, str) and _read_as_text(value):
        return value
    return shown_as_json(value)


def _read_text_or_json(held: Any) -> Any:
    if not held or not held.strip():
        return None
    return held if _read_as_text(held) else parse_json(held)


def _read_as_text(text: str) -> bool:
    """Whether this is no JSON, nor begins like it."""
    if not text.strip() or text.lstrip("\ufeff \t\r\n")[0] in '[{"':
        return False
    try:
        parse_json(text)
    except PayloadError:
        return unsendable(text) is None
    return False
