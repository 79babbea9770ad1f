"""
Fields that hold other fields, and sections that only group them.

A payload is flat where a schema has sections: they add no level, so a key is
unique across all sections of one object.  `object`, `array` and `objectArray`
nest; what is wrong inside them is told with its place, `lines[2].amount`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, TypeAlias

from codika.errors import FieldProblem
from codika.language import say, say_many
from codika.schema import properties, values
from codika.schema.fields import Field, StringField, field_type
from codika.schema.properties import Spelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A group of fields on the screen; nothing of it is in the payload."""

    type: ClassVar[str] = "section"

    title: Annotated[str, Spelled("title", "label", read=properties.line)] = ""
    description: Annotated[str, Spelled("description", read=properties.prose)] = ""
    collapsible: Annotated[bool, Spelled("collapsible", read=properties.flag)] = False
    default_open: Annotated[bool, Spelled("defaultOpen", read=properties.flag)] = True
    items: Annotated[
        tuple["Item", ...], Spelled("inputSchema", "schema", "fields", read=properties.items)
    ] = ()


Item: TypeAlias = Field | Section
"""An entry of a schema."""


def fields_of(items: Iterable[Item]) -> Iterator[Field]:
    """Give the fields in the order of the schema, without the sections around them."""
    for item in items:
        if isinstance(item, Section):
            yield from fields_of(item.items)
        else:
            yield item


def payload_key_order(items: Iterable[Item], payload: Mapping[str, Any]) -> tuple[str, ...]:
    """Order the keys of a payload as the schema has them; unknown ones follow as they came."""
    known = [item.key for item in fields_of(items) if item.key in payload]
    return tuple(dict.fromkeys([*known, *payload]))


def problems_in(
    items: Iterable[Item], payload: Mapping[str, Any], path: str = "", label: str = ""
) -> Iterator[FieldProblem]:
    """
    Say all that is wrong with an object, in the order of its schema.

    Unknown keys are allowed, as long as they can be sent; they come last.

    Args:
        items: The object's schema.
        payload: The object.
        path: Where it stands; empty for the payload itself.
        label: What the place is called.
    """
    fields = tuple(fields_of(items))
    for item in fields:
        yield from item.problems(
            payload.get(item.key),
            path=f"{path}.{item.key}" if path else item.key,
            label=f"{label}, {item.title}" if label else item.title,
        )
    known = {item.key for item in fields}
    for key, value in payload.items():
        if key not in known and (message := values.unsendable({key: value})) is not None:
            yield FieldProblem(
                path=f"{path}.{key}" if path else str(key),
                label=f"{label}, {key}" if label else str(key),
                message=message,
            )


def cleaned_in(items: Iterable[Item], payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object as it is sent: in the schema's order, without empty optional fields."""
    by_key = {item.key: item for item in fields_of(items)}
    cleaned: dict[str, Any] = {}
    for key in payload_key_order(by_key.values(), payload):
        if key not in by_key:
            cleaned[key] = payload[key]
        elif not by_key[key].is_empty(payload[key]):
            cleaned[key] = by_key[key].cleaned(payload[key])
    return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class _ListField(Field):
    """What the two kinds of list have in common."""

    ranges: ClassVar[tuple[tuple[str, str], ...]] = (("min_items", "max_items"),)

    min_items: Annotated[int | None, Spelled("minItems", read=properties.count)] = None
    max_items: Annotated[int | None, Spelled("maxItems", read=properties.count)] = None

    @property
    def may_be_empty(self) -> bool:
        """Whether the schema wants a list to be there, and of no length at all."""
        return self.required and self.min_items == 0

    def is_empty(self, value: Any) -> bool:
        """Whether the list holds nothing, and may not be there to hold nothing."""
        if values.is_list(value) and not value:
            return not self.may_be_empty
        return value is None or value == ""

    def problem(self, value: Any) -> str | None:
        """Only a list, neither too short nor too long; its items are looked at one by one."""
        if not values.is_list(value):
            return say("must be a list, not {kind}", kind=values.kind_of(value))
        if self.min_items is not None and len(value) < self.min_items:
            return say_many(
                "must have at least {n} item", "must have at least {n} items", self.min_items
            )
        if self.max_items is not None and len(value) > self.max_items:
            return say_many(
                "must have at most {n} item", "must have at most {n} items", self.max_items
            )
        return None


@field_type
@dataclass(frozen=True, slots=True, kw_only=True)
class ArrayField(_ListField):
    """A list of single values, all of one type."""

    type: ClassVar[str] = "array"

    item: Annotated[Field, Spelled("itemField", read=properties.item_field)] = field(
        default_factory=StringField
    )
    """What each item is; has no key, and is never required on its own account."""

    def problems(self, value: Any, path: str = "", label: str = "") -> Iterator[FieldProblem]:
        """Say what is wrong with the list, then with each item; an empty text is an item."""
        path, label = path or self.key, label or self.title
        if (message := self.own_problem(value)) is not None:
            yield FieldProblem(path=path, label=label, message=message)
        if not values.is_list(value):
            return
        for index, item in enumerate(value):
            message = self.item.problem(item) or values.unsendable(item)
            if message is not None:
                place = say("{field}, item {n}", field=label, n=index + 1)
                yield FieldProblem(path=f"{path}[{index}]", label=place, message=message)

    def cleaned(self, value: Any) -> Any:
        """Return the items as a list."""
        return list(value)


@field_type
@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectField(Field):
    """
    An object with fields of its own.

    One that is not required counts as empty while nothing inside is filled in,
    so its required fields are only asked for once something is.
    """

    type: ClassVar[str] = "object"

    items: Annotated[
        tuple[Item, ...], Spelled("schema", "fields", "itemSchema", read=properties.items)
    ] = ()

    def is_empty(self, value: Any) -> bool:
        """Whether nothing inside was filled in; a required object is there once it is."""
        return value is None or (not self.required and _is_blank(self, value))

    def problem(self, value: Any) -> str | None:
        """Only an object; its fields are looked at one by one."""
        is_object = isinstance(value, Mapping)
        if is_object:
            return None
        return say("must be an object, not {kind}", kind=values.kind_of(value))

    def problems(self, value: Any, path: str = "", label: str = "") -> Iterator[FieldProblem]:
        """Say what is wrong with the object, else with each of its fields."""
        path, label = path or self.key, label or self.title
        if self.is_empty(value) or not isinstance(value, Mapping):
            if (message := self.own_problem(value)) is not None:
                yield FieldProblem(path=path, label=label, message=message)
        else:
            yield from problems_in(self.items, value, path, label)

    def cleaned(self, value: Any) -> Any:
        """Return the object without its empty optional fields."""
        return cleaned_in(self.items, value)


@field_type
@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectArrayField(_ListField):
    """A list of objects, all with the same fields: a table."""

    type: ClassVar[str] = "objectArray"

    items: Annotated[
        tuple[Item, ...], Spelled("itemSchema", "fields", "schema", read=properties.items)
    ] = ()
    """The columns."""

    def problems(self, value: Any, path: str = "", label: str = "") -> Iterator[FieldProblem]:
        """Say what is wrong with the list, then with each field of each row."""
        path, label = path or self.key, label or self.title
        if (message := self.own_problem(value)) is not None:
            yield FieldProblem(path=path, label=label, message=message)
        if not values.is_list(value):
            return
        row = ObjectField(items=self.items, required=True)
        for index, item in enumerate(value):
            place = say("{field}, row {n}", field=label, n=index + 1)
            yield from row.problems(item, f"{path}[{index}]", place)

    def cleaned(self, value: Any) -> Any:
        """Return the rows, each without its empty optional fields."""
        return [cleaned_in(self.items, row) for row in value]


def _is_blank(item: Field, value: Any) -> bool:
    """Whether nobody has filled in anything here; a required object inside counts for nothing."""
    if not isinstance(item, ObjectField):
        return item.is_empty(value)
    if not isinstance(value, Mapping):
        return value is None or value == ""
    by_key = {inner.key: inner for inner in fields_of(item.items)}
    return all(key in by_key and _is_blank(by_key[key], inner) for key, inner in value.items())
