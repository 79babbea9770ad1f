"""What a snippet is made of: a payload with its secrets taken out, and names for them."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from codika.api.paths import Endpoint, key_header, url_of
from codika.errors import FieldProblem, PayloadError
from codika.language import in_english, later, say, speaking
from codika.model import ProcessInstance
from codika.schema import Field, StringField, UnknownField, fields_of, values
from codika.schema.composite import Item, ObjectArrayField, ObjectField
from codika.schema.redaction import WITHHELD
from codika.secrecy import holds_secret

KEY_VARIABLE = "CODIKA_API_KEY"
SECRET_PREFIX = "SECRET_"  # noqa: S105  the start of a name, no secret
NAME_LENGTH = 60  # characters of a variable's name

_NO_NAME = re.compile(r"[^A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of the environment that a snippet reads."""

    name: str
    meaning: str
    """What to set it to, in English, as it stands in the code as well."""
    is_json: bool = False
    """Whether its content is JSON, as the field is no text."""


@dataclass(frozen=True)
class Secret:
    """The place of a value that stays out of the snippet."""

    variable: Variable


@dataclass(frozen=True, kw_only=True)
class Call:
    """
    One trigger of one workflow.

    Raises:
        PayloadError: When the payload could not be sent, so that no snippet could.
    """

    instance: ProcessInstance
    workflow_id: str
    payload: Mapping[str, Any] = field(repr=False)
    inputs: tuple[Item, ...] = ()
    """The input schema, where it is known: a secret left out of the payload may be a number."""

    def __post_init__(self) -> None:
        if (problem := values.unsendable(self.payload)) is not None:
            raise PayloadError(FieldProblem(path="", label=say("The payload"), message=problem))
        # Raises as well, should an id be none.
        url_of(self.instance.endpoints, Endpoint.TRIGGER, self.instance.id, self.workflow_id)

    @property
    def key_header(self) -> str:
        """The header that carries this instance's key."""
        return key_header(self.instance.api_key)

    @property
    def key_variable(self) -> Variable:
        """Where the key is read from; never what it is."""
        kind = self.instance.api_key.partition("_")[0]
        meaning = in_english("the key of this connection ({kind}_…)", kind=kind)
        return Variable(KEY_VARIABLE, meaning)

    @property
    def trigger_url(self) -> str:
        """Where to start it."""
        return url_of(self.instance.endpoints, Endpoint.TRIGGER, self.instance.id, self.workflow_id)

    @property
    def status_url(self) -> str:
        """Where to ask how it stands; `/` and the execution's id follow."""
        # Any id will do to learn what stands before it.
        return url_of(self.instance.endpoints, Endpoint.STATUS, self.instance.id, "e")[:-2]

    @cached_property
    def template(self) -> dict[str, Any]:
        """
        The payload with a `Secret` in place of each value that is or sounds like one.

        See `codika.schema.redaction` and `codika.secrecy`.
        """
        return _parts_without_secrets(self.payload, (), self.inputs, set())

    @cached_property
    def secrets(self) -> tuple[Variable, ...]:
        """The variables that the template needs, in its order."""
        return tuple(_secrets_in(self.template))


def _parts_without_secrets(
    payload: Mapping[str, Any], path: tuple[str, ...], items: Iterable[Item], taken: set[str]
) -> dict[str, Any]:
    by_key = {field.key: field for field in fields_of(items)}
    return {
        key: _without_secrets(value, (*path, str(key)), by_key.get(key), taken)
        for key, value in payload.items()
    }


def _without_secrets(
    value: Any, path: tuple[str, ...], field: Field | None, taken: set[str]
) -> Any:
    if value == WITHHELD or (value not in ("", [], {}) and holds_secret(path[-1], value)):
        # What was left out tells its type no more; the field does.
        is_text = isinstance(value, str) and isinstance(field, StringField | UnknownField | None)
        words = _AS_IT_IS if is_text else _AS_JSON
        meaning = in_english(words, path=".".join(path)[:80], kind=_kind(value))
        return Secret(Variable(_name(path, taken), meaning, is_json=not is_text))
    items = field.items if isinstance(field, ObjectField | ObjectArrayField) else ()
    if isinstance(value, Mapping):
        return _parts_without_secrets(value, path, items, taken)
    if values.is_list(value):
        return [
            _parts_without_secrets(inner, (*path, str(at)), items, taken)
            if isinstance(inner, Mapping)
            else _without_secrets(inner, (*path, str(at)), None, taken)
            for at, inner in enumerate(value, 1)
        ]
    return value


_AS_IT_IS = later("the value of {path}, as it is")
_AS_JSON = later("the value of {path}, as JSON, {kind}")


def _kind(value: Any) -> str:
    if value == WITHHELD:
        return later("such as 1234")
    with speaking("en"):
        return values.kind_of(value)


def _name(path: tuple[str, ...], taken: set[str]) -> str:
    words = _NO_NAME.sub("_", "_".join(path).upper()).strip("_")[:NAME_LENGTH].strip("_")
    first = name = SECRET_PREFIX + (words.removeprefix(SECRET_PREFIX) or "VALUE")
    n = 1
    while name in taken:
        n += 1
        name = f"{first}_{n}"
    taken.add(name)
    return name


def _secrets_in(value: Any) -> Iterator[Variable]:
    if isinstance(value, Secret):
        yield value.variable
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _secrets_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _secrets_in(inner)


def json_scalar(value: Any) -> str:
    """
    Write one value as JSON that can be read before it is pasted.

    Signs that do not show, or turn the line around, are written by number.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return "".join(sign if sign.isprintable() else _by_number(sign) for sign in text)


def _by_number(sign: str) -> str:
    return json.dumps(sign)[1:-1] if sign != "\x7f" else "\\u007f"
