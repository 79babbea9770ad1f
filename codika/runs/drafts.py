"""
What people fill in and have not sent yet.

Drafts hold no secrets: whoever keeps one takes them out first
(`codika.schema.redaction`).  They are many and short-lived, so the oldest make
room.
"""

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from codika.runs import rows
from codika.runs.beside import BesideRuns
from codika.runs.ids import ALPHABET, LENGTH
from codika.runs.steps import now

MAX_DRAFT_BYTES = 4_000_000  # of JSON; a larger one is not kept
MAX_DRAFTS = 2_000
MAX_DRAFTS_BYTES = 200_000_000  # of all drafts together, as stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A payload that somebody is filling in."""

    id: str
    instance_id: str
    workflow_id: str
    owner: str
    """Who may go on with it (`people.identity`); empty for one behind a link, which stays."""
    payload: Mapping[str, Any] = field(hash=False)
    unread: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What was typed and cannot be read yet, by its place in the payload."""
    rerun_of: str | None = None


class DraftStore(BesideRuns):
    """Drafts in the file of a run log."""

    def keep(self, draft: Draft) -> bool:
        """Keep a draft in place of what it was before; false when it is too large to keep."""
        body = {"payload": draft.payload, "unread": draft.unread}
        codec, content, n_bytes = rows.to_body(body)
        if n_bytes > MAX_DRAFT_BYTES:
            return False
        values = (draft.id, draft.instance_id, draft.workflow_id, draft.owner, draft.rerun_of)

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT OR REPLACE INTO drafts VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (*map(_text, values), codec, content, rows.to_time(now())),
            )
            _make_room(connection)

        self._writer.write(work)
        return True

    def keep_for_link(self, draft: Draft) -> str | None:
        """
        Keep a copy that nobody changes, and return its id; `None` when it is too large.

        The same content has the same id, so that a link copied twice is kept once.
        """
        content = json.dumps([draft.instance_id, draft.workflow_id, draft.payload], sort_keys=True)
        number = int.from_bytes(hashlib.sha256(content.encode("utf-8", "replace")).digest())
        id_ = "".join(ALPHABET[number >> 5 * n & 31] for n in range(LENGTH))
        copy = replace(draft, id=id_, owner="", unread={}, rerun_of=None)
        return id_ if self.keep(copy) else None

    def draft(self, draft_id: str) -> Draft | None:
        """Return a draft, if it is still kept."""
        found = self._read("SELECT * FROM drafts WHERE id = ?", draft_id)
        return _draft(found[0]) if found else None

    def latest_draft(self, instance_id: str, workflow_id: str, owner: str) -> Draft | None:
        """Return what somebody filled in last for a workflow and did not send."""
        found = self._read(
            "SELECT * FROM drafts WHERE instance_id = ? AND workflow_id = ? AND owner = ?"
            " ORDER BY saved_at DESC LIMIT 1",
            instance_id,
            workflow_id,
            owner,
        )
        return _draft(found[0]) if owner and found else None


def _make_room(connection: sqlite3.Connection) -> None:
    """Forget the oldest drafts beyond our bounds of number and of size."""
    connection.execute(
        """
        DELETE FROM drafts WHERE id IN (
            SELECT id FROM (
                SELECT id, row_number() OVER latest AS n, sum(length(body)) OVER latest AS bytes
                FROM drafts WINDOW latest AS (ORDER BY saved_at DESC, id)
            ) WHERE n > ? OR bytes > ?
        )
        """,
        (MAX_DRAFTS, MAX_DRAFTS_BYTES),
    )


def _draft(row: sqlite3.Row) -> Draft:
    body = rows.from_body(row["codec"], row["body"])
    return Draft(
        id=row["id"],
        instance_id=row["instance_id"],
        workflow_id=row["workflow_id"],
        owner=row["owner"],
        payload=body["payload"],
        unread=body["unread"],
        rerun_of=row["rerun_of"],
    )


def _text(value: str | None) -> str | None:
    return None if value is None else rows.text(value)
