"""The widgets of fields that are answered by choosing."""

import json
from typing import Any

import streamlit as st

from codika.language import say
from codika.schema import MultiselectField, RadioField, SelectField
from codika.schema.values import is_same
from ui import labels
from ui.formats import plain
from ui.widgets import answer, ask, begin, common, shown

BESIDE_EACH_OTHER = 4  # options


def _labels(field: SelectField | MultiselectField) -> dict[int, str]:
    """Return what the options are called, by their places; those alike with their values."""
    return labels.distinct(
        {n: option.label for n, option in enumerate(field.options)},
        lambda n: json.dumps(field.options[n].value, ensure_ascii=False),
    )


@shown.register
def _(field: SelectField, value: Any) -> Any:
    # Options by number: 1, True and "1" may stand side by side.
    matches = (n for n, option in enumerate(field.options) if is_same(option.value, value))
    return next(matches, None)


@ask.register
def _(field: SelectField, held: Any, key: str) -> None:
    begin(key, held)
    st.selectbox(
        **common(field, key),
        options=range(len(field.options)),
        index=None,
        format_func=_labels(field).__getitem__,
        placeholder=field.placeholder or say("Choose one"),
    )


@ask.register
def _(field: RadioField, held: Any, key: str) -> None:
    called: dict[int | None, str] = {n: plain(label) for n, label in _labels(field).items()}
    if not field.required:
        called[None] = say("None of these")  # a radio button cannot be let go otherwise
    called = labels.distinct(called)
    st.radio(
        **common(field, key),
        options=list(called),
        index=len(field.options) if held is None and not field.required else held,
        format_func=called.__getitem__,
        horizontal=len(field.options) <= BESIDE_EACH_OTHER,
    )


@answer.register
def _(field: SelectField, held: Any) -> Any:
    return None if held is None else field.options[held].value


@shown.register
def _(field: MultiselectField, value: Any) -> Any:
    # In the order of the value, so that a run is repeated as it was.
    wanted = value if isinstance(value, list) else []
    found = (
        n for one in wanted for n, option in enumerate(field.options) if is_same(option.value, one)
    )
    return list(dict.fromkeys(found))


@ask.register
def _(field: MultiselectField, held: Any, key: str) -> None:
    st.multiselect(
        **common(field, key),
        options=range(len(field.options)),
        default=held,
        format_func=_labels(field).__getitem__,
        placeholder=field.placeholder or say("Choose any"),
    )


@answer.register
def _(field: MultiselectField, held: Any) -> Any:
    chosen = [field.options[n].value for n in held or ()]
    return chosen if chosen or field.may_be_empty else None
