r"""
JavaScript patterns, applied in Python without the danger.

A schema's `regex` is JavaScript in a string, bare or as `/…/i`.  It is parsed
here and written anew for `re`, because the two languages differ quietly: `\d`
and `\w` are ASCII there, `$` does not match before a last line end, `[\w-.]` is
a class, `\Z` is the letter Z.  A test there is a search, not a full match.

A hostile or careless pattern can make a backtracking engine run for years, and
Python's cannot be stopped.  So the parser also works out in how many ways the
pattern can match a text of n characters, at most `ways * n ** power`:

- a pattern where that is exponential (`(a+)+`, `(a|ab)*`) is refused;
- any other is only asked about texts so short that all the ways together stay
  within `BUDGET`; a longer text passes unchecked, Codika has the last word.
"""

import functools
import re
from dataclasses import dataclass

from codika.language import in_english
from codika.schema.patterns.parser import Parser
from codika.schema.patterns.parts import BUDGET, LONGEST_TEXT, UnusablePatternError, longest_text

__all__ = [
    "BUDGET",
    "LONGEST_PATTERN",
    "LONGEST_TEXT",
    "Pattern",
    "UnusablePatternError",
    "compiled",
]

LONGEST_PATTERN = 1_000  # characters

_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A pattern that is safe to apply."""

    expression: re.Pattern[str]
    longest: int
    """Length of the longest text it is asked about."""

    def admits(self, text: str) -> bool:
        """Whether the pattern is found in the text; a text too long to ask about passes."""
        return len(text) > self.longest or self.expression.search(text) is not None


@functools.lru_cache(maxsize=1024)
def compiled(text: str) -> Pattern:
    """
    Read a JavaScript pattern.

    Raises:
        UnusablePatternError: It cannot be applied here; the text says why.
    """
    if len(text) > LONGEST_PATTERN:
        most = str(LONGEST_PATTERN)
        raise UnusablePatternError(in_english("longer than {most} characters", most=most))
    source, flags = _without_slashes(text)
    part = Parser(source, flags).pattern()
    longest = longest_text(part, multiline=bool(flags & re.MULTILINE))
    try:
        expression = re.compile(part.source, flags)
    except (re.error, OverflowError, RecursionError) as error:
        raise UnusablePatternError(str(error)) from None
    return Pattern(expression=expression, longest=longest)


def _without_slashes(text: str) -> tuple[str, int]:
    body, slash, letters = text.rpartition("/")
    if not (slash and len(body) > 1 and body.startswith("/") and set(letters) <= set("dgimsuvy")):
        return text, 0
    flags = 0
    for letter in letters:
        flags |= _FLAGS.get(letter, 0)
    return body[1:], flags
