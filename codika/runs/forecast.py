"""
How a pending run stands against earlier ones: honestly, or not at all.

Codika reports no progress.  What can be said comes from the durations of earlier
runs of the same workflow, and gets more careful the fewer there are.  Pure: ages
in, facts out, all in milliseconds.
"""

import bisect
import enum
import statistics
from dataclasses import dataclass

from codika.runs.store import UsualTime

ENOUGH = 5  # earlier runs, before a range is told or a run called overdue
STALLED_AFTER = 300_000.0  # ms; no run is called stalled before five minutes
STALLED_TIMES = 5.0  # times the longest earlier run


class Pace(enum.StrEnum):
    """How a run keeps up with earlier ones."""

    UNKNOWN = "unknown"
    """There is none to compare with."""
    USUAL = "usual"
    LATE = "late"
    """Longer than half of them."""
    OVERDUE = "overdue"
    """Longer than 95 of 100 of them."""
    STALLED = "stalled"
    """So much longer than all of them that it may never report its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What can be said about a run that has been going for a while."""

    pace: Pace
    share: float | None = None
    """Elapsed by usual time; beyond 1 when it is late.  `None` without earlier runs."""
    quicker: int = 0
    """How many earlier runs had ended by this age."""
    n: int = 0
    """How many earlier runs there are."""
    left_ms: float | None = None
    """Until half of the earlier runs that took longer had ended; `None` if none took longer."""


def forecast(elapsed_ms: float, usual: UsualTime | None) -> Forecast:
    """
    Compare a run's age with how long its workflow usually takes.

    Args:
        elapsed_ms: Since Codika accepted the trigger.
        usual: What was learned from earlier runs; `None` without any.
    """
    if usual is None or not usual.durations_ms:
        return Forecast(pace=Pace.UNKNOWN)
    durations = usual.durations_ms
    quicker = bisect.bisect_left(durations, elapsed_ms)
    longer = durations[quicker:]
    return Forecast(
        pace=_pace(elapsed_ms, usual),
        share=elapsed_ms / max(usual.median_ms, 1.0),
        quicker=quicker,
        n=usual.n,
        left_ms=statistics.median(longer) - elapsed_ms if longer else None,
    )


def _pace(elapsed_ms: float, usual: UsualTime) -> Pace:
    longest = usual.durations_ms[-1]
    if elapsed_ms > max(STALLED_TIMES * longest, STALLED_AFTER):
        return Pace.STALLED
    if elapsed_ms > (usual.high_ms if usual.n >= ENOUGH else longest * 2):
        return Pace.OVERDUE
    return Pace.LATE if elapsed_ms > usual.median_ms else Pace.USUAL
