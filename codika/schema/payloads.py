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
from codika.language import later, say
from codika.schema import limits, values

# A text that never ends is one token too, or looking for its end would take quadratic time.
_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{\]}]', re.DOTALL)
_HINTS = {
    "Unterminated": later("a text does not end"),
    "Invalid control": later("a text does not end on its line"),
    "Invalid \\": later("a backslash is written twice"),
    "Extra data": later("there is more after the end"),
    "Expecting ',' delimiter": later("a comma or the end is missing"),
    "Expecting ':' delimiter": later("a colon is missing"),
    "Expecting property name": later("a key in double quotes is missing"),
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
            say(
                'must be an object such as {{"country": "Belgium"}}, not {kind}',
                kind=values.kind_of(found),
            )
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
        most = str(limits.MAX_PAYLOAD_TEXT)
        raise _refusal(say("is longer than {most} characters", most=most))
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
        told = say(
            "is not valid JSON at line {line}, column {column}: {hint}",
            line=str(text.count("\n", 0, at) + 1),
            column=str(column),
            hint=say(hint),
        )
        raise _refusal(told) from None
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
            told = say(
                "is nested more than {most} deep at line {line}",
                most=limits.MAX_PAYLOAD_DEPTH,
                line=str(line),
            )
            raise _refusal(told)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise _refusal(say("has the key {key} twice", key=repr(twice[: limits.MAX_KEY])))
    return found


def _constant(word: str) -> Any:
    raise _refusal(say("holds {word}, which is no JSON", word=word))


def _integer(digits: str) -> int:
    try:
        return int(digits)
    except ValueError:  # Python's own limit on digits
        raise _refusal(say("holds a number of {n} digits", n=str(len(digits)))) from None


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        told = say("holds {digits}, which is too large for a number", digits=digits[:40])
        raise _refusal(told)
    return number


def _fault(text: str, error: json.JSONDecodeError) -> tuple[int, str]:
    """Say where to mend what; Python's own places and words differ between its versions."""
    rest = text[error.pos :].lstrip()
    before = text[: error.pos].rstrip()
    if not rest:
        return error.pos, later("it ends too early")
    if error.msg.startswith("Illegal trailing comma"):
        return error.pos, later("there is a comma too many")
    if rest[0] in "]}," and before.endswith(","):
        return len(before) - 1, later("there is a comma too many")
    if rest[0] == "'":
        return error.pos, later("texts and keys stand in double quotes")
    hint = next((hint for start, hint in _HINTS.items() if error.msg.startswith(start)), None)
    return error.pos, hint or later("a value is missing or misspelled")
