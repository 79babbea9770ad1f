"""
Examples that people pasted where nobody told what a workflow asks for.

One JSON file, workflow id to payload, beside `workflows.json`, which is for
people to write and therefore never written by us.  A form made of an example is
a guess: every other source wins over it, and it can be dropped again.  Secrets
are left out before anything is kept.
"""

import json
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from codika import errors
from codika.language import in_english, later, say
from codika.schema import limits, values
from codika.schema.payloads import parse_json
from codika.schema.redaction import redacted

MAX_EXAMPLES = 200  # workflows
MAX_EXAMPLE_BYTES = 100_000


class PastedExamples:
    """
    The examples in one file, which need not be there yet.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def all(self) -> dict[str, Mapping[str, Any]]:
        """
        Return the examples by workflow id.

        Raises:
            ConfigurationError: The file cannot be read, or is none of ours.
        """
        try:
            with self._path.open("rb") as file:
                raw = file.read(limits.MAX_DECLARED_BYTES + 1)
            found = parse_json(raw[: limits.MAX_DECLARED_BYTES].decode())
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeDecodeError, errors.PayloadError) as error:
            reason = type(error).__name__
            raise self._refusal(in_english("cannot be read: {reason}", reason=reason)) from None
        examples = found.get("examples") if isinstance(found, Mapping) else None
        if not isinstance(examples, Mapping):
            raise self._refusal(later('must be {"examples": {…}}'))
        return {key: one for key, one in examples.items() if isinstance(one, Mapping)}

    def keep(self, workflow_id: str, example: Mapping[str, Any]) -> None:
        """
        Keep an example in place of any earlier one of the workflow.

        Raises:
            PayloadError: It is too large, or cannot be sent.
            ConfigurationError: The file cannot be read or written, or is full.
        """
        if (problem := values.unsendable(example)) is not None:
            raise _problem(problem)
        # An empty text in the place of a secret: the form still asks for it.
        masked = _emptied(redacted((), example), example)
        if len(json.dumps(masked).encode()) > MAX_EXAMPLE_BYTES:
            raise _problem(
                say("is longer than {n} kB; a shorter one will do", n=MAX_EXAMPLE_BYTES // 1000)
            )
        with self._lock:
            examples = self.all()
            if workflow_id not in examples and len(examples) >= MAX_EXAMPLES:
                raise self._refusal(
                    in_english("holds {n} examples; drop some first", n=MAX_EXAMPLES)
                )
            self._write({**examples, workflow_id: masked})

    def drop(self, workflow_id: str) -> None:
        """
        Forget the example of a workflow, if there is one.

        Raises:
            ConfigurationError: The file cannot be read or written.
        """
        with self._lock:
            examples = self.all()
            if examples.pop(workflow_id, None) is not None:
                self._write(examples)

    def _write(self, examples: Mapping[str, Any]) -> None:
        text = json.dumps({"examples": examples}, ensure_ascii=False, indent=1)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # Whole or not at all: a full disk leaves the earlier file as it was.
            with tempfile.NamedTemporaryFile(
                "w", dir=self._path.parent, delete=False, encoding="utf-8"
            ) as file:
                file.write(text)
            Path(file.name).replace(self._path)
        except OSError as error:
            reason = str(error.strerror)
            raise self._refusal(in_english("cannot be written: {reason}", reason=reason)) from None

    def _refusal(self, message: str) -> errors.ConfigurationError:
        return errors.ConfigurationError(
            errors.ConfigurationProblem(
                source=self._path.name, section="", field="", message=message
            )
        )


def _problem(message: str) -> errors.PayloadError:
    return errors.PayloadError(
        errors.FieldProblem(path="", label=say("The example"), message=message)
    )


def _emptied(masked: Any, whole: Any) -> Any:
    """Return a redacted value with an empty one of its kind where a secret was."""
    if isinstance(masked, Mapping) and isinstance(whole, Mapping):
        return {key: _emptied(inner, whole[key]) for key, inner in masked.items()}
    if values.is_list(masked) and values.is_list(whole):
        return [_emptied(inner, other) for inner, other in zip(masked, whole, strict=True)]
    return masked if masked == whole else type(whole)()
