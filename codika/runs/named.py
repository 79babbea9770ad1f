"""
What people keep under a name: whose it is, who may use it, how it is tidied up.

A name belongs to its owner: two people may use the same one.  What is deleted stays
for a while, so that it can be brought back.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from codika import errors
from codika.language import in_english, later
from codika.runs import rows
from codika.runs.beside import BesideRuns
from codika.runs.ids import new_id
from codika.runs.steps import now

MAX_NAME = 80  # characters
MOST_DELETED = 20  # of one workflow that can still be brought back


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Something kept under a name."""

    id: str
    workflow_id: str
    owner: str
    """Who may change it, and alone sees it unless it is shared."""
    by: str
    """The owner, as people know them."""
    name: str
    is_shared: bool
    saved_at: datetime


class NamedStore(BesideRuns):
    """One table of a run log's file, a row a name; columns as in the migration of `presets`."""

    TABLE: ClassVar[str]
    SCOPE: ClassVar[tuple[str, ...]]
    """The columns that say what a name is of."""
    NOUN: ClassVar[str]
    TAKEN: ClassVar[str]
    TOO_MANY: ClassVar[str]
    """What people call one."""
    REFUSAL: ClassVar[type[errors.KeepingError]]

    def rename(self, named_id: str, name: str, *, owner: str) -> None:
        """
        Give it another name.

        Raises:
            KeepingError: The name will not do or is taken, or it is another's.
        """
        wanted = self._checked(name)

        def work(connection: sqlite3.Connection) -> None:
            mine = self._own(connection, named_id, owner)
            taken = connection.execute(
                f"SELECT 1 FROM {self.TABLE} WHERE {self._in_scope}"  # noqa: S608  our own words
                " AND owner = ? AND name = ? AND deleted_at IS NULL AND id <> ?",
                (*(mine[column] for column in self.SCOPE), owner, wanted, named_id),
            ).fetchone()
            if taken:
                raise self.REFUSAL(in_english(self.TAKEN, name=wanted))
            connection.execute(
                f"UPDATE {self.TABLE} SET name = ? WHERE id = ?",  # noqa: S608  as above
                (wanted, named_id),
            )

        self._writer.write(work)

    def delete(self, named_id: str, *, owner: str) -> None:
        """
        Take it out of the list; `restore` brings it back.

        Raises:
            KeepingError: It is another's.
        """

        def work(connection: sqlite3.Connection) -> None:
            mine = self._own(connection, named_id, owner)
            connection.execute(
                f"UPDATE {self.TABLE} SET deleted_at = ? WHERE id = ?",  # noqa: S608  as above
                (rows.to_time(now()), named_id),
            )
            connection.execute(
                f"DELETE FROM {self.TABLE} WHERE id IN (SELECT id FROM {self.TABLE}"  # noqa: S608
                f" WHERE {self._in_scope} AND deleted_at IS NOT NULL"
                " ORDER BY deleted_at DESC LIMIT -1 OFFSET ?)",
                (*(mine[column] for column in self.SCOPE), MOST_DELETED),
            )

        self._writer.write(work)

    def restore(self, named_id: str, *, owner: str) -> None:
        """Bring back what its owner deleted, if it is still there."""
        self._write(
            f"UPDATE {self.TABLE} SET deleted_at = NULL WHERE id = ? AND owner = ?",  # noqa: S608
            named_id,
            owner,
        )

    def _all(self, scope: tuple[str, ...], owner: str) -> list[sqlite3.Row]:
        """Return what somebody may use, by name."""
        return self._read(
            f"SELECT * FROM {self.TABLE} WHERE {self._in_scope}"  # noqa: S608  as above
            " AND (is_shared OR owner = ?) AND deleted_at IS NULL ORDER BY name COLLATE NOCASE, id",
            *scope,
            owner,
        )

    def _one(self, named_id: str, owner: str) -> sqlite3.Row | None:
        found = self._read(
            f"SELECT * FROM {self.TABLE} WHERE id = ? AND (is_shared OR owner = ?)"  # noqa: S608
            " AND deleted_at IS NULL",
            named_id,
            owner,
        )
        return found[0] if found else None

    def _keep(
        self,
        scope: tuple[str, ...],
        name: str,
        content: Any,
        *,
        owner: str,
        by: str,
        is_shared: bool,
        most: int,
        most_bytes: int,
    ) -> sqlite3.Row:
        """
        Keep something, in place of what its owner has under that name.

        Args:
            scope: A value a column of `SCOPE`.
            name: As somebody typed it.
            content: Any JSON.
            owner: Who may change it.
            by: The owner, as people know them.
            is_shared: Whether others may use it.
            most: How many one scope may have.
            most_bytes: Of `content` as JSON.
        """
        wanted = self._checked(name)
        codec, body, n_bytes = rows.to_body(content)
        if n_bytes > most_bytes:
            raise self.REFUSAL(later("It is too large to be kept."))

        def work(connection: sqlite3.Connection) -> str:
            same = connection.execute(
                f"SELECT id FROM {self.TABLE} WHERE {self._in_scope}"  # noqa: S608  as above
                " AND owner = ? AND name = ? AND deleted_at IS NULL",
                (*scope, owner, wanted),
            ).fetchone()
            if same is None and self._count(connection, scope) >= most:
                raise self.REFUSAL(in_english(self.TOO_MANY, most=str(most)))
            named_id: str = same["id"] if same else new_id()
            values = (
                *map(rows.text, (named_id, *scope, owner, by, wanted)),
                int(is_shared),
                codec,
                body,
                rows.to_time(now()),
            )
            places = ", ".join("?" for _ in values)
            connection.execute(
                f"INSERT OR REPLACE INTO {self.TABLE} VALUES ({places}, NULL)",  # noqa: S608
                values,
            )
            return named_id

        saved = self._one(self._writer.write(work), owner)
        if saved is None:
            raise self.REFUSAL(later("Somebody has just deleted it."))
        return saved

    def _count(self, connection: sqlite3.Connection, scope: tuple[str, ...]) -> int:
        found = connection.execute(
            f"SELECT count(*) FROM {self.TABLE} WHERE {self._in_scope}"  # noqa: S608  as above
            " AND deleted_at IS NULL",
            scope,
        ).fetchone()
        return int(found[0])

    def _own(self, connection: sqlite3.Connection, named_id: str, owner: str) -> sqlite3.Row:
        found: sqlite3.Row | None = connection.execute(
            f"SELECT * FROM {self.TABLE}"  # noqa: S608  as above
            " WHERE id = ? AND owner = ? AND deleted_at IS NULL",
            (named_id, owner),
        ).fetchone()
        if found is None:
            raise self.REFUSAL(later("It is somebody else's, or gone."))
        return found

    def _checked(self, text: str) -> str:
        name = "".join(filter(str.isprintable, " ".join(text.split())))
        if not name:
            raise self.REFUSAL(later("Give it a name first."))
        if len(name) > MAX_NAME:
            told = in_english("The name is longer than {most} characters.", most=str(MAX_NAME))
            raise self.REFUSAL(told)
        return rows.text(name)

    @property
    def _in_scope(self) -> str:
        return " AND ".join(f"{column} = ?" for column in self.SCOPE)


def facts_of(row: sqlite3.Row) -> dict[str, Any]:
    """Return the fields of `Named` that a row holds."""
    return {
        "id": row["id"],
        "workflow_id": row["workflow_id"],
        "owner": row["owner"],
        "by": row["by"],
        "name": row["name"],
        "is_shared": bool(row["is_shared"]),
        "saved_at": rows.from_time(row["saved_at"]),
    }
