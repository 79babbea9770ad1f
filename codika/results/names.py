"""
What things in a result are called: unique names for code, titles for people.

A place in a result is a path of segments.  Most segments are keys that came from
outside and may be anything: empty, 1 MB long, full of dots or of control
characters.  A few are ours (`Own`), so that a column we add can never be taken
for one that the data brought.
"""

import enum
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from codika.language import later, say
from codika.results.kinds import UNITS


class Own(enum.Enum):
    """Segments that no key of the data can equal; the value is how they are spelled."""

    VALUE = "value"
    """The items of a list that are no objects."""
    KEY = "key"
    """The keys of an object that was read as a table."""
    MORE = "more"
    """What went beyond a bound, as one JSON object."""
    PARENT_ROW = "parent_row"
    """In a child table: the row of its parent, counted from 1."""
    PARENT_KEY = "parent"
    """In a child table, before a key: the parent row's value of that key."""


Path: TypeAlias = tuple[Any, ...]
"""Keys of the data, as they are, and members of `Own`; the whole result is `()`."""

ROOT = "$"
_OURS = (later("Key"), later("More"), later("Parent row"), later("Parent"))  # as titles have them
RESULT = later("Result")
VALUE = later("Value")
"""Titles of a result that is one table, or one value."""
_BETWEEN = " · "
TITLE_LENGTH = 80  # characters; longer names are cut in titles, never in names

_NOT_FOR_EYES = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+"
)
_WORD_BORDER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_\s\-./]+")
_ACRONYMS = frozenset(
    {"api", "chf", "crm", "csv", "eur", "gbp", "gdp", "html", "iban", "id", "json"}
)
_ACRONYMS |= {"kpi", "pdf", "sku", "sms", "url", "usd", "utc", "uuid", "vat", "xml"}


def plain(text: str, limit: int = TITLE_LENGTH) -> str:
    """
    Return one line that shows what it says.

    Control characters and those that turn the direction of writing become
    spaces; what is longer than `limit` characters ends in an ellipsis.
    """
    # Cut before replacing, so that a text of megabytes costs nothing.
    line = " ".join(_NOT_FOR_EYES.sub(" ", encodable(text[: limit * 4])).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def encodable(text: str) -> str:
    r"""Return the text with lone surrogates, which no UTF-8 can hold, spelled as `\ud800`."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def words(segment: Any) -> tuple[str, ...]:
    """Return the words of a key in lower case: `companyName`, `company_name` -> company, name."""
    text = _spelled(segment)[: TITLE_LENGTH * 4]
    return tuple(word.lower() for word in _WORD_BORDER.split(text) if word)


def title(path: Path) -> str:
    """
    Return what a person calls this place: `("company", "legalName")` -> "Company · Legal name".

    A leading `results` is left out: Codika's workflows may put all their output under it.
    """
    segments = path[1:] if len(path) > 1 and path[0] == "results" else path
    return plain(_BETWEEN.join(_title_of(segment) for segment in segments)) or RESULT


def our_title(path: Path, given: str) -> str:
    """Return the title that a place was given, if it begins with a word of ours; else nothing."""
    is_ours = isinstance(path[0], Own) if path else given == RESULT
    return given if is_ours and given == title(path) else ""


def said_title(ours: str) -> str:
    """Say a title of ours: `Parent · Id` has one word of ours, and one of the data."""
    word, between, rest = ours.partition(_BETWEEN)
    return f"{say(word)}{between}{rest}"


def without_unit(text: str, unit: str) -> str:
    """Return a title without its last word, if that is the unit: `Revenue EUR` -> `Revenue`."""
    rest, _, last = text.rpartition(" ")
    return rest if rest and unit and UNITS.get(last.lower()) == unit else text


def unique(paths: Sequence[Path]) -> list[str]:
    """
    Name each path, all names different.

    Segments are joined by dots.  Where a key with a literal dot would take the
    name of a nested one, such keys are written in brackets, `["a.b"].c`; what
    still clashes is numbered.
    """
    names = [_dotted(path) for path in paths]
    taken: Counter[str] = Counter(names)
    if len(taken) == len(names):
        return names
    used: set[str] = set()
    # Plain nesting keeps its name, then bracketed keys, then columns of our own.
    order = sorted(range(len(paths)), key=lambda index: _awkwardness(paths[index]))
    for index in order:
        name = names[index]
        if name in used:
            name = _bracketed(paths[index])
        base, number = name, 2
        while name in used:
            name, number = f"{base} ({number})", number + 1
        used.add(name)
        names[index] = name
    return names


def unique_titles(paths: Sequence[Path], names: Sequence[str]) -> list[str]:
    """Title each path; where two would read the same, the name stands in."""
    titles = [title(path) for path in paths]
    seen = Counter(titles)
    return [
        plain(name) if seen[text] > 1 else text for name, text in zip(names, titles, strict=True)
    ]


def _spelled(segment: Any) -> str:
    return segment.value if isinstance(segment, Own) else encodable(str(segment))


def _title_of(segment: Any) -> str:
    text = _spelled(segment)[: TITLE_LENGTH * 4]
    if " " in text.strip() or not text.isascii():
        line = plain(text)  # somebody wrote this for people already
        return line[:1].upper() + line[1:]
    shouted = text.isupper() and ("_" in text or len(text) > len("HTTPS"))
    parts = []
    for word in filter(None, _WORD_BORDER.split(text)):
        if word.lower() in _ACRONYMS:
            parts.append(word.upper())
        elif word.isupper() and len(word) > 1 and not shouted:
            parts.append(word)
        else:
            parts.append(word.lower() if parts else word.capitalize())
    return plain(" ".join(parts)) or "(no name)"


def _dotted(path: Path) -> str:
    if path and path[0] is Own.PARENT_KEY:
        return f"{Own.PARENT_KEY.value}_{_dotted(path[1:])}"
    return _joined(_spelled(segment) or "(empty)" for segment in path) if path else ROOT


def _bracketed(path: Path) -> str:
    return _joined(
        json.dumps([text], ensure_ascii=False) if "." in text else text or "(empty)"
        for text in map(_spelled, path)
    )


def _joined(segments: Iterable[str]) -> str:
    return ".".join(segments)


def _awkwardness(path: Path) -> tuple[bool, bool, bool]:
    return (
        any(isinstance(segment, Own) for segment in path),
        any("." in _spelled(segment) for segment in path),
        any(not _spelled(segment) or not isinstance(segment, str) for segment in path),
    )
