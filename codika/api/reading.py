"""
Single values out of foreign JSON: never more than promised, never an exception.

A reader takes any value and returns what it promises, or `None`.  Texts meant
for people come out bounded, without control characters, and without anything
that looks like a Codika key: a server that echoes a wrong key back must not put
it on a screen or into a log.
"""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from codika import checks

TEXT_LIMIT = 2_000  # characters
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# Controls but tab and line end; the surrogates that JSON can carry and UTF-8
# cannot; the marks that turn the direction of writing round.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
KEY_LIKE = re.compile(r"\b(ck[oap]?_|whsec_)[A-Za-z0-9_+/=-]{6,}")


def clean(value: str, limit: int = TEXT_LIMIT) -> str:
    """Return a text fit to be shown, logged and stored."""
    # Cut before the searches, so that a wall of text costs no time; and once
    # more after, in case something got longer.
    value = _UNPRINTABLE.sub("", value[: 2 * limit])
    value = KEY_LIKE.sub(r"\1…", value).strip()
    return value if len(value) <= limit else f"{value[: limit - 1]}…"


def text(value: Any, limit: int = TEXT_LIMIT) -> str | None:
    """Read a text; `None` when there is none or it is empty."""
    return clean(value, limit) or None if isinstance(value, str) else None


def label(value: Any) -> str | None:
    """Read a short word that is shown: a code, a type, a name.  Numbers count."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return text(value, limit=200)


def identifier(value: Any) -> str | None:
    """Read an id that can be used in a URL."""
    return value if checks.path_segment(value) is None else None


def number(value: Any) -> float | None:
    """Read a finite number that is not negative: a duration, a cost."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        value = float(value)
    except OverflowError:
        return None
    return value if math.isfinite(value) and value >= 0 else None


def flag(value: Any) -> bool | None:
    """Read a boolean; words and numbers are none."""
    return value if isinstance(value, bool) else None


def moment(value: Any) -> datetime | None:
    """Read a time in UTC: ISO 8601 (without a zone it is UTC), or milliseconds since 1970."""
    try:
        match value:
            case bool():
                return None
            case str():
                read = datetime.fromisoformat(value.strip())
                return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
            case int() | float():
                return _EPOCH + timedelta(milliseconds=value)
    except (ValueError, OverflowError):
        return None
    return None


def record(value: Any) -> Mapping[str, Any]:
    """Read an object; an empty one when it is something else."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """Read a list; an empty one when it is something else."""
    return value if isinstance(value, list) else []


def records(value: Any) -> Iterator[Mapping[str, Any]]:
    """Give the objects of a list."""
    return (item for item in items(value) if isinstance(item, dict))
