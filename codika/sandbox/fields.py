"""
Input and output schemas in Codika's spelling, and what they say about a payload.

A schema is a list of fields and sections; sections add no level to the payload,
`object` and `objectArray` do.  The real platform is not known to check payloads:
its workflows do, and so do ours, with this.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Schema = Sequence[Mapping[str, Any]]


def field(kind: str, key: str, label: str, **properties: Any) -> dict[str, Any]:
    """Return one field; the properties are spelled as Codika spells them."""
    return {"key": key, "type": kind, "label": label, **properties}


def section(title: str, *items: Mapping[str, Any], **properties: Any) -> dict[str, Any]:
    """Return a group of fields with a title of its own."""
    return {"type": "section", "title": title, **properties, "inputSchema": list(items)}


def options(*values: str) -> list[dict[str, str]]:
    """Return options whose label is the value made readable."""
    return [
        {"value": value, "label": value if " " in value else value.replace("-", " ").capitalize()}
        for value in values
    ]


def flat(schema: Schema) -> Iterator[Mapping[str, Any]]:
    """Yield the fields of a schema with its sections opened."""
    for item in schema:
        if item["type"] == "section":
            yield from flat(item["inputSchema"])
        else:
            yield item


def with_defaults(schema: Schema, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return the payload with the default of every field that it leaves out."""
    defaults = {
        item["key"]: item["defaultValue"] for item in flat(schema) if "defaultValue" in item
    }
    return {**defaults, **{key: value for key, value in payload.items() if value is not None}}


def problems(schema: Schema, payload: Mapping[str, Any]) -> list[str]:
    """Return one sentence for each field whose value breaks its rule."""
    found = []
    for item in flat(schema):
        value = payload.get(item["key"])
        label = item.get("label", item["key"])
        if value is None or value == "":
            if item.get("required"):
                found.append(f"{label} is required")
        else:
            found += [f"{label} {problem}" for problem in _problems(item, value)]
    return found


def _problems(item: Mapping[str, Any], value: Any) -> Iterator[str]:
    """Yield what is wrong with a value that is there."""
    return RULES[item["type"]](item, value)


def _text(item: Mapping[str, Any], value: Any) -> Iterator[str]:
    if not isinstance(value, str):
        yield "must be text"
        return
    if len(value) < item.get("minLength", 0):
        yield f"must have at least {item['minLength']} characters"
    if len(value) > item.get("maxLength", len(value)):
        yield f"must have at most {item['maxLength']} characters"
    if "regex" in item and not re.search(item["regex"], value):
        yield item.get("regexError", "has the wrong form")


def _number(item: Mapping[str, Any], value: Any) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield "must be a number"
        return
    if item.get("numberType") == "integer" and value != int(value):
        yield "must be a whole number"
    if value < item.get("min", value):
        yield f"must be at least {item['min']}"
    if value > item.get("max", value):
        yield f"must be at most {item['max']}"


def _boolean(_item: Mapping[str, Any], value: Any) -> Iterator[str]:
    if not isinstance(value, bool):
        yield "must be true or false"


def _date(item: Mapping[str, Any], value: Any) -> Iterator[str]:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        yield "must be a date such as 2026-05-04"
        return
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        yield "is no day of the calendar"
        return
    # Text in this form sorts as the days do.
    if value < item.get("minDate", value):
        yield f"must not be before {item['minDate']}"
    if value > item.get("maxDate", value):
        yield f"must not be after {item['maxDate']}"


def _choice(item: Mapping[str, Any], value: Any) -> Iterator[str]:
    if value not in [option["value"] for option in item["options"]]:
        yield "must be one of its options"


def _choices(item: Mapping[str, Any], value: Any) -> Iterator[str]:
    if not isinstance(value, list):
        yield "must be a list of options"
        return
    if any(True for one in value for _ in _choice(item, one)):
        yield "must hold only its options"
    yield from _counts(len(value), item.get("minSelections"), item.get("maxSelections"))


def _file(_item: Mapping[str, Any], value: Any) -> Iterator[str]:
    # The platform's own screen turns an upload into this object before the workflow sees it.
    if not isinstance(value, dict) or not isinstance(value.get("fileName"), str):
        yield "must be an uploaded file"


def _array(item: Mapping[str, Any], value: Any) -> Iterator[str]:
    if not isinstance(value, list):
        yield "must be a list"
        return
    yield from _counts(len(value), item.get("minItems"), item.get("maxItems"))
    for number, one in enumerate(value, 1):
        for problem in _problems(item["itemField"], one):
            yield f"item {number} {problem}"


def _object(item: Mapping[str, Any], value: Any) -> Iterator[str]:
    if not isinstance(value, dict):
        yield "must be an object"
        return
    for problem in problems(item["schema"], value):
        yield f"> {problem}"


def _objects(item: Mapping[str, Any], value: Any) -> Iterator[str]:
    if not isinstance(value, list):
        yield "must be a list of objects"
        return
    yield from _counts(len(value), item.get("minItems"), item.get("maxItems"))
    for number, one in enumerate(value, 1):
        for problem in _object({"schema": item["itemSchema"]}, one):
            yield f"item {number} {problem}"


def _counts(count: int, low: int | None, high: int | None) -> Iterator[str]:
    if low is not None and count < low:
        yield f"must have at least {low} items"
    if high is not None and count > high:
        yield f"must have at most {high} items"


RULES: dict[str, Callable[[Mapping[str, Any], Any], Iterator[str]]] = {
    "string": _text,
    "text": _text,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "select": _choice,
    "multiselect": _choices,
    "radio": _choice,
    "file": _file,
    "array": _array,
    "object": _object,
    "objectArray": _objects,
}
