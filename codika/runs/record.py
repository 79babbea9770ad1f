"""What the latest runs of a workflow say about the next one.  Pure: runs in, facts out."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from codika.model import Run, RunStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackRecord:
    """How some runs that ended turned out."""

    n: int = 0
    succeeded: int = 0
    rows: tuple[int, int, int] | None = None
    """Fewest, usual and most rows of their results; `None` where none has any."""
    last_failure: Run | None = None
    """The newest that failed."""

    @classmethod
    def of(cls, runs: Sequence[Run]) -> Self:
        """Learn from runs that succeeded or failed, the newest first."""
        rows = [
            run.result_rows
            for run in runs
            if run.status is RunStatus.SUCCESS and run.result_rows is not None
        ]
        return cls(
            n=len(runs),
            succeeded=sum(run.status is RunStatus.SUCCESS for run in runs),
            rows=(min(rows), statistics.median_low(rows), max(rows)) if rows else None,
            last_failure=next((run for run in runs if run.status is RunStatus.FAILED), None),
        )
