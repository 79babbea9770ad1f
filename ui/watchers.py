"""
How often a tab looks at what goes on, by how many do.

A tick costs the server 4 to 8 ms whatever it shows; Streamlit's messages are most of
it.  Some tabs may look every second; with more of them each looks half as often, and
so on, so that nobody's click waits behind other people's ticks.
"""

import math
import threading
import time

from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.snapshots import TICK

TICKS = 24  # a second, of all tabs together, until each looks as seldom as it may
SLOWEST = 8.0  # seconds between two looks of one tab
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
        doublings = math.ceil(math.log2(max(1.0, len(_looked) / (TICKS * TICK))))
        return min(TICK * 2.0**doublings, SLOWEST)


def is_worth_a_change(kept: float, wished: float) -> bool:
    """Whether a tab should be drawn anew for its pause: a whole page costs many ticks."""
    return wished > kept or wished <= kept / 2
