"""
How often a tab looks at what goes on, by how many do.

A tick costs the server some 4 ms whatever it shows.  A few dozen tabs may look every
second; with more of them each looks less often, so that all together take a third of
a core at most and nobody's click waits behind other people's ticks.
"""

import math
import threading
import time

from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.snapshots import TICK

TICKS = 70  # a second, of all tabs together
SLOWEST = 5.0  # seconds between two looks of one tab
GONE = 3 * SLOWEST  # seconds after which a tab that did not look is closed

_lock = threading.Lock()
_looked: dict[str, float] = {}
"""When each session looked last, by the monotonic clock in seconds."""


def pause(now: float | None = None) -> float:
    """Take down that this session looks, and return how long it may wait until it does again."""
    context = get_script_run_ctx(suppress_warning=True)
    now = time.monotonic() if now is None else now
    with _lock:
        _looked[context.session_id if context else ""] = now
        for session in [one for one, at in _looked.items() if now - at > GONE]:
            del _looked[session]
        return min(TICK * math.ceil(len(_looked) / (TICKS * TICK)), SLOWEST)


def is_worth_a_change(kept: float, wished: float) -> bool:
    """Whether a tab should be drawn anew for its pause: a whole page costs many ticks."""
    return wished > kept or wished <= kept / 2
