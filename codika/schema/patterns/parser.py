r"""
JavaScript's grammar of patterns, read by recursive descent into Python's.

What the two spell alike is passed on, what only looks alike is translated
(`\d`, `$`, `[^]`, `[\w-.]`, `\Z`), and what `re` has no word for is refused.
"""

import re
from dataclasses import replace

from codika.language import in_english, later
from codika.schema.patterns.parts import (
    ANY,
    MOST_REPEATS,
    ROUND_SIZE,
    Part,
    UnusablePatternError,
    characters,
    either,
    in_a_row,
    repeated,
)

DEEPEST_GROUP = 30

_SHORTHANDS = {  # in a class; JavaScript's are ASCII, and Python's are not
    "d": "0-9",
    "D": r"\x00-\x2f\x3a-\U0010ffff",
    "w": "A-Za-z0-9_",
    "W": r"\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\U0010ffff",
    "s": r"\s",
    "S": r"\S",
}
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v"}
_LINE_ENDS = r"\n\r\u2028\u2029"
_COUNTS = re.compile(r"\{([0-9]{1,9})(,([0-9]{0,9}))?\}")
_LOOKS = ("?=", "?!", "?<=", "?<!")


class Parser:
    """A recursive descent through JavaScript's grammar of patterns."""

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags
        self._at = 0
        self._depth = 0

    def pattern(self) -> Part:
        """Read all of it."""
        part = self._alternatives()
        if self._at < len(self._source):
            raise UnusablePatternError(later("unbalanced parenthesis"))
        return part

    def _takes(self, text: str) -> bool:
        found = self._source.startswith(text, self._at)
        if found:
            self._at += len(text)
        return found

    def _next(self) -> str:
        if self._at >= len(self._source):
            raise UnusablePatternError(later("it ends too early"))
        self._at += 1
        return self._source[self._at - 1]

    def _alternatives(self) -> Part:
        branches = [self._sequence()]
        while self._takes("|"):
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else either(branches)

    def _sequence(self) -> Part:
        parts = []
        while self._at < len(self._source) and self._source[self._at] not in "|)":
            parts.append(self._quantified())
        return in_a_row(parts)

    def _quantified(self) -> Part:
        part = self._atom()
        if (counts := self._counts()) is None:
            return part
        least, most = counts
        lazy = "?" if self._takes("?") else ""
        if self._at < len(self._source) and self._source[self._at] in "*+?":
            raise UnusablePatternError(later("nothing to repeat"))
        return repeated(part, least, most, lazy)

    def _counts(self) -> tuple[int, int | None] | None:
        for sign, counts in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self._takes(sign):
                return counts
        found = _COUNTS.match(self._source, self._at)
        if found is None:
            return None
        self._at = found.end()
        least = int(found[1])
        most = least if found[2] is None else int(found[3]) if found[3] else None
        if max(least, most or 0) > MOST_REPEATS or (most is not None and most < least):
            raise UnusablePatternError(later("a repetition has no sensible count"))
        return least, most

    def _atom(self) -> Part:
        char = self._next()
        if char in "*+?":
            raise UnusablePatternError(later("nothing to repeat"))
        if char == "(":
            return self._group()
        if char == "\\":
            return self._escape()
        if char in "^$":
            return self._edge(char)
        if char == "[":
            return self._character(self._class())
        dot = "." if self._flags & re.DOTALL else f"[^{_LINE_ENDS}]"
        return self._character(dot if char == "." else re.escape(char))

    def _edge(self, char: str) -> Part:
        # Python's `$` also matches before a last line end.
        source = r"\Z" if char == "$" and not self._flags & re.MULTILINE else char
        return Part(source=source, size=1, anchored=char == "^")

    def _group(self) -> Part:
        self._depth += 1
        if self._depth > DEEPEST_GROUP:
            raise UnusablePatternError(
                in_english("more than {most} groups inside one another", most=DEEPEST_GROUP)
            )
        opening = next((sign for sign in ("?:", *_LOOKS, "?<") if self._takes(sign)), "")
        if opening == "?<":
            end = self._source.find(">", self._at)
            opening = f"?P<{self._source[self._at : end]}>"
            self._at = end + 1
            if end < 0:
                raise UnusablePatternError(later("a group has no name"))
        elif not opening and self._takes("?"):
            raise UnusablePatternError(later("an unknown kind of group"))
        inner = self._alternatives()
        if not self._takes(")"):
            raise UnusablePatternError(later("missing )"))
        self._depth -= 1
        source = f"({opening}{inner.source})"
        if opening not in _LOOKS:
            return replace(inner, source=source, size=inner.size + ROUND_SIZE)
        return Part(
            source=source,
            size=inner.size,
            look_ways=inner.ways * inner.look_ways,
            look_power=inner.power + inner.look_power,
        )

    def _escape(self) -> Part:
        char = self._next()
        if char in _SHORTHANDS:
            return self._character(f"[{_SHORTHANDS[char]}]")
        if char in "bB":
            return Part(source=rf"(?a:\{char})", size=1)
        if char in "123456789":
            while self._at < len(self._source) and self._source[self._at].isdecimal():
                char += self._next()
            return self._repeat_of(rf"(?:\{char})")
        if char == "k" and self._takes("<"):
            name, closing, _ = self._source[self._at :].partition(">")
            self._at += len(name) + len(closing)
            return self._repeat_of(f"(?P={name})")
        return self._character(re.escape(self._escaped(char)))

    def _repeat_of(self, source: str) -> Part:
        return Part(source=source, size=1, chars=ANY, first=ANY, is_unique=False, has_length=False)

    def _escaped(self, char: str) -> str:
        """Return the one character that an escape means; JavaScript takes any letter for itself."""
        if char in _CONTROLS:
            return _CONTROLS[char]
        if char in "pP":
            raise UnusablePatternError(later("it asks for Unicode properties"))
        if char == "c":
            return chr(ord(self._next()) % 32)
        if char == "0":
            return "\0"
        if char not in "xu":
            return char
        digits = {"x": r"[0-9a-fA-F]{2}", "u": r"[0-9a-fA-F]{4}|\{[0-9a-fA-F]{1,6}\}"}[char]
        found = re.compile(digits).match(self._source, self._at)
        if found is None:
            return char
        self._at = found.end()
        code = int(found[0].strip("{}"), 16)
        # A pair of surrogates is one character in Python, and half a pair is none.
        if code in range(0xD800, 0xE000) or code > 0x10FFFF:  # noqa: PLR2004
            raise UnusablePatternError(later("it asks for half a character"))
        return chr(code)

    def _class(self) -> str:
        negated = "^" if self._takes("^") else ""
        members = []
        while not self._takes("]"):
            member, is_single = self._member()
            if self._source.startswith("-", self._at) and not self._source.startswith(
                "-]", self._at
            ):
                self._at += 1
                last, is_last_single = self._member()
                # `[\w-.]`: with a class on either side the hyphen is just a hyphen.
                between = "-" if is_single and is_last_single else r"\-"
                member = f"{member}{between}{last}"
            members.append(member)
        if not members:
            return r"[\s\S]" if negated else "(?!)"
        return f"[{negated}{''.join(members)}]"

    def _member(self) -> tuple[str, bool]:
        char = self._next()
        if char != "\\":
            return re.escape(char), True
        char = self._next()
        if char in _SHORTHANDS:
            return _SHORTHANDS[char], False
        return re.escape("\b" if char == "b" else self._escaped(char)), True

    def _character(self, source: str) -> Part:
        chars = characters(source, self._flags)
        return Part(
            source=source,
            size=1,
            chars=chars,
            first=chars,
            is_nullable=False,
            is_character=True,
            is_delimited=True,
        )
