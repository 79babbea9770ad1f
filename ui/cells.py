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
from codika.schema.values import is_number, read_date, unsendable
from ui.widgets import EXACT_IN_BROWSER, FIRST_DAY, LAST_DAY, as_json

_SINGLE = (str, int, float, bool)


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
JSON = Kind(lambda *_: True, _one_line, _read, "object", st.column_config.TextColumn)

KINDS: tuple[tuple[type[Field], Kind], ...] = (
    (StringField, TEXT),
    (NumberField, NUMBER),
    (BooleanField, FLAG),
    (DateField, DAY),
)


def choice(field: SelectField) -> Kind:
    """Return the kind of a choice: its cells hold values as text, which is what people paste."""
    names = [
        one.value if isinstance(one.value, str) else as_json(one.value) for one in field.options
    ]
    if len(set(names)) < len(names) or "" in names:
        names = [f"{n + 1}. {one.label}" for n, one in enumerate(field.options)]
    by_name = dict(zip(names, field.options, strict=True))
    by_value = {(type(one.value), one.value): name for name, one in by_name.items()}

    def name_of(_: Field, value: Any) -> str | None:
        return by_value.get((type(value), value)) if isinstance(value, _SINGLE) else None

    def chosen(_: Field, cell: Any) -> Any:
        """Return the option's value; what is none stays the text it is, for the check to say so."""
        return by_name[cell].value if cell in by_name else cell

    return Kind(
        lambda _, value: name_of(_, value) is not None,
        name_of,
        chosen,
        "object",
        st.column_config.SelectboxColumn,
        lambda _: {"options": names, "format_func": lambda name: by_name[name].label},
    )


def kind_for(field: Field, values: Iterable[Any]) -> Kind:
    """Return the kind of a column: the field's own, if all its values fit."""
    if isinstance(field, SelectField):
        own = choice(field)
    else:
        own = next((kind for known, kind in KINDS if isinstance(field, known)), JSON)
    return own if all(value is None or own.fits(field, value) for value in values) else JSON
