"""
A payload as source text: JSON and Python differ in nothing but their single values.

What is written comes in pieces, with the secrets between them, as each language
has a way of its own to put in what is in a variable.
"""

from collections.abc import Callable
from typing import Any

from codika.snippets.call import Secret, Variable

_INDENT = "  "


def pieces(
    value: Any, scalar: Callable[[Any], str], *, level: int = 0, step: str = _INDENT
) -> list[str | Variable]:
    """
    Return source text, with a `Variable` wherever a secret belongs.

    Args:
        value: JSON values, and `Secret` in the place of some.
        scalar: Writes a single value, and a key.
        level: How deep it stands.
        step: What each level is indented by.
    """
    found: list[str | Variable] = []
    _write(value, scalar, "\n" + step * level, step, found)
    return _joined(found)


def _write(
    value: Any, scalar: Callable[[Any], str], line: str, step: str, found: list[str | Variable]
) -> None:
    if isinstance(value, Secret):
        found.append(value.variable)
    elif isinstance(value, dict) and value:
        for at, (key, inner) in enumerate(value.items()):
            found += ["," if at else "{", line + step, scalar(str(key)), ": "]
            _write(inner, scalar, line + step, step, found)
        found += [line, "}"]
    elif isinstance(value, list) and value:
        for at, inner in enumerate(value):
            found += ["," if at else "[", line + step]
            _write(inner, scalar, line + step, step, found)
        found += [line, "]"]
    else:
        found.append(scalar(value))


def _joined(found: list[str | Variable]) -> list[str | Variable]:
    joined: list[str | Variable] = []
    for piece in found:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined
