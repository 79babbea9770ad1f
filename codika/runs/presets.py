"""
Payloads kept under a name, for oneself or for everybody.

Presets hold no secrets: whoever saves one takes them out first
(`codika.schema.redaction`).  They stay until their owner deletes them, and for a
while after that, so that it can be undone.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from codika import errors
from codika.runs import rows
from codika.runs.beside import BesideRuns
from codika.runs.ids import new_id
from codika.runs.steps import now

MAX_PRESETS = 200  # of one workflow
MAX_PRESET_BYTES = 4_000_000  # of JSON
MAX_NAME = 80  # characters of a preset's name
MOST_DELETED = 20  # of one workflow that can still be brought back


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A payload kept under a name."""

    id: str
    instance_id: str
    workflow_id: str
    owner: str
    """Who may change it, and alone sees it unless it is shared."""
    by: str
    """The owner, as people know them."""
    name: str
    is_shared: bool
    payload: Mapping[str, Any] = field(hash=False)
    saved_at: datetime


class PresetStore(BesideRuns):
    """Presets in the file of a run log."""

    # -- presets ---------------------------------------------------------------

    def find(self, instance_id: str, workflow_id: str, owner: str) -> tuple[Preset, ...]:
        """Return the presets of a workflow that somebody may use, by name."""
        found = self._read(
            "SELECT * FROM presets WHERE instance_id = ? AND workflow_id = ?"
            " AND (is_shared OR owner = ?) AND deleted_at IS NULL ORDER BY name COLLATE NOCASE, id",
            instance_id,
            workflow_id,
            owner,
        )
        return tuple(_preset(row) for row in found)

    def get(self, preset_id: str, owner: str) -> Preset | None:
        """Return a preset, if it is there and `owner` may use it."""
        found = self._read(
            "SELECT * FROM presets WHERE id = ? AND (is_shared OR owner = ?)"
            " AND deleted_at IS NULL",
            preset_id,
            owner,
        )
        return _preset(found[0]) if found else None

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
        preset = Preset(
            id=new_id(),
            instance_id=instance_id,
            workflow_id=workflow_id,
            owner=owner,
            by=by,
            name=_name(name),
            is_shared=is_shared,
            payload=payload,
            saved_at=now(),
        )
        codec, content, n_bytes = rows.to_body(payload)
        if n_bytes > MAX_PRESET_BYTES:
            raise errors.PresetError("It is too large to be kept.")

        def work(connection: sqlite3.Connection) -> str:
            same = connection.execute(
                "SELECT id FROM presets WHERE instance_id = ? AND workflow_id = ?"
                " AND owner = ? AND name = ? AND deleted_at IS NULL",
                (instance_id, workflow_id, owner, preset.name),
            ).fetchone()
            preset_id: str = same["id"] if same else preset.id
            if same is None and _n_presets(connection, instance_id, workflow_id) >= MAX_PRESETS:
                raise errors.PresetError(
                    f"This workflow has {MAX_PRESETS} presets already.  Delete one first."
                )
            connection.execute(
                "INSERT OR REPLACE INTO presets VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
                (
                    *map(rows.text, (preset_id, instance_id, workflow_id, owner, by, preset.name)),
                    int(is_shared),
                    codec,
                    content,
                    rows.to_time(preset.saved_at),
                ),
            )
            return preset_id

        saved = self.get(self._writer.write(work), owner)
        if saved is None:
            raise errors.PresetError("Somebody has just deleted it.")
        return saved

    def rename(self, preset_id: str, name: str, *, owner: str) -> None:
        """
        Give a preset another name.

        Raises:
            PresetError: The name will not do or is taken, or the preset is another's.
        """
        wanted = _name(name)

        def work(connection: sqlite3.Connection) -> None:
            mine = _own(connection, preset_id, owner)
            taken = connection.execute(
                "SELECT 1 FROM presets WHERE instance_id = ? AND workflow_id = ? AND owner = ?"
                " AND name = ? AND deleted_at IS NULL AND id <> ?",
                (mine["instance_id"], mine["workflow_id"], owner, wanted, preset_id),
            ).fetchone()
            if taken:
                raise errors.PresetError(f"You have a preset “{wanted}” already.")
            connection.execute("UPDATE presets SET name = ? WHERE id = ?", (wanted, preset_id))

        self._writer.write(work)

    def delete(self, preset_id: str, *, owner: str) -> None:
        """
        Take a preset out of the list; `restore` brings it back.

        Raises:
            PresetError: It is another's.
        """

        def work(connection: sqlite3.Connection) -> None:
            mine = _own(connection, preset_id, owner)
            connection.execute(
                "UPDATE presets SET deleted_at = ? WHERE id = ?", (rows.to_time(now()), preset_id)
            )
            connection.execute(
                "DELETE FROM presets WHERE id IN (SELECT id FROM presets WHERE instance_id = ?"
                " AND workflow_id = ? AND deleted_at IS NOT NULL"
                " ORDER BY deleted_at DESC LIMIT -1 OFFSET ?)",
                (mine["instance_id"], mine["workflow_id"], MOST_DELETED),
            )

        self._writer.write(work)

    def restore(self, preset_id: str, *, owner: str) -> None:
        """Bring back a preset that its owner deleted, if it is still there."""
        self._write(
            "UPDATE presets SET deleted_at = NULL WHERE id = ? AND owner = ?", preset_id, owner
        )


def _n_presets(connection: sqlite3.Connection, instance_id: str, workflow_id: str) -> int:
    found = connection.execute(
        "SELECT count(*) FROM presets WHERE instance_id = ? AND workflow_id = ?"
        " AND deleted_at IS NULL",
        (instance_id, workflow_id),
    ).fetchone()
    return int(found[0])


def _own(connection: sqlite3.Connection, preset_id: str, owner: str) -> sqlite3.Row:
    found: sqlite3.Row | None = connection.execute(
        "SELECT * FROM presets WHERE id = ? AND owner = ? AND deleted_at IS NULL",
        (preset_id, owner),
    ).fetchone()
    if found is None:
        raise errors.PresetError("It is somebody else's, or gone.")
    return found


def _name(text: str) -> str:
    name = "".join(filter(str.isprintable, " ".join(text.split())))
    if not name:
        raise errors.PresetError("Give it a name first.")
    if len(name) > MAX_NAME:
        raise errors.PresetError(f"The name is longer than {MAX_NAME} characters.")
    return rows.text(name)


def _preset(row: sqlite3.Row) -> Preset:
    return Preset(
        id=row["id"],
        instance_id=row["instance_id"],
        workflow_id=row["workflow_id"],
        owner=row["owner"],
        by=row["by"],
        name=row["name"],
        is_shared=bool(row["is_shared"]),
        payload=rows.from_body(row["codec"], row["body"]),
        saved_at=rows.from_time(row["saved_at"]),
    )
