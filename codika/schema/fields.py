"""
What can be asked for: the field types, and the rule each one knows.

A field type is one frozen class with `@field_type`: its attributes say how
Codika spells them, `problem` says what is wrong with a value.  Reading, checking
and the form find the class by its `type`, so nothing else has to be told.
Choices, files and nested fields are in modules of their own beside this one.

Sources: the schema pages of Codika's documentation and the types of its CLI
3.6.0; where they disagree both spellings are read.

`required` is not `problem`'s business but `problems`': an empty value is fine
unless the field is required, and has no other rule to keep.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, ClassVar, TypeVar

from codika.errors import FieldProblem
from codika.language import say, say_many
from codika.schema import patterns, properties, values
from codika.schema.properties import Spelled
from codika.secrecy import number_sounds_secret, sounds_secret

FIELD_TYPES: dict[str, type["Field"]] = {}
"""Every field type by the name it has in a schema."""

_FieldClass = TypeVar("_FieldClass", bound="type[Field]")


def field_type(field_class: _FieldClass) -> _FieldClass:
    """Make a class known as the field type that its `type` names."""
    FIELD_TYPES[field_class.type] = field_class
    return field_class


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value of a payload: what all types have in common."""

    type: ClassVar[str] = ""
    ranges: ClassVar[tuple[tuple[str, str], ...]] = ()
    """Pairs of attributes, least and most; a schema that crosses them means neither."""
    can_hold_secrets: ClassVar[bool] = True
    """Whether the name may tell that the value is a secret."""

    key: str = ""
    """The name in the payload; empty for the items of a list."""
    label: Annotated[str, Spelled("label", read=properties.line)] = ""
    description: Annotated[str, Spelled("description", read=properties.prose)] = ""
    tooltip: Annotated[str, Spelled("tooltip", read=properties.prose)] = ""
    placeholder: Annotated[str, Spelled("placeholder", read=properties.line)] = ""
    required: Annotated[bool, Spelled("required", read=properties.flag)] = False
    default: Annotated[Any, Spelled("defaultValue", read=properties.anything)] = field(
        default=None, hash=False
    )
    """What to begin with; `None` for nothing.  `validation.defaults` hands out copies."""

    secret: Annotated[
        bool | None, Spelled("secret", "isSecret", "sensitive", read=properties.flag)
    ] = None
    """What the schema says; Codika's own schemas say nothing."""

    @property
    def is_secret(self) -> bool:
        """Whether the value is masked, and kept nowhere."""
        if self.secret is not None:
            return self.secret
        return self.can_hold_secrets and self.is_named_secret()

    def is_named_secret(self) -> bool:
        """Whether the name tells that the value is a secret."""
        return sounds_secret(self.key)

    @property
    def title(self) -> str:
        """What a person calls it: the label, else the key in words."""
        return self.label or in_words(self.key)

    @property
    def may_be_empty(self) -> bool:
        """Whether an empty value is a value here: required, with a least length of 0."""
        return False

    def is_empty(self, value: Any) -> bool:
        """Whether nothing was filled in; `0` and `False` are something."""
        return value is None or (value == "" and not self.may_be_empty)

    def problem(self, value: Any) -> str | None:
        """Say what is wrong with a value that is there, continuing the label."""
        del value
        return None

    def problems(self, value: Any, path: str = "", label: str = "") -> Iterator[FieldProblem]:
        """
        Say all that is wrong with a value and what is inside it, in the schema's order.

        Args:
            value: What was filled in; `None` for nothing.
            path: Where it stands; the key, unless it is inside something.
            label: What the place is called; the title, unless it is inside something.
        """
        message = self.own_problem(value)
        if message is None and not self.is_empty(value):
            message = values.unsendable(value)
        if message is not None:
            yield FieldProblem(path=path or self.key, label=label or self.title, message=message)

    def own_problem(self, value: Any) -> str | None:
        """Say what is wrong with a value, be it there or missing, but not inside it."""
        if self.is_empty(value):
            return say("is required") if self.required else None
        return self.problem(value)

    def cleaned(self, value: Any) -> Any:
        """Return the value as it is sent."""
        return value


@functools.lru_cache(maxsize=4096)
def in_words(key: str) -> str:
    """
    Write a key as a person would: `phone_numbers` and `phoneNumbers` as `Phone numbers`.

    A key in capitals, as install parameters have them, loses its capitals.
    """
    spaced = re.sub(r"[\s_\-.]+", " ", key).strip()
    if not spaced.isupper():
        spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", spaced)
    return spaced[:1].upper() + spaced[1:].lower() if spaced else key


@field_type
@dataclass(frozen=True, slots=True, kw_only=True)
class StringField(Field):
    """One line of text."""

    type: ClassVar[str] = "string"
    ranges: ClassVar[tuple[tuple[str, str], ...]] = (("min_length", "max_length"),)

    min_length: Annotated[int | None, Spelled("minLength", read=properties.count)] = None
    max_length: Annotated[int | None, Spelled("maxLength", read=properties.count)] = None
    regex: Annotated[str | None, Spelled("regex", read=properties.regex)] = None
    """In JavaScript's spelling; to be found somewhere in the text."""
    regex_error: Annotated[str, Spelled("regexError", read=properties.line)] = ""
    """What to say when the pattern is not found."""

    @property
    def may_be_empty(self) -> bool:
        """Whether the schema wants the text to be there, and of no length at all."""
        return self.required and self.min_length == 0

    def problem(self, value: Any) -> str | None:
        """Text, of the right length, that the pattern is found in."""
        if not isinstance(value, str):
            return say("must be text, not {kind}", kind=values.kind_of(value))
        if self.min_length is not None and len(value) < self.min_length:
            return say_many(
                "must have at least {n} character",
                "must have at least {n} characters",
                self.min_length,
            )
        if self.max_length is not None and len(value) > self.max_length:
            return say_many(
                "must have at most {n} character",
                "must have at most {n} characters",
                self.max_length,
            )
        if self.regex is not None and not _admits(self.regex, value):
            return self.regex_error or say("does not have the expected form")
        return None


@field_type
@dataclass(frozen=True, slots=True, kw_only=True)
class TextField(StringField):
    """Text of several lines."""

    type: ClassVar[str] = "text"

    rows: Annotated[int, Spelled("rows", read=properties.count)] = 4
    """Height of the box."""


@field_type
@dataclass(frozen=True, slots=True, kw_only=True)
class NumberField(Field):
    """A number; never true or false, never NaN."""

    type: ClassVar[str] = "number"
    ranges: ClassVar[tuple[tuple[str, str], ...]] = (("minimum", "maximum"),)

    whole: Annotated[bool, Spelled("numberType", read=properties.whole)] = False
    minimum: Annotated[float | None, Spelled("min", read=properties.number)] = None
    maximum: Annotated[float | None, Spelled("max", read=properties.number)] = None
    step: Annotated[float | None, Spelled("step", read=properties.positive)] = None
    """Counted from the minimum, or from 0 without one."""

    def is_named_secret(self) -> bool:
        """Whether it is named like a PIN, and not like a count of tokens."""
        return number_sounds_secret(self.key)

    def problem(self, value: Any) -> str | None:
        """Return what keeps the value from being a number, whole, in range and on a step."""
        if not values.is_number(value):
            kind = say("NaN or Infinity") if isinstance(value, float) else values.kind_of(value)
            return say("must be a number, not {kind}", kind=kind)
        if self.whole and not values.is_whole(value):
            return say("must be a whole number")
        return self._range_problem(value)

    def _range_problem(self, value: float) -> str | None:
        if self.minimum is not None and value < self.minimum:
            return say("must be at least {n}", n=values.number_text(self.minimum))
        if self.maximum is not None and value > self.maximum:
            return say("must be at most {n}", n=values.number_text(self.maximum))
        if self.step is not None and not self._is_on_step(value, self.step):
            start = values.number_text(self.minimum or 0)
            step = values.number_text(self.step)
            return say("must go in steps of {step} from {start}", step=step, start=start)
        return None

    def _is_on_step(self, value: float, step: float) -> bool:
        # In fractions of what is written: 0.3 is three steps of 0.1, in floats it is not.
        return ((_exact(value) - _exact(self.minimum or 0)) / _exact(step)).denominator == 1


@field_type
@dataclass(frozen=True, slots=True, kw_only=True)
class BooleanField(Field):
    """Yes or no."""

    type: ClassVar[str] = "boolean"
    can_hold_secrets: ClassVar[bool] = False

    enabled_label: Annotated[str, Spelled("enabledLabel", read=properties.line)] = ""
    disabled_label: Annotated[str, Spelled("disabledLabel", read=properties.line)] = ""

    def problem(self, value: Any) -> str | None:
        """Only true and false; not 1, not "yes"."""
        return None if isinstance(value, bool) else say("must be true or false")


@field_type
@dataclass(frozen=True, slots=True, kw_only=True)
class DateField(Field):
    """A day, sent as `YYYY-MM-DD`."""

    type: ClassVar[str] = "date"
    can_hold_secrets: ClassVar[bool] = False
    ranges: ClassVar[tuple[tuple[str, str], ...]] = (("earliest", "latest"),)

    earliest: Annotated[date | None, Spelled("minDate", read=properties.day)] = None
    latest: Annotated[date | None, Spelled("maxDate", read=properties.day)] = None

    def problem(self, value: Any) -> str | None:
        """Return what keeps the value from being a day of the calendar, in range."""
        day = values.read_date(value)
        if day is None:
            return say("must be a date, written YYYY-MM-DD")
        if self.earliest is not None and day < self.earliest:
            return say("must be {day} or later", day=str(self.earliest))
        if self.latest is not None and day > self.latest:
            return say("must be {day} or earlier", day=str(self.latest))
        return None


@field_type
@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownField(Field):
    """A type we do not know, or whose declaration is of no use: any JSON is taken."""

    type: ClassVar[str] = "unknown"

    declared_type: str = ""
    """What the schema calls it."""


def _admits(regex: str, text: str) -> bool:
    try:
        return patterns.compiled(regex).admits(text)
    except patterns.UnusablePatternError:
        return True


def _exact(number: float) -> Fraction:
    return Fraction(number) if isinstance(number, int) else Fraction(str(number))
