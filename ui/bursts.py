"""
What a script sends, in bursts.

Streamlit sends what is ready a hundred times a second, and its program in the browser
draws the page anew for each such handful, also what did not change.  Held back until
the script has run to its end, or for a tenth of a second, it is drawn once.
"""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

LONGEST = 0.1  # seconds that anything is held back; less than anybody sees
SHORT = 400  # bytes; what says that a script begins or ends is less


class Bursts:
    """Lets each browser have what a script sends in few bursts."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or one connection."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        burst = _Burst(send)
        try:
            await self.app(scope, receive, burst.send)
        finally:
            burst.drop()


class _Burst:
    def __init__(self, send: Send) -> None:
        self._send = send
        self._held: list[Message] = []
        self._is_running = False
        self._timer: asyncio.Task[None] | None = None
        self._sending = asyncio.Lock()

    async def send(self, message: Message) -> None:
        self._held.append(message)
        if (is_running := _says(message)) is not None:
            self._is_running = is_running
        if not self._is_running or message["type"] != "websocket.send":
            await self._flush()
        elif self._timer is None or self._timer.done():
            if self._timer is not None:
                self._timer.result()
            self._timer = asyncio.create_task(self._flush_later())

    def drop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    async def _flush_later(self) -> None:
        await asyncio.sleep(LONGEST)
        await self._flush()

    async def _flush(self) -> None:
        async with self._sending:
            held, self._held = self._held, []
            for message in held:
                await self._send(message)


def _says(message: Message) -> bool | None:
    """Whether a message says that a script runs, or that none does; `None` if neither."""
    content = message.get("bytes")
    if message["type"] != "websocket.send" or not content or len(content) > SHORT:
        return None
    said = ForwardMsg()
    said.ParseFromString(content)
    if said.WhichOneof("type") != "session_status_changed":
        return None
    return bool(said.session_status_changed.script_is_running)
