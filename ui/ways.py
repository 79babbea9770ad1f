"""
How a value is shown: by its field's own widget, as JSON, or masked.

A widget is used only for a value that comes back from it as it was; any other is
shown as JSON.  So whatever fills a form, nothing changes before somebody types.
"""

import enum
from dataclasses import dataclass
from typing import Any

import streamlit as st

from codika.errors import PayloadError
from codika.schema import (
    ArrayField,
    Field,
    FileField,
    NumberField,
    StringField,
    TextField,
    UnknownField,
    parse_json,
)
from codika.schema.values import is_same, unsendable
from ui import choices, lists  # noqa: F401  makes their widgets known
from ui.widgets import answer, ask, ask_as_json, common, shown, shown_as_json


@dataclass(slots=True, kw_only=True)
class Asked:
    """
    One widget on screen.

    Attributes:
        path: Where its value stands in the payload.
        place: The same, as a problem names it.
        key: Where Streamlit keeps what it holds.
        held: What it held when we last looked.
        is_json: Whether it shows the value as JSON.
        rows: What a table was drawn from; `None` for any other widget.
    """

    field: Field | None
    """`None` for the editor of the whole payload."""
    path: tuple[str | int, ...]
    place: str
    key: str
    held: Any
    is_json: bool = False
    rows: list[Any] | None = None

    @property
    def part(self) -> str:
        """The input that it is, or is inside of; empty for the editor of the whole payload."""
        return str(self.path[0]) if self.path else ""

    @property
    def is_secret(self) -> bool:
        """Whether what it holds is kept nowhere."""
        return self.field is not None and self.field.is_secret


def read(asked: Asked, held: Any) -> Any:
    """
    Return what a widget holds as a value; `None` for nothing.

    Raises:
        PayloadError: It cannot be read as a value at all.
    """
    if asked.field is None or asked.is_json:
        return parse_json(held) if held and held.strip() else None
    return answer(asked.field, held)


class Way(enum.StrEnum):
    """How one value is shown; part of the widget's key, as another way is another widget."""

    OWN = ""
    AS_JSON = "#json"
    MASKED = "#masked"
    MASKED_JSON = "#masked-json"

    @property
    def is_json(self) -> bool:
        """Whether the widget holds JSON."""
        return self in (Way.AS_JSON, Way.MASKED_JSON)


def way_to_show(field: Field, value: Any, *, is_unread: bool) -> Way:
    """Return how a value is shown: by the field's own widget, if that shows it exactly."""
    if field.is_secret:
        is_line = isinstance(field, StringField) and (value is None or isinstance(value, str))
        return Way.MASKED if is_line or isinstance(field, UnknownField) else Way.MASKED_JSON
    own = fits(field, value)
    if is_unread:
        own = isinstance(field, FileField | UnknownField)  # they take what cannot be read yet
    return Way.OWN if own else Way.AS_JSON


def held_by(way: Way, field: Field, value: Any) -> Any:
    """Return what the widget holds when it shows a value."""
    return shown_as_json(value) if way.is_json else shown(field, value)


def draw(way: Way, field: Field, held: Any, key: str) -> None:
    """Draw the widget of a field in one of these ways."""
    match way:
        case Way.OWN:
            ask(field, held, key)
        case Way.AS_JSON:
            ask_as_json(field, held, key)
        case _:
            ask_masked(field, held, key, is_json=way.is_json)


def fits(field: Field, value: Any) -> bool:
    """Whether the widget of a field shows exactly this value."""
    if isinstance(field, ArrayField) and not lists.can_show(field, value):
        return False
    if field.is_empty(value):
        return value is None or value in ("", [], {})
    if unsendable(value) is not None:
        return False
    try:
        back = answer(field, shown(field, value))
    except PayloadError:
        return False
    return _is_equal(back, value)


def _is_equal(left: Any, right: Any) -> bool:
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_is_equal, left, right))
    return is_same(left, right)


def ask_masked(field: Field, held: str, key: str, *, is_json: bool) -> None:
    """Draw a field whose value nobody should read over a shoulder."""
    given = common(field, key)
    if is_json and not isinstance(field, NumberField):
        given["label"] += " (JSON)"
    if isinstance(field, TextField):
        # A masked line would drop the line ends of a key; style.py masks this box.
        with st.container(key=f"masked/{key}"):
            st.text_area(**given, value=held)
        return
    st.text_input(**given, value=held, type="password", autocomplete="new-password")
