"""A payload in one short line, for lists of runs."""

import json
import re
from typing import Any

LONGEST = 160  # characters of the whole line
LONGEST_VALUE = 40  # characters of one value

_SECRET = re.compile(r"pass(word|phrase)?$|secret|token|api.?key|credential", re.IGNORECASE)


def preview(payload: Any) -> str:
    """
    Return the inputs in words: `country: Belgium, limit: 20`.

    Values whose name sounds like a secret are left out; long ones are cut.
    """
    if not isinstance(payload, dict):
        return _short(payload)
    parts = [
        f"{key}: {'•••' if _SECRET.search(str(key)) else _short(value)}"
        for key, value in payload.items()
    ]
    line = ", ".join(parts)
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _short(value: Any) -> str:
    match value:
        case str():
            text = " ".join(value.split())
        case bool():
            text = "yes" if value else "no"
        case list() if not all(isinstance(item, str | int | float) for item in value):
            text = f"{len(value)} items"
        case list():
            text = " / ".join(str(item) for item in value[:LONGEST_VALUE])
        case _:
            text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
