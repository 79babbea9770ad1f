"""
Workflows that a person has written down: `data/workflows.json`.

For those who have no organization key, or know better than a skill:

    {"workflows": [{"workflowId": "lead-scoring", "title": "Score leads",
                    "inputSchema": [...], "outputSchema": [...],
                    "cost": 2, "example": {"country": "Belgium"}}]}

The schemas are in Codika's own spelling, and may be pasted as they stand in a
`config.ts` (`literals.py`).  The file is ours to mend, so unlike a
schema from elsewhere its mistakes are told one by one, with file, section and
field, and all at once.  Only what is said inside a schema stays a note.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from codika.errors import ConfigurationError, ConfigurationProblem, PayloadError
from codika.language import in_english, later, speaking
from codika.schema import limits, values
from codika.schema.literals import literal_to_json
from codika.schema.payloads import parse_json
from codika.schema.reading import SchemaReading, read_schema

_LINE = re.compile(r"line ([0-9]+)")

_FIELDS = (
    "workflowId",
    "title",
    "description",
    "inputSchema",
    "outputSchema",
    "cost",
    "example",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredWorkflow:
    """One workflow as the file tells it; `None` where it says nothing."""

    id: str
    title: str | None = None
    description: str | None = None
    inputs: SchemaReading | None = None
    outputs: SchemaReading | None = None
    cost: float | None = None
    """Credits a run."""
    example: Mapping[str, Any] | None = field(default=None, hash=False)


def read_declared(
    source: Path | str | Mapping[str, Any], name: str = "workflows.json"
) -> tuple[DeclaredWorkflow, ...]:
    """
    Read the declared workflows; a file that does not exist declares none.

    Args:
        source: The file, or what is in it.
        name: What to call the source in an error, when it is not a file.

    Raises:
        ConfigurationError: The file cannot be read, or something in it is wrong.
    """
    with speaking("en"):  # what is wrong is kept, and read by many
        if isinstance(source, Mapping):
            content: Any = source
        else:
            name = str(source)
            path = Path(source)
            if not path.exists():
                return ()
            content = _content(path, name)
        return _Declarations(name).read(content)


def _content(path: Path, name: str) -> Any:
    try:
        with path.open("rb") as file:
            raw = file.read(limits.MAX_DECLARED_BYTES + 1)
        if len(raw) > limits.MAX_DECLARED_BYTES:
            most = str(limits.MAX_DECLARED_BYTES)
            raise _refusal(name, in_english("is larger than {most} bytes", most=most))
        return _parsed(raw.decode())
    except UnicodeDecodeError:
        raise _refusal(name, later("is not UTF-8 text")) from None
    except OSError as error:
        reason = str(error.strerror)
        raise _refusal(name, in_english("cannot be read: {reason}", reason=reason)) from None
    except PayloadError as error:
        raise _refusal(name, error.problems[0].message) from None


def _parsed(text: str) -> Any:
    """Read JSON, else what a `config.ts` holds; the fault that is told is nearest to the truth."""
    try:
        return parse_json(text)
    except PayloadError as error:
        no_json = error
    try:
        return parse_json(literal_to_json(text))
    except PayloadError as error:
        # In the same line both mean the same, and JSON's reader knows the column.
        same = _LINE.findall(str(error))[:1] == _LINE.findall(str(no_json))[:1]
        raise (no_json if same else error) from None


def _refusal(name: str, message: str) -> ConfigurationError:
    return ConfigurationError(
        ConfigurationProblem(source=name, section="", field="", message=message)
    )


class _Declarations:
    """One reading of the file, and the problems met in it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._problems: list[ConfigurationProblem] = []

    def read(self, content: Any) -> tuple[DeclaredWorkflow, ...]:
        entries = content.get("workflows") if isinstance(content, Mapping) else None
        if not values.is_list(entries):
            kind = values.kind_of(content if entries is None else entries)
            shape = '{"workflows": [...]}'
            told = in_english("must be {shape}; this is {kind}", shape=shape, kind=kind)
            raise _refusal(self._name, told)
        found: dict[str, DeclaredWorkflow] = {}
        for index, entry in enumerate(entries or ()):
            section = f"workflows[{index}]"
            workflow = self._workflow(section, entry)
            if workflow is not None and workflow.id in found:
                told = in_english("{workflow} is declared twice", workflow=repr(workflow.id))
                self._add(section, "workflowId", told)
            elif workflow is not None:
                found[workflow.id] = workflow
        if self._problems:
            raise ConfigurationError(*self._problems)
        return tuple(found.values())

    def _add(self, section: str, name: str, message: str) -> None:
        if len(self._problems) < limits.MAX_NOTES:
            self._problems.append(
                ConfigurationProblem(
                    source=self._name, section=section, field=name, message=message
                )
            )

    def _workflow(self, section: str, entry: Any) -> DeclaredWorkflow | None:
        if not isinstance(entry, Mapping):
            self._add(section, "", _no_object(entry))
            return None
        workflow_id = entry.get("workflowId")
        if not isinstance(workflow_id, str) or not workflow_id.strip():
            self._add(section, "workflowId", later("is missing: the workflowTemplateId, as text"))
            return None
        for problem in self._unknown(section, entry):
            self._problems.append(problem)
        cost = entry.get("cost")
        if cost is not None and (not values.is_number(cost) or cost < 0):
            self._add(section, "cost", later("must be a number of credits, from 0"))
            cost = None
        return DeclaredWorkflow(
            id=workflow_id,
            title=self._text(section, entry, "title"),
            description=self._text(section, entry, "description"),
            inputs=self._schema(section, entry, "inputSchema"),
            outputs=self._schema(section, entry, "outputSchema"),
            cost=cost,
            example=self._example(section, entry),
        )

    def _unknown(self, section: str, entry: Mapping[str, Any]) -> Iterator[ConfigurationProblem]:
        for name in entry:
            if name not in _FIELDS:
                known = ", ".join(_FIELDS)
                yield ConfigurationProblem(
                    source=self._name,
                    section=section,
                    field=name,
                    message=in_english("is not known here; known are {known}", known=known),
                )

    def _text(self, section: str, entry: Mapping[str, Any], name: str) -> str | None:
        found = entry.get(name)
        if found is not None and not isinstance(found, str):
            told = in_english("must be text, not {kind}", kind=values.kind_of(found))
            self._add(section, name, told)
            return None
        return found[: limits.MAX_PROSE] if found else None

    def _schema(self, section: str, entry: Mapping[str, Any], name: str) -> SchemaReading | None:
        found = entry.get(name)
        if found is None:
            return None
        if not values.is_list(found):
            told = in_english("must be a list of fields, not {kind}", kind=values.kind_of(found))
            self._add(section, name, told)
            return None
        return read_schema(found)

    def _example(self, section: str, entry: Mapping[str, Any]) -> Mapping[str, Any] | None:
        found = entry.get("example")
        if found is None:
            return None
        if not isinstance(found, Mapping):
            self._add(section, "example", _no_object(found))
            return None
        return found


def _no_object(found: Any) -> str:
    return in_english("must be an object, not {kind}", kind=values.kind_of(found))
