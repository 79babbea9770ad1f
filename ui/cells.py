"""What the cells of a table hold, for each type of field: a kind, or JSON."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from codika.errors import PayloadError
from codika.schema import (
    BooleanField,
    DateField,
    Field,
    NumberField,
    SelectField,
    StringField,
    parse_json,
)
from codika.schema.values import is_number, is_same, read_date, unsendable
from ui.widgets import EXACT_IN_BROWSER, FIRST_DAY, LAST_DAY, as_json


@dataclass(frozen=True, slots=True)
class Kind:
    """What the cells of a column hold, and how they are told."""

    fits: Callable[[Field, Any], bool]
    """Whether a value comes back from its cell as it was."""
    to_cell: Callable[[Field, Any], Any]
    from_cell: Callable[[Field, Any], Any]
    dtype: str
    """What pandas calls it."""
    config: Callable[..., Any]
    """Streamlit's column, made from a label and what explains it."""
    more: Callable[[Field], dict[str, Any]] = lambda _: {}


def _is_text(_: Field, value: Any) -> bool:
    return isinstance(value, str) and unsendable(value) is None


def _fits_number(_: Field, value: Any) -> bool:
    return is_number(value) and abs(value) <= EXACT_IN_BROWSER


def _number(_: Field, cell: Any) -> Any:
    return int(cell) if float(cell).is_integer() else cell


def _fits_day(_: Field, value: Any) -> bool:
    day = read_date(value)
    return day is not None and FIRST_DAY <= day <= LAST_DAY


def _option(field: Field, value: Any) -> int | None:
    options = field.options if isinstance(field, SelectField) else ()
    return next((n for n, option in enumerate(options) if is_same(option.value, value)), None)


def _chosen(field: Field, cell: Any) -> Any:
    return field.options[int(cell)].value if isinstance(field, SelectField) else cell


def _read(_: Field, cell: Any) -> Any:
    """Read JSON; what is none stays the text it is, for the check to say so."""
    try:
        return parse_json(str(cell)) if str(cell).strip() else None
    except PayloadError:
        return cell


def _one_line(_: Field, value: Any) -> str:
    text = as_json(value)
    return " ".join(line.strip() for line in text.splitlines())


TEXT = Kind(
    _is_text,
    lambda _, value: value,
    lambda _, cell: str(cell),
    "object",
    st.column_config.TextColumn,
)
NUMBER = Kind(
    _fits_number, lambda _, value: float(value), _number, "Float64", st.column_config.NumberColumn
)
FLAG = Kind(
    lambda _, value: isinstance(value, bool),
    lambda _, value: value,
    lambda _, cell: bool(cell),
    "boolean",
    st.column_config.CheckboxColumn,
)
DAY = Kind(
    _fits_day,
    lambda _, value: read_date(value),
    lambda _, cell: str(cell)[:10],
    "object",
    st.column_config.DateColumn,
    lambda _: {"format": "YYYY-MM-DD"},
)
CHOICE = Kind(
    lambda field, value: _option(field, value) is not None,
    _option,
    _chosen,
    "Int64",
    st.column_config.SelectboxColumn,
    lambda field: (
        {
            "options": list(range(len(field.options))),
            "format_func": lambda n: field.options[int(n)].label,
        }
        if isinstance(field, SelectField)
        else {}
    ),
)
JSON = Kind(lambda *_: True, _one_line, _read, "object", st.column_config.TextColumn)

KINDS: tuple[tuple[type[Field], Kind], ...] = (
    (StringField, TEXT),
    (NumberField, NUMBER),
    (BooleanField, FLAG),
    (DateField, DAY),
    (SelectField, CHOICE),
)


def kind_for(field: Field, values: Iterable[Any]) -> Kind:
    """Return the kind of a column: the field's own, if all its values fit."""
    own = next((kind for known, kind in KINDS if isinstance(field, known)), JSON)
    return own if all(value is None or own.fits(field, value) for value in values) else JSON
