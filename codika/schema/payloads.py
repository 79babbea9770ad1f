"""
The payload as text: what the JSON editor takes.

`json.loads` alone would let through what a person did not mean: of two equal
keys it keeps the last, it reads `NaN`, and `1e999` becomes infinity.  Integers
are exact at any size; a number with a point is a float, as it is everywhere.
"""

import json
import math
import re
from typing import Any

from codika.errors import FieldProblem, PayloadError
from codika.schema import limits, values

# A text that never ends is one token too, or looking for its end would take quadratic time.
_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{\]}]', re.DOTALL)
_HINTS = {
    "Unterminated": "a text does not end",
    "Invalid control": "a text does not end on its line",
    "Invalid \\": "a backslash is written twice",
    "Extra data": "there is more after the end",
    "Expecting ',' delimiter": "a comma or the end is missing",
    "Expecting ':' delimiter": "a colon is missing",
    "Expecting property name": "a key in double quotes is missing",
}


def parse_payload(text: str) -> dict[str, Any]:
    """
    Read a payload that was typed or pasted; blank text is a payload without keys.

    Raises:
        PayloadError: It is no JSON object; the message says where and why.
    """
    found = parse_json(text) if text.strip("\ufeff \t\r\n") else {}
    if not isinstance(found, dict):
        raise _refusal(
            f'must be an object such as {{"country": "Belgium"}}, not {values.kind_of(found)}'
        )
    return found


def parse_json(text: str) -> Any:
    """
    Read any JSON of a sensible size, strictly.

    Raises:
        PayloadError: It is not JSON, holds a key twice, or is too large or too deep.
    """
    text = text.removeprefix("\ufeff")
    if len(text) > limits.MAX_PAYLOAD_TEXT:
        raise _refusal(f"is longer than {limits.MAX_PAYLOAD_TEXT} characters")
    _refuse_depth(text)
    try:
        found = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_int=_integer,
            parse_float=_float,
        )
    except json.JSONDecodeError as error:
        at, hint = _fault(text, error)
        column = at - text.rfind("\n", 0, at)
        place = f"line {text.count(chr(10), 0, at) + 1}, column {column}"
        raise _refusal(f"is not valid JSON at {place}: {hint}") from None
    if (message := values.unsendable(found)) is not None:
        raise _refusal(message)
    return found


def _refusal(message: str) -> PayloadError:
    return PayloadError(FieldProblem(path="", label="", message=message))


def _refuse_depth(text: str) -> None:
    depth = 0
    for token in _TOKENS.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if depth > limits.MAX_PAYLOAD_DEPTH:
            line = text.count("\n", 0, token.start()) + 1
            raise _refusal(f"is nested more than {limits.MAX_PAYLOAD_DEPTH} deep at line {line}")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise _refusal(f"has the key {twice[: limits.MAX_KEY]!r} twice")
    return found


def _constant(word: str) -> Any:
    raise _refusal(f"holds {word}, which is no JSON")


def _integer(digits: str) -> int:
    try:
        return int(digits)
    except ValueError:  # Python's own limit on digits
        raise _refusal(f"holds a number of {len(digits)} digits") from None


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _refusal(f"holds {digits[:40]}, which is too large for a number")
    return number


def _fault(text: str, error: json.JSONDecodeError) -> tuple[int, str]:
    """Say where to mend what; Python's own places and words differ between its versions."""
    rest = text[error.pos :].lstrip()
    before = text[: error.pos].rstrip()
    if not rest:
        return error.pos, "it ends too early"
    if error.msg.startswith("Illegal trailing comma"):
        return error.pos, "there is a comma too many"
    if rest[0] in "]}," and before.endswith(","):
        return len(before) - 1, "there is a comma too many"
    if rest[0] == "'":
        return error.pos, "texts and keys stand in double quotes"
    hint = next((hint for start, hint in _HINTS.items() if error.msg.startswith(start)), None)
    return error.pos, hint or "a value is missing or misspelled"
