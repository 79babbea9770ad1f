"""
How the properties of a field are spelled in a schema, and read.

A field class says once, at each attribute, under which names Codika sends it
and what may stand there:

    max_length: Annotated[int | None, Spelled("maxLength", read=count)] = None

Where sources disagree the spellings are listed, the one of the newest types
first.  A reader returns the value or raises `UnusablePropertyError`, which costs that one
property and leaves a note.
"""

import typing
from collections.abc import Callable
from datetime import date
from typing import Any, Protocol

from codika.language import in_english, later
from codika.schema import limits, patterns, values


class UnusablePropertyError(ValueError):
    """A property's value makes no sense; the text says why, continuing the property's name."""


class Place(Protocol):
    """Where in a schema a property stands; what it needs to read schemas inside it."""

    def note(self, text: str) -> None:
        """Keep a note about this place."""

    def items(self, raw: Any) -> tuple[Any, ...]:
        """Read a schema of its own, as `object` has one."""

    def options(self, raw: Any) -> tuple[Any, ...]:
        """Read a list of options."""

    def item_field(self, raw: Any) -> Any:
        """Read the field that each item of an `array` is."""


class Spelled:
    """The names of a property in a schema, the newest first, and its reader."""

    def __init__(self, *spellings: str, read: Callable[[Any, Place], Any]) -> None:
        self.spellings = spellings
        self.read = read


_known: dict[type, dict[str, Spelled]] = {}


def properties_of(field_class: type) -> dict[str, Spelled]:
    """Return the properties that a field class declares, by attribute."""
    if field_class not in _known:
        hints = typing.get_type_hints(field_class, include_extras=True)
        _known[field_class] = {
            name: extra
            for name, hint in hints.items()
            for extra in getattr(hint, "__metadata__", ())
            if isinstance(extra, Spelled)
        }
    return _known[field_class]


def line(raw: Any, _place: Place) -> str:
    """Read one line of text, such as a label; line ends become blanks."""
    return _shortened(" ".join(_text(raw).split()), limits.MAX_LINE)


def prose(raw: Any, _place: Place) -> str:
    """Read text of any number of lines, such as a description."""
    return _shortened(_text(raw).strip(), limits.MAX_PROSE)


def flag(raw: Any, _place: Place) -> bool:
    """Read true or false."""
    if not isinstance(raw, bool):
        raise UnusablePropertyError(later("is neither true nor false"))
    return raw


def count(raw: Any, _place: Place) -> int:
    """Read a number of things: whole, from 0."""
    if not values.is_whole(raw) or raw < 0:
        raise UnusablePropertyError(later("is not a whole number from 0"))
    return int(raw)


def number(raw: Any, _place: Place) -> int | float:
    """Read any number."""
    if not values.is_number(raw) or values.unsendable(raw):
        raise UnusablePropertyError(later("is not a number"))
    result: int | float = raw
    return result


def positive(raw: Any, place: Place) -> int | float:
    """Read a number above 0."""
    result = number(raw, place)
    if result <= 0:
        raise UnusablePropertyError(later("is not above 0"))
    return result


def whole(raw: Any, _place: Place) -> bool:
    """Read `numberType`; docs call the other kind `float`, the types `double`."""
    if raw not in ("integer", "double", "float"):
        raise UnusablePropertyError(later("is neither integer nor double"))
    return bool(raw == "integer")


def day(raw: Any, _place: Place) -> date:
    """Read a `YYYY-MM-DD` date."""
    result = values.read_date(raw)
    if result is None:
        raise UnusablePropertyError(later("is not a date written YYYY-MM-DD"))
    return result


def regex(raw: Any, _place: Place) -> str:
    """Read a JavaScript pattern; one that we cannot apply safely is left out."""
    text = _text(raw)
    try:
        patterns.compiled(text)
    except patterns.UnusablePatternError as error:
        raise UnusablePropertyError(
            in_english("is not checked here: {reason}", reason=str(error))
        ) from None
    return text


def words(raw: Any, _place: Place) -> tuple[str, ...]:
    """Read a list of short texts."""
    if not values.is_list(raw):
        raise UnusablePropertyError(later("is not a list"))
    return tuple(
        _shortened(word.strip(), limits.MAX_LINE)
        for word in raw[: limits.MAX_FIELDS]
        if isinstance(word, str) and word.strip()
    )


def anything(raw: Any, _place: Place) -> Any:
    """Read any JSON, such as a default; whether it fits its field is looked at later."""
    if (message := values.unsendable(raw)) is not None:
        raise UnusablePropertyError(message)
    return raw


def items(raw: Any, place: Place) -> tuple[Any, ...]:
    """Read the fields of an object."""
    if not values.is_list(raw):
        raise UnusablePropertyError(later("is not a list of fields"))
    return place.items(raw)


def options(raw: Any, place: Place) -> tuple[Any, ...]:
    """Read the options of a choice."""
    if not values.is_list(raw):
        raise UnusablePropertyError(later("is not a list of options"))
    return place.options(raw)


def item_field(raw: Any, place: Place) -> Any:
    """Read what each item of a list is."""
    return place.item_field(raw)


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise UnusablePropertyError(later("is not text"))
    if values.unsendable(raw) is not None:
        raise UnusablePropertyError(later("holds half a character"))
    return raw


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
