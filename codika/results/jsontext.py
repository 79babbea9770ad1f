"""
JSON as text, both ways, without losing anything on the way.

The fast reader is not exact: it turns integers beyond 64 bit into floats.  So the
text is looked at first, and whatever it cannot hold goes to the standard library.
Writing has to cope with what other writers refuse: NaN, infinities, lone
surrogates, and nesting deeper than Python's stack.
"""

import contextlib
import gc
import json
import math
from collections.abc import Iterator
from typing import Any

import orjson

from codika import embedded

container = embedded.container
"""The object or list that a string holds as JSON."""

# Shorter numbers always fit in 64 bits.  What may stand before a number is a colon, digits
# are zeros: the long fractions of floats, and the long ids in texts, are left alone.
_LONG_NUMBER = b":" + b"0" * 19
_SIMPLIFIED = bytes.maketrans(b"123456789-,[ \t\r\n", b"000000000:::::::")
_CHUNK = 1 << 18  # bytes; in the processor's cache
_INDENT = "  "


@contextlib.contextmanager
def collector_paused() -> Iterator[None]:
    """
    Keep the cyclic garbage collector out while many small objects are made.

    It would walk all of them again and again: reading 100,000 records takes
    two to three times as long with it.  The switch is the process's, so this is for short
    stretches of work that make no cycles; side by side in two threads it ends switched on.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def parse(text: bytes | str) -> Any:
    """
    Read JSON exactly, integers of any size, NaN and infinities included.

    Raises:
        ValueError: It is no JSON, or nested deeper than the interpreter can follow.
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    with collector_paused():
        if not _has_long_number(data):
            with contextlib.suppress(orjson.JSONDecodeError):
                return orjson.loads(data)
        try:
            return json.loads(text)
        except RecursionError:
            raise ValueError("JSON is nested too deeply") from None


def dumps(value: Any, *, indent: bool = False) -> str:
    """
    Write any JSON value as valid JSON.

    NaN and the infinities, for which JSON has no number, are written as the
    strings `"NaN"`, `"Infinity"` and `"-Infinity"`.
    """
    try:
        return json.dumps(
            value, ensure_ascii=False, allow_nan=False, indent=len(_INDENT) if indent else None
        )
    except (ValueError, TypeError, RecursionError):
        return "".join(_written(value, _INDENT if indent else ""))


def _has_long_number(data: bytes) -> bool:
    """Look for a number of 19 digits before any point: faster than a regular expression."""
    overlap = len(_LONG_NUMBER) - 1
    return data[:1].isdigit() or any(
        _LONG_NUMBER in data[start : start + _CHUNK + overlap].translate(_SIMPLIFIED)
        for start in range(0, len(data), _CHUNK)
    )


def _written(root: Any, indent: str) -> Iterator[str]:
    """Write without recursion: the stack is a list."""
    todo: list[Any] = [(root, 0)]
    while todo:
        step = todo.pop()
        if isinstance(step, str):
            yield step
            continue
        value, level = step
        if isinstance(value, dict | list | tuple) and value:
            is_object = isinstance(value, dict)
            line = "\n" + indent * (level + 1) if indent else ""
            steps: list[Any] = ["{" if is_object else "["]
            separator = line
            for item in value.items() if isinstance(value, dict) else value:
                steps.append(separator)
                separator = f",{line}" if indent else ", "
                if is_object:
                    steps.append(f"{json.dumps(str(item[0]), ensure_ascii=False)}: ")
                steps.append((item[1] if is_object else item, level + 1))
            steps.append(("\n" + indent * level if indent else "") + ("}" if is_object else "]"))
            todo.extend(reversed(steps))
        else:
            yield _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return '"NaN"' if math.isnan(value) else '"Infinity"' if value > 0 else '"-Infinity"'
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, list | tuple):
        return "[]"
    return json.dumps(value, ensure_ascii=False, default=str)
