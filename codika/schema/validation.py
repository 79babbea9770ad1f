"""
Payloads, held against the input schema before anything is sent.

Codika documents no validation of its own: a workflow that gets a wrong payload
starts, fails, and may cost credits.  What is checked here is what the schema
says; keys that it does not know are passed on, since a schema may be behind.
"""

import copy
import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from codika.errors import FieldProblem, PayloadError
from codika.schema import limits
from codika.schema.composite import Item, ObjectField, cleaned_in, fields_of, problems_in


def problems(items: Iterable[Item], payload: Mapping[str, Any]) -> Iterator[FieldProblem]:
    """Give all that is wrong with a payload, in the order of the schema."""
    return itertools.islice(problems_in(items, payload), limits.MAX_PROBLEMS)


def check(items: Iterable[Item], payload: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the payload as it is sent.

    Empty optional fields are left out; `0`, `False`, an empty option and unknown
    keys stay.  Checking what this returns gives the same again.

    Raises:
        PayloadError: It breaks the schema, or cannot be sent as JSON at all.
    """
    items = tuple(items)
    if found := tuple(problems(items, payload)):
        raise PayloadError(*found)
    return cleaned_in(items, payload)


def defaults(items: Iterable[Item]) -> dict[str, Any]:
    """
    Return what a form begins with: the defaults of the schema, and only those.

    An object begins with the defaults of its fields, and its own on top.
    """
    found: dict[str, Any] = {}
    for item in fields_of(items):
        value = copy.deepcopy(item.default)
        if isinstance(item, ObjectField):
            value = {**defaults(item.items), **(value or {})} or None
        if value is not None:
            found[item.key] = value
    return found
