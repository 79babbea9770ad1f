"""What the tracker sent to each process instance since it started, and what came of it."""

import statistics
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

REMEMBERED = 1000  # latest looks and ends whose times are kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """One process instance, as the tracker of this process saw it.  Times in seconds."""

    since: datetime
    triggers: int
    """Triggers sent."""
    looks: int
    """Times a status was asked for."""
    unanswered: int
    """Looks that brought no usable answer."""
    slowed_down: int
    """Answers that asked for patience (429)."""
    waiting: int
    """Runs that have not been sent yet."""
    pending: int
    """Runs being watched."""
    price: float
    """What a request costs just now, in seconds of delay."""
    found_out: float | None
    """How long after its end a run was known to have ended: the median; `None` before any."""
    late: float | None
    """By how much a look left later than planned, 99 of 100 times at most; `None` before any."""
    closed_for: float
    """For how long the instance wants to be left alone."""


@dataclass(slots=True)
class Counters:
    """The same while it is counted; belongs to one event loop."""

    since: datetime
    triggers: int = 0
    looks: int = 0
    unanswered: int = 0
    slowed_down: int = 0
    found_out: deque[float] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    late: deque[float] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    def told(self, *, waiting: int, pending: int, price: float, closed_for: float) -> Traffic:
        """Return the numbers of this moment."""
        return Traffic(
            since=self.since,
            triggers=self.triggers,
            looks=self.looks,
            unanswered=self.unanswered,
            slowed_down=self.slowed_down,
            waiting=waiting,
            pending=pending,
            price=price,
            found_out=statistics.median(self.found_out) if self.found_out else None,
            late=sorted(self.late)[int(len(self.late) * 0.99)] if self.late else None,
            closed_for=closed_for,
        )
