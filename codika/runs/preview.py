"""A payload in one short line, for lists of runs."""

import json
from collections.abc import Mapping
from itertools import islice
from typing import Any

from codika.secrecy import holds_secret

LONGEST = 160  # characters of the whole line
LONGEST_VALUE = 40  # characters of one value
HIDDEN = "•••"


def preview(payload: Any) -> str:
    """
    Return the inputs in words: `country: Belgium, limit: 20`.

    Values whose name sounds like a secret are left out; long ones are cut.
    """
    text = _fields(payload, _short) if isinstance(payload, dict) else _short(payload)
    return "".join(filter(str.isprintable, _cut(text, LONGEST)))


def _fields(values: Mapping[Any, Any], shown: Any) -> str:
    return ", ".join(
        f"{key}: {HIDDEN if holds_secret(str(key), value) else shown(value)}"
        # No more names than could be seen.
        for key, value in islice(values.items(), LONGEST)
    )


def _short(value: Any) -> str:
    text = f"{{{_fields(value, _brief)}}}" if isinstance(value, dict) else _brief(value)
    return _cut(text, LONGEST_VALUE)


def _brief(value: Any) -> str:
    match value:
        case str():
            return " ".join(value.split())
        case bool():
            return "yes" if value else "no"
        case dict():
            return f"{len(value)} fields"
        case list() if not all(isinstance(item, str | int | float) for item in value):
            return f"{len(value)} items"
        case list():
            return " / ".join(str(item) for item in value[:LONGEST_VALUE])
        case _:
            return json.dumps(value, ensure_ascii=False, default=str)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
