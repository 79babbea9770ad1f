"""
Facts about JSON values that Python sees differently.

`True` is an `int` here and `1 == True`; `json` writes `NaN`, which is no JSON;
a text may hold half a surrogate pair, which no UTF-8 encoder takes; and
`date.fromisoformat` accepts week dates.  Every rule of a field builds on these.
"""

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from codika.language import later, say
from codika.schema import limits

_KINDS: dict[type, str] = {
    type(None): "null",
    bool: later("true or false"),
    int: later("a number"),
    float: later("a number"),
    str: later("text"),
    list: later("a list"),
    tuple: later("a list"),
}
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_number(value: Any) -> bool:
    """Whether this is a number in JSON's sense: finite, and neither true nor false."""
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


def is_whole(value: Any) -> bool:
    """Whether this is a number without a fraction; `5.0` is one, as it is in JavaScript."""
    return is_number(value) and (isinstance(value, int) or value.is_integer())


def is_list(value: Any) -> bool:
    """Whether this is sent as a JSON list."""
    return isinstance(value, list | tuple)


def is_same(left: Any, right: Any) -> bool:
    """Whether two values are the same in JSON, where `1` is not `true`."""
    return isinstance(left, bool) is isinstance(right, bool) and bool(left == right)


def read_date(text: Any) -> date | None:
    """Return the day that a `YYYY-MM-DD` text means; `None` for anything else."""
    if not isinstance(text, str) or not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:  # 2026-02-30
        return None


def number_text(number: float) -> str:
    """Write a number as a person would: `1`, not `1.0`."""
    if isinstance(number, float) and number.is_integer() and abs(number) < 1e15:  # noqa: PLR2004
        return str(int(number))
    return str(number)


def kind_of(value: Any) -> str:
    """Say in words what sort of JSON value this is."""
    if isinstance(value, Mapping):
        return say("an object")
    known = _KINDS.get(type(value))
    return say(known) if known else f"a {type(value).__name__}"


def unsendable(value: Any) -> str | None:
    """
    Say why a value cannot be sent as JSON, continuing its label; `None` when it can.

    Looks through all of it without recursion, so that neither depth nor a list
    that holds itself can hurt.
    """
    waiting: list[tuple[Any, int]] = [(value, 0)]
    seen = 0
    while waiting:
        item, depth = waiting.pop()
        seen += 1
        if depth > limits.MAX_PAYLOAD_DEPTH:
            return say("is nested more than {most} deep", most=limits.MAX_PAYLOAD_DEPTH)
        if seen > limits.MAX_PAYLOAD_VALUES:
            return say("holds more than {most} values", most=str(limits.MAX_PAYLOAD_VALUES))
        match item:
            case Mapping():
                for key, inner in item.items():
                    if not isinstance(key, str):
                        return say("has a key that is no text")
                    if not _is_encodable(key):
                        return say("has a key with half a character (a lone surrogate)")
                    waiting.append((inner, depth + 1))
            case list() | tuple():
                waiting.extend((inner, depth + 1) for inner in item)
            case _:
                if (message := _unsendable_scalar(item)) is not None:
                    return message
    return None


def _unsendable_scalar(value: Any) -> str | None:
    match value:
        case None | bool():
            return None
        case str():
            return None if _is_encodable(value) else say(_HALF)
        case int():
            too_long = value.bit_length() > limits.MAX_INTEGER_BITS
            return say("holds a number with too many digits") if too_long else None
        case float():
            finite = math.isfinite(value)
            return None if finite else say("holds NaN or Infinity, which JSON cannot write")
        case _:
            return say("holds {kind}, which JSON cannot write", kind=kind_of(value))


_HALF = later("holds half a character (a lone surrogate)")


def _is_encodable(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
