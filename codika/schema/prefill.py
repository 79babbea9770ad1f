"""
Payloads in addresses: `p.country=Belgium&p.limit=20`, typed by the schema.

A name is a key, or keys joined by dots for what is inside an object; a list is
the same name several times; what is nested deeper stands as JSON.  Whatever
comes by address is a stranger's, so it is bounded, an unknown name is left out,
and a secret is never taken.  A value that does not fit its field is kept as the
text it is, for a person to mend.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from codika.errors import PayloadError
from codika.schema.choices import MultiselectField, Option, SelectField
from codika.schema.composite import ArrayField, Item, ObjectArrayField, ObjectField, fields_of
from codika.schema.fields import BooleanField, DateField, Field, NumberField, StringField
from codika.schema.filling import filled
from codika.schema.payloads import parse_json
from codika.schema.redaction import without_secrets

PREFIX = "p."
MAX_NAMES = 200  # parameters of one address
MAX_REPEATS = 500  # values of one parameter
MAX_LENGTH = 16_000  # characters of all of them together
_WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefill:
    """What an address says about a payload."""

    payload: Mapping[str, Any]
    ignored: tuple[str, ...] = ()
    """Names that were left out."""


def read_prefill(items: Iterable[Item], given: Mapping[str, Sequence[str]]) -> Prefill:
    """
    Read the parameters of an address; never raises.

    Args:
        items: The input schema.
        given: Values by the name of a parameter; those without `PREFIX` are passed over.
    """
    items = tuple(items)
    payload: dict[str, Any] = {}
    ignored: list[str] = []
    left = MAX_LENGTH
    named = [name for name in given if name.startswith(PREFIX)]
    for n, name in enumerate(named):
        texts = list(given[name])[:MAX_REPEATS]
        left -= len(name) + sum(len(text) for text in texts)
        path = name.removeprefix(PREFIX)
        if n >= MAX_NAMES or left < 0 or not texts or not _put(items, payload, path, texts):
            ignored.append(path)
    return Prefill(payload=payload, ignored=tuple(ignored))


def write_prefill(
    items: Iterable[Item], payload: Mapping[str, Any]
) -> tuple[tuple[str, str], ...] | None:
    """
    Return a payload as names and values of an address, without its secrets.

    `None` when an address cannot say it exactly: it is too long, holds what the
    schema does not know, or leaves out what the schema has a default for.
    """
    items = tuple(items)
    wanted = without_secrets(items, payload)
    pairs = [(PREFIX + name, text) for name, text in _written(items, wanted)]
    given: dict[str, list[str]] = {}
    for name, text in pairs:
        given.setdefault(name, []).append(text)
    read = read_prefill(items, given)
    begun = filled(items, address=read.payload)
    is_exact = not read.ignored and _spelled(begun) == _spelled(wanted)
    return tuple(pairs) if is_exact else None


def _spelled(payload: Mapping[str, Any]) -> str:
    return json.dumps(payload, sort_keys=True)


def _put(items: Iterable[Item], payload: dict[str, Any], path: str, texts: list[str]) -> bool:
    """Put one parameter where it belongs; false when it belongs nowhere."""
    by_key = {field.key: field for field in fields_of(items)}
    if field := by_key.get(path):
        if field.is_secret:
            return False
        value = _value(field, texts)
        if isinstance(value, Mapping):
            value = without_secrets([field], {field.key: value}).get(field.key)
        payload[path] = value
        return True
    # A key may hold dots itself, so every way to cut is tried.
    for at in (n for n, sign in enumerate(path) if sign == "."):
        outer = by_key.get(path[:at])
        if isinstance(outer, ObjectField) and not outer.is_secret:
            inner = payload.get(outer.key)
            inner = inner if isinstance(inner, dict) else {}
            if _put(outer.items, inner, path[at + 1 :], texts):
                payload[outer.key] = inner
                return True
    return False


def _value(field: Field, texts: list[str]) -> Any:
    match field:
        case MultiselectField():
            return [_choice(field.options, text) for text in texts if text]
        case ArrayField():
            whole = _json(texts[0]) if len(texts) == 1 else None
            if isinstance(whole, list):
                return whole
            return [_single(field.item, text) for text in texts]
        case _:
            return _single(field, texts[-1])


def _single(field: Field, text: str) -> Any:
    match field:
        case StringField() | DateField():
            return text
        case SelectField():
            return _choice(field.options, text)
        case BooleanField():
            return _WORDS.get(text.lower(), text)
        case NumberField():
            found = _json(text)
            return text if found is None or isinstance(found, bool | str) else found
        case _:
            found = _json(text)
            is_null = text.strip() == "null"
            return text if found is None and not is_null else found


def _choice(options: tuple[Option, ...], text: str) -> Any:
    found = (option.value for option in options if _option_text(option) == text)
    return next(found, text)


def _option_text(option: Option) -> str:
    return option.value if isinstance(option.value, str) else json.dumps(option.value)


def _json(text: str) -> Any:
    try:
        return parse_json(text)
    except PayloadError:
        return None


def _written(items: Iterable[Item], payload: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    by_key = {field.key: field for field in fields_of(items)}
    for key, value in payload.items():
        field = by_key.get(key)
        match field:
            case ObjectField() if isinstance(value, Mapping) and value:
                for inner, text in _written(field.items, value):
                    yield f"{key}.{inner}", text
            case MultiselectField() if isinstance(value, list) and value:
                yield from ((key, _text(one)) for one in value)
            case ArrayField() if isinstance(value, list) and len(value) > 1:
                yield from ((key, _item_text(field.item, one)) for one in value)
            case ArrayField() | ObjectArrayField() | ObjectField() | MultiselectField():
                yield key, json.dumps(value, ensure_ascii=False)
            case StringField() | DateField() | SelectField() if isinstance(value, str):
                yield key, value
            case _:
                yield key, _text(value) if field is None else _item_text(field, value)


def _item_text(field: Field, value: Any) -> str:
    as_it_is = isinstance(field, StringField | DateField | SelectField) and isinstance(value, str)
    return value if as_it_is else json.dumps(value, ensure_ascii=False)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
