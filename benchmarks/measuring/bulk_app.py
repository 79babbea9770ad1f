"""
The dashboard, telling how late an event loop in its process is.

Copied over `app.py` of the dashboard that is measured.  The loop is one in a
thread of its own, as the tracker's is.  With `EVERYTHING_HERE` set, nothing is
done in a process of its own: as it was before.
"""

import asyncio
import math
import os
import threading

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from codika.results import apart
from ui import notices, resources, web

EVERY = 0.01  # seconds

latest = 0.0

if "EVERYTHING_HERE" in os.environ:
    apart.READ_FROM = apart.WRITE_FROM = math.inf  # type: ignore[assignment]


async def beat() -> None:
    """Look at the clock, for ever."""
    global latest  # noqa: PLW0603 - one for the process
    loop = asyncio.get_running_loop()
    while True:
        before = loop.time()
        await asyncio.sleep(EVERY)
        latest = max(latest, loop.time() - before - EVERY)


async def late(_: Request) -> Response:
    """Tell how late the loop was at most since this was asked last, in seconds."""
    global latest
    told, latest = latest, 0.0
    return JSONResponse({"late": told})


threading.Thread(target=lambda: asyncio.run(beat()), daemon=True).start()

app = st.App(
    "ui/main.py",
    lifespan=resources.lifespan,
    routes=[*web.ROUTES, Route("/late", late)],
    middleware=web.MIDDLEWARE,
    on_script_error=notices.log_script_error,
)
