"""
Which fields hold what nobody should read over a shoulder, judged by their names.

A text named like a secret is one.  A number is, unless its name says that it
counts or measures: workflows that call language models are full of `max_tokens`.
A yes or no is none.
"""

import re
from collections.abc import Mapping
from typing import Any

_SECRET = re.compile(
    r"passw|passphrase|passcode|pass$|pwd|secret|token|credential|authorization"
    r"|(api|private|access|licen[cs]e|encryption|signing|ssh|auth|client|master).?key",
    re.IGNORECASE,
)
_SHORT = frozenset({"pin", "otp", "cvc", "cvv"})
"""Words that are only secrets when they stand alone: a pin code is one, pineapple is none."""
_MEASURES = re.compile(
    r"age|amount|attempts|budget|chars|cost|count|days|expires|expiry|hours|index|interval"
    r"|len|length|level|limit|max|maximum|min|minimum|minutes|months|n|num|per|price|rate"
    r"|ratio|retries|score|seconds|size|threshold|timeout|total|ttl|usage|used|version|years"
)
_PLURALS = re.compile(r"(passwords|passphrases|secrets|tokens|keys|pwds|credentials)\d*$")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\dA-Z_]+")


def sounds_secret(name: str) -> bool:
    """Whether a text of this name is likely to be a secret."""
    return _SECRET.search(name) is not None or not _SHORT.isdisjoint(_words(name))


def number_sounds_secret(name: str) -> bool:
    """Whether a number of this name is likely to be a secret: a PIN is, `max_tokens` is not."""
    words = _words(name)
    is_count = any(map(_MEASURES.fullmatch, words)) or any(map(_PLURALS.search, words[-1:]))
    return sounds_secret(name) and not is_count


def holds_secret(name: str, value: Any) -> bool:
    """Whether a value that nothing but its name describes is likely to be a secret."""
    match value:
        case None | bool():
            return False
        case int() | float():
            return number_sounds_secret(name)
        case str() | list() | tuple() | Mapping():
            return sounds_secret(name)
        case _:
            return False


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(name)]
