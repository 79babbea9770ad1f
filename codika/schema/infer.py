"""
A form from an example, where no schema is to be had.

An example shows what may be sent, not what must: nothing is required, and no
bounds are guessed, so a form made here never refuses its own example.
"""

from collections.abc import Mapping
from typing import Any

from codika.schema import limits, values
from codika.schema.composite import ArrayField, ObjectArrayField, ObjectField
from codika.schema.fields import (
    BooleanField,
    DateField,
    Field,
    NumberField,
    StringField,
    TextField,
    UnknownField,
)

LONG_TEXT = 80  # characters; a longer example is asked for in a box of several lines


def infer_fields(example: Mapping[str, Any]) -> tuple[Field, ...]:
    """Return a field for each key of an example payload, in its order."""
    return _fields([example], depth=0)


def infer_field(key: str, example: Any) -> Field:
    """Return the field that one example value could be of."""
    return _field(key, [example], depth=1)


def _fields(examples: list[Mapping[str, Any]], depth: int) -> tuple[Field, ...]:
    by_key: dict[str, list[Any]] = {}
    for example in examples:
        for key, value in example.items():
            if isinstance(key, str) and 0 < len(key) <= limits.MAX_KEY:
                by_key.setdefault(key, []).append(value)
    most = limits.MAX_FIELDS if depth == 0 else limits.MAX_SCHEMA_DEPTH * 10
    return tuple(_field(key, seen, depth + 1) for key, seen in [*by_key.items()][:most])


def _field(key: str, examples: list[Any], depth: int) -> Field:
    """Return a field that takes all the examples; of unknown type where no other does."""
    seen = [example for example in examples if example is not None]
    if not seen or depth > limits.MAX_SCHEMA_DEPTH:
        return UnknownField(key=key)
    if all(isinstance(example, Mapping) for example in seen):
        return ObjectField(key=key, items=_fields(seen, depth))
    if all(values.is_list(example) for example in seen):
        return _list(key, [item for example in seen for item in example], depth)
    return _scalar(key, seen)


def _list(key: str, seen: list[Any], depth: int) -> Field:
    if not seen:
        return ArrayField(key=key)
    if all(isinstance(item, Mapping) for item in seen):
        return ObjectArrayField(key=key, items=_fields(seen, depth))
    item = _scalar("", seen)
    return (
        UnknownField(key=key) if isinstance(item, UnknownField) else ArrayField(key=key, item=item)
    )


def _scalar(key: str, seen: list[Any]) -> Field:
    if all(isinstance(value, bool) for value in seen):
        return BooleanField(key=key)
    if all(values.is_number(value) for value in seen):
        return NumberField(key=key)
    if not all(isinstance(value, str) for value in seen):
        return UnknownField(key=key)
    if all(values.read_date(value) for value in seen):
        return DateField(key=key)
    is_long = any(len(value) > LONG_TEXT or "\n" in value for value in seen)
    return TextField(key=key) if is_long else StringField(key=key)
