"""
What a form begins with, from all that could fill it.

An address or an earlier run comes first, then a preset, then what was used last,
then the defaults of the schema.  An earlier run, a preset and what was used last
are whole payloads: a default never fills a field they left empty.  What an
address names is laid over them, field by field.
"""

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from codika.schema.choices import MultiselectField
from codika.schema.composite import ArrayField, Item, ObjectArrayField, ObjectField, fields_of
from codika.schema.fields import Field, StringField
from codika.schema.redaction import without_withheld
from codika.schema.validation import defaults


def starting(items: Iterable[Item]) -> dict[str, Any]:
    """
    Return what an empty form stands for: the defaults, and what its empty boxes mean.

    A required object is there with its own fields, and a required text or list that
    may be empty is empty: they look the same on screen, filled in or not.
    """
    found: dict[str, Any] = {}
    for field in fields_of(items):
        value = copy.deepcopy(field.default)
        if isinstance(field, ObjectField):
            inner = starting(field.items) if field.required else defaults(field.items)
            value = {**inner, **(value or {})}
            if not value and not field.required:
                value = None
        if value is None:
            value = _empty(field)
        if value is not None:
            found[field.key] = value
    return found


def filled(
    items: Iterable[Item],
    *,
    address: Mapping[str, Any] | None = None,
    rerun: Mapping[str, Any] | None = None,
    preset: Mapping[str, Any] | None = None,
    last_used: Mapping[str, Any] | None = None,
    otherwise: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """
    Return the payload a form begins with.

    Args:
        items: The input schema.
        address: Values the URL names.
        rerun: The payload of an earlier run.
        preset: A payload kept under a name.
        last_used: The payload of the last run, if somebody asked for it.
        otherwise: Laid over the defaults where none of these is given: an example.
    """
    whole = (rerun, preset, last_used)
    base = next((given for given in whole if given is not None), None)
    if base is None:
        base = {**starting(items), **(otherwise or {})}
    laid: dict[str, Any] = _over(without_withheld(copy.deepcopy(dict(base))), address or {})
    return laid


def _over(base: dict[str, Any], named: Mapping[str, Any]) -> dict[str, Any]:
    for key, value in named.items():
        inner = base.get(key)
        if isinstance(value, Mapping) and isinstance(inner, dict):
            base[key] = _over(inner, value)
        else:
            base[key] = copy.deepcopy(value)
    return base


def _empty(field: Field) -> Any:
    """Return what an empty box of this field means; `None` where it means nothing."""
    may_be_empty = isinstance(field, StringField) and field.may_be_empty
    if may_be_empty:
        return ""
    is_list = isinstance(field, ArrayField | ObjectArrayField | MultiselectField)
    return [] if is_list and field.may_be_empty else None
