"""
How fast one process instance may be asked: a rate, and patience when it asks for it.

Pure: the time comes in, seconds to wait go out.  Whatever a plan says, no look
leaves before its turn here.
"""

CAP = 200.0
"""Looks per second at one instance, however many runs are watched."""
BURST = 20
"""Looks that may leave together before the rate is felt."""
LONGEST_HOLD = 30.0
"""
Seconds for which one answer may silence the looks at all other runs.

The run that was told to wait longer does wait longer; but one odd answer should
not leave everybody else in the dark for an hour.
"""


class Gate:
    """The way to one process instance, shared by all that look at its runs."""

    __slots__ = ("_burst", "_closed_until", "_gap", "_next")

    def __init__(self, rate: float = CAP, burst: int = BURST) -> None:
        self._gap = 1.0 / rate
        self._burst = (burst - 1) * self._gap
        self._next = 0.0
        """When the next look would be due if all left evenly."""
        self._closed_until = 0.0

    def turn(self, now: float) -> float:
        """Book the next turn and return the seconds until then."""
        self._next = max(self._next, now, self._closed_until)
        at = max(now, self._closed_until, self._next - self._burst)
        self._next += self._gap
        return at - now

    def hold(self, now: float, seconds: float) -> None:
        """Let nothing through for a while, because the instance asked for it."""
        self._closed_until = max(self._closed_until, now + min(seconds, LONGEST_HOLD))

    def closed_for(self, now: float) -> float:
        """Return the seconds until anything may leave at all."""
        return max(0.0, self._closed_until - now)
