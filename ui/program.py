"""
The program that runs in the browser, as Streamlit ships it: kept compressed, and sent from memory.

Streamlit sends its files as they are, since what would compress them does so anew for
every request; it leaves that to a proxy.  A dashboard that people start on their own
has none, and a first view is three megabytes in a hundred files.  They never change
while the server lives, so each is read and compressed once, when it is first asked for.
"""

import asyncio
import gzip
from typing import NamedTuple

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PLACE = "/static/"
COMPRESSED = ("text/javascript", "application/javascript", "text/css")
LEVEL = 6  # of 9; beyond it a tenth of the size is not to be had
WORTH_IT = 500  # bytes; what is smaller fits into one packet anyway
MOST = 48_000_000  # bytes kept; all of Streamlit's files are less
ASKED_ANEW = ("range", "if-none-match", "if-modified-since", "if-range")


class _Kept(NamedTuple):
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Program:
    """Answers from memory for what says of itself that it never changes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._kept: dict[str, _Kept] = {}
        self._size = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if not _is_plain(scope):
            await self.app(scope, receive, send)
            return
        kept = self._kept.get(scope["path"])
        if kept is None:
            found: list[Message] = []

            async def keep(message: Message) -> None:
                # Whatever is no file of the program goes on its way at once.
                if found or _is_constant(message):
                    found.append(message)
                else:
                    await send(message)

            await self.app(scope, receive, keep)
            if not found:
                return
            if not _is_whole(found):
                for message in found:
                    await send(message)
                return
            kept = await asyncio.to_thread(_compressed, found)
            if self._size + len(kept.body) <= MOST:
                self._size += len(kept.body)
                self._kept[scope["path"]] = kept
        await send({"type": "http.response.start", "status": 200, "headers": [*kept.headers]})
        await send({"type": "http.response.body", "body": kept.body})


def _is_plain(scope: Scope) -> bool:
    """Whether somebody asks for the whole of a file, compressed or not."""
    if scope["type"] != "http" or scope["method"] != "GET" or PLACE not in scope["path"]:
        return False
    headers = Headers(scope=scope)
    return "gzip" in headers.get("accept-encoding", "") and not any(
        name in headers for name in ASKED_ANEW
    )


def _is_constant(start: Message) -> bool:
    headers = Headers(raw=start.get("headers", []))
    return (
        start["type"] == "http.response.start"
        and start["status"] == 200  # noqa: PLR2004  OK
        and "immutable" in headers.get("cache-control", "")
        and "content-encoding" not in headers
        and "set-cookie" not in headers
    )


def _is_whole(messages: list[Message]) -> bool:
    """
    Whether an answer came to its end.

    Who leaves a page while it loads hangs up, and the answer stops where it is: kept,
    it would be what everybody gets from then on.
    """
    start, *rest = messages
    said = Headers(raw=start["headers"]).get("content-length")
    size = sum(len(message.get("body", b"")) for message in rest)
    has_ended = bool(rest) and not rest[-1].get("more_body", False)
    return has_ended and said in (None, str(size))


def _compressed(messages: list[Message]) -> _Kept:
    start, *rest = messages
    headers = MutableHeaders(raw=list(start["headers"]))
    body = b"".join(message.get("body", b"") for message in rest)
    if headers.get("content-type", "").startswith(COMPRESSED) and len(body) >= WORTH_IT:
        body = gzip.compress(body, LEVEL, mtime=0)
        headers["content-encoding"] = "gzip"
        headers.add_vary_header("accept-encoding")
        del headers["etag"]  # it names the bytes as they are on the disk
    headers["content-length"] = str(len(body))
    return _Kept(headers.raw, body)
