"""
One widget for each type of field.

Two functions, both found by the field's class: `ask` draws the widget, `answer`
turns what it holds into what is sent.  Types without a widget of their own are
asked for as JSON.
"""

import json
from datetime import date
from functools import singledispatch
from typing import Any

import streamlit as st

from codika.schema import (
    BooleanField,
    DateField,
    Field,
    FileField,
    MultiselectField,
    NumberField,
    RadioField,
    SelectField,
    StringField,
    TextField,
    parse_json,
)
from codika.schema.values import is_same, read_date
from ui.formats import plain

EXACT_IN_BROWSER = 2**53 - 1  # JavaScript's numbers are exact up to here
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)  # what a calendar offers by itself


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
        value="" if value is None else as_json(value),
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
        placeholder=field.placeholder or None,
    )


@ask.register
def _(field: TextField, value: Any, key: str) -> None:
    st.text_area(
        **_common(field, key),
        value="" if value is None else str(value),
        height=max(68, min(field.rows, 20) * 24 + 20),
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

    def bound(number: float | None) -> float | None:
        """Return a number of the one type that the widget wants all its numbers in."""
        return None if number is None else float(number)

    st.number_input(
        **_common(field, key),
        value=bound(value),
        min_value=bound(field.minimum),
        max_value=bound(field.maximum),
        # Floats for whole numbers too: the widget would cut a decimal off without a word,
        # the check says that there is one.
        step=float(field.step or 1),
        # The shortest form that loses no digit; Streamlit would round to two.
        format="%.16g",
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
        value="" if value is None else as_json(value),
        placeholder='{"downloadUrl": "https://…", "fileName": "offer.pdf"}',
        height=100,
        **common,
    )
    st.caption(
        "Codika takes uploads in its own interface only.  If this workflow reads files by"
        " address, describe one here; otherwise leave it empty."
    )


def as_json(value: Any) -> str:
    """Return a value as people edit it."""
    return json.dumps(value, ensure_ascii=False, indent=2)
