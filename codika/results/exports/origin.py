"""Where a file came from; never a key, nor anything else that opens a door."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from codika.language import say, say_in, write_moment

MARK = "codika_export"
"""The key under which every format keeps its origin; the value is the version of that."""
VERSION = 1

_STEM_LENGTH = 60  # characters of what comes from outside; a file system takes 255 in all
_UTC = ZoneInfo("UTC")
_NOT_FOR_NAMES = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Which runs brought what is in a file, and what was left out of it."""

    run_ids: tuple[str, ...]
    workflow_id: str
    workflow_title: str
    environment: str
    connection: str = ""
    """Its name; never its key."""
    ended_at: datetime | None = None
    """When the run ended; aware."""
    made_at: datetime
    """When the file was made; aware."""
    filters: tuple[str, ...] = ()
    """In words; none means that all rows are there."""
    app_version: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON, marked so that it is found again."""
        return {
            MARK: VERSION,
            "run_ids": list(self.run_ids),
            "workflow_id": self.workflow_id,
            "workflow_title": self.workflow_title,
            "environment": self.environment,
            "connection": self.connection,
            "run_ended_at": _moment(self.ended_at),
            "made_at": _moment(self.made_at),
            "filters": list(self.filters),
            "app_version": self.app_version,
        }

    def lines(self) -> list[tuple[str, str]]:
        """Return it as people read it: what, and its value."""
        return [
            (say("Workflow"), f"{self.workflow_title} ({self.workflow_id})"),
            (
                say_in("noun", "Run") if len(self.run_ids) == 1 else say("Runs"),
                ", ".join(self.run_ids),
            ),
            (say("Environment"), self.environment.upper()),
            (say("Connection"), self.connection or say("not known")),
            (say("Run ended"), self.ended),
            (say("File made"), write_moment(self.made_at, _UTC)),
            (say("Filters"), "; ".join(self.filters) or say("none: all rows")),
            (say("Made by"), f"Codika Dashboard {self.app_version}".strip()),
        ]

    @property
    def ended(self) -> str:
        """When the run ended, in words."""
        return write_moment(self.ended_at, _UTC) if self.ended_at else say("not known")

    def stem(self, part: str = "") -> str:
        """Return the name of a file without its ending: workflow, part, environment, run."""
        parts = [self.workflow_id, part, self.environment, *self.run_ids[:1]]
        if self.filters:
            parts.append("filtered")
        return "-".join(filter(None, map(_for_name, parts)))


def _for_name(text: str) -> str:
    return _NOT_FOR_NAMES.sub("-", text)[:_STEM_LENGTH].strip("-.")


def _moment(at: datetime | None) -> str | None:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if at else None
