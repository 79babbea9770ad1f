"""Whether whoever asked is still there: a page that was left needs no more work."""

import time
from collections.abc import Callable

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

# A connection may be lost for a moment; and what is done by then serves the page that
# takes the place of a reloaded one.
GRACE = 10.0  # seconds


def still_open() -> Callable[[], bool]:
    """
    Return what tells, in any thread, whether this session's page is open.

    A page counts as open until it has been gone for `GRACE` seconds.  Without a
    server, as in a bare script, it always is.
    """
    context = get_script_run_ctx()
    if context is None or not runtime.exists():
        return lambda: True
    session_id, server = context.session_id, runtime.get_instance()
    seen = time.monotonic()

    def is_open() -> bool:
        nonlocal seen
        if server.is_active_session(session_id):
            seen = time.monotonic()
        return time.monotonic() - seen < GRACE

    return is_open
