"""
Schemas from elsewhere, read generously.

Whatever is passed in, something that a form can show comes out, and nothing is
raised: an entry that cannot be used is left out, a property that makes no sense
costs only itself, a type we do not know becomes an `UnknownField`.  Each such
loss leaves a note, so that a person can mend the schema.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from codika.language import in_english, later, speaking
from codika.schema import limits, values
from codika.schema.choices import MultiselectField, Option, SelectField
from codika.schema.composite import Item, ObjectField, Section
from codika.schema.fields import FIELD_TYPES, Field, StringField, UnknownField
from codika.schema.files import FileField
from codika.schema.properties import Spelled, UnusablePropertyError, properties_of

ITEM_TYPES = ("string", "text", "number", "boolean", "date", "select", "radio")
"""What a list may hold: Codika's database takes no list inside a list."""

SECRET_TYPES = ("password", "secret")
"""Not of Codika's own types; whoever writes them means masked text."""

RESERVED_KEY = "executionMetadata"
"""Codika puts a field of this name beside ours before it calls the workflow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaReading:
    """A schema as it could be read."""

    items: tuple[Item, ...] = ()
    notes: tuple[str, ...] = ()
    """What was left out or changed, and where; for the author of the schema."""


def read_schema(raw: Any) -> SchemaReading:
    """
    Read an input or output schema; never raises.

    Args:
        raw: The list that Codika sends.  An object that holds one under `inputSchema`,
            `outputSchema`, `schema` or `fields` is taken for it.  `None` is an empty schema.
    """
    reading = _Reading()
    if isinstance(raw, Mapping):
        holders = ("inputSchema", "outputSchema", "schema", "fields")
        raw = next((raw[name] for name in holders if name in raw), raw)
    if raw is None:
        return SchemaReading()
    if not values.is_list(raw):
        told = in_english("the schema is {kind}, not a list of fields", kind=_kind_of(raw))
        return SchemaReading(notes=(told,))
    with speaking("en"):  # notes are kept, and read by many
        items = _Place(reading=reading, name="", depth=0, keys=set()).items(raw)
    return SchemaReading(items=items, notes=tuple(reading.notes))


def _kind_of(value: Any) -> str:
    with speaking("en"):
        return values.kind_of(value)


class _Reading:
    """What one reading has used up of its bounds, and its notes."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.fields_left = limits.MAX_FIELDS
        self.options_left = limits.MAX_OPTIONS

    def note(self, text: str) -> None:
        if len(self.notes) < limits.MAX_NOTES:
            self.notes.append(text)


class _Place:
    """One entry of a schema, while it is read."""

    def __init__(self, *, reading: _Reading, name: str, depth: int, keys: set[str]) -> None:
        self._reading = reading
        self._name = name
        self._depth = depth
        self._keys = keys

    def note(self, text: str) -> None:
        self._reading.note(f"{self._name}: {text}" if self._name else text)

    def items(self, raw: Any) -> tuple[Item, ...]:
        """Read a list of fields and sections; a key that comes twice counts once."""
        if self._depth >= limits.MAX_SCHEMA_DEPTH:
            most = str(limits.MAX_SCHEMA_DEPTH)
            self.note(in_english("is nested more than {most} deep, left out", most=most))
            return ()
        items: list[Item] = []
        for index, entry in enumerate(raw):
            if self._reading.fields_left <= 0:
                most = str(limits.MAX_FIELDS)
                self.note(
                    in_english("more than {most} fields in all, the rest is left out", most=most)
                )
                break
            self._reading.fields_left -= 1
            item = self._entry(entry, index)
            if item is not None:
                items.append(item)
        return tuple(items)

    def _entry(self, entry: Any, index: int) -> Item | None:
        place = self._inside(f"[{index}]", self._keys)
        if not isinstance(entry, Mapping):
            kind = values.kind_of(entry)
            place.note(in_english("is {kind}, not a field; left out", kind=kind))
            return None
        declared = entry.get("type")
        if declared == Section.type or (declared is None and "inputSchema" in entry):
            # A section adds no level to the payload, so its keys are its parent's.
            return Section(**place.properties(Section, entry))
        key = entry.get("key", entry.get("name"))
        if not isinstance(key, str) or not key.strip() or values.unsendable(key):
            place.note(later("has no key, left out"))
            return None
        if len(key) > limits.MAX_KEY:
            most = str(limits.MAX_KEY)
            place.note(in_english("its key is longer than {most} characters, left out", most=most))
            return None
        if key in self._keys:
            self._inside(key, set()).note(later("comes twice, only the first counts"))
            return None
        self._keys.add(key)
        place = self._inside(key, set())
        if key == RESERVED_KEY:
            place.note(later("Codika adds a value of this name itself"))
        return place.field(entry, declared, key)

    def _inside(self, name: str, keys: set[str]) -> "_Place":
        dot = "." if self._name and not name.startswith("[") else ""
        return _Place(
            reading=self._reading,
            name=f"{self._name}{dot}{name}"[: limits.MAX_LINE],
            depth=self._depth + 1,
            keys=keys,
        )

    def field(self, entry: Mapping[Any, Any], declared: Any, key: str) -> Field:
        """Read the field that an entry declares, as one of unknown type if need be."""
        if declared in SECRET_TYPES:
            entry, declared = {"secret": True, **entry}, StringField.type
        found = FIELD_TYPES.get(declared) if isinstance(declared, str) else None
        if found is None:
            self.note(
                in_english(
                    "type {type} is not known, any JSON is taken",
                    type=repr(declared[: limits.MAX_KEY]),
                )
                if isinstance(declared, str)
                else later("has no type, any JSON is taken")
            )
            found = UnknownField
        field = found(key=key, **self.properties(found, entry))
        if isinstance(field, SelectField | MultiselectField) and not field.options:
            self.note(later("has no options, any JSON is taken"))
            found = UnknownField
            field = found(key=key, **self.properties(found, entry))
        if isinstance(field, UnknownField):
            field = replace(field, declared_type=str(declared or "")[: limits.MAX_LINE])
        return self._with_sound_default(field)

    def _with_sound_default(self, field: Field) -> Field:
        if field.default is None:
            return field
        if field.is_empty(field.default) or isinstance(field, FileField):
            return replace(field, default=None)
        # The default of an object may be a part of it; what is missing, a person fills in.
        is_object = isinstance(field, ObjectField)
        message = (
            field.problem(field.default)
            if is_object
            else next((f"{found}" for found in field.problems(field.default)), None)
        )
        if message is None:
            return field
        self.note(in_english("defaultValue left out: {reason}", reason=message))
        return replace(field, default=None)

    def properties(self, kind: type[Any], entry: Mapping[Any, Any]) -> dict[str, Any]:
        """Read the properties that a kind of field has, each under its first spelling present."""
        found: dict[str, Any] = {}
        for name, spelled in properties_of(kind).items():
            spelling = next((word for word in spelled.spellings if entry.get(word) is not None), "")
            if spelling:
                self._read_into(found, name, spelled, spelling, entry[spelling])
        for least, most in getattr(kind, "ranges", ()):
            if least in found and most in found and found[least] > found[most]:
                low, high = str(found.pop(least)), str(found.pop(most))
                self.note(
                    in_english("{low} to {high} is no range, not checked", low=low, high=high)
                )
        return found

    def _read_into(
        self, found: dict[str, Any], name: str, spelled: Spelled, spelling: str, raw: Any
    ) -> None:
        try:
            found[name] = spelled.read(raw, self)
        except UnusablePropertyError as error:
            self.note(
                in_english("{property} {wrong}, left out", property=spelling, wrong=str(error))
            )

    def options(self, raw: Any) -> tuple[Option, ...]:
        """Read the options of a choice; bare values are taken for their own labels."""
        found: list[Option] = []
        seen: set[tuple[bool, Any]] = set()
        for index, entry in enumerate(raw):
            if self._reading.options_left <= 0:
                most = str(limits.MAX_OPTIONS)
                self.note(
                    in_english("more than {most} options in all, the rest is left out", most=most)
                )
                break
            self._reading.options_left -= 1
            value = entry.get("value") if isinstance(entry, Mapping) else entry
            label = entry.get("label") if isinstance(entry, Mapping) else None
            if not isinstance(value, str | int | float) or values.unsendable(value):
                option = f"options[{index}]"
                self.note(in_english("{option} has no usable value, left out", option=option))
                continue
            marked = (isinstance(value, bool), value)
            if marked in seen:
                option = f"options[{index}]"
                self.note(in_english("{option} comes twice, only the first counts", option=option))
                continue
            seen.add(marked)
            found.append(Option(value=value, label=_option_label(label, value)))
        return tuple(found)

    def item_field(self, raw: Any) -> Field:
        """Read what each item of a list is; one without a key, label or `required` of its own."""
        place = self._inside("[]", set())
        if not isinstance(raw, Mapping):
            kind = values.kind_of(raw)
            place.note(in_english("itemField is {kind}, text is asked for", kind=kind))
            return StringField()
        declared = raw.get("type", StringField.type)
        if declared in FIELD_TYPES and declared not in ITEM_TYPES:
            place.note(
                in_english("a list cannot hold type {type}, any JSON is taken", type=repr(declared))
            )
            return UnknownField(declared_type=str(declared))
        return replace(place.field(raw, declared, ""), label="", required=False)


def _option_label(label: Any, value: Any) -> str:
    text = label if isinstance(label, str) and not values.unsendable(label) else ""
    return (" ".join(text.split()) or str(value))[: limits.MAX_LINE]
