"""
Fields that are answered by choosing: one of the options, or several.

An option's value is nearly always text, and may be any single JSON value; an
empty text among them is a choice like any other, so it does not count as empty.
"""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from codika.language import say, say_many
from codika.schema import properties, values
from codika.schema.fields import Field, field_type
from codika.schema.properties import Spelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing to choose."""

    value: str | int | float | bool
    """What is sent."""
    label: str
    """What is shown."""


def is_among(value: Any, options: tuple[Option, ...]) -> bool:
    """Whether a value is that of an option; `1` is not that of `true`."""
    return any(values.is_same(value, option.value) for option in options)


@field_type
@dataclass(frozen=True, slots=True, kw_only=True)
class SelectField(Field):
    """One of the options, from a list that opens."""

    type: ClassVar[str] = "select"
    can_hold_secrets: ClassVar[bool] = False

    options: Annotated[tuple[Option, ...], Spelled("options", read=properties.options)] = ()

    def is_empty(self, value: Any) -> bool:
        """Whether nothing was chosen; an option may be the empty text."""
        return value is None or (value == "" and not is_among(value, self.options))

    def problem(self, value: Any) -> str | None:
        """Only the value of an option."""
        return None if is_among(value, self.options) else say("must be one of the options")


@field_type
@dataclass(frozen=True, slots=True, kw_only=True)
class RadioField(SelectField):
    """One of the options, all of them in sight."""

    type: ClassVar[str] = "radio"


@field_type
@dataclass(frozen=True, slots=True, kw_only=True)
class MultiselectField(Field):
    """Any of the options."""

    type: ClassVar[str] = "multiselect"
    can_hold_secrets: ClassVar[bool] = False
    ranges: ClassVar[tuple[tuple[str, str], ...]] = (("min_selections", "max_selections"),)

    options: Annotated[tuple[Option, ...], Spelled("options", read=properties.options)] = ()
    min_selections: Annotated[
        int | None, Spelled("minSelections", "minItems", read=properties.count)
    ] = None
    max_selections: Annotated[
        int | None, Spelled("maxSelections", "maxItems", read=properties.count)
    ] = None

    @property
    def may_be_empty(self) -> bool:
        """Whether the schema wants a list to be there, and of no length at all."""
        return self.required and self.min_selections == 0

    def is_empty(self, value: Any) -> bool:
        """Whether nothing was chosen."""
        if values.is_list(value) and not value:
            return not self.may_be_empty
        return value is None or value == ""

    def problem(self, value: Any) -> str | None:
        """Return what keeps the value from being a list of options, neither few nor many."""
        if not values.is_list(value):
            return say("must be a list of options, not {kind}", kind=values.kind_of(value))
        if not all(is_among(item, self.options) for item in value):
            return say("must hold nothing but the options")
        if self.min_selections is not None and len(value) < self.min_selections:
            return say_many(
                "must have at least {n} choice",
                "must have at least {n} choices",
                self.min_selections,
            )
        if self.max_selections is not None and len(value) > self.max_selections:
            return say_many(
                "must have at most {n} choice", "must have at most {n} choices", self.max_selections
            )
        return None

    def cleaned(self, value: Any) -> Any:
        """Return the choices as a list."""
        return list(value)
