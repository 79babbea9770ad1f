"""
Views of results kept under a name: which table, which rows of it, and how.

A view is of a workflow, wherever it runs, and holds what an address of the result
page can say, in the words of `codika.results` (`conditions_in`, `spec_in`).  It names
columns by name, so a later result is read with it as far as it fits.  One view can
be what results open with: chosen for everybody by the owner of a shared one, and by
anybody for themselves.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from codika import errors
from codika.language import later
from codika.runs import rows
from codika.runs.named import Named, NamedStore, facts_of

MAX_VIEWS = 200  # of one workflow
MAX_VIEW_BYTES = 100_000  # of JSON
EVERYBODY = ""
"""Whose choice holds where somebody made none."""
_NONE = ""  # the id of no view


@dataclass(frozen=True, slots=True, kw_only=True)
class View(Named):
    """How somebody wants to see results of a workflow."""

    asked: Mapping[str, tuple[str, ...]] = field(hash=False)
    """What the address would say, by name: `{"where": ("any:city:Ghent",), …}`."""


class ViewStore(NamedStore):
    """Views in the file of a run log."""

    TABLE = "views"
    SCOPE = ("workflow_id",)
    NOUN = "view"
    TAKEN = later("You have a view “{name}” already.")
    TOO_MANY = later("This workflow has {most} views already.  Delete one first.")
    REFUSAL = errors.ViewError

    def find(self, workflow_id: str, owner: str) -> tuple[View, ...]:
        """Return the views of a workflow that somebody may use, by name."""
        return tuple(map(_view, self._all((workflow_id,), owner)))

    def get(self, view_id: str, owner: str) -> View | None:
        """Return a view, if it is there and `owner` may use it."""
        found = self._one(view_id, owner)
        return _view(found) if found else None

    def save(
        self,
        workflow_id: str,
        name: str,
        asked: Mapping[str, Sequence[str]],
        *,
        owner: str,
        by: str,
        is_shared: bool,
    ) -> View:
        """
        Keep a view under a name, in place of the owner's view of that name.

        Raises:
            ViewError: The name will not do, it is too large, or there are too many.
        """
        kept = self._keep(
            (workflow_id,),
            name,
            {part: list(values) for part, values in asked.items()},
            owner=owner,
            by=by,
            is_shared=is_shared,
            most=MAX_VIEWS,
            most_bytes=MAX_VIEW_BYTES,
        )
        return _view(kept)

    def opening(self, workflow_id: str, owner: str) -> View | None:
        """Return the view that results open with: one's own choice, else everybody's."""
        found = self._read(
            "SELECT view_id, owner FROM view_openings WHERE workflow_id = ? AND owner IN (?, ?)",
            workflow_id,
            owner,
            EVERYBODY,
        )
        chosen = {row["owner"]: row["view_id"] for row in found}
        for whose in (owner, EVERYBODY):
            if chosen.get(whose) == _NONE:
                return None
            # A view that was deleted, or is shared no more, opens nothing.
            if whose in chosen and (view := self.get(chosen[whose], whose)):
                return view
        return None

    def open_with(
        self, workflow_id: str, view_id: str | None, *, owner: str, for_everybody: bool = False
    ) -> None:
        """
        Choose what results of a workflow open with.

        Args:
            workflow_id: Whose results.
            view_id: A view that the owner of the choice may use; `None` for no view.
            owner: Who chooses.
            for_everybody: Whether it holds for all who choose nothing themselves.

        Raises:
            ViewError: The view is gone, or not theirs to choose for everybody.
        """
        whose = EVERYBODY if for_everybody else owner

        def work(connection: sqlite3.Connection) -> None:
            if for_everybody:
                now = connection.execute(
                    "SELECT view_id FROM view_openings WHERE workflow_id = ? AND owner = ?",
                    (workflow_id, EVERYBODY),
                ).fetchone()
                if view_id is None and now and now["view_id"]:
                    self._own(connection, now["view_id"], owner)
                elif view_id is not None and not self._own(connection, view_id, owner)["is_shared"]:
                    raise errors.ViewError(
                        later("Only what everybody may use can open for everybody.")
                    )
            elif (
                view_id is not None
                and not connection.execute(
                    "SELECT 1 FROM views WHERE id = ? AND workflow_id = ?"
                    " AND (is_shared OR owner = ?) AND deleted_at IS NULL",
                    (view_id, workflow_id, owner),
                ).fetchone()
            ):
                raise errors.ViewError(later("It is not shared with you, or gone."))
            connection.execute(
                "INSERT OR REPLACE INTO view_openings VALUES (?, ?, ?)",
                (rows.text(workflow_id), rows.text(whose), view_id or _NONE),
            )

        self._writer.write(work)


def _view(row: sqlite3.Row) -> View:
    body = rows.from_body(row["codec"], row["body"])
    return View(**facts_of(row), asked={part: tuple(values) for part, values in body.items()})
