"""
Payloads without their secrets: what may be kept, shown and linked to.

A field holds a secret if the schema marks it so, or if it is named like one and
could hold one; a day or a choice cannot.  What no field describes is judged by
its name and value, see `codika.secrecy`.  `"secret": false` in a schema overrules the name.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from codika.schema import limits, values
from codika.schema.composite import Item, ObjectArrayField, ObjectField, fields_of
from codika.schema.fields import Field
from codika.secrecy import holds_secret

WITHHELD = "••• not kept •••"
"""Stands in the run log, and in a form, where a secret was."""


def redacted(items: Iterable[Item], payload: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the payload with `WITHHELD` in place of every secret.

    Args:
        items: The input schema; empty where nothing is known.
        payload: Values by key.  It is not changed.
    """
    return _redacted(items, payload, depth=0)


def without_secrets(items: Iterable[Item], payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return the payload with every secret left out."""
    found: dict[str, Any] = without_withheld(redacted(items, payload))
    return found


def without_withheld(value: Any) -> Any:
    """Return a value as it was kept, with the place of every secret empty."""
    if isinstance(value, Mapping):
        return {key: without_withheld(inner) for key, inner in value.items() if inner != WITHHELD}
    if values.is_list(value):
        return [without_withheld(inner) for inner in value if inner != WITHHELD]
    return value


def is_incomplete(value: Any) -> bool:
    """Whether a secret was left out here, so that this cannot be sent as it is."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case str() as text if text == WITHHELD:
                return True
            case Mapping() as inner:
                waiting.extend(inner.values())
            case list() | tuple() as inner:
                waiting.extend(inner)
    return False


def restored(masked: Any, secret: Any) -> Any:
    """
    Return a value with the secrets of another back in their places.

    Args:
        masked: What `redacted` gave, perhaps edited since.
        secret: What `redacted` was given.
    """
    if masked == WITHHELD:
        return masked if secret is None else secret
    if isinstance(masked, Mapping):
        known = secret if isinstance(secret, Mapping) else {}
        return {key: restored(inner, known.get(key)) for key, inner in masked.items()}
    if values.is_list(masked):
        rows = secret if values.is_list(secret) else []
        return [
            restored(inner, rows[n] if n < len(rows) else None) for n, inner in enumerate(masked)
        ]
    return masked


def _redacted(items: Iterable[Item], payload: Mapping[str, Any], depth: int) -> dict[str, Any]:
    by_key = {field.key: field for field in fields_of(items)}
    return {key: _kept(by_key.get(key), key, value, depth) for key, value in payload.items()}


def _kept(field: Field | None, key: Any, value: Any, depth: int) -> Any:
    if value is None or value in ("", [], {}) or depth > limits.MAX_PAYLOAD_DEPTH:
        return value
    is_secret = field.is_secret if field is not None else holds_secret(str(key), value)
    if is_secret:
        return WITHHELD
    items = field.items if isinstance(field, ObjectField | ObjectArrayField) else ()
    if isinstance(value, Mapping):
        return _redacted(items, value, depth + 1)
    if values.is_list(value):
        return [
            _redacted(items, inner, depth + 1)
            if isinstance(inner, Mapping)
            else _kept(None, "", inner, depth + 1)
            for inner in value
        ]
    return value
