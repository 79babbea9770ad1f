"""
Pieces of a pattern in Python's spelling, with what each can cost.

Every piece carries an upper bound of the ways in which it can match a text of n
characters, `ways * n ** power`; putting pieces together puts the bounds
together, and a piece whose bound is exponential is never made.
"""

import functools
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from codika.language import later

BUDGET = 50_000_000
"""Steps of the matcher that one test may take at worst; measured at a quarter of a second."""
LONGEST_TEXT = 1_000_000  # characters; even a harmless pattern is asked about no more
SHORTEST_TEXT = 32  # characters; a pattern that could only be asked about less is refused
MOST_REPEATS = 10_000
ROUND_SIZE = 6
"""What one round of a group or of a lazy repetition costs, in characters; measured."""
MOST_POWER = 8

ASCII = 128
ANY = (1 << (ASCII + 1)) - 1
"""All characters: a bit for each of ASCII, and one for all others together."""


class UnusablePatternError(ValueError):
    """The pattern is broken, knows things `re` does not, or could take forever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
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


def longest_text(part: "Part", *, multiline: bool) -> int:
    """Return the length up to which a whole pattern stays within the budget."""
    ways = part.ways * part.look_ways * max(part.size, 1)
    power = part.power + part.look_power
    if multiline or not part.anchored:
        power += 1  # a search begins anew at every character
    longest = int((BUDGET / ways) ** (1 / power)) if power else LONGEST_TEXT
    if longest < SHORTEST_TEXT:
        raise UnusablePatternError(later("it could take forever"))
    return min(longest, LONGEST_TEXT)


def characters(source: str, flags: int) -> int:
    """Return which characters a class matches; in doubt, those beyond ASCII too."""
    try:
        expression = re.compile(source, flags)
    except re.error as error:
        raise UnusablePatternError(str(error)) from None
    found = sum(1 << code for code in range(ASCII) if expression.match(chr(code)))
    is_plain = source.isascii() and not re.search(r"\[\^|\\[sSuUx]", source)
    # Ignoring case, the Kelvin sign is a k.
    if not is_plain or (flags & re.IGNORECASE and re.search("[A-Za-z]", source)):
        found |= 1 << ASCII
    return found


def within_reason(part: Part) -> Part:
    """Return the piece; one that costs too much is refused."""
    if part.ways > BUDGET or part.size > MOST_REPEATS or part.power > MOST_POWER:
        raise UnusablePatternError(later("it could take forever"))
    return part


def _union(masks: Iterable[int]) -> int:
    return functools.reduce(int.__or__, masks, 0)


def in_a_row(parts: list[Part]) -> Part:
    """Put pieces one after another."""
    ways = 1
    for part in parts:
        ways *= part.ways
        within_reason(replace(part, ways=ways))
    leading = [*itertools.takewhile(lambda part: part.is_nullable, parts)]
    begins = parts[: len(leading) + 1]
    return within_reason(
        Part(
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
            look_ways=max((part.look_ways for part in parts), default=1),
            look_power=max((part.look_power for part in parts), default=0),
        )
    )


def _is_delimited(parts: list[Part]) -> bool:
    for at in (0, len(parts) - 1):
        if parts and parts[at].is_character:
            others = _union(
                part.chars for index, part in enumerate(parts) if index != at % len(parts)
            )
            if not parts[at].chars & others:
                return True
    return False


def _is_unique(parts: list[Part]) -> bool:
    if not all(part.is_unique for part in parts):
        return False
    # A part of any length has one end if the next cannot begin with a character of it;
    # the end of the last such part follows from the end of the whole.
    elastic = [index for index, part in enumerate(parts) if not part.has_length]
    return all(
        not parts[index + 1].is_nullable and not parts[index].chars & parts[index + 1].first
        for index in elastic[:-1]
    )


def either(branches: list[Part]) -> Part:
    """Put pieces side by side: one of them matches."""
    is_decided = not any(branch.is_nullable for branch in branches) and not any(
        left.first & right.first for left, right in itertools.combinations(branches, 2)
    )
    # Where the next character decides, only one branch can be taken.
    ways = [branch.ways for branch in branches]
    return within_reason(
        Part(
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
            look_ways=max(branch.look_ways for branch in branches),
            look_power=max(branch.look_power for branch in branches),
        )
    )


def repeated(part: Part, least: int, most: int | None, lazy: str) -> Part:
    """Repeat a piece; without a most, for as long as it goes."""
    whole = replace(
        part,
        source=part.source + _quantifier(least, most) + lazy,
        size=max(part.size, 1) * max(least, 1 if most is None else most, 1)
        + (ROUND_SIZE if lazy else 0),
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
        return within_reason(replace(whole, ways=most - least + 1))
    if is_fixed:
        return replace(whole, power=1)
    if most == 1:
        return within_reason(replace(whole, ways=part.ways + 1 - least))
    if most is not None and part.power == 0 and part.ways ** min(most, 64) <= MOST_REPEATS:
        return within_reason(replace(whole, ways=(most - least + 1) * part.ways**most))
    if part.is_delimited and part.is_unique:
        # `(-[a-z]+)*`: the text itself says where one round ends and the next begins,
        # so the rounds share the text instead of multiplying.
        return within_reason(replace(whole, power=max(part.power, 1)))
    raise UnusablePatternError(later("it could take forever"))


def _quantifier(least: int, most: int | None) -> str:
    return f"{{{least},{'' if most is None else most}}}"
