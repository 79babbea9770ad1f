"""
Lists that need no table: of texts, a line for each; of options, a box to choose them from.

Both are quicker to fill in than a table, can be used by keyboard and on a phone, and the
lines take a column pasted from a spreadsheet.  A list that would not come back from there
as it was (a text of several lines, an option named twice) is a table.
"""

import re
from typing import Any

import streamlit as st

from codika.language import say
from codika.schema import ArrayField, Field, MultiselectField, SelectField, StringField
from codika.schema.values import unsendable
from ui.tables import bounds
from ui.widgets import answer, ask, common, height_of, shown

MOST = 1000  # lines; more are quicker in a table, which draws what is in sight


def can_show(field: Field, value: Any) -> bool:
    """Whether this is such a list, and comes back from its widget as it is."""
    if not isinstance(field, ArrayField) or field.is_secret:
        return False
    if not (_is_of_texts(field) or _is_of_choices(field)):
        return False
    if value is None:
        return True
    if not isinstance(value, list) or len(value) > MOST or unsendable(value) is not None:
        return False
    return not value or bool(_items_or_chosen(field, shown(field, value)) == value)


def _is_of_texts(field: ArrayField) -> bool:
    return type(field.item) is StringField


def _is_of_choices(field: ArrayField) -> bool:
    """Whether items are options, and the schema does not leave room to name all and one twice."""
    most = field.max_items
    return (
        isinstance(field.item, SelectField) and most is not None and most <= len(field.item.options)
    )


def _choices(field: ArrayField) -> MultiselectField:
    """Return the field that asks for the same as a choice."""
    item = field.item
    return MultiselectField(
        key=field.key,
        label=field.label,
        description=field.description,
        tooltip=field.tooltip,
        placeholder=field.placeholder,
        required=field.required,
        options=item.options if isinstance(item, SelectField) else (),
    )


@shown.register
def _(field: ArrayField, value: Any) -> Any:
    if _is_of_choices(field):
        return shown(_choices(field), value)
    texts = value if isinstance(value, list) else []
    return "\n".join(text for text in texts if isinstance(text, str))


@ask.register
def _(field: ArrayField, held: Any, key: str) -> None:
    if _is_of_choices(field):
        ask(_choices(field), held, key)
        return
    st.text_area(
        **common(field, key),
        value=held,
        height=height_of(held, 90),
        placeholder=field.placeholder or field.item.placeholder or None,
    )
    advice = say("One to a line; a column of a spreadsheet can be pasted.")
    st.caption(f"{advice}  {bounds(field)}".rstrip())


@answer.register
def _(field: ArrayField, held: Any) -> Any:
    items = _items_or_chosen(field, held)
    return items if items or field.may_be_empty else None


def _items_or_chosen(field: ArrayField, held: Any) -> list[Any]:
    if _is_of_choices(field):
        return answer(_choices(field), held) or []
    # Only what ends a line in a browser: other separators are part of a text.
    stripped = (line.strip() for line in re.split(r"\r\n|\r|\n", held or ""))
    return [line for line in stripped if line]
