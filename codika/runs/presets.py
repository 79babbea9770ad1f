"""
Payloads kept under a name, for oneself or for everybody.

Presets hold no secrets: whoever saves one takes them out first
(`codika.schema.redaction`).  They stay until their owner deletes them, and for a
while after that, so that it can be undone.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from codika import errors
from codika.language import later
from codika.runs import rows
from codika.runs.named import Named, NamedStore, facts_of

MAX_PRESETS = 200  # of one workflow
MAX_PRESET_BYTES = 4_000_000  # of JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset(Named):
    """A payload kept under a name."""

    instance_id: str
    payload: Mapping[str, Any] = field(hash=False)


class PresetStore(NamedStore):
    """Presets in the file of a run log."""

    TABLE = "presets"
    SCOPE = ("instance_id", "workflow_id")
    NOUN = "preset"
    TAKEN = later("You have a preset “{name}” already.")
    TOO_MANY = later("This workflow has {most} presets already.  Delete one first.")
    REFUSAL = errors.PresetError

    def find(self, instance_id: str, workflow_id: str, owner: str) -> tuple[Preset, ...]:
        """Return the presets of a workflow that somebody may use, by name."""
        return tuple(map(_preset, self._all((instance_id, workflow_id), owner)))

    def get(self, preset_id: str, owner: str) -> Preset | None:
        """Return a preset, if it is there and `owner` may use it."""
        found = self._one(preset_id, owner)
        return _preset(found) if found else None

    def save(
        self,
        instance_id: str,
        workflow_id: str,
        name: str,
        payload: Mapping[str, Any],
        *,
        owner: str,
        by: str,
        is_shared: bool,
    ) -> Preset:
        """
        Keep a payload under a name, in place of the owner's preset of that name.

        Raises:
            PresetError: The name or the payload will not do, or there are too many.
        """
        kept = self._keep(
            (instance_id, workflow_id),
            name,
            payload,
            owner=owner,
            by=by,
            is_shared=is_shared,
            most=MAX_PRESETS,
            most_bytes=MAX_PRESET_BYTES,
        )
        return _preset(kept)


def _preset(row: sqlite3.Row) -> Preset:
    return Preset(
        **facts_of(row),
        instance_id=row["instance_id"],
        payload=rows.from_body(row["codec"], row["body"]),
    )
