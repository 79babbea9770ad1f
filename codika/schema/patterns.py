"""
JavaScript patterns, applied in Python without the danger.

A schema's `regex` is JavaScript in a string, bare or as `/…/i`.  It is parsed
here and written anew for `re`, because the two languages differ quietly: `\\d`
and `\\w` are ASCII there, `$` does not match before a last line end, `[\\w-.]` is
a class, `\\Z` is the letter Z.  A test there is a search, not a full match.

A hostile or careless pattern can make a backtracking engine run for years, and
Python's cannot be stopped.  So the parser also works out in how many ways the
pattern can match a text of n characters, at most `ways * n ** power`:

- a pattern where that is exponential (`(a+)+`, `(a|ab)*`) is refused;
- any other is only asked about texts so short that all the ways together stay
  within `BUDGET`; a longer text passes unchecked, Codika has the last word.
"""

import functools
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

BUDGET = 100_000_000
"""Steps of the matcher that one test may take at worst; measured at about a second."""
LONGEST_PATTERN = 1_000  # characters
LONGEST_TEXT = 1_000_000  # characters; even a harmless pattern is asked about no more
SHORTEST_TEXT = 32  # characters; a pattern that could only be asked about less is refused
MOST_REPEATS = 10_000
DEEPEST_GROUP = 30

_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}
_ASCII = 128
_ANY = (1 << (_ASCII + 1)) - 1
"""All characters: a bit for each of ASCII, and one for all others together."""

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


class UnusablePatternError(ValueError):
    """The pattern is broken, knows things `re` does not, or could take forever."""


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
        raise UnusablePatternError(f"longer than {LONGEST_PATTERN} characters")
    source, flags = _without_slashes(text)
    part = _Parser(source, flags).pattern()
    longest = _longest_text(part, multiline=bool(flags & re.MULTILINE))
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


def _longest_text(part: "_Part", *, multiline: bool) -> int:
    ways = part.ways * part.look_ways * max(part.size, 1)
    power = part.power + part.look_power
    if multiline or not part.anchored:
        power += 1  # a search begins anew at every character
    longest = int((BUDGET / ways) ** (1 / power)) if power else LONGEST_TEXT
    if longest < SHORTEST_TEXT:
        raise UnusablePatternError("it could take forever")
    return min(longest, LONGEST_TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A piece of a pattern in Python's spelling, and what it can cost."""

    source: str
    size: int = 0
    """Steps of one way through it."""
    ways: int = 1
    power: int = 0
    look_ways: int = 1
    """Ways of the worst look-ahead inside; look-aheads are not backtracked into."""
    look_power: int = 0
    chars: int = 0
    """Which characters it can consume at all."""
    first: int = 0
    """Which characters it can begin with."""
    is_nullable: bool = True
    """Whether it can match nothing."""
    is_character: bool = False
    """Whether it consumes exactly one character."""
    is_delimited: bool = False
    """Whether it begins or ends with a character that occurs nowhere else in it."""
    is_unique: bool = True
    """Whether there is only one way to match a given stretch of text from end to end."""
    has_length: bool = True
    """Whether it always consumes equally many characters."""
    anchored: bool = False


class _Parser:
    """A recursive descent through JavaScript's grammar of patterns."""

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags
        self._at = 0
        self._depth = 0

    def pattern(self) -> _Part:
        part = self._alternatives()
        if self._at < len(self._source):
            raise UnusablePatternError("unbalanced parenthesis")
        return part

    def _takes(self, text: str) -> bool:
        found = self._source.startswith(text, self._at)
        if found:
            self._at += len(text)
        return found

    def _next(self) -> str:
        if self._at >= len(self._source):
            raise UnusablePatternError("it ends too early")
        self._at += 1
        return self._source[self._at - 1]

    def _alternatives(self) -> _Part:
        branches = [self._sequence()]
        while self._takes("|"):
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else _either(branches)

    def _sequence(self) -> _Part:
        parts = []
        while self._at < len(self._source) and self._source[self._at] not in "|)":
            parts.append(self._quantified())
        return _in_a_row(parts)

    def _quantified(self) -> _Part:
        part = self._atom()
        if (counts := self._counts()) is None:
            return part
        least, most = counts
        lazy = "?" if self._takes("?") else ""
        if self._at < len(self._source) and self._source[self._at] in "*+?":
            raise UnusablePatternError("nothing to repeat")
        return _repeated(part, least, most, lazy)

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
            raise UnusablePatternError("a repetition has no sensible count")
        return least, most

    def _atom(self) -> _Part:
        char = self._next()
        match char:
            case "(":
                return self._group()
            case "[":
                return self._character(self._class())
            case "\\":
                return self._escape()
            case ".":
                return self._character("." if self._flags & re.DOTALL else f"[^{_LINE_ENDS}]")
            case "^":
                return _Part(source="^", size=1, anchored=True)
            case "$":
                return _Part(source="$" if self._flags & re.MULTILINE else r"\Z", size=1)
            case "*" | "+" | "?":
                raise UnusablePatternError("nothing to repeat")
            case _:
                return self._character(re.escape(char))

    def _group(self) -> _Part:
        self._depth += 1
        if self._depth > DEEPEST_GROUP:
            raise UnusablePatternError(f"more than {DEEPEST_GROUP} groups inside one another")
        opening = next(
            (sign for sign in ("?:", "?=", "?!", "?<=", "?<!", "?<") if self._takes(sign)), ""
        )
        if opening == "?<":
            end = self._source.find(">", self._at)
            opening = f"?P<{self._source[self._at : end]}>"
            self._at = end + 1
            if end < 0:
                raise UnusablePatternError("a group has no name")
        elif not opening and self._takes("?"):
            raise UnusablePatternError("an unknown kind of group")
        inner = self._alternatives()
        if not self._takes(")"):
            raise UnusablePatternError("missing )")
        self._depth -= 1
        source = f"({opening}{inner.source})"
        if opening not in ("?=", "?!", "?<=", "?<!"):
            return replace(inner, source=source)
        return _Part(
            source=source,
            size=inner.size,
            look_ways=inner.ways * inner.look_ways,
            look_power=inner.power + inner.look_power,
        )

    def _escape(self) -> _Part:
        char = self._next()
        if char in _SHORTHANDS:
            return self._character(f"[{_SHORTHANDS[char]}]")
        if char in "bB":
            return _Part(source=rf"(?a:\{char})", size=1)
        if char in "123456789":
            while self._at < len(self._source) and self._source[self._at].isdecimal():
                char += self._next()
            return self._repeat_of(rf"(?:\{char})")
        if char == "k" and self._takes("<"):
            name, closing, _ = self._source[self._at :].partition(">")
            self._at += len(name) + len(closing)
            return self._repeat_of(f"(?P={name})")
        return self._character(re.escape(self._escaped(char)))

    def _repeat_of(self, source: str) -> _Part:
        return _Part(
            source=source, size=1, chars=_ANY, first=_ANY, is_unique=False, has_length=False
        )

    def _escaped(self, char: str) -> str:
        """Return the one character that an escape means; JavaScript takes any letter for itself."""
        if char in _CONTROLS:
            return _CONTROLS[char]
        if char in "pP":
            raise UnusablePatternError("it asks for Unicode properties")
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
            raise UnusablePatternError("it asks for half a character")
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

    def _character(self, source: str) -> _Part:
        chars = _characters(source, self._flags)
        return _Part(
            source=source,
            size=1,
            chars=chars,
            first=chars,
            is_nullable=False,
            is_character=True,
            is_delimited=True,
        )


def _characters(source: str, flags: int) -> int:
    """Return which characters a class matches; in doubt, those beyond ASCII too."""
    try:
        expression = re.compile(source, flags)
    except re.error as error:
        raise UnusablePatternError(str(error)) from None
    found = sum(1 << code for code in range(_ASCII) if expression.match(chr(code)))
    is_plain = source.isascii() and not re.search(r"\[\^|\\[sSuUx]", source)
    # Ignoring case, the Kelvin sign is a k.
    if not is_plain or (flags & re.IGNORECASE and re.search("[A-Za-z]", source)):
        found |= 1 << _ASCII
    return found


def _within_reason(part: _Part) -> _Part:
    if part.ways > BUDGET or part.size > MOST_REPEATS or part.power > 8:  # noqa: PLR2004
        raise UnusablePatternError("it could take forever")
    return part


def _union(masks: Iterable[int]) -> int:
    return functools.reduce(int.__or__, masks, 0)


def _looks(parts: list[_Part]) -> dict[str, int]:
    return {
        "look_ways": max((part.look_ways for part in parts), default=1),
        "look_power": max((part.look_power for part in parts), default=0),
    }


def _in_a_row(parts: list[_Part]) -> _Part:
    ways = 1
    for part in parts:
        ways *= part.ways
        _within_reason(replace(part, ways=ways))
    leading = [*itertools.takewhile(lambda part: part.is_nullable, parts)]
    begins = parts[: len(leading) + 1]
    return _within_reason(
        _Part(
            source="".join(part.source for part in parts),
            size=sum(part.size for part in parts),
            ways=ways,
            power=sum(part.power for part in parts),
            chars=_union(part.chars for part in parts),
            first=_union(part.first for part in begins),
            is_nullable=len(leading) == len(parts),
            is_character=len(parts) == 1 and parts[0].is_character,
            is_delimited=_is_delimited(parts),
            is_unique=_is_unique(parts),
            has_length=all(part.has_length for part in parts),
            anchored=bool(parts) and parts[0].anchored,
            **_looks(parts),
        )
    )


def _is_delimited(parts: list[_Part]) -> bool:
    for at in (0, len(parts) - 1):
        if parts and parts[at].is_character:
            others = _union(part.chars for index, part in enumerate(parts) if index != at % len(parts))
            if not parts[at].chars & others:
                return True
    return False


def _is_unique(parts: list[_Part]) -> bool:
    if not all(part.is_unique for part in parts):
        return False
    # A part of any length has one end if the next cannot begin with a character of it;
    # the end of the last such part follows from the end of the whole.
    elastic = [index for index, part in enumerate(parts) if not part.has_length]
    return all(
        not parts[index + 1].is_nullable and not parts[index].chars & parts[index + 1].first
        for index in elastic[:-1]
    )


def _either(branches: list[_Part]) -> _Part:
    is_decided = not any(branch.is_nullable for branch in branches) and not any(
        left.first & right.first for left, right in itertools.combinations(branches, 2)
    )
    # Where the next character decides, only one branch can be taken.
    ways = [branch.ways for branch in branches]
    return _within_reason(
        _Part(
            source="|".join(branch.source for branch in branches),
            size=sum(branch.size for branch in branches),
            ways=max(ways) if is_decided else sum(ways),
            power=max(branch.power for branch in branches),
            chars=_union(branch.chars for branch in branches),
            first=_union(branch.first for branch in branches),
            is_nullable=any(branch.is_nullable for branch in branches),
            is_unique=is_decided and all(branch.is_unique for branch in branches),
            has_length=False,
            anchored=all(branch.anchored for branch in branches),
            **_looks(branches),
        )
    )


def _repeated(part: _Part, least: int, most: int | None, lazy: str) -> _Part:
    whole = replace(
        part,
        source=part.source + _quantifier(least, most) + lazy,
        size=max(part.size, 1) * max(least, 1 if most is None else most, 1),
        is_nullable=part.is_nullable or least == 0,
        is_character=part.is_character and (least, most) == (1, 1),
        is_delimited=False,
        is_unique=part.is_unique
        and not part.is_nullable
        and (part.has_length or part.is_delimited or most == 1),
        has_length=part.has_length and least == most,
        anchored=part.anchored and least > 0,
    )
    is_fixed = part.ways == 1 and part.power == 0
    if is_fixed and most is not None:
        return _within_reason(replace(whole, ways=most - least + 1))
    if is_fixed:
        return replace(whole, power=1)
    if most == 1:
        return _within_reason(replace(whole, ways=part.ways + 1 - least))
    if most is not None and part.power == 0 and part.ways ** min(most, 64) <= MOST_REPEATS:
        return _within_reason(replace(whole, ways=(most - least + 1) * part.ways**most))
    if part.is_delimited and part.is_unique:
        # `(-[a-z]+)*`: the text itself says where one round ends and the next begins,
        # so the rounds share the text instead of multiplying.
        return _within_reason(replace(whole, power=max(part.power, 1)))
    raise UnusablePatternError("it could take forever")


def _quantifier(least: int, most: int | None) -> str:
    return f"{{{least},{'' if most is None else most}}}"
