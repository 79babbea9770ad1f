"""
A row of a skill's input or output table, as a field.

The type words are a convention (`string`, `array of strings`), limits stand in
the description in plain English, and options as quoted words.  What cannot be
understood is text: a form that asks for text and says what the skill says about
it is still a form.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from codika.schema import limits
from codika.schema.choices import MultiselectField, Option, RadioField, SelectField
from codika.schema.composite import ArrayField, ObjectArrayField, ObjectField
from codika.schema.fields import (
    BooleanField,
    DateField,
    Field,
    NumberField,
    StringField,
    TextField,
    UnknownField,
)
from codika.schema.files import FileField
from codika.schema.markdown import plain

_NAME_COLUMNS = ("parameter", "field", "name", "key", "property", "input", "output")
_ALWAYS = ("yes", "true", "required", "✓", "✅", "x")

_SINGLE: dict[str, Field] = {
    "string": StringField(),
    "str": StringField(),
    "text": TextField(),
    "number": NumberField(),
    "float": NumberField(),
    "double": NumberField(),
    "integer": NumberField(whole=True),
    "int": NumberField(whole=True),
    "boolean": BooleanField(),
    "bool": BooleanField(),
    "date": DateField(),
}
_OTHERS: dict[str, Field] = {
    "file": FileField(),
    "object": ObjectField(),
    "json": UnknownField(),
    "any": UnknownField(),
}
_CHOICES: dict[str, type[SelectField | MultiselectField]] = {
    "select": SelectField,
    "enum": SelectField,
    "radio": RadioField,
    "multiselect": MultiselectField,
}

_QUOTED = re.compile(
    r"""\"([^\"]{1,100})\"|“([^”]{1,100})”|`([^`]{1,100})`|(?<!\w)'([^']{1,100})'(?!\w)"""
)
_ONE_OF = re.compile(r"\b(?:one|any) of\b[: ]*(.{1,500})", re.IGNORECASE)
_COUNT = r"([0-9]{1,9}(?:,[0-9]{3}){0,3}(?:\.[0-9]{1,6})?)(?![0-9])"
_UNIT = r"[ -]?([A-Za-z]{0,20})"
_MOST = re.compile(
    rf"\b(?:max(?:imum)?|at most|up to)\.?[:= ]*(?:of |is )?{_COUNT}{_UNIT}", re.IGNORECASE
)
_LEAST = re.compile(
    rf"\b(?:min(?:imum)?|at least)\.?[:= ]*(?:of |is )?{_COUNT}{_UNIT}", re.IGNORECASE
)
_BETWEEN = re.compile(rf"\bbetween {_COUNT} and {_COUNT}{_UNIT}", re.IGNORECASE)
_DEFAULT = re.compile(r"\bdefaults?(?: to| is)?[:= ]+([\"“`]?)([\w.-]{1,100})", re.IGNORECASE)


def field_of(row: Mapping[str, str]) -> Field | None:
    """Return the field that a table row describes; `None` for one without a name."""
    cell = next((row[column] for column in _NAME_COLUMNS if column in row), "").strip()
    # "`country`*" is required, "*country*" only leans.
    is_marked = cell.endswith("*") and not cell.startswith("*")
    key = plain(cell)
    if not key or len(key) > limits.MAX_KEY:
        return None
    told = row.get("description", "")
    required = plain(row.get("required", "")).lower()
    found = _typed(plain(row.get("type", "")).lower(), told)
    found = replace(
        found,
        key=key,
        description=plain(told)[: limits.MAX_PROSE],
        required=is_marked or required.startswith(_ALWAYS),
    )
    return _with_default(_with_limits(found, told), told)


def _typed(words: str, told: str) -> Field:
    if words in _CHOICES or (words == "string" and _ONE_OF.search(told)):
        return _choice(words, told)
    if words.startswith(("array", "list")) or words.endswith("[]"):
        return _list(words)
    if "integer" in words:
        return NumberField(whole=True)
    word = next(iter(re.findall(r"[a-z]+", words)), "")
    if word != "object" and ("object" in words or "json" in words):
        return UnknownField()
    return {**_SINGLE, **_OTHERS}.get(word, StringField())


def _choice(words: str, told: str) -> Field:
    if options := _options(told):
        return _CHOICES.get(words, SelectField)(options=options)
    return UnknownField() if words == "multiselect" else StringField()


def _list(words: str) -> Field:
    of = words.partition(" of ")[2] or words.removesuffix("[]")
    of = of.partition(" ")[0].rstrip("s")
    return ObjectArrayField() if of == "object" else ArrayField(item=_SINGLE.get(of, StringField()))


def _options(told: str) -> tuple[Option, ...]:
    listed = _ONE_OF.search(told)
    text = listed[1] if listed else told
    words: Iterable[str] = ["".join(groups) for groups in _QUOTED.findall(text)]
    if listed and not words:
        words = re.split(r",|\bor\b|/", plain(text).partition(". ")[0].rstrip("."))
    cleaned = dict.fromkeys(word.strip() for word in words if word.strip())
    return tuple(Option(value=word, label=word) for word in cleaned)


def _with_limits(found: Field, told: str) -> Field:
    names = next((names for kind, names in _LIMITS.items() if isinstance(found, kind)), None)
    if names is None:
        return found
    bounds: dict[str, Any] = {}
    for name, text, unit in _bounds(names, told):
        # "max 5000 chars" limits a text, "up to 5 sentences" does not.
        is_of_text = unit.lower().startswith(("char", "letter"))
        if isinstance(found, StringField) != is_of_text and (unit or is_of_text):
            continue
        number = float(text.replace(",", ""))
        if number.is_integer() or isinstance(found, NumberField):
            bounds[name] = int(number) if number.is_integer() else number
    is_crossed = len(bounds) == len(names) and bounds[names[0]] > bounds[names[1]]
    return found if is_crossed else replace(found, **bounds)


def _bounds(names: tuple[str, str], told: str) -> Iterator[tuple[str, str, str]]:
    """Give each bound that a description mentions: attribute, number, unit."""
    least, most = names
    if between := _BETWEEN.search(told):
        yield least, between[1], between[3]
        yield most, between[2], between[3]
        return
    for name, expression in ((least, _LEAST), (most, _MOST)):
        if match := expression.search(told):
            yield name, match[1], match[2]


_RANGE = ("minimum", "maximum")
_LIMITS: dict[type[Field], tuple[str, str]] = {
    StringField: ("min_length", "max_length"),
    NumberField: _RANGE,
    MultiselectField: ("min_selections", "max_selections"),
    ArrayField: ("min_items", "max_items"),
    ObjectArrayField: ("min_items", "max_items"),
}


def _with_default(found: Field, told: str) -> Field:
    match = _DEFAULT.search(told)
    if match is None:
        return found
    text = match[2].rstrip(".")
    default: Any = text
    if isinstance(found, NumberField):
        is_number = re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", text)
        default = (float(text) if "." in text else int(text)) if is_number else None
    elif isinstance(found, BooleanField):
        default = {"true": True, "yes": True, "false": False, "no": False}.get(text.lower())
    elif isinstance(found, StringField) and not match[1]:
        default = None  # "defaults to the sender's name" is no text to begin with
    if default is None or any(True for _ in found.problems(default)):
        return found
    return replace(found, default=default)
