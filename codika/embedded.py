"""
JSON that came as a string within JSON.

Codika's authors are told to send lists of objects as lists of JSON strings.
"""

import json
import math
from typing import Any

# A longer text is taken for a text that happens to begin with a bracket.
EMBEDDED_LIMIT = 4_000_000  # characters


def container(text: str) -> dict[str, Any] | list[Any] | None:
    """
    Return the object or list that a string holds as JSON; `None` if it is just text.

    Text that a reading would change stays text: a key that comes twice, a
    number too large for a float.
    """
    if text[:1] not in ("{", "[") and text.lstrip()[:1] not in ("{", "["):
        return None
    if len(text) > EMBEDDED_LIMIT:
        return None
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_float=_float)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict | list) else None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key comes twice")
    return found


def _float(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError("too large for a float")
    return number
