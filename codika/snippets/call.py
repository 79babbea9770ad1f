"""What a snippet is made of: a payload with its secrets taken out, and names for them."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from codika.api.paths import Endpoint, key_header, url_of
from codika.errors import FieldProblem, PayloadError
from codika.model import ProcessInstance
from codika.schema import values
from codika.schema.redaction import WITHHELD
from codika.secrecy import sounds_secret

KEY_VARIABLE = "CODIKA_API_KEY"
SECRET_PREFIX = "SECRET_"  # noqa: S105  the start of a name, no secret
NAME_LENGTH = 60  # characters of a variable's name

_NO_NAME = re.compile(r"[^A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of the environment that a snippet reads."""

    name: str
    meaning: str
    """What to set it to, in words."""
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

    def __post_init__(self) -> None:
        if (problem := values.unsendable(self.payload)) is not None:
            raise PayloadError(FieldProblem(path="", label="The payload", message=problem))
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
        return Variable(KEY_VARIABLE, f"the key of this connection ({kind}_…)")

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

        A number is none, be it called a token; see `codika.schema.redaction`.
        """
        taken: set[str] = set()
        return {
            key: _without_secrets(value, (str(key),), taken) for key, value in self.payload.items()
        }

    @cached_property
    def secrets(self) -> tuple[Variable, ...]:
        """The variables that the template needs, in its order."""
        return tuple(_secrets_in(self.template))


def _without_secrets(value: Any, path: tuple[str, ...], taken: set[str]) -> Any:
    is_named_so = sounds_secret(path[-1]) and isinstance(value, str | Mapping | list | tuple)
    if value and (is_named_so or value == WITHHELD):
        name = _name(path, taken)
        is_json = not isinstance(value, str)
        kind = f"as JSON, {values.kind_of(value)}" if is_json else "as it is"
        return Secret(Variable(name, f"the value of {'.'.join(path)[:80]}, {kind}", is_json))
    if isinstance(value, Mapping):
        return {key: _without_secrets(inner, (*path, key), taken) for key, inner in value.items()}
    if values.is_list(value):
        return [
            _without_secrets(inner, (*path, str(at)), taken) for at, inner in enumerate(value, 1)
        ]
    return value


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
